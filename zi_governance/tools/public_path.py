"""Which addresses are the public's, and what a log may keep of a visit to them.

>>> is_public("/zi/v/abc"), is_public("/zi_governance/x"), is_public("/zi")
(True, False, True)
>>> redacted('10.1.2.3 - - [x] "GET /zi/v/abc HTTP/1.1" 200 -')
True
"""

import logging
import re
from urllib.parse import unquote

ROOT = "/zi"
# An address below /zi, wherever it stands: whole addresses and doubled slashes too.
_VISIT = re.compile(r"/zi(?=[/?#\s\"'\\]|$)", re.IGNORECASE)
_REQUEST = re.compile(r"\b(GET|HEAD|POST|PUT|DELETE|PATCH|OPTIONS)\b")


def is_public(path):
    """Whether a path belongs to the public pages.

    :param str path: decoded path of a request
    :rtype: bool
    """
    return path == ROOT or path.startswith(f"{ROOT}/")


def redacted(message):
    """Whether a line of a log tells of a visit to a public page.

    :param str message: the line as it would be written
    :rtype: bool
    """
    return bool(_VISIT.search(unquote(unquote(message))))


class VisitFilter(logging.Filter):
    """Take address, path and query of public pages out of an access log.

    Method and status stay, so that load and errors can still be counted.
    """

    def filter(self, record):
        try:
            message = record.getMessage()
        except (TypeError, ValueError):
            # A line that cannot be put together is no reason to lose what it says.
            message = f"{record.msg} {record.args!r}"
        if redacted(message):
            found = _REQUEST.search(message)
            record.args = (found.group(1) if found else "-", _status(record.args))
            record.msg = '- - - "%s /zi" %s'
        return True


def _status(args):
    """Status of an access line; its place is the last but one argument."""
    status = args[-2] if isinstance(args, tuple) and len(args) > 1 else "-"
    return status if re.fullmatch(r"[0-9]{3}", str(status)) else "-"


def hide_visits():
    """Put the filter on every log that names addresses; once."""
    for name in ("werkzeug", "longpolling"):
        logger = logging.getLogger(name)
        if not any(isinstance(item, VisitFilter) for item in logger.filters):
            logger.addFilter(VisitFilter())
