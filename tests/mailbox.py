"""A real SMTP server that keeps what arrives, and breaks off when it is told to."""

import asyncio

from aiosmtpd.controller import Controller
from zi_tools import net


class Mailbox:
    """``messages`` holds what arrived: (envelope sender, recipients, bytes).

    ``moods`` is what it does with the next mails, oldest first; afterwards it takes
    them. A mood is ``refuse`` (a temporary error), ``before`` (the connection ends
    before the mail), ``after`` (it ends when the mail has arrived and nobody was told)
    or ``hold`` (it has arrived, and the answer waits for :meth:`release`).

    :ivar pause: seconds before each answer, so that a test can fall into them
    """

    def __init__(self):
        self.messages = []
        self.moods = []
        self.pause = 0
        self.port = net.free_port()
        self._controller = None
        self._held = None

    def start(self):
        """Listen; a second start listens on the same port."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()
        return self

    def stop(self):
        """Listen no more."""
        if self._controller:
            self.release()
            self._controller.stop()
            self._controller = None

    def release(self):
        """Answer the mail that is held."""
        if self._held:
            self._controller.loop.call_soon_threadsafe(self._held.set)
            self._held = None

    def to(self, address):
        """Bytes of the mails that arrived for an address; Odoo's own queue may bring
        others."""
        return [content for _f, names, content in self.messages if address in names]

    async def handle_RCPT(self, server, session, envelope, address, options):
        await asyncio.sleep(self.pause)
        if self.moods and self.moods[0] == "before":
            self.moods.pop(0)
            server.transport.abort()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mood = self.moods.pop(0) if self.moods else "take"
        if mood == "refuse":
            return "451 Try again later"
        self.messages.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        await asyncio.sleep(self.pause)
        if mood == "after":
            server.transport.abort()
        elif mood == "hold":
            self._held = asyncio.Event()
            await self._held.wait()
        return "250 OK"
