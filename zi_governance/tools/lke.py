"""Exact scoring of the evaluation sheet (LKE), its gates and the shortest way.

A section scores the mean of all its questions times its weight; an unanswered
question counts 0 in the mean but not in the completeness. Sections add up to areas,
halves, enablers (``pengungkit``) and the total. Everything is a
:class:`fractions.Fraction`: gates compare the exact value and only
:func:`display` rounds.

>>> sections = [Section("P.I.1", Fraction(1), "MP", "pemenuhan")]
>>> questions = [
...     Question("P.I.1.a", "P.I.1", "MP", "pemenuhan", "YT"),
...     Question("P.I.1.b", "P.I.1", "MP", "pemenuhan", "ABCD"),
... ]
>>> score(sections, questions, {"P.I.1.a": 1, "P.I.1.b": "0.67"}).total.value
Fraction(167, 200)
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from .errors import ToolError
from .exact import NumberError, display, display_up, exact_text, to_fraction

__all__ = [
    "Bound",
    "Gate",
    "GateResult",
    "LkeError",
    "Move",
    "Part",
    "PassPlan",
    "Problem",
    "Question",
    "Scores",
    "Section",
    "Step",
    "Verdict",
    "answer_value",
    "assemble",
    "band",
    "check_gates",
    "check_instrument",
    "display",
    "display_up",
    "exact_text",
    "plan_to_pass",
    "rescore",
    "score",
    "section_score",
    "shortest_way",
    "to_fraction",
    "verdict",
]

PERCENT = "PCT"
INDEX = "IDX"
COMPUTED_TYPES = (PERCENT, INDEX)
FORMULAS = ("ratio", "decrease")
# The half that holds the results; all others together are the enablers.
RESULT_HALF = "hasil"
INDEX_TOP = 4
NEAR_MISS = Fraction(5, 1000)  # points: what two decimals can hide

ZERO = Fraction(0)
ONE = Fraction(1)


class LkeError(ToolError):
    """Input that the scoring refuses.

    Codes: ``unknown_option``, ``unknown_answer_type``, ``unknown_formula``,
    ``index_out_of_range``, ``negative_count``, ``numerator_without_denominator``,
    ``unknown_question``, ``unknown_section``, ``unknown_scope``,
    ``unknown_predicate``, ``value_out_of_range``, ``not_a_number``,
    ``float_not_exact``, ``no_band``.
    """


@dataclass(frozen=True, slots=True)
class Section:
    """A scored group of questions; it alone carries a weight (in points)."""

    code: str
    weight: Fraction
    area: str
    half: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question. An advisory one is asked and shown, but never scored."""

    code: str
    section_code: str
    area: str
    half: str
    answer_type: str
    is_advisory: bool = False
    formula: str = "ratio"


@dataclass(frozen=True, slots=True)
class Gate:
    """A minimum for a predicate.

    :param str scope: ``total``, ``pengungkit``, ``area:XX``, ``half:P.I`` (prefix of
        question codes), ``half:<name of a half>``, or a question or section code
    :param minimum: points
    :param bool deciding: False = shown, not deciding
    """

    code: str
    predicate: str
    scope: str
    minimum: Fraction
    deciding: bool = True
    label: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Score of a part of the sheet, with what it could be and how full it is."""

    value: Fraction = ZERO
    maximum: Fraction = ZERO
    answered: int = 0
    total: int = 0

    def __add__(self, other):
        return Part(
            self.value + other.value,
            self.maximum + other.maximum,
            self.answered + other.answered,
            self.total + other.total,
        )

    def __sub__(self, other):
        return Part(
            self.value - other.value,
            self.maximum - other.maximum,
            self.answered - other.answered,
            self.total - other.total,
        )

    @property
    def missing(self):
        """Number of questions without an answer."""
        return self.total - self.answered

    @property
    def complete(self):
        """Whether every question has an answer."""
        return self.answered == self.total

    @property
    def share(self):
        """Score as an exact share of the maximum, 0..1; 0 where there is none."""
        return self.value / self.maximum if self.maximum else ZERO


@dataclass(frozen=True, slots=True)
class Scores:
    """Every sum of one assessment.

    ``prefixes`` holds the half-areas (``P.I``) and every other dotted prefix of a
    section code. ``questions`` holds the points of single questions; it may be empty
    when the sums were assembled from stored sections.
    """

    sections: Mapping
    areas: Mapping
    halves: Mapping
    prefixes: Mapping
    questions: Mapping
    pengungkit: Part
    hasil: Part
    total: Part

    def scope(self, scope):
        """The part that a gate's scope names.

        :rtype: Part
        :raises LkeError: ``unknown_scope``
        """
        kind, colon, name = scope.partition(":")
        if scope in ("total", "pengungkit", "hasil"):
            return getattr(self, scope)
        if not colon:
            found = self.questions.get(scope) or self.sections.get(scope)
        elif kind == "area":
            found = self.areas.get(name)
        elif kind == "half":
            found = self.prefixes.get(name) or self.halves.get(name)
        else:
            found = None
        if found is None:
            raise LkeError("unknown_scope", scope=scope)
        return found


@dataclass(frozen=True, slots=True)
class GateResult:
    """A gate held against a score.

    ``near_miss``: missed by so little that two decimals may show the minimum.
    """

    gate: Gate
    value: Fraction
    minimum: Fraction
    margin: Fraction
    met: bool
    near_miss: bool
    maximum: Fraction = ZERO
    answered: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where an assessment stands against one predicate.

    ``state`` is ``not_filled`` (nothing answered yet), ``met``, ``not_met`` or
    ``no_gates`` (the instrument has no deciding gate for the predicate).
    """

    predicate: str
    state: str
    incomplete: bool
    failing: tuple = ()
    advisory_failing: tuple = ()


@dataclass(frozen=True, slots=True)
class Step:
    """An answer that could be better, and what that would bring.

    ``*_lift`` are points; the section, the area, the half and the total rise by the
    same number. ``needed_value`` (0..1) would close the narrowest failing gate alone,
    ``needed_option`` is the least demanding option that reaches it; both are None
    where no answer to this question alone is enough. ``needed_index`` is the needed
    value on the scale 0-4 for questions of type IDX.
    """

    question: str
    section: str
    area: str
    answer_type: str
    current: Fraction | None
    next_option: str | None
    next_value: Fraction
    next_lift: Fraction
    best_option: str | None
    best_value: Fraction
    best_lift: Fraction
    gates: tuple
    advisory_gates: tuple
    needed_value: Fraction | None
    needed_option: str | None
    needed_index: Fraction | None


@dataclass(frozen=True, slots=True)
class Move:
    """One answer of a plan: from what it is to what it has to be."""

    question: str
    current: Fraction | None
    option: str | None
    value: Fraction
    lift: Fraction


@dataclass(frozen=True, slots=True)
class PassPlan:
    """The fewest answers to improve until all deciding gates are met.

    ``unreachable`` names gates that even the best answers do not meet; the moves
    then lead to the others only.
    """

    moves: tuple
    reachable: bool
    unreachable: tuple
    results: tuple


@dataclass(frozen=True, slots=True)
class Bound:
    """Upper border of a band: ``inclusive`` says whether the border is inside."""

    option: str
    upper: Fraction | None = None
    inclusive: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault of an instrument, for the caller to put into words."""

    code: str
    params: Mapping = field(default_factory=dict)


# -- answers -----------------------------------------------------------------


def answer_value(
    answer_type,
    option=None,
    numerator=None,
    denominator=None,
    index=None,
    *,
    option_values,
    zero_denominator=ZERO,
    formula="ratio",
):
    """Value of an answer, 0..1, or None where there is no answer.

    PCT with formula ``ratio`` is numerator / denominator; with ``decrease`` the
    numerator is this year's count and the denominator last year's: (last - this) /
    last, nothing in both years counts 1, something after nothing counts 0.

    :param str answer_type: ``PCT``, ``IDX`` or a type with options
    :param str option: letter of the chosen option
    :param numerator: count (int, Decimal, Fraction or decimal text)
    :param denominator: count
    :param index: 0..4
    :param dict option_values: Fraction by option letter, for this answer type
    :param zero_denominator: value of a ratio with nothing to count, None = unanswered
    :param str formula: ``ratio`` or ``decrease``
    :rtype: fractions.Fraction | None
    :raises LkeError: see its codes
    """
    if answer_type == PERCENT:
        return _percent_value(numerator, denominator, zero_denominator, formula)
    if answer_type == INDEX:
        return _index_value(index)
    if not option:
        return None
    letter = str(option).strip().upper()
    if letter not in option_values:
        raise LkeError("unknown_option", option=letter, answer_type=answer_type)
    return _unit_value(option_values[letter], letter)


def _percent_value(numerator, denominator, zero_denominator, formula):
    if formula not in FORMULAS:
        raise LkeError("unknown_formula", formula=formula)
    if _is_blank(numerator) or _is_blank(denominator):
        return None
    upper, lower = _exact(numerator), _exact(denominator)
    if lower < 0 or (formula == "decrease" and upper < 0):
        raise LkeError("negative_count", numerator=str(upper), denominator=str(lower))
    if formula == "decrease":
        if not lower:
            return ZERO if upper else ONE
        return _clamp((lower - upper) / lower)
    if lower:
        return _clamp(upper / lower)
    if upper > 0:
        raise LkeError("numerator_without_denominator", numerator=str(upper))
    return None if zero_denominator is None else _unit_value(zero_denominator, "zero")


def _index_value(index):
    if _is_blank(index):
        return None
    exact = _exact(index)
    if not 0 <= exact <= INDEX_TOP:
        raise LkeError("index_out_of_range", index=str(exact), top=INDEX_TOP)
    return exact / INDEX_TOP


def _is_blank(value):
    return value is None or (isinstance(value, str) and not value.strip())


def _clamp(value):
    return min(max(value, ZERO), ONE)


def _exact(value):
    """:func:`to_fraction` with this module's error."""
    try:
        return to_fraction(value)
    except NumberError as error:
        raise LkeError(error.code, **error.params) from error


def _unit_value(value, name):
    exact = _exact(value)
    if not 0 <= exact <= 1:
        raise LkeError("value_out_of_range", name=name, value=str(exact))
    return exact


# -- scores ------------------------------------------------------------------


def score(sections, questions, values):
    """All sums of an assessment.

    :param sections: iterable of :class:`Section`
    :param questions: iterable of :class:`Question`
    :param dict values: Fraction 0..1 or None by question code; a code that is left
        out is unanswered
    :rtype: Scores
    :raises LkeError: ``unknown_question``, ``unknown_section``,
        ``value_out_of_range``
    """
    sections = list(sections)
    by_section = _questions_by_section(sections, questions)
    known = {question.code for group in by_section.values() for question in group}
    for code in values:
        if code not in known:
            raise LkeError("unknown_question", question=code)
    section_parts, question_parts = {}, {}
    for section in sections:
        group = by_section[section.code]
        parts = _question_parts(section, group, values)
        question_parts.update(parts)
        section_parts[section.code] = _section_part(section, parts)
    return assemble(sections, section_parts, question_parts)


def section_score(section, questions, values):
    """Score of one section from its own questions.

    :param section: :class:`Section`
    :param questions: the :class:`Question` rows of this section
    :param dict values: as in :func:`score`; other codes are ignored
    :rtype: Part
    """
    return _section_part(section, _question_parts(section, questions, values))


def assemble(sections, section_parts, question_parts=None):
    """All sums from section scores that are known already.

    :param sections: iterable of :class:`Section`
    :param dict section_parts: :class:`Part` by section code
    :param dict question_parts: :class:`Part` by question code, where known
    :rtype: Scores
    :raises LkeError: ``unknown_section`` when a section has no part
    """
    areas, halves, prefixes = {}, {}, {}
    total = pengungkit = hasil = Part()
    for section in sections:
        if section.code not in section_parts:
            raise LkeError("unknown_section", section=section.code)
        part = section_parts[section.code]
        total += part
        if section.half == RESULT_HALF:
            hasil += part
        else:
            pengungkit += part
        areas[section.area] = areas.get(section.area, Part()) + part
        halves[section.half] = halves.get(section.half, Part()) + part
        for prefix in _prefixes(section.code):
            prefixes[prefix] = prefixes.get(prefix, Part()) + part
    return Scores(
        sections=dict(section_parts),
        areas=areas,
        halves=halves,
        prefixes=prefixes,
        questions=dict(question_parts or {}),
        pengungkit=pengungkit,
        hasil=hasil,
        total=total,
    )


def rescore(scores, section, questions, values):
    """New sums after answers of one section changed.

    Only the section, its area, half, prefixes and the totals are computed again; the
    result equals a full :func:`score`.

    :param scores: the :class:`Scores` before
    :param section: the :class:`Section` of the changed answer
    :param questions: the :class:`Question` rows of that section only
    :param dict values: values of that section; other codes are ignored
    :rtype: Scores
    :raises LkeError: ``unknown_section``
    """
    if section.code not in scores.sections:
        raise LkeError("unknown_section", section=section.code)
    parts = _question_parts(section, questions, values)
    new = _section_part(section, parts)
    change = new - scores.sections[section.code]
    is_result = section.half == RESULT_HALF

    def moved(mapping, *keys):
        return {**mapping, **{key: mapping[key] + change for key in keys}}

    return replace(
        scores,
        sections={**scores.sections, section.code: new},
        areas=moved(scores.areas, section.area),
        halves=moved(scores.halves, section.half),
        prefixes=moved(scores.prefixes, *_prefixes(section.code)),
        questions={**scores.questions, **parts} if scores.questions else {},
        pengungkit=scores.pengungkit if is_result else scores.pengungkit + change,
        hasil=scores.hasil + change if is_result else scores.hasil,
        total=scores.total + change,
    )


def _questions_by_section(sections, questions):
    result = {section.code: [] for section in sections}
    for question in questions:
        if question.section_code not in result:
            raise LkeError("unknown_section", section=question.section_code)
        result[question.section_code].append(question)
    return result


def _question_parts(section, questions, values):
    """Points of each scored question: the section's weight in equal shares."""
    scored = [question for question in questions if not question.is_advisory]
    parts = {}
    for question in scored:
        value = values.get(question.code)
        share = section.weight / len(scored)
        points = ZERO if value is None else _unit_value(value, question.code) * share
        parts[question.code] = Part(points, share, int(value is not None), 1)
    for question in questions:
        if question.is_advisory:
            parts[question.code] = Part()
    return parts


def _section_part(section, parts):
    """A section that has no scored question can score nothing of its weight."""
    return sum(parts.values(), Part()) if parts else Part(ZERO, section.weight, 0, 0)


def _prefixes(code):
    """``P.I.1`` -> ``P``, ``P.I``, ``P.I.1``; so ``P.I`` never takes in ``P.II``."""
    pieces = code.split(".")
    return [".".join(pieces[:end]) for end in range(1, len(pieces) + 1)]


# -- gates -------------------------------------------------------------------


def check_gates(scores, gates):
    """Every gate held against the exact score.

    :param scores: :class:`Scores`
    :param gates: iterable of :class:`Gate`
    :rtype: list[GateResult]
    :raises LkeError: ``unknown_scope``
    """
    results = []
    for gate in gates:
        part = scores.scope(gate.scope)
        margin = part.value - gate.minimum
        results.append(
            GateResult(
                gate=gate,
                value=part.value,
                minimum=gate.minimum,
                margin=margin,
                met=margin >= 0,
                near_miss=-NEAR_MISS < margin < 0,
                maximum=part.maximum,
                answered=part.answered,
                total=part.total,
            )
        )
    return results


def verdict(results, predicate, complete):
    """Whether the deciding gates of a predicate are met.

    :param results: iterable of :class:`GateResult`
    :param str predicate: for instance ``WBK``
    :param complete: the :class:`Part` of the whole sheet (``scores.total``), which
        knows how many questions are answered
    :rtype: Verdict
    :raises LkeError: ``unknown_predicate`` when no gate names it
    """
    own = [result for result in results if result.gate.predicate == predicate]
    if not own:
        raise LkeError("unknown_predicate", predicate=predicate)
    deciding = [result for result in own if result.gate.deciding]
    failing = tuple(result.gate.code for result in deciding if not result.met)
    if not complete.answered:
        state = "not_filled"
    elif not deciding:
        state = "no_gates"
    else:
        state = "not_met" if failing else "met"
    return Verdict(
        predicate=predicate,
        state=state,
        incomplete=not complete.complete,
        failing=failing,
        advisory_failing=tuple(
            result.gate.code
            for result in own
            if not result.gate.deciding and not result.met
        ),
    )


# -- the shortest way --------------------------------------------------------


def shortest_way(sections, questions, values, option_values, gate_results, predicate):
    """Answers that could be better, the ones that help most first.

    First those inside a failing area, result or question gate, then those that only
    help the enablers or the total, last those that help no failing gate; inside each
    group by the points they can bring, then in the order of the sheet.

    :param sections: iterable of :class:`Section`
    :param questions: iterable of :class:`Question`
    :param dict values: as in :func:`score`
    :param dict option_values: ``{answer type: {option letter: Fraction}}``
    :param gate_results: iterable of :class:`GateResult` of these values
    :param str predicate: only gates of this predicate are looked at
    :rtype: list[Step]
    """
    sheet = _Sheet(sections, questions, option_values)
    failing = [
        result
        for result in gate_results
        if result.gate.predicate == predicate and not result.met
    ]
    ranked = []
    for order, question in enumerate(sheet.open_questions(values)):
        helped = [item for item in failing if sheet.covers(item.gate.scope, question)]
        deciding = sorted(
            (item for item in helped if item.gate.deciding),
            key=lambda item: (sheet.size(item.gate.scope), item.gate.code),
        )
        step = _step(sheet, question, values.get(question.code), deciding, helped)
        ranked.append((_rank(deciding), -step.best_lift, order, step))
    ranked.sort(key=lambda entry: entry[:3])
    return [entry[3] for entry in ranked]


def plan_to_pass(sections, questions, values, option_values, gate_results, predicate):
    """The fewest answers to improve until every deciding gate is met.

    Gate scopes lie inside each other (question, section, area, enablers, total) or
    beside each other, so filling the narrow ones first with the largest lifts needs
    the fewest answers. Afterwards each move is lowered to the least that still does.

    Parameters are those of :func:`shortest_way`.

    :rtype: PassPlan
    """
    sections, questions = list(sections), list(questions)
    sheet = _Sheet(sections, questions, option_values)
    gates = [
        result.gate
        for result in gate_results
        if result.gate.predicate == predicate and result.gate.deciding
    ]
    best = dict(values)
    for question in sheet.open_questions(values):
        best[question.code] = sheet.best(question)[1]
    out_of_reach = {
        result.gate.code
        for result in check_gates(score(sections, questions, best), gates)
        if not result.met
    }
    aims = sorted(
        (gate for gate in gates if gate.code not in out_of_reach),
        key=lambda gate: sheet.size(gate.scope),
    )
    chosen = _choose(sheet, values, aims)
    target = _lower(sheet, values, chosen, aims)
    planned = {**values, **{code: value for code, (_letter, value) in target.items()}}
    moves = tuple(
        Move(
            question=question.code,
            current=values.get(question.code),
            option=target[question.code][0],
            value=target[question.code][1],
            lift=sheet.lift(question, values, target[question.code][1]),
        )
        for question in chosen
    )
    return PassPlan(
        moves=moves,
        reachable=not out_of_reach,
        unreachable=tuple(gate.code for gate in gates if gate.code in out_of_reach),
        results=tuple(check_gates(score(sections, questions, planned), gates)),
    )


class _Sheet:
    """Look-ups over an instrument that the way to pass needs again and again."""

    def __init__(self, sections, questions, option_values):
        self.sections = {section.code: section for section in sections}
        self.questions = [item for item in questions if not item.is_advisory]
        self.option_values = option_values
        counts = Counter(question.section_code for question in self.questions)
        self.shares = {
            question.code: self.sections[question.section_code].weight
            / counts[question.section_code]
            for question in self.questions
        }
        self._covered = {}

    def options(self, question):
        """``[(letter, value)]`` from the least to the best; empty for PCT and IDX."""
        if question.answer_type in COMPUTED_TYPES:
            return []
        values = self.option_values.get(question.answer_type)
        if not values:
            raise LkeError("unknown_answer_type", answer_type=question.answer_type)
        pairs = [(letter, _exact(value)) for letter, value in values.items()]
        return sorted(pairs, key=lambda pair: (pair[1], pair[0]))

    def best(self, question):
        """``(letter or None, value)`` of the best possible answer."""
        options = self.options(question)
        return options[-1] if options else (None, ONE)

    def open_questions(self, values):
        """Questions whose answer can still bring points, in the sheet's order."""
        return [
            question
            for question in self.questions
            if self.lift(question, values, self.best(question)[1]) > 0
        ]

    def lift(self, question, values, value):
        """Points that ``value`` brings over the present answer."""
        current = values.get(question.code)
        return (value - (_exact(current) if current is not None else 0)) * self.shares[
            question.code
        ]

    def covers(self, scope, question):
        """Whether a question counts in a gate's scope."""
        kind, colon, name = scope.partition(":")
        section = self.sections[question.section_code]
        if scope == "total":
            return True
        if scope in ("pengungkit", "hasil"):
            return (section.half == RESULT_HALF) == (scope == "hasil")
        if not colon:
            # A question code goes before an equal section code, as in Scores.scope.
            return scope == question.code or (
                scope == section.code and scope not in self.shares
            )
        if kind == "area":
            return section.area == name
        return name in _prefixes(section.code) or section.half == name

    def covered(self, scope):
        """Questions that count in a scope; remembered, gates ask again and again."""
        if scope not in self._covered:
            self._covered[scope] = [
                question for question in self.questions if self.covers(scope, question)
            ]
        return self._covered[scope]

    def size(self, scope):
        """Number of questions in a scope: narrow gates come first."""
        return len(self.covered(scope))


def _rank(deciding):
    """0 = inside a failing narrow gate, 1 = only enablers or total, 2 = no gate."""
    if not deciding:
        return 2
    return int(deciding[0].gate.scope in ("total", "pengungkit", "hasil"))


def _step(sheet, question, current, deciding, helped):
    share = sheet.shares[question.code]
    base = ZERO if current is None else _exact(current)
    options = sheet.options(question)
    best_option, best_value = sheet.best(question)
    better = [pair for pair in options if pair[1] > base]
    next_option, next_value = better[0] if better else (None, best_value)
    needed_value = needed_option = None
    if deciding:
        needed = base - deciding[0].margin / share
        if options:
            enough = [pair for pair in better if pair[1] >= needed]
            needed_option, needed_value = enough[0] if enough else (None, None)
        elif needed <= 1:
            needed_value = needed
    return Step(
        question=question.code,
        section=question.section_code,
        area=question.area,
        answer_type=question.answer_type,
        current=current,
        next_option=next_option,
        next_value=next_value,
        next_lift=(next_value - base) * share,
        best_option=best_option,
        best_value=best_value,
        best_lift=(best_value - base) * share,
        gates=tuple(item.gate.code for item in deciding),
        advisory_gates=tuple(
            item.gate.code for item in helped if not item.gate.deciding
        ),
        needed_value=needed_value,
        needed_option=needed_option,
        needed_index=needed_value * INDEX_TOP
        if needed_value is not None and question.answer_type == INDEX
        else None,
    )


def _gate_value(sheet, values, gate):
    """Points of a gate's scope under ``values``."""
    return sum(
        (
            _exact(values[question.code]) * sheet.shares[question.code]
            for question in sheet.covered(gate.scope)
            if values.get(question.code) is not None
        ),
        ZERO,
    )


def _choose(sheet, values, aims):
    """Questions to improve, largest lifts first, narrow gates before wide ones."""
    chosen = []
    planned = dict(values)
    by_lift = sorted(
        sheet.open_questions(values),
        key=lambda item: -sheet.lift(item, values, sheet.best(item)[1]),
    )
    for gate in aims:
        candidates = iter([item for item in by_lift if sheet.covers(gate.scope, item)])
        while _gate_value(sheet, planned, gate) < gate.minimum:
            question = next(candidates)
            if question not in chosen:
                chosen.append(question)
                planned[question.code] = sheet.best(question)[1]
    return chosen


def _lower(sheet, values, chosen, aims):
    """``{code: (letter, value)}``: each chosen answer as low as the gates allow."""
    target = {question.code: sheet.best(question) for question in chosen}
    for question in reversed(chosen):
        planned = {**values, **{code: value for code, (_, value) in target.items()}}
        slack = min(
            _gate_value(sheet, planned, gate) - gate.minimum
            for gate in aims
            if sheet.covers(gate.scope, question)
        )
        floor = target[question.code][1] - slack / sheet.shares[question.code]
        options = sheet.options(question)
        if options:
            target[question.code] = next(pair for pair in options if pair[1] >= floor)
        else:
            target[question.code] = (None, max(floor, ZERO))
    return target


# -- bands and checks --------------------------------------------------------


def band(value, bounds):
    """Option of a banded figure, for instance a competency gap in percent.

    :param value: figure in the unit of the bounds
    :param bounds: :class:`Bound` rows from the first band to the last, borders
        ascending; the last may be open (``upper=None``). By default a border belongs
        to the next, lower option.
    :rtype: str
    :raises LkeError: ``no_band`` when the figure lies above the last bound
    """
    exact = _exact(value)
    for bound in bounds:
        if bound.upper is None:
            return bound.option
        upper = _exact(bound.upper)
        if exact < upper or (bound.inclusive and exact == upper):
            return bound.option
    raise LkeError("no_band", value=str(exact))


def check_instrument(
    sections, questions, gates, option_values, *, total=Fraction(100), halves=None
):
    """Faults that would make an instrument score wrongly; empty when sound.

    Codes: ``empty``, ``duplicate_section``, ``duplicate_question``,
    ``duplicate_gate``, ``weight_not_positive``, ``weights_total``, ``half_total``,
    ``section_without_questions``, ``unknown_section``, ``area_mismatch``,
    ``half_mismatch``, ``unknown_answer_type``, ``unknown_formula``,
    ``option_value_out_of_range``, ``no_full_option``, ``ambiguous_code``,
    ``gate_scope_unknown``, ``gate_above_maximum``, ``gate_not_positive``,
    ``no_deciding_gate``.

    :param dict option_values: ``{answer type: {option letter: Fraction}}``
    :param total: what all weights must add up to, in points
    :param dict halves: expected points by half, where known
    :rtype: list[Problem]
    """
    sections, questions, gates = list(sections), list(questions), list(gates)
    if not sections or not questions:
        return [Problem("empty")]
    return [
        *_check_weights(sections, questions, total, halves or {}),
        *_check_questions(sections, questions),
        *_check_options(questions, option_values),
        *_check_gates(sections, questions, gates),
    ]


def _duplicates(code, keys):
    counts = Counter(keys)
    return [Problem(code, {"code": key}) for key in counts if counts[key] > 1]


def _check_weights(sections, questions, total, halves):
    problems = _duplicates("duplicate_section", (item.code for item in sections))
    filled = {item.section_code for item in questions if not item.is_advisory}
    sums = Counter()
    for section in sections:
        sums[section.half] += section.weight
        if section.weight <= 0:
            problems.append(Problem("weight_not_positive", {"section": section.code}))
        if section.code not in filled:
            problems.append(
                Problem("section_without_questions", {"section": section.code})
            )
    found = sum(sums.values())
    if found != total:
        problems.append(Problem("weights_total", {"found": found, "expected": total}))
    for half, expected in halves.items():
        if sums[half] != expected:
            problems.append(
                Problem(
                    "half_total",
                    {"half": half, "found": Fraction(sums[half]), "expected": expected},
                )
            )
    return problems


def _check_questions(sections, questions):
    problems = _duplicates("duplicate_question", (item.code for item in questions))
    by_code = {section.code: section for section in sections}
    counts = Counter(item.section_code for item in questions)
    for question in questions:
        params = {"question": question.code, "section": question.section_code}
        section = by_code.get(question.section_code)
        if section is None:
            problems.append(Problem("unknown_section", params))
            continue
        if question.area != section.area:
            problems.append(Problem("area_mismatch", params))
        if question.half != section.half:
            problems.append(Problem("half_mismatch", params))
        if question.code in by_code and counts[question.code] != 1:
            problems.append(Problem("ambiguous_code", {"code": question.code}))
    return problems


def _check_options(questions, option_values):
    problems = []
    for question in questions:
        params = {"question": question.code, "answer_type": question.answer_type}
        if question.answer_type in COMPUTED_TYPES:
            if question.formula not in FORMULAS:
                problems.append(Problem("unknown_formula", params))
        elif not option_values.get(question.answer_type):
            problems.append(Problem("unknown_answer_type", params))
    for answer_type in dict.fromkeys(item.answer_type for item in questions):
        values = option_values.get(answer_type) or {}
        for letter, value in values.items():
            if not 0 <= _exact(value) <= 1:
                problems.append(
                    Problem(
                        "option_value_out_of_range",
                        {"answer_type": answer_type, "option": letter},
                    )
                )
        if values and max(_exact(value) for value in values.values()) != 1:
            problems.append(Problem("no_full_option", {"answer_type": answer_type}))
    return problems


def _check_gates(sections, questions, gates):
    problems = _duplicates(
        "duplicate_gate", (f"{gate.predicate}/{gate.code}" for gate in gates)
    )
    known = {section.code for section in sections}
    scores = score(
        sections, [item for item in questions if item.section_code in known], {}
    )
    deciding = {}
    for gate in gates:
        params = {"gate": gate.code, "predicate": gate.predicate, "scope": gate.scope}
        deciding[gate.predicate] = deciding.get(gate.predicate, False) or gate.deciding
        try:
            part = scores.scope(gate.scope)
        except LkeError:
            problems.append(Problem("gate_scope_unknown", params))
            continue
        if gate.minimum > part.maximum:
            problems.append(Problem("gate_above_maximum", params))
        if gate.minimum <= 0:
            problems.append(Problem("gate_not_positive", params))
    problems += [
        Problem("no_deciding_gate", {"predicate": predicate})
        for predicate, decides in deciding.items()
        if not decides
    ]
    return problems
