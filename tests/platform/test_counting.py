"""Failures are seen, counted and shown: a green run means what it says."""

import pytest
from zi_tools import addon_tests, addons, bench, log_scan, report, shards

PREFIX = "2026-01-31 10:00:00,000 77 {level} db {logger}: "


def row(level, logger, text):
    return PREFIX.format(level=level, logger=logger) + text


GREEN = row("INFO", "odoo.tests.result", "0 failed, 0 error(s) of 5 tests when loading")
FAILED = "\n".join(
    [
        row("ERROR", "odoo.addons.zi_x.tests.test_a", "FAIL: TestA.test_b"),
        "Traceback (most recent call last):",
        "AssertionError: no",
        row("ERROR", "odoo.modules.loading", "Module zi_x: 1 failures, 0 errors of 5"),
        row("ERROR", "odoo.tests.result", "1 failed, 0 error(s) of 5 tests when load"),
    ]
)
WARNING = row("WARNING", "odoo.addons.zi_x.models.a", "deprecated")
SKIPPED = row("INFO", "odoo.addons.zi_x.tests.test_a", "skipped TestA.test_c : no time")


@pytest.fixture
def judge(tmp_path):
    def call(*lines, code=0, **options):
        log = tmp_path / "log"
        log.write_text("\n".join(lines))
        return addon_tests.judge("job", code, log, **options)

    return call


def counts(result):
    return result.passed, result.failed


def test_clean_run_counts_its_tests(judge):
    """Five tests that pass are five."""
    result = judge(GREEN)
    assert counts(result) == (5, 0)
    assert result.details == []


def test_failure_is_counted_once_and_shown_with_its_traceback(judge):
    """One failing test of five: sums in the log do not count again."""
    result = judge(FAILED, code=1)
    assert counts(result) == (4, 1)
    assert len(result.details) == 1
    assert "AssertionError: no" in result.details[0]


def test_warning_outside_tests_fails_a_green_run(judge):
    """A deprecation in the log is a failure even when all tests pass."""
    result = judge(WARNING, GREEN)
    assert counts(result) == (5, 1)
    assert "deprecated" in result.details[0]


def test_skipped_test_is_no_pass(judge):
    """A test that did not run is counted as failed, with its reason."""
    result = judge(SKIPPED, GREEN)
    assert counts(result) == (4, 1)
    assert "no time" in "".join(result.details)


def test_run_without_tests_fails(judge):
    """Wrong tags that match nothing do not look green."""
    assert counts(judge(row("INFO", "odoo", "started"))) == (0, 1)


def test_crash_fails_and_shows_the_end_of_the_log(judge):
    """An exit code without any complaint still fails and shows what there is."""
    result = judge("Segmentation fault", code=139)
    assert result.failed >= 1
    assert "Segmentation fault" in "".join(result.details)
    assert judge(GREEN, code=1).failed == 1


def test_last_summary_holds_the_total():
    """Odoo prints sums more than once: the last one is the whole."""
    later = GREEN.replace("of 5", "of 9")
    assert log_scan.results(f"{GREEN}\n{later}") == (9, 0)


def test_complaint_keeps_its_continuation_lines_only():
    """A traceback belongs to its line and ends at the next one."""
    text = f"{WARNING}\n  at line 5\n{GREEN}\n  not this"
    (found,) = log_scan.complaints(text)
    assert found.endswith("at line 5")


def write_junit(path, **numbers):
    values = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0, **numbers}
    attributes = " ".join(f'{name}="{value}"' for name, value in values.items())
    path.write_text(f"<testsuites><testsuite {attributes}/></testsuites>")


@pytest.mark.parametrize(
    ("numbers", "code", "expected"),
    [
        ({"tests": 4}, 0, (4, 0)),
        ({"tests": 4, "failures": 1}, 1, (3, 1)),
        ({"tests": 4, "errors": 1, "skipped": 1}, 1, (2, 2)),
        ({"tests": 0}, 5, (0, 1)),
        ({"tests": 4}, 3, (4, 1)),
    ],
)
def test_pytest_is_counted_from_its_own_result_file(tmp_path, numbers, code, expected):
    """Failures, errors and skips count; an odd exit code counts as one failure."""
    path = tmp_path / "junit.xml"
    write_junit(path, **numbers)
    result = report.from_junit("job", path, "all output", code)
    assert counts(result) == expected
    assert result.details == (["all output"] if expected[1] else [])


def test_pytest_that_dies_counts_as_failed(tmp_path):
    """Without a result file there is no pass."""
    result = report.from_junit("job", tmp_path / "none.xml", "killed", 137)
    assert counts(result) == (0, 1)


@pytest.mark.parametrize(
    ("jobs", "code"), [([(3, 0)], 0), ([(3, 0), (2, 1)], 1), ([], 1), ([(0, 0)], 1)]
)
def test_summary_line_and_exit_code(capsys, jobs, code):
    """The last line is the sum; nothing run at all is a failure."""
    results = [report.Result("job", passed, failed) for passed, failed in jobs]
    assert report.summary(results, 0) == code
    last = capsys.readouterr().out.splitlines()[-1]
    passed = sum(passed for passed, _ in jobs)
    failed = sum(failed for _, failed in jobs)
    assert last == f"{passed} passed, {failed} failed"


@pytest.fixture
def addon(tmp_path):
    folder = tmp_path / "zi_x"
    (folder / "tests" / "deep").mkdir(parents=True)
    for name, lines in (("a", 900), ("b", 500), ("c", 480), ("deep/d", 20)):
        parent = folder / "tests" / name
        parent.with_name(f"test_{parent.name}.py").write_text("x\n" * lines)
    (folder / "tests/common.py").write_text('"zi_owner_role"')
    return folder


def test_every_test_file_is_in_one_group(addon):
    """Dividing loses and doubles nothing, and balances."""
    groups = shards.divide(addon, lines=950)
    files = [path for group in groups for path in group]
    assert sorted(files) == sorted(shards.test_files(addon))
    sizes = [sum(shards.test_files(addon)[path] for path in group) for group in groups]
    assert len(groups) == 2
    assert max(sizes) - min(sizes) <= 100


def test_tags_name_the_files_as_odoo_does(addon):
    """The tag of a file is /<addon>/<path>.py."""
    (group,) = shards.divide(addon, lines=99999)
    assert "/zi_x/tests/deep/test_d.py" in shards.tags(addon, group).split(",")
    assert shards.divide(addon.parent) == []


def test_tag_is_found_in_tests_only(addon):
    """The owner role's run is planned when a test carries its tag."""
    assert not shards.has_tag(addon, "zi_owner_role")
    (addon / "tests/test_a.py").write_text('@tagged("zi_owner_role")\n')
    assert shards.has_tag(addon, "zi_owner_role")


def test_addons_follow_what_they_need(tmp_path):
    """An addon is installed after those that it depends on."""
    folders = {}
    for name, depends in (("zi_a", ["zi_c"]), ("zi_b", ["zi_a"]), ("zi_c", ["hr"])):
        folders[name] = tmp_path / name
        folders[name].mkdir()
        (folders[name] / "__manifest__.py").write_text(str({"depends": depends}))
    assert addons.in_order(folders) == ["zi_c", "zi_a", "zi_b"]


def test_bench_table_states_aim_and_verdict():
    """Met and missed aims are told apart, and a reason is printed."""
    rows = [
        bench.Row("page", "90 req/s", "60 req/s (login)", 1.5, at_least=1.5),
        bench.Row("memory", "70 MB", "itself", 70, at_most=50, unit="MB", reason="why"),
    ]
    text = bench.table(rows).splitlines()
    assert "at least 1.5 x" in text[2] and text[2].endswith("met")
    assert "at most 50 MB" in text[3] and text[3].endswith("MISSED")
    assert text[4] == "memory: why"
    assert len({line.index("  ") for line in text[2:4]}) <= 2


def test_bench_modules_are_found_by_their_files(tmp_path):
    """A new file joins; one name can be chosen."""
    (tmp_path / "page.py").write_text("def run(bench):\n    yield 1\n")
    (tmp_path / "export.py").write_text("def run(bench):\n    yield 2\n")
    (tmp_path / "README.md").write_text("")
    found = dict(bench.modules(folder=tmp_path))
    assert list(found) == ["export", "page"]
    assert next(found["page"].run(None)) == 1
    assert [name for name, _ in bench.modules("exp", tmp_path)] == ["export"]
