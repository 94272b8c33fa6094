"""Whether an address can be reached from outside.

>>> problem("https://zi.example.go.id"), problem("http://localhost:8069")
('', 'local')
"""

import ipaddress
import re
from urllib.parse import urlsplit

MAX_LENGTH = 56  # characters; a longer one leaves no room in the QR code
_LOCAL_ENDS = (".local", ".localhost", ".lan", ".internal", ".intranet", ".home.arpa")
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", re.IGNORECASE)


def problem(address):
    """What is wrong with a public address.

    :param str address: such as ``https://zi.example.go.id``
    :return: ``""`` (nothing), ``empty``, ``not_whole``, ``too_long`` or ``local``
    """
    if not address:
        return "empty"
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return "not_whole"
    if (
        parts.scheme not in ("http", "https")
        or not host
        or parts.username is not None
        or parts.query
        or parts.fragment
        or parts.path not in ("", "/")
        or any(letter.isspace() for letter in address)
    ):
        return "not_whole"
    if len(address) > MAX_LENGTH:
        return "too_long"
    address = _ip_address(host)
    if address is not None:
        return "" if address.is_global else "local"
    if not _HOST.fullmatch(host):
        return "not_whole"
    if "." not in host or host.lower().endswith(_LOCAL_ENDS):
        return "local"
    return ""


def _ip_address(host):
    """The host as an address in numbers; None when it is a name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
