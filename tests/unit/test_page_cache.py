"""Pages kept in the memory of a worker."""

import time
from dataclasses import replace
from datetime import UTC, date

from zi_governance.tools.page_cache import SECONDS, Page, PageCache, end_of_life

PAGE = Page("x", "current", 1, (), (), UTC, date(2026, 1, 1), time.monotonic() + 1000)


def test_oldest_page_goes_first():
    """What was not asked for longest makes room."""
    cache = PageCache(size=2)
    for key in ("a", "b"):
        cache.put(key, PAGE)
    assert cache.get("a")
    cache.put("c", PAGE)
    assert [bool(cache.get(key)) for key in ("a", "b", "c")] == [True, False, True]


def test_page_ends():
    """A page is not shown after its life, and lives a minute at most."""
    cache = PageCache()
    cache.put("a", replace(PAGE, until=time.monotonic() - 1))
    assert cache.get("a") is None
    assert 0 < end_of_life() - time.monotonic() <= SECONDS <= 60
