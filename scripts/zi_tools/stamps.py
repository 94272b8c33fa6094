"""Remember which steps are finished, so that a broken set-up goes on where it was."""

import hashlib
import os

from .paths import STAMPS


def fingerprint(*parts):
    """Digest of texts and file contents: a stamp is void when one changes."""
    digest = hashlib.sha256()
    for part in parts:
        content = part.read_bytes() if hasattr(part, "read_bytes") else str(part)
        digest.update(content if isinstance(content, bytes) else content.encode())
        digest.update(b"\0")
    return digest.hexdigest()


def is_done(name, value):
    stamp = STAMPS / name
    return stamp.exists() and stamp.read_text() == value


def mark(name, value):
    write_atomic(STAMPS / name, value)


def clear(name):
    (STAMPS / name).unlink(missing_ok=True)


def write_atomic(path, text):
    """Write a file so that a reader sees the old or the new text, never half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    temporary.write_text(text)
    temporary.replace(path)
