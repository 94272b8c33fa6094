"""Pages that were made, kept for a moment in the memory of a worker."""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from typing import Any

SECONDS = 60  # what a page takes from rows that are not watched may be this old
PAGES = 256


@dataclass(frozen=True, slots=True)
class Page:
    """A page and what it rests on.

    :param html: the whole page
    :param status: what it says
    :param token_id: row of the code
    :param form: name of the form that it holds, or empty
    :param count: statement that notes a scan if the rows are what they were
    :param zone: time zone of the unit
    :param day: the unit's date when it was made
    :param until: end of its life, by ``time.monotonic``
    """

    html: str
    status: str
    token_id: int
    form: str
    count: Any
    zone: Any
    day: date
    until: float


@dataclass(frozen=True, slots=True)
class Constant:
    """A page that is the same for everybody, such as one about an error.

    :param html: the whole page
    :param until: end of its life, by ``time.monotonic``
    """

    html: str
    until: float


class PageCache:
    """The pages that were asked for last.

    >>> cache = PageCache(size=1)
    >>> cache.get("a") is None
    True
    """

    def __init__(self, size=PAGES):
        self._size = size
        self._pages = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key):
        """The page of a key, or None when there is none that is young enough."""
        with self._lock:
            page = self._pages.get(key)
            if page is None or page.until < time.monotonic():
                self._pages.pop(key, None)
                return None
            self._pages.move_to_end(key)
            return page

    def put(self, key, page):
        """Keep a page; the one that was not asked for longest goes."""
        with self._lock:
            self._pages[key] = page
            self._pages.move_to_end(key)
            while len(self._pages) > self._size:
                self._pages.popitem(last=False)


def end_of_life():
    """When a page that is made now ends, by ``time.monotonic``."""
    return time.monotonic() + SECONDS
