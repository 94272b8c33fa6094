"""Exact scoring, gates and the shortest way to pass."""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zi_governance.tools.lke import (
    Bound,
    Gate,
    LkeError,
    Part,
    Question,
    Section,
    answer_value,
    assemble,
    band,
    check_gates,
    check_instrument,
    display,
    plan_to_pass,
    rescore,
    score,
    section_score,
    shortest_way,
    verdict,
)
from zi_governance.tools.lke_rows import (
    RowError,
    formula_of,
    parse_inputs,
    read_instrument,
)

from .conftest import read_csv

F = Fraction
ABCD = {"A": F(1), "B": F("0.67"), "C": F("0.33"), "D": F(0)}


def load(name, file):
    return read_instrument(
        name,
        read_csv(f"instruments/{file}"),
        read_csv("instruments/thresholds.csv"),
        read_csv("instruments/answer_values.csv"),
    )


NEW = load("90/2021", "lke_90_2021.csv")
OLD = load("10/2019", "lke_10_2019.csv")


def answers(instrument, choose):
    """Values of every question, ``choose(question)`` giving a letter or a value."""
    result = {}
    for question in instrument.questions:
        chosen = choose(question)
        if isinstance(chosen, str):
            options = instrument.option_values.get(question.answer_type)
            chosen = options[chosen] if options else F(1)
        result[question.code] = chosen
    return result


def full(instrument):
    return answers(instrument, lambda question: "A")


def points(mapping):
    return {key: part.value for key, part in mapping.items()}


# -- single answers ------------------------------------------------------------


@pytest.mark.parametrize(
    ("kwargs", "expected"),
    [
        ({"answer_type": "ABCD", "option": "A"}, F(1)),
        ({"answer_type": "ABCD", "option": "B"}, F(67, 100)),
        ({"answer_type": "ABCD", "option": " c "}, F(33, 100)),
        ({"answer_type": "ABCD", "option": "D"}, F(0)),
        ({"answer_type": "ABCD", "option": None}, None),
        ({"answer_type": "ABCD", "option": ""}, None),
        ({"answer_type": "PCT", "numerator": 1, "denominator": 3}, F(1, 3)),
        ({"answer_type": "PCT", "numerator": 0, "denominator": 3}, F(0)),
        ({"answer_type": "PCT", "numerator": 5, "denominator": 3}, F(1)),
        ({"answer_type": "PCT", "numerator": -1, "denominator": 3}, F(0)),
        ({"answer_type": "PCT", "numerator": "2.5", "denominator": 5}, F(1, 2)),
        ({"answer_type": "PCT", "numerator": 0, "denominator": 0}, F(0)),
        ({"answer_type": "PCT", "numerator": None, "denominator": 3}, None),
        ({"answer_type": "PCT", "numerator": 3, "denominator": " "}, None),
        ({"answer_type": "PCT"}, None),
        ({"answer_type": "IDX", "index": "3.6"}, F(9, 10)),
        ({"answer_type": "IDX", "index": 0}, F(0)),
        ({"answer_type": "IDX", "index": 4}, F(1)),
        ({"answer_type": "IDX"}, None),
    ],
)
def test_answer_value(kwargs, expected):
    """Every answer type gives its exact value, or None when unanswered."""
    assert expected == answer_value(**kwargs, option_values=ABCD)


@pytest.mark.parametrize(
    ("setting", "expected"), [(F(0), F(0)), (F(1), F(1)), (None, None)]
)
def test_zero_denominator_follows_the_setting(setting, expected):
    """Nothing to count is zero, full or unanswered, as the setting says."""
    assert expected == answer_value(
        "PCT", numerator=0, denominator=0, option_values={}, zero_denominator=setting
    )


@pytest.mark.parametrize(
    ("this_year", "last_year", "expected"),
    [
        (0, 4, F(1)),
        (1, 4, F(3, 4)),
        (4, 4, F(0)),
        (9, 4, F(0)),
        (0, 0, F(1)),
        (2, 0, F(0)),
        (None, 4, None),
    ],
)
def test_decrease_formula(this_year, last_year, expected):
    """R.III.3: fewer violations than last year, with both zero cases defined."""
    assert expected == answer_value(
        "PCT",
        numerator=this_year,
        denominator=last_year,
        option_values={},
        zero_denominator=None,
        formula="decrease",
    )


@pytest.mark.parametrize(
    ("kwargs", "code"),
    [
        ({"answer_type": "ABCD", "option": "E"}, "unknown_option"),
        ({"answer_type": "ABCD", "option": "AB"}, "unknown_option"),
        ({"answer_type": "IDX", "index": "4.01"}, "index_out_of_range"),
        ({"answer_type": "IDX", "index": "-0.01"}, "index_out_of_range"),
        ({"answer_type": "IDX", "index": 3.6}, "float_not_exact"),
        ({"answer_type": "IDX", "index": "tiga"}, "not_a_number"),
        ({"answer_type": "PCT", "numerator": 1, "denominator": -1}, "negative_count"),
        (
            {"answer_type": "PCT", "numerator": 1, "denominator": 0},
            "numerator_without_denominator",
        ),
        (
            {
                "answer_type": "PCT",
                "numerator": -1,
                "denominator": 1,
                "formula": "decrease",
            },
            "negative_count",
        ),
        ({"answer_type": "PCT", "formula": "other"}, "unknown_formula"),
    ],
)
def test_answer_value_refuses(kwargs, code):
    """Wrong answers are refused with their reason."""
    with pytest.raises(LkeError) as error:
        answer_value(**kwargs, option_values=ABCD)

    assert code == error.value.code


# -- the real instruments ------------------------------------------------------


def test_published_values_are_not_thirds():
    """0.67 and 0.33 stay what was published."""
    for instrument in (NEW, OLD):
        assert F(67, 100) == instrument.option_values["ABCD"]["B"]
        assert F(33, 100) == instrument.option_values["ABCD"]["C"]


def test_size_of_90_2021():
    """The sheet of 2021 has 113 questions in 45 sections."""
    assert (113, 45, 48) == tuple(
        len(part) for part in (NEW.questions, NEW.sections, NEW.gates)
    )


def test_full_score_of_90_2021():
    """All answers at best give exactly 100, split as the rule says."""
    scores = score(NEW.sections, NEW.questions, full(NEW))

    assert F(100) == scores.total.value == scores.total.maximum
    assert {"pemenuhan": F(30), "reform": F(30), "hasil": F(40)} == points(
        scores.halves
    )
    assert {
        "MP": F(8),
        "TL": F(7),
        "SDM": F(10),
        "AK": F(10),
        "PGW": F(15),
        "YAN": F(10),
        "H1": F("22.5"),
        "H2": F("17.5"),
    } == points(scores.areas)
    assert F(60) == scores.pengungkit.value
    assert F(40) == scores.hasil.value
    assert (F(4), F("3.5"), F(5)) == tuple(
        scores.prefixes[prefix].value for prefix in ("P.I", "R.II", "P.III")
    )


def test_full_score_of_10_2019():
    """The plan's own instrument: 60 enablers in six areas, 20 and 20 results."""
    scores = score(OLD.sections, OLD.questions, full(OLD))

    assert (84, 26) == (len(OLD.questions), len(OLD.sections))
    assert F(100) == scores.total.value
    assert (F(60), F(40)) == (scores.pengungkit.value, scores.hasil.value)
    assert [8, 7, 10, 10, 15, 10, 20, 20] == [
        scores.areas[area].value
        for area in ("MP", "TL", "SDM", "AK", "PGW", "YAN", "H1", "H2")
    ]


@pytest.mark.parametrize("instrument", [NEW, OLD])
def test_shipped_instruments_are_sound(instrument):
    """Weights, options and gate scopes of the shipped instruments hold."""
    assert [] == check_instrument(
        instrument.sections,
        instrument.questions,
        instrument.gates,
        instrument.option_values,
        halves={"hasil": F(40)},
    )


def test_unanswered_counts_zero_but_is_not_complete():
    """An empty answer stays in the denominator."""
    values = {"P.I.1.a": F(1), "P.I.1.b": None}

    scores = score(NEW.sections, NEW.questions, values)

    assert Part(F("0.25"), F("0.5"), 1, 2) == scores.sections["P.I.1"]
    assert (1, 113, 112) == (
        scores.total.answered,
        scores.total.total,
        scores.total.missing,
    )
    assert not scores.total.complete


def test_hand_computed_partial_sheet():
    """Several answers, computed by hand."""
    values = {
        "P.I.3.a": F("0.67"),  # section of three, weight 1
        "P.I.3.b": F("0.33"),
        "P.I.3.c": F(0),
        "R.I.1.a": F(3, 7),  # section of two, weight 2
        "H.1.a": F("3.61") / 4,  # weight 17.5
    }

    scores = score(NEW.sections, NEW.questions, values)

    assert F(1, 3) == scores.sections["P.I.3"].value
    assert F(3, 7) == scores.sections["R.I.1"].value
    assert F(1, 3) + F(3, 7) == scores.areas["MP"].value
    assert F("3.61") / 4 * F("17.5") == scores.scope("H.1.a").value
    assert F(1, 3) + F(3, 7) + F("3.61") / 4 * F("17.5") == scores.total.value
    assert 5 == scores.total.answered


def test_advisory_question_is_not_scored():
    """An advisory question changes neither the mean nor the completeness."""
    sections = [Section("S", F(1), "MP", "x")]
    questions = [
        Question("S.a", "S", "MP", "x", "YT"),
        Question("S.b", "S", "MP", "x", "YT", is_advisory=True),
    ]

    scores = score(sections, questions, {"S.a": F(1), "S.b": F(0)})

    assert Part(F(1), F(1), 1, 1) == scores.total


def test_section_without_questions_scores_nothing():
    """Its weight stays in the maximum."""
    scores = score([Section("S", F(2), "MP", "x")], [], {})

    assert Part(F(0), F(2), 0, 0) == scores.total


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"X.1": F(1)}, "unknown_question"),
        ({"P.I.1.a": F(2)}, "value_out_of_range"),
        ({"P.I.1.a": F(-1, 9)}, "value_out_of_range"),
        ({"P.I.1.a": 0.5}, "float_not_exact"),
    ],
)
def test_score_refuses(values, code):
    """Values that are no answers of the sheet are refused."""
    with pytest.raises(LkeError) as error:
        score(NEW.sections, NEW.questions, values)

    assert code == error.value.code


def test_question_of_unknown_section():
    """A question needs its section."""
    with pytest.raises(LkeError) as error:
        score([], [Question("a", "S", "MP", "x", "YT")], {})

    assert "unknown_section" == error.value.code


# -- incremental ---------------------------------------------------------------

BY_SECTION = {
    section.code: [item for item in NEW.questions if item.section_code == section.code]
    for section in NEW.sections
}
SECTION = {section.code: section for section in NEW.sections}
VALUE = st.one_of(st.none(), st.fractions(0, 1, max_denominator=100))
CODES = [question.code for question in NEW.questions]


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.sampled_from(CODES), VALUE, max_size=40),
    st.sampled_from(NEW.questions),
    VALUE,
)
def test_rescore_equals_full_score(values, question, new_value):
    """One changed answer gives the same sums as computing everything again."""
    before = score(NEW.sections, NEW.questions, values)
    changed = {**values, question.code: new_value}
    section = SECTION[question.section_code]

    after = rescore(before, section, BY_SECTION[section.code], changed)

    assert score(NEW.sections, NEW.questions, changed) == after


def test_rescore_needs_only_its_section():
    """Values of other sections are not looked at."""
    before = score(NEW.sections, NEW.questions, full(NEW))
    group = BY_SECTION["H.1.b"]

    after = rescore(before, SECTION["H.1.b"], group, {"H.1.b": F("0.5")})

    assert F("97.5") == after.total.value
    assert F("37.5") == after.hasil.value
    assert F(60) == after.pengungkit.value
    assert before.sections["P.I.1"] == after.sections["P.I.1"]


def test_rescore_unknown_section():
    """A section that was never scored cannot be changed."""
    before = score(NEW.sections, NEW.questions, {})

    with pytest.raises(LkeError) as error:
        rescore(before, Section("Z", F(1), "MP", "x"), [], {})

    assert "unknown_section" == error.value.code


def test_assemble_from_stored_sections():
    """Stored section scores give the same sums, and gates work on them."""
    values = answers(NEW, lambda question: "B")
    whole = score(NEW.sections, NEW.questions, values)
    parts = {
        section.code: section_score(section, BY_SECTION[section.code], values)
        for section in NEW.sections
    }

    stored = assemble(NEW.sections, parts)

    assert whole == replace(stored, questions=whole.questions)
    assert check_gates(whole, NEW.gates) == check_gates(stored, NEW.gates)


def test_assemble_misses_a_section():
    """A missing section is an error, not a zero."""
    with pytest.raises(LkeError) as error:
        assemble(NEW.sections, {})

    assert "unknown_section" == error.value.code


# -- gates ---------------------------------------------------------------------


def gate_of(results, predicate, code):
    return next(
        item
        for item in results
        if (item.gate.predicate, item.gate.code) == (predicate, code)
    )


def judge(instrument, values, predicate):
    scores = score(instrument.sections, instrument.questions, values)
    results = check_gates(scores, instrument.gates)
    return results, verdict(results, predicate, scores.total)


@pytest.mark.parametrize("instrument", [NEW, OLD])
@pytest.mark.parametrize("predicate", ["WBK", "WBBM"])
def test_full_sheet_passes(instrument, predicate):
    """All answers at best meet every gate."""
    results, found = judge(instrument, full(instrument), predicate)

    assert all(result.met for result in results)
    assert ("met", False, ()) == (found.state, found.incomplete, found.failing)


def test_empty_sheet_is_not_filled():
    """Nothing answered is not a failed unit."""
    _results, found = judge(NEW, {}, "WBK")

    assert ("not_filled", True) == (found.state, found.incomplete)


def test_total_reached_but_a_gate_missed():
    """Trap A2: a total above the minimum does not make up for one area."""
    low = [item.code for item in NEW.questions if item.area == "MP"]
    values = {**full(NEW), **dict.fromkeys(low, F("0.5"))}

    results, found = judge(NEW, values, "WBK")

    assert gate_of(results, "WBK", "TOTAL").met
    assert F(96) == gate_of(results, "WBK", "TOTAL").value
    assert ("not_met", ("AREA-MP",)) == (found.state, found.failing)


def test_advisory_gate_does_not_decide():
    """A half below its minimum is shown, but a strong other half carries the area."""
    reform = [item.code for item in NEW.questions if item.code.startswith("R.IV")]
    values = {**full(NEW), **dict.fromkeys(reform, F("0.5"))}

    results, found = judge(NEW, values, "WBK")

    assert not gate_of(results, "WBK", "PARUH-R-AK").met
    assert ("met", ("PARUH-R-AK",)) == (found.state, found.advisory_failing)


def test_incomplete_sheet_may_meet_the_gates():
    """Met and complete are two different things."""
    values = {**full(NEW), "P.I.1.a": None}

    _results, found = judge(NEW, values, "WBK")

    assert ("met", True) == (found.state, found.incomplete)


@pytest.mark.parametrize(
    ("index", "met", "near", "shown"),
    [
        ("3.6", True, False, "15.75"),
        ("3.5999", False, True, "15.75"),
        ("3.599", False, True, "15.75"),
        ("3.598", False, False, "15.74"),
        ("3.61", True, False, "15.79"),
    ],
)
def test_gate_compares_the_exact_value(index, met, near, shown):
    """Rounding is for the eye: a figure shown as the minimum can still miss it."""
    values = {"H.1.a": F(index) / 4}

    results, _found = judge(NEW, values, "WBK")
    result = gate_of(results, "WBK", "IPAK")

    assert (met, near, shown) == (result.met, result.near_miss, display(result.value))


def test_near_miss_border():
    """Missed by exactly 0.005 is no longer a near miss."""
    sections = [Section("S", F(100), "MP", "x")]
    questions = [Question("S.a", "S", "MP", "x", "PCT")]
    gate = Gate("T", "WBK", "total", F(75))

    def near(value):
        scores = score(sections, questions, {"S.a": value})
        return check_gates(scores, [gate])[0].near_miss

    assert [False, True, False] == [
        near(F(74995, 100000)),
        near(F(749951, 1000000)),
        near(F(75, 100)),
    ]


def test_margin_has_a_sign():
    """The margin says how far above or below."""
    results, _found = judge(NEW, {}, "WBBM")

    assert F(-85) == gate_of(results, "WBBM", "TOTAL").margin


@pytest.mark.parametrize(
    ("scope", "maximum"),
    [
        ("total", F(100)),
        ("pengungkit", F(60)),
        ("hasil", F(40)),
        ("area:SDM", F(10)),
        ("half:reform", F(30)),
        ("half:P.I", F(4)),
        ("half:P.II", F("3.5")),
        ("half:R.I", F(4)),
        ("H.1.b", F(5)),
        ("P.I.1.a", F("0.25")),
        ("P.I.1", F("0.5")),
    ],
)
def test_scopes(scope, maximum):
    """Every kind of scope finds its part; P.I does not take in P.II."""
    scores = score(NEW.sections, NEW.questions, {})

    assert maximum == scores.scope(scope).maximum


@pytest.mark.parametrize("scope", ["", "area:XX", "half:Q", "other:MP", "P.IX"])
def test_unknown_scope(scope):
    """A gate without a target is an error, not a pass."""
    scores = score(NEW.sections, NEW.questions, {})

    with pytest.raises(LkeError) as error:
        scores.scope(scope)

    assert "unknown_scope" == error.value.code


def test_unknown_predicate():
    """No gate at all is not "met"."""
    scores = score(NEW.sections, NEW.questions, full(NEW))

    with pytest.raises(LkeError) as error:
        verdict(check_gates(scores, NEW.gates), "WBX", scores.total)

    assert "unknown_predicate" == error.value.code


def test_predicate_with_advisory_gates_only():
    """Without a deciding gate nobody passes by accident."""
    scores = score(NEW.sections, NEW.questions, full(NEW))
    gates = [replace(gate, deciding=False) for gate in NEW.gates]

    found = verdict(check_gates(scores, gates), "WBK", scores.total)

    assert "no_gates" == found.state


def test_tenths_do_not_drift():
    """Trap A3: ten times a tenth is one, exactly at the gate."""
    sections = [Section(f"S.{no}", F(1), "MP", "x") for no in range(10)]
    questions = [
        Question(f"S.{no}.{letter}", f"S.{no}", "MP", "x", "ABCD")
        for no in range(10)
        for letter in "abc"
    ]
    values = {question.code: F(1, 10) for question in questions}

    scores = score(sections, questions, values)

    assert F(1) == scores.total.value
    assert check_gates(scores, [Gate("T", "W", "total", F(1))])[0].met


# -- the shortest way ----------------------------------------------------------


def way(values, predicate="WBK", instrument=NEW):
    scores = score(instrument.sections, instrument.questions, values)
    return shortest_way(
        instrument.sections,
        instrument.questions,
        values,
        instrument.option_values,
        check_gates(scores, instrument.gates),
        predicate,
    )


def plan(values, predicate="WBK", instrument=NEW):
    scores = score(instrument.sections, instrument.questions, values)
    return plan_to_pass(
        instrument.sections,
        instrument.questions,
        values,
        instrument.option_values,
        check_gates(scores, instrument.gates),
        predicate,
    )


def test_nothing_to_improve():
    """A full sheet has no step and an empty plan."""
    assert [] == way(full(NEW))
    assert ((), True) == (plan(full(NEW)).moves, plan(full(NEW)).reachable)


def test_failing_area_comes_first():
    """A small lift in the failing area goes before a large one elsewhere."""
    low = [item.code for item in NEW.questions if item.area == "MP"]
    values = {**full(NEW), **dict.fromkeys(low, F("0.5")), "R.V.2": F(0)}

    steps = way(values)

    assert len(low) + 1 == len(steps)
    assert all("AREA-MP" in step.gates for step in steps[:-1])
    assert ("R.V.2", ()) == (steps[-1].question, steps[-1].gates)
    assert F(3) == steps[-1].best_lift
    lifts = [step.best_lift for step in steps[:-1]]
    assert sorted(lifts, reverse=True) == lifts


def test_step_of_an_option_question():
    """Current, next better and best option with their exact lifts."""
    values = {**full(NEW), "P.I.3.a": F("0.33")}

    (step,) = way(values)

    assert ("P.I.3.a", "P.I.3", "MP") == (step.question, step.section, step.area)
    assert ("B", F("0.67"), F("0.34") / 3) == (
        step.next_option,
        step.next_value,
        step.next_lift,
    )
    assert ("A", F(1), F("0.67") / 3) == (
        step.best_option,
        step.best_value,
        step.best_lift,
    )


def test_step_of_an_index_question_says_what_is_needed():
    """An index below its gate names the index that would close it."""
    values = {**full(NEW), "H.1.a": F(3, 4)}

    (step,) = way(values)

    assert (None, F(1)) == (step.next_option, step.next_value)
    assert (F("0.9"), F("3.6")) == (step.needed_value, step.needed_index)
    assert {"IPAK", "BERSIH"} == set(step.gates)


def test_step_names_the_least_demanding_option():
    """H.1.b at E needs C (2.50 points) for its own gate, not A."""
    values = {**full(NEW), "H.1.b": F(0)}

    (step,) = way(values)

    assert ("C", F("0.5")) == (step.needed_option, step.needed_value)
    assert ("D", "A") == (step.next_option, step.best_option)


def test_step_alone_is_not_enough():
    """Where one answer cannot close the gate, nothing is promised."""
    low = [item.code for item in NEW.questions if item.area == "MP"]
    values = {**full(NEW), **dict.fromkeys(low, F(0))}

    assert {None} == {step.needed_value for step in way(values)}


def test_unanswered_question_is_a_step():
    """Current is None, not zero."""
    (step,) = way({**full(NEW), "P.I.1.a": None})

    assert step.current is None


def test_unknown_type_in_the_way():
    """A type without values cannot be improved silently."""
    with pytest.raises(LkeError) as error:
        shortest_way(NEW.sections, NEW.questions, {}, {}, [], "WBK")

    assert "unknown_answer_type" == error.value.code


def apply(values, found):
    return {**values, **{move.question: move.value for move in found.moves}}


@pytest.mark.parametrize("predicate", ["WBK", "WBBM"])
@pytest.mark.parametrize("instrument", [NEW, OLD])
def test_plan_from_an_empty_sheet_passes(instrument, predicate):
    """Following the plan meets every deciding gate."""
    found = plan({}, predicate, instrument)

    _results, after = judge(instrument, apply({}, found), predicate)

    assert found.reachable
    assert "met" == after.state
    assert len(found.moves) < len(instrument.questions)


def test_plan_is_one_move_where_one_is_enough():
    """Only the index is low: raise it to the gate and no further."""
    found = plan({**full(NEW), "H.1.a": F(3, 4)})

    assert [("H.1.a", None, F("0.9"))] == [
        (move.question, move.option, move.value) for move in found.moves
    ]


def test_plan_reports_what_cannot_be_reached():
    """A gate above the maximum stays named; the others are still planned."""
    gates = [
        Gate("HIGH", "W", "area:MP", F(99)),
        Gate("LOW", "W", "area:TL", F(1)),
    ]
    scores = score(NEW.sections, NEW.questions, {})

    found = plan_to_pass(
        NEW.sections,
        NEW.questions,
        {},
        NEW.option_values,
        check_gates(scores, gates),
        "W",
    )

    assert (False, ("HIGH",)) == (found.reachable, found.unreachable)
    assert [False, True] == [result.met for result in found.results]


SMALL_SECTIONS = [
    Section("A.1", F(3), "A", "x"),
    Section("A.2", F(1), "A", "x"),
    Section("B.1", F(4), "B", "x"),
    Section("H.1", F(2), "H", "hasil"),
]
SMALL_QUESTIONS = [
    Question("A.1.a", "A.1", "A", "x", "ABCD"),
    Question("A.1.b", "A.1", "A", "x", "PCT"),
    Question("A.2.a", "A.2", "A", "x", "YT"),
    Question("B.1.a", "B.1", "B", "x", "ABCD"),
    Question("B.1.b", "B.1", "B", "x", "ABCD"),
    Question("H.1.a", "H.1", "H", "hasil", "IDX"),
]
SMALL_OPTIONS = {"ABCD": ABCD, "YT": {"A": F(1), "B": F(0)}}
SMALL_START = st.fixed_dictionaries(
    {
        question.code: st.sampled_from(
            [F(0), F(1)]
            if question.answer_type == "YT"
            else [None, F(0), F("0.33"), F("0.67"), F(1)]
        )
        for question in SMALL_QUESTIONS
    }
)
SMALL_GATES = st.fixed_dictionaries(
    {
        "total": st.integers(0, 10),
        "pengungkit": st.integers(0, 8),
        "area:A": st.integers(0, 4),
        "area:B": st.integers(0, 4),
        "H.1.a": st.integers(0, 2),
    }
)


@settings(max_examples=80, deadline=None)
@given(SMALL_START, SMALL_GATES)
def test_plan_is_the_shortest(values, minimums):
    """No set of fewer answers meets all gates, and no move can be left out."""
    gates = [Gate(scope, "W", scope, F(low)) for scope, low in minimums.items()]

    def passes(candidate):
        scores = score(SMALL_SECTIONS, SMALL_QUESTIONS, candidate)
        return all(result.met for result in check_gates(scores, gates))

    scores = score(SMALL_SECTIONS, SMALL_QUESTIONS, values)
    found = plan_to_pass(
        SMALL_SECTIONS,
        SMALL_QUESTIONS,
        values,
        SMALL_OPTIONS,
        check_gates(scores, gates),
        "W",
    )
    codes = [question.code for question in SMALL_QUESTIONS]
    shortest = next(
        size
        for size in range(len(codes) + 1)
        if any(
            passes({**values, **dict.fromkeys(chosen, F(1))})
            for chosen in combinations(codes, size)
        )
    )

    assert found.reachable
    assert passes(apply(values, found))
    assert shortest == len(found.moves)
    assert all(move.lift > 0 for move in found.moves)


# -- bands ---------------------------------------------------------------------

GAP = [
    Bound("A", F(25)),
    Bound("B", F(50), inclusive=True),
    Bound("C", F(75), inclusive=True),
    Bound("D"),
]


@pytest.mark.parametrize(
    ("gap", "option"),
    [
        ("0", "A"),
        ("24.999", "A"),
        ("25", "B"),
        ("50", "B"),
        ("50.001", "C"),
        ("75", "C"),
        ("75.001", "D"),
        ("100", "D"),
    ],
)
def test_band(gap, option):
    """Exactly 25 percent is B: on a border that no text decides the lower holds."""
    assert option == band(gap, GAP)


def test_band_above_the_last_bound():
    """A figure that no band holds is an error."""
    with pytest.raises(LkeError) as error:
        band(101, [Bound("A", F(100), inclusive=True)])

    assert "no_band" == error.value.code


# -- checks of an instrument ---------------------------------------------------


def small(**changes):
    parts = {
        "sections": list(SMALL_SECTIONS),
        "questions": list(SMALL_QUESTIONS),
        "gates": [Gate("T", "W", "total", F(5))],
        "option_values": SMALL_OPTIONS,
        "total": F(10),
    }
    parts.update(changes)
    return sorted({problem.code for problem in check_instrument(**parts)})


def with_question(**changes):
    return [replace(SMALL_QUESTIONS[0], **changes), *SMALL_QUESTIONS[1:]]


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"sections": []}, ["empty"]),
        ({"questions": []}, ["empty"]),
        ({"total": F(100)}, ["weights_total"]),
        ({"halves": {"x": F(9)}}, ["half_total"]),
        (
            {"sections": [*SMALL_SECTIONS, SMALL_SECTIONS[0]], "total": F(13)},
            ["duplicate_section"],
        ),
        (
            {"sections": [*SMALL_SECTIONS, Section("Z", F(0), "A", "x")]},
            ["section_without_questions", "weight_not_positive"],
        ),
        (
            {"questions": [*SMALL_QUESTIONS, SMALL_QUESTIONS[0]]},
            ["duplicate_question"],
        ),
        ({"questions": with_question(section_code="Q")}, ["unknown_section"]),
        ({"questions": with_question(area="B")}, ["area_mismatch"]),
        ({"questions": with_question(half="hasil")}, ["half_mismatch"]),
        ({"questions": with_question(code="A.1")}, ["ambiguous_code"]),
        ({"questions": with_question(answer_type="Q")}, ["unknown_answer_type"]),
        (
            {"questions": with_question(answer_type="PCT", formula="q")},
            ["unknown_formula"],
        ),
        (
            {"option_values": {**SMALL_OPTIONS, "YT": {"A": F(2), "B": F(0)}}},
            ["no_full_option", "option_value_out_of_range"],
        ),
        ({"gates": [Gate("T", "W", "area:Q", F(5))]}, ["gate_scope_unknown"]),
        ({"gates": [Gate("T", "W", "total", F(11))]}, ["gate_above_maximum"]),
        ({"gates": [Gate("T", "W", "total", F(0))]}, ["gate_not_positive"]),
        ({"gates": [Gate("T", "W", "total", F(5))] * 2}, ["duplicate_gate"]),
        (
            {"gates": [Gate("T", "W", "total", F(5), deciding=False)]},
            ["no_deciding_gate"],
        ),
    ],
)
def test_check_instrument(changes, codes):
    """Each fault of an instrument has its code."""
    assert codes == small(**changes)


# -- rows ----------------------------------------------------------------------


def row(**changes):
    return {
        "code": "A.1.a",
        "half": "x",
        "area": "A",
        "section_code": "A.1",
        "section_weight": "1",
        "answer_type": "YT",
        "inputs": "",
        **changes,
    }


@pytest.mark.parametrize(
    ("rows", "code", "no"),
    [
        ([row(section_weight="satu")], "not_a_number", 1),
        ([row(), row(code=" ")], "missing_value", 2),
        ([{"code": "A"}], "missing_column", 1),
        ([row(), row(code="A.1.b", section_weight="2")], "section_differs", 2),
        ([row(inputs="jumlah=3")], "bad_input", None),
    ],
)
def test_bad_question_rows(rows, code, no):
    """A row that cannot be read is named by its number."""
    with pytest.raises(RowError) as error:
        read_instrument("x", rows, [], [])

    assert (code, no) == (error.value.code, error.value.params.get("row"))


def test_bad_gate_flag():
    """A gate that neither decides nor not is refused."""
    gate = {
        "instrument": "x",
        "predicate": "W",
        "gate_code": "T",
        "gate_label": "Total",
        "scope": "total",
        "minimum_value": "1",
        "deciding": "perhaps",
    }
    with pytest.raises(RowError) as error:
        read_instrument("x", [row()], [gate], [])

    assert "bad_flag" == error.value.code


def test_only_the_discipline_question_is_a_decrease():
    """R.III.3 is computed against last year, every other PCT is a ratio."""
    assert ["R.III.3"] == [
        question.code for question in NEW.questions if question.formula == "decrease"
    ]


@pytest.mark.parametrize("text", ["pembilang", "pembilang=", "x=1", "info=a | info=b"])
def test_bad_inputs(text):
    """Inputs need known names, once each, with a label."""
    with pytest.raises(RowError) as error:
        parse_inputs(text)

    assert "bad_input" == error.value.code


def test_inputs_of_the_shipped_sheets():
    """Every PCT question names both counts, every IDX question its index."""
    for file in ("lke_90_2021.csv", "lke_10_2019.csv"):
        for item in read_csv(f"instruments/{file}"):
            names = set(parse_inputs(item["inputs"])) - {"info"}
            expected = {"PCT": {"pembilang", "penyebut"}, "IDX": {"indeks"}}
            assert expected.get(item["answer_type"], set()) == names
    assert "ratio" == formula_of({})
