"""`make test`: every check, two processes side by side, one summary.

Everything is found by looking: addons by ``zi_*/__manifest__.py``, test addons in
``tests/addons``, plain tests in ``tests/unit``, ``tests/platform`` and ``tests/e2e``.
"""

import concurrent.futures
import shutil
import subprocess
import time
from dataclasses import dataclass

from . import (
    addon_tests,
    addons,
    databases,
    lint,
    net,
    odoo,
    odoo_source,
    office,
    postgres,
    report,
    setup,
    shards,
)
from .paths import LOGS, PYTHON, ROOT, WORK
from .report import Result
from .say import ZiError, line

SIDE_BY_SIDE = 2
OWNER_TAG = "zi_owner_role"
LINT_TAGS = (
    "/test_lint,-/test_lint:TestDocstring,-/test_lint:TestPyLint,-/test_lint:TestESLint"
)
# no test of ours takes that long; a hanging browser must not hang the run
LIMIT_SECONDS = 1500


@dataclass
class Job:
    """A check that may run beside others.

    :ivar call: function without arguments that returns a Result
    :ivar weight: jobs with more weight start first
    """

    name: str
    call: object
    weight: int = 0


def main(only=None):
    """Run all checks, or those whose name holds ``only``; the exit code."""
    started = time.monotonic()
    setup.ensure(test=True)
    results = []
    with databases.lock("ci"):
        if only in (None, "lint"):
            results += _lint()
        jobs = [job for job in plan() if not only or only in job.name]
        results += _run(jobs)
    return report.summary(results, started)


def _lint():
    line("== lint")
    results = lint.run()
    for result in results:
        report.show(result)
    return results


def _run(jobs):
    """Run jobs side by side, the heaviest first; their results."""
    results = []
    line(f"== {len(jobs)} jobs, {SIDE_BY_SIDE} side by side")
    jobs = sorted(jobs, key=lambda job: -job.weight)
    with concurrent.futures.ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        futures = [pool.submit(_guarded, job) for job in jobs]
        for future in concurrent.futures.as_completed(futures):
            results.append(future.result())
            report.show(results[-1])
    return results


def _guarded(job):
    """A job that breaks is a failed job; the others go on."""
    started = time.monotonic()
    try:
        result = job.call()
    except (ZiError, OSError, subprocess.SubprocessError) as error:
        result = Result(job.name, failed=1, details=[str(error)])
    result.seconds = time.monotonic() - started
    return result


def plan():
    """All jobs but lint."""
    jobs = []
    product, testing = addons.product(), addons.testing()
    for name, folder in {**product, **testing}.items():
        jobs += _addon_jobs(name, folder)
    for name in product:
        # the other jobs begin with a copy of it, so it comes first
        jobs.append(Job(f"install: {name}", _bind(_install, name), 10_000))
        jobs.append(Job(f"uninstall: {name}", _bind(_uninstall, name), 60))
    if product:
        jobs.append(Job("all addons together, demo office", _demo_office, 100))
        jobs.append(Job("odoo: test_lint", _test_lint, 80))
    for place in ("unit", "platform", "e2e"):
        if any((ROOT / "tests" / place).rglob("test_*.py")):
            weight = 5000 if place == "e2e" else 10
            jobs.append(Job(f"pytest: tests/{place}", _bind(_pytest, place), weight))
    return jobs


def _bind(function, *arguments):
    return lambda: function(*arguments)


def _addon_jobs(name, folder):
    groups = shards.divide(folder)
    jobs = []
    for number, group in enumerate(groups, 1):
        title = f"odoo: {name} {number}/{len(groups)}"
        lines = sum(shards.test_files(folder)[path] for path in group)
        tags = shards.tags(folder, group)
        jobs.append(Job(title, _bind(_odoo_tests, title, name, tags), lines))
    if shards.has_tag(folder, OWNER_TAG):
        title = f"odoo: {name} as plain owner role"
        jobs.append(Job(title, _bind(_owner_tests, title, name), 90))
    return jobs


def _slug(title):
    return "zi_ci_" + "".join(c if c.isalnum() else "_" for c in title.lower())[:40]


def _odoo(name, words, server=None):
    """Run Odoo with a limit in time; (exit code, log)."""
    words = ["timeout", "--kill-after=30", str(LIMIT_SECONDS), *words]
    return odoo.run(words, name, env=odoo.environment(server))


def _odoo_tests(title, addon, tags):
    """Tests of an addon in a copy of the database that has it.

    A test addon is installed on top of the first of our addons that it needs.
    """
    database = _slug(title)
    product = addons.product()
    if addon in product:
        mode, base = None, addon
    else:
        needed = addons.manifest(addons.testing()[addon])["depends"]
        mode, base = "-i", next(name for name in needed if name in product)
    databases.copy(office.addon_template(base), database, same_identity=True)
    words = addon_tests.command(database, addon, tags, net.free_port(), mode)
    code, log = _odoo(database, words)
    result = addon_tests.judge(title, code, log)
    databases.drop(database)
    return result


def _owner_tests(title, addon):
    """Production's role is no superuser: what triggers refuse must hold there too."""
    database = _slug(title)
    databases.copy(databases.TEMPLATE, database)
    server = postgres.plain_owner_environment()
    databases.give_to(server["PGUSER"], database)
    words = addon_tests.command(database, addon, OWNER_TAG, net.free_port())
    code, log = _odoo(database, words, server)
    result = addon_tests.judge(title, code, log)
    databases.drop(database)
    return result


def _install(addon):
    """The addon alone, in a database without demo data, without a complaint."""
    office.addon_template(addon)
    return Result(f"install: {addon}", passed=1)


def _uninstall(addon):
    """An addon leaves nothing behind: no table, column, function or complaint."""
    title = f"uninstall: {addon}"
    database = _slug(title)
    before = schema(databases.TEMPLATE)
    databases.copy(office.addon_template(addon), database)
    if not schema(database) - before:
        raise ZiError(f"{addon} added nothing that an uninstall could leave behind")
    office.shell(database, "uninstall", ZI_ADDONS=addon)
    left = sorted(schema(database) - before)
    result = Result(title, passed=1 + (not left), failed=int(bool(left)))
    result.details = [f"left behind: {what}" for what in left]
    databases.drop(database)
    return result


def schema(database):
    """Names of what a database holds: tables, columns, functions, triggers, ids."""
    return set(
        postgres.sql(
            """
            SELECT 'column ' || table_name || '.' || column_name
              FROM information_schema.columns WHERE table_schema = 'public'
            UNION SELECT 'function ' || proname FROM pg_proc
             WHERE pronamespace = 'public'::regnamespace
            UNION SELECT 'trigger ' || tgname FROM pg_trigger WHERE NOT tgisinternal
            UNION SELECT 'sequence ' || relname FROM pg_class WHERE relkind = 'S'
            UNION SELECT 'model ' || model FROM ir_model
            UNION SELECT 'cron ' || cron_name FROM ir_cron
            UNION SELECT 'xml id ' || module || '.' || name FROM ir_model_data
             WHERE module LIKE 'zi\\_%'
            UNION SELECT 'parameter ' || key FROM ir_config_parameter
             WHERE key LIKE 'zi%'
            """,
            database=database,
        ).splitlines()
    )


def _demo_office():
    """All addons in one database without a complaint, and the demo data load."""
    office.ensure_template()
    return Result("all addons together, demo office", passed=1)


def _test_lint():
    """Odoo's own lint sees core and a copy of our addons, not the whole checkout."""
    title = "odoo: test_lint"
    copy = WORK / "lint_addons"
    shutil.rmtree(copy, ignore_errors=True)
    for name, folder in addons.product().items():
        shutil.copytree(
            folder, copy / name, ignore=shutil.ignore_patterns("__pycache__")
        )
    path = ",".join(map(str, [*odoo_source.core_addons(), copy]))
    database = _slug(title)
    # some of its tests look at the models that are loaded
    databases.copy(office.ensure_template(), database)
    words = addon_tests.command(
        database, "test_lint", LINT_TAGS, net.free_port(), addons_path=path
    )
    code, log = _odoo(database, words)
    result = addon_tests.judge(title, code, log)
    databases.drop(database)
    return result


def _pytest(place):
    title = f"pytest: tests/{place}"
    LOGS.mkdir(parents=True, exist_ok=True)
    junit = LOGS / f"pytest-{place}.xml"
    junit.unlink(missing_ok=True)
    done = subprocess.run(
        [
            *("timeout", "--kill-after=30", str(LIMIT_SECONDS)),
            *(str(PYTHON), "-m", "pytest", f"tests/{place}"),
            *("-q", "-p", "no:cacheprovider", f"--junitxml={junit}"),
        ],
        cwd=ROOT,
        env=dict(odoo.environment(), PYTHONPATH=str(ROOT / "scripts")),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    (LOGS / f"pytest-{place}.log").write_text(done.stdout)
    return report.from_junit(title, junit, done.stdout, done.returncode)


def lint_only():
    """`make lint`: the exit code."""
    started = time.monotonic()
    setup.ensure_tools()
    return report.summary(_lint(), started)
