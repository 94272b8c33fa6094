"""The archive of an auditor's sample, streamed: it may be larger than the memory.

Which rows are drawn is told by :func:`..zi_verify.draw`; here they are packed.

>>> data = b"".join(stream([Member("a.txt", [b"isi"])], (2026, 1, 5, 8, 0, 0)))
>>> zipfile.ZipFile(io.BytesIO(data)).read("a.txt")
b'isi'
"""

import hashlib
import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass

_BLOCK = 1 << 20
_UNSAFE = re.compile(r"[^\w.()+-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive.

    :param str name: path inside the archive
    :param blocks: iterable of bytes, read when its turn comes
    """

    name: str
    blocks: Iterable


class _Pipe(io.RawIOBase):
    """What was written and not yet handed on."""

    def __init__(self):
        super().__init__()
        self._parts = []

    def writable(self):
        return True

    # A raw stream has no way of its own to keep what is written.
    # pylint: disable-next=method-required-super
    def write(self, data):
        self._parts.append(bytes(data))
        return len(data)

    def take(self):
        """The bytes written since the last time."""
        data, self._parts = b"".join(self._parts), []
        return data


def stream(members, moment):
    """The bytes of a zip archive, block by block.

    The same members and moment give the same bytes: evidence is packed as it is, for
    scans and pictures are compressed already.

    :param members: iterable of :class:`Member`
    :param tuple moment: year, month, day, hour, minute, second of all members
    :return: iterator of bytes
    """
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as archive:
        for member in members:
            info = zipfile.ZipInfo(member.name, moment)
            info.external_attr = 0o644 << 16
            with archive.open(info, "w", force_zip64=True) as target:
                for block in member.blocks:
                    target.write(block)
                    yield pipe.take()
            yield pipe.take()
    yield pipe.take()


def blocks_of(path):
    """The bytes of a file, block by block.

    :param path: of the file
    :raises OSError: it is gone
    """
    with open(path, "rb") as file:
        yield from iter(lambda: file.read(_BLOCK), b"")


def hash_of(blocks):
    """SHA-256 of blocks of bytes, as hex digits."""
    digest = hashlib.sha256()
    for block in blocks:
        digest.update(block)
    return digest.hexdigest()


def member_name(number, name):
    """Path of a file of evidence in the archive: its number, and its name made safe
    for every system.

    >>> member_name(7, "../SK tim kerja.pdf")
    'bukti/0000007-SK-tim-kerja.pdf'

    :param int number: in the register of evidence
    :param str name: as it was uploaded
    """
    safe = _UNSAFE.sub("-", name or "").strip("-.")[-80:] or "berkas"
    return f"bukti/{number:07}-{safe}"
