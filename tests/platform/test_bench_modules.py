"""Every benchmark keeps to what the runner asks of it."""

import ast
import inspect

import pytest
from zi_tools import bench

MODULES = dict(bench.modules())


def calls(root, name):
    """Calls of ``bench.in_odoo`` in a module: (file, text of the question)."""
    tree = ast.parse((root / "bench" / f"{name}.py").read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "in_odoo":
            yield ast.literal_eval(node.args[1]), ast.unparse(node.args[2])


@pytest.mark.parametrize("name", MODULES)
def test_module_yields_rows(name):
    """It says what it measures, and its one function yields the rows one by one."""
    module = MODULES[name]
    assert module.__doc__
    assert list(inspect.signature(module.run).parameters) == ["bench"]
    assert inspect.isgeneratorfunction(module.run)


@pytest.mark.parametrize("name", MODULES)
def test_what_it_asks_in_odoo_exists(root, name):
    """The file is there, and the function that the question names."""
    for script, question in calls(root, name):
        tree = ast.parse((root / "bench" / "in_odoo" / f"{script}.py").read_text())
        known = {n.name for n in tree.body if isinstance(n, ast.FunctionDef)}
        assert any(f"{function}(" in question for function in known), question


def test_figure_without_an_aim_is_not_judged():
    """A figure that only informs is neither met nor missed."""
    row = bench.Row("page", "9 ms", "4 ms", 2.25)
    assert not row.has_aim
    assert row.cells()[-2:] == ("-", "-")


def test_missed_aim_is_shown_with_its_reason():
    """The table names both figures, the aim and below it why it is missed."""
    row = bench.Row("page", "9 ms", "4 ms", 2.25, at_most=1.3, reason="more rows")
    text = bench.table([row])
    assert not row.is_met
    assert "2.25 x" in text
    assert "at most 1.3 x" in text
    assert text.endswith("page: more rows")
