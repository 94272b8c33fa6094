"""A real Odoo server for end-to-end tests and for the benchmark."""

import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request

from . import net, odoo
from .paths import LOGS, ROOT
from .say import ZiError
from .shell import tail


class Server:
    """An Odoo process on a database of its own, to be used in a ``with`` statement.

    :ivar url: address without a slash at the end
    :ivar log: file with all that the server wrote
    :ivar pid: process id, e.g. for tests that kill it
    """

    def __init__(self, database, workers=0, arguments=(), env=None):
        """
        :param workers: 0 for threads in one process, else the number of processes
        :param arguments: further words for Odoo's command line
        :param env: further environment variables
        """
        self.database = database
        self.workers = workers
        self.arguments = arguments
        self.env = env or {}
        self.port = net.free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = LOGS / f"live-{database}.log"
        self._process = None

    @property
    def pid(self):
        return self._process.pid

    def start(self, seconds=90):
        """Start and wait until it answers.

        :raises ZiError: with the end of its log when it does not within ``seconds``
        """
        LOGS.mkdir(parents=True, exist_ok=True)
        words = odoo.command(
            self.database,
            *("--workers", str(self.workers), "--max-cron-threads", "0"),
            *("--no-database-list", "--db-filter", f"^{self.database}$"),
            *("--http-interface", "127.0.0.1", "--http-port", str(self.port)),
            *("--gevent-port", str(net.free_port())),
            *map(str, self.arguments),
        )
        with self.log.open("a") as output:
            self._process = subprocess.Popen(
                words,
                env=dict(odoo.environment(), **self.env),
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                cwd=ROOT,
                start_new_session=True,
            )
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                break
            if self._answers():
                return self
            time.sleep(0.2)
        self.stop()
        raise ZiError(f"Odoo does not answer; the end of {self.log}:\n{tail(self.log)}")

    def _answers(self):
        try:
            # the login page needs the registry, so it is loaded before tests measure
            with urllib.request.urlopen(f"{self.url}/web/login", timeout=60) as page:
                return page.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def stop(self):
        """End the server and its workers."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()
        self._process = None

    def kill(self):
        """End all of its processes at once, as a power cut would."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def __enter__(self):
        return self.start()

    def __exit__(self, *exception):
        self.stop()


def run_shell(database, text, **variables):
    """Run Python inside `odoo shell`; what it prints as JSON after ``RESULT`` is
    returned.

    The text calls ``give(value)`` to hand a value back; it commits by itself.

    :raises ZiError: with the end of the output when it fails
    """
    prelude = "import json\ndef give(value): print('RESULT' + json.dumps(value))\n"
    code, log = odoo.run(
        odoo.command(database, "--no-http", sub="shell"),
        f"shell-{database}",
        env=dict(odoo.environment(), **variables),
        input_text=prelude + text,
    )
    output = log.read_text(errors="replace")
    if code:
        raise ZiError(f"the shell script failed (code {code}):\n{output[-3000:]}")
    for row in output.splitlines():
        if row.startswith("RESULT"):
            return json.loads(row.removeprefix("RESULT"))
    return None
