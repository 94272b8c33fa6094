"""`make bench`: measure side by side in one run and print one table.

A benchmark is a module ``bench/<name>.py`` with ``run(bench)``, which yields
:class:`Row` objects; ``bench`` is a :class:`Bench`.
"""

import http.client
import importlib.util
import json
import statistics
import threading
import time
import traceback
import urllib.parse
from dataclasses import asdict, dataclass
from typing import ClassVar

from . import databases, office, setup
from .live import Server, run_shell
from .paths import ROOT, WORK
from .say import line
from .stamps import write_atomic

COLUMNS = ("what", "ours", "compared with", "ratio", "aim", "verdict")


@dataclass
class Row:
    """One line of the table.

    :ivar what: what was measured
    :ivar ours: our figure with its unit
    :ivar compared: the other figure with its unit and name
    :ivar ratio: the figure that the aim bounds, usually ours / compared
    :ivar at_least: lower bound of the ratio, or None
    :ivar at_most: upper bound of the ratio, or None
    :ivar unit: unit of the ratio where it is none, e.g. ``"MB"``
    :ivar reason: why an aim is missed, as measured
    """

    what: str
    ours: str
    compared: str
    ratio: float
    at_least: float | None = None
    at_most: float | None = None
    unit: str = ""
    reason: str = ""

    @property
    def has_aim(self):
        return self.at_least is not None or self.at_most is not None

    @property
    def is_met(self):
        low = self.at_least is None or self.ratio >= self.at_least
        return low and (self.at_most is None or self.ratio <= self.at_most)

    def cells(self):
        """The texts of the table's columns."""
        unit = f" {self.unit}" if self.unit else " x"
        bounds = []
        if self.at_least is not None:
            bounds.append(f"at least {self.at_least:g}{unit}")
        if self.at_most is not None:
            bounds.append(f"at most {self.at_most:g}{unit}")
        verdict = "met" if self.is_met else "MISSED"
        if not self.has_aim:
            verdict = "-"
        ratio = f"{self.ratio:.2f}{unit}"
        aim = ", ".join(bounds) or "-"
        return (self.what, self.ours, self.compared, ratio, aim, verdict)


class Bench:
    """What a benchmark may use; databases and servers end with the run."""

    # databases of many units: they take long to make, and all modules share them
    _units: ClassVar[dict] = {}

    def __init__(self):
        self._databases = []
        self._servers = []

    def database(self, demo=False):
        """Name of a fresh database with all addons; with the demo office or bare.

        :param demo: with the demo office
        """
        name = f"zi_bench_{len(self._databases)}"
        if demo:
            databases.copy(office.ensure_template(), name)
        else:
            databases.copy(databases.TEMPLATE, name)
            office.install(name, office.addons.in_order(office.addons.product()))
        self._databases.append(name)
        return name

    def units(self, count):
        """Name of a database with a Ministry of many units, made once in a run.

        Modules share it, so what they write they roll back.

        :param int count: number of units; one is the demo office, the others copies
        """
        if count not in self._units:
            started = time.monotonic()
            name = f"zi_bench_units_{count}"
            databases.copy(office.ensure_template(), name)
            self._units[count] = name
            made = self.in_odoo(name, "many_units", f"give(fill(env, {count}))")
            line(
                f"   {made['units']:,} units, {made['rows']:,} rows copied"
                f" in {time.monotonic() - started:.0f} s"
            )
        return self._units[count]

    def in_odoo(self, database, module, text):
        """Run a file of ``bench/in_odoo`` and then a line of Python in `odoo shell`.

        :param str module: name of the file, without its ending
        :param str text: what asks it and hands the answer to ``give``
        """
        source = (ROOT / "bench" / "in_odoo" / f"{module}.py").read_text()
        return self.shell(database, f"{source}\n\n{text}\n")

    def server(self, database, **options):
        """A running server (see ``zi_tools.live.Server``)."""
        server = Server(database, **options)
        self._servers.append(server)
        return server.start()

    def shell(self, database, text):
        """Run Python in `odoo shell`; returns what it hands to ``give(value)``."""
        return run_shell(database, text)

    def close(self):
        for server in self._servers:
            server.stop()
        for database in self._databases:
            databases.drop(database)

    @classmethod
    def close_shared(cls):
        """Drop what the modules shared, at the end of the run."""
        for database in cls._units.values():
            databases.drop(database)
        cls._units.clear()


def requests_per_second(url, clients=8, seconds=6, headers=None):
    """Load a page with several clients over kept connections.

    :return: (requests per second, median latency in seconds)
    :raises AssertionError: when an answer is not 200
    """
    place = urllib.parse.urlsplit(url)
    target = place.path + (f"?{place.query}" if place.query else "")
    latencies, faults = [], []
    end = time.perf_counter() + seconds

    def client():
        connection = http.client.HTTPConnection(place.hostname, place.port, timeout=60)
        while time.perf_counter() < end and not faults:
            started = time.perf_counter()
            connection.request("GET", target, headers=headers or {})
            answer = connection.getresponse()
            answer.read()
            latencies.append(time.perf_counter() - started)
            if answer.status != 200:
                faults.append(answer.status)
        connection.close()

    threads = [threading.Thread(target=client) for _ in range(clients)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults, f"{url} answered {faults[0]}"
    elapsed = time.perf_counter() - started
    return len(latencies) / elapsed, statistics.median(latencies)


def alternate(first, second, rounds=3):
    """Measure two things by turns, so that both see the same machine.

    :param first: function that returns a figure
    :param second: likewise
    :return: the medians of both
    """
    figures = [(first(), second()) for _ in range(rounds)]
    ours, others = zip(*figures, strict=True)
    return statistics.median(ours), statistics.median(others)


def table(rows):
    """The table as text; reasons of missed aims stand below it."""
    cells = [COLUMNS, *(row.cells() for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(COLUMNS))]

    def text(row):
        padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        return "  ".join(padded).rstrip()

    lines = [text(cells[0]), text(tuple("-" * width for width in widths))]
    lines += [text(row) for row in cells[1:]]
    lines += [f"{row.what}: {row.reason}" for row in rows if row.reason]
    return "\n".join(lines)


def modules(only=None, folder=ROOT / "bench"):
    """Benchmarks, loaded from their files: (name, module)."""
    for path in sorted(folder.glob("[a-z]*.py")):
        if only and only not in path.stem:
            continue
        spec = importlib.util.spec_from_file_location(f"bench_{path.stem}", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        yield path.stem, module


def main(only=None):
    """Run the benchmarks; the exit code is not 0 when one broke.

    A missed aim is a figure, not an error.
    """
    setup.ensure(test=True)
    rows, broken = [], []
    for name, module in modules(only):
        started = time.monotonic()
        line(f"== {name}")
        bench = Bench()
        try:
            for row in module.run(bench):
                rows.append(row)
                line("   " + "  ".join(row.cells()))
        except Exception:  # one broken benchmark must not hide the others
            broken.append(name)
            line(traceback.format_exc())
        finally:
            bench.close()
        line(f"   {time.monotonic() - started:.0f} s")
    Bench.close_shared()
    line("\n" + table(rows))
    write_atomic(WORK / "bench.json", json.dumps([asdict(row) for row in rows]))
    aims = [row for row in rows if row.has_aim]
    met = sum(row.is_met for row in aims)
    line(f"\n{met} of {len(aims)} aims met" + "".join(f", {b} broke" for b in broken))
    return 1 if broken else 0
