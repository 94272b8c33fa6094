"""The secret of a server: 32 bytes that are in no database and in no backup of one.

What is sealed with it can be opened on this server only. It comes from the environment
(``ZI_SERVER_SECRET_FILE`` names a file, ``ZI_SERVER_SECRET`` is the text itself), else
from a file in Odoo's data folder, beside the file store and outside of it.
"""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

FILE_NAME = "zi_server_secret"
_MIN_LENGTH = 32  # characters


class SecretError(Exception):
    """The secret is there and cannot be used; the text says why."""


def read(data_dir, create=False):
    """The secret, or None when this server has none.

    :param data_dir: Odoo's data folder
    :param bool create: make it when there is none
    :rtype: bytes or None
    :raises SecretError: unreadable, or too short to be a secret
    """
    named = os.environ.get("ZI_SERVER_SECRET_FILE")
    if named:
        return _digest(_file_text(Path(named)))
    text = os.environ.get("ZI_SERVER_SECRET")
    if text:
        return _digest(text)
    path = Path(data_dir) / FILE_NAME
    if create and not path.exists():
        _make(path)
    return _digest(_file_text(path)) if path.exists() else None


def derive(secret, *purpose):
    """A key for one purpose; it tells nothing about the secret or other keys.

    :param bytes secret: from :func:`read`
    :param purpose: texts that name the purpose
    :rtype: bytes
    """
    words = b"".join(
        len(word.encode()).to_bytes(4, "big") + word.encode() for word in purpose
    )
    return hmac.new(secret, b"zi-key-1" + words, hashlib.sha256).digest()


def _file_text(path):
    try:
        return path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise SecretError(f"{path.name}: {type(error).__name__}") from error


def _digest(text):
    text = text.strip()
    if len(text) < _MIN_LENGTH:
        raise SecretError(f"shorter than {_MIN_LENGTH} characters")
    return hashlib.sha256(text.encode("utf-8")).digest()


def _make(path):
    """Make the file; of two workers that try at once one wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32) + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(fresh, path)
    except FileExistsError:
        return
    finally:
        os.unlink(fresh)
