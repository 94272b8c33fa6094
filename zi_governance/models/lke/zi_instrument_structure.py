from dataclasses import dataclass
from functools import cached_property

from odoo import models
from odoo.tools import ormcache

from ...tools import lke


@dataclass(frozen=True)
class Structure:
    """An instrument as plain values, for the arithmetic and for look-ups.

    It holds no record, so that it may stay in memory between requests.
    """

    sections: tuple
    section_names: dict
    # (id, tools.lke.Question) in the order of the sheet
    questions: tuple
    # (id, tools.lke.Gate)
    gates: tuple
    option_values: dict
    # {option id: letter}
    letters: dict
    # {question id: own setting for nothing to count, or False}
    zero: dict

    @cached_property
    def section_by_code(self):
        return {section.code: section for section in self.sections}

    @cached_property
    def question_by_id(self):
        return dict(self.questions)

    @cached_property
    def ids_by_section(self):
        result = {section.code: [] for section in self.sections}
        for question_id, question in self.questions:
            result[question.section_code].append(question_id)
        return result

    @cached_property
    def shares(self):
        """Exact points that each question can bring, by its id."""
        result = {}
        for code, ids in self.ids_by_section.items():
            scored = [qid for qid in ids if not self.question_by_id[qid].is_advisory]
            for question_id in ids:
                result[question_id] = (
                    self.section_by_code[code].weight / len(scored)
                    if question_id in scored
                    else lke.ZERO
                )
        return result

    @cached_property
    def tool_questions(self):
        return [question for _id, question in self.questions]

    @cached_property
    def tool_gates(self):
        return [gate for _id, gate in self.gates]

    def parts_of(self, section):
        """Keys of the stored scores that a section counts in, narrow to wide."""
        group = "hasil" if section.half == lke.RESULT_HALF else "pengungkit"
        keys = [
            ("section", section.code),
            ("half_area", _half_area(section)),
            ("area", section.area),
            ("half", section.half),
            ("group", group),
            ("total", "total"),
        ]
        return [key for key in keys if key in self.part_keys]

    @cached_property
    def part_keys(self):
        """Keys of all stored scores: ``{(kind, code): (area, half)}``, in order."""
        keys = {("total", "total"): (None, None)}
        halves = list(dict.fromkeys(section.half for section in self.sections))
        if len(halves) > 1 or lke.RESULT_HALF not in halves:
            keys["group", "pengungkit"] = (None, None)
        if lke.RESULT_HALF in halves:
            keys["group", "hasil"] = (None, None)
        for half in halves:
            keys["half", half] = (None, half)
        for section in self.sections:
            keys.setdefault(("area", section.area), (section.area, None))
        levers = {s.half for s in self.sections if s.half != lke.RESULT_HALF}
        for section in self.sections:
            # With one half only, a half-area would repeat its area.
            if len(levers) > 1 and _half_area(section):
                key = ("half_area", _half_area(section))
                keys.setdefault(key, (section.area, section.half))
        for section in self.sections:
            keys["section", section.code] = (section.area, section.half)
        return keys

    def covering_gates(self, question):
        """``[(id, Gate)]`` whose scope counts this question."""
        return [
            (gate_id, gate)
            for gate_id, gate in self.gates
            if covers(gate.scope, question)
        ]


def covers(scope, question):
    """Whether a gate's scope counts a question.

    :param str scope: as in ``tools.lke.Gate``
    :param question: ``tools.lke.Question``
    :rtype: bool
    """
    kind, colon, name = scope.partition(":")
    if scope == "total":
        return True
    if scope in ("pengungkit", "hasil"):
        return (question.half == lke.RESULT_HALF) == (scope == "hasil")
    if not colon:
        return scope in (question.code, question.section_code)
    if kind == "area":
        return question.area == name
    return question.half == name or f"{question.section_code}.".startswith(f"{name}.")


def _half_area(section):
    """``P.I`` of ``P.I.3``: the area inside one half; None for results."""
    pieces = section.code.split(".")
    if section.half == lke.RESULT_HALF or len(pieces) < 2:
        return None
    return ".".join(pieces[:2])


class ZiInstrument(models.Model):
    _inherit = "zi.instrument"

    @ormcache("self.id")
    def _zi_structure(self):
        """The instrument as plain values; dropped when a part of it changes.

        :rtype: Structure
        """
        self.ensure_one()
        instrument = self.sudo()
        questions = instrument.question_ids
        return Structure(
            sections=tuple(instrument._zi_tool_sections()),
            section_names={s.code: s.name for s in instrument.section_ids},
            questions=tuple((q.id, q._zi_tool()) for q in questions),
            gates=tuple((gate.id, gate._zi_tool()) for gate in instrument.gate_ids),
            option_values=instrument._zi_option_values(),
            letters={option.id: option.letter for option in questions.option_ids},
            zero={q.id: q.zero_denominator for q in questions},
        )
