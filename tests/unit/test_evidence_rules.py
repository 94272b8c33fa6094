"""Arithmetic of evidence rules without a database."""

from datetime import date

import pytest

from zi_governance.tools import evidence_rules as tool

OFFERED = {"kind_code", "state", "date"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "[('state', '=', 'approved')]",
        "[('state', 'in', ['approved', 'superseded']), ('date', '>=', '2026-01-01')]",
        "['|', ('state', '=', 'a'), '!', ('kind_code', '!=', False)]",
        "['&', '|', ('state', '=', 'a'), ('state', '=', 'b'), ('kind_code', '=', 1)]",
    ],
)
def test_plain_domains_pass(text):
    """Conditions on offered fields with plain values are what rules are made of."""
    assert isinstance(tool.parse_domain(text, OFFERED), list)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[('owner_id.login', '=', 'x')]", "dotted_path"),
        ("[('secret', '=', 'x')]", "field_not_offered"),
        ("[('state', 'like', 'x')]", "unknown_operator"),
        ("[('state', 'any', [])]", "unknown_operator"),
        ("[('state', 'child_of', 1)]", "unknown_operator"),
        ("[('state', 'in', 'x')]", "value_not_plain"),
        ("[('state', '=', ['x'])]", "value_not_plain"),
        ("[('state', 'in', [['x']])]", "value_not_plain"),
        ("[('state', '=', {'x': 1})]", "value_not_plain"),
        ("[('state', '=')]", "not_a_domain"),
        ("['|', ('state', '=', 'x')]", "not_a_domain"),
        ("['^', ('state', '=', 'x')]", "not_a_domain"),
        ("[uid]", "not_a_domain"),
        ("__import__('os')", "not_a_domain"),
        ("('state', '=', 'x')", "not_a_domain"),
        ("[" + "('state', '=', 'x')," * 50 + "]", "too_long"),
        ("[" * 400, "not_a_domain"),
    ],
)
def test_oracles_are_refused(text, code):
    """What would ask more than a model offers is refused, with the reason."""
    with pytest.raises(tool.RuleError) as caught:
        tool.parse_domain(text, OFFERED)

    assert caught.value.code == code


@pytest.mark.parametrize(
    ("per", "count", "last"),
    [
        ("month", 12, (date(2028, 12, 1), date(2028, 12, 31))),
        ("quarter", 4, (date(2028, 10, 1), date(2028, 12, 31))),
        ("semester", 2, (date(2028, 7, 1), date(2028, 12, 31))),
        ("year", 1, (date(2028, 1, 1), date(2028, 12, 31))),
        ("once", 1, (date(2028, 1, 1), date(2028, 12, 31))),
    ],
)
def test_windows(per, count, last):
    """Windows cover the year without gap or overlap, in a leap year too."""
    spans = tool.windows(per, 2028)

    assert (len(spans), spans[-1]) == (count, last)
    assert sum((end - start).days + 1 for start, end in spans) == 366


@pytest.mark.parametrize(
    ("proof", "state"),
    [
        (tool.Proof(), "empty"),
        (tool.Proof(waiting=1), "waiting"),
        (tool.Proof(refused=1), "incomplete"),
        (tool.Proof(verified=1, waiting=2), "proven"),
        (tool.Proof(rule="met"), "proven"),
        (tool.Proof(rule="met", waiting=1), "waiting"),
        (tool.Proof(rule="met", verified=1), "proven"),
        (tool.Proof(rule="empty", verified=1), "incomplete"),
        (tool.Proof(rule="empty", waiting=1), "waiting"),
        (tool.Proof(rule="empty"), "empty"),
        (tool.Proof(rule="incomplete", verified=1), "incomplete"),
        (tool.Proof(rule="incomplete"), "incomplete"),
    ],
)
def test_colours(proof, state):
    """A file proves once verified; a met rule never verifies a file."""
    assert tool.proof_state(proof) == state


@pytest.mark.parametrize(
    ("states", "state"),
    [
        ([], "empty"),
        (["empty", "empty"], "empty"),
        (["proven", "proven"], "proven"),
        (["proven", "waiting"], "waiting"),
        (["proven", "empty"], "incomplete"),
        (["waiting", "empty"], "incomplete"),
        (["proven", "incomplete"], "incomplete"),
    ],
)
def test_item_colour(states, state):
    """An item is as green as its windows that have begun."""
    assert tool.item_state(states) == state


@pytest.mark.parametrize(
    ("met", "due", "letter"),
    [(4, 4, "A"), (3, 4, "B"), (2, 4, "C"), (1, 4, "C"), (0, 4, None), (0, 0, None)],
)
def test_scale_is_exact_on_the_border(met, due, letter):
    """Exactly half is not "most": the lower letter holds."""
    steps = tool.parse_scale("1:A | >1/2:B | >0:C")

    assert tool.share_letter(steps, met, due) == letter


@pytest.mark.parametrize("text", ["A", "1:F", "1/0:A", "half:B", "1:A | :B"])
def test_bad_scales(text):
    """A scale that nobody can read is refused."""
    with pytest.raises(tool.RuleError):
        tool.parse_scale(text)
