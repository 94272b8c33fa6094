"""Progress lines and the one error type that is shown without a traceback."""

import sys
import time
from contextlib import contextmanager


class ZiError(Exception):
    """Something the reader can mend; its text says how."""


def line(text=""):
    """Print one line at once, also when the output is a pipe."""
    print(text, flush=True)


def warn(text):
    print(text, file=sys.stderr, flush=True)


@contextmanager
def step(title):
    """Announce a step, then say how many seconds it took."""
    line(f"== {title}")
    started = time.monotonic()
    yield
    line(f"   done: {title} ({time.monotonic() - started:.1f} s)")
