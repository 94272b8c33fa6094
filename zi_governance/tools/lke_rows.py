"""Instruments from rows of text, as the data files and a spreadsheet give them.

>>> parse_inputs("pembilang=Jumlah A | penyebut=Jumlah B | info=Jumlah C")
{'pembilang': 'Jumlah A', 'penyebut': 'Jumlah B', 'info': 'Jumlah C'}
"""

from dataclasses import dataclass

from .errors import ToolError
from .exact import NumberError, to_fraction
from .lke import Gate, Question, Section

INPUT_NAMES = ("pembilang", "penyebut", "info", "indeks")
_YES, _NO = ("yes", "ya", "1", "true"), ("no", "tidak", "0", "false")


class RowError(ToolError):
    """A row that cannot become part of an instrument; ``row`` counts from 1.

    Codes: ``missing_column``, ``missing_value``, ``not_a_number``,
    ``section_differs``, ``bad_input``, ``bad_flag``.
    """


@dataclass(frozen=True, slots=True)
class Instrument:
    """Everything that scoring one instrument needs."""

    sections: tuple
    questions: tuple
    gates: tuple
    option_values: dict


def read_instrument(name, question_rows, gate_rows, value_rows):
    """An instrument from the rows of its three files.

    :param str name: value of the column ``instrument`` of gates and values
    :param question_rows: dicts with code, half, area, section_code, section_weight,
        answer_type; one row per question
    :param gate_rows: dicts with instrument, predicate, gate_code, gate_label, scope,
        minimum_value, deciding
    :param value_rows: dicts with instrument, answer_type, option, value
    :rtype: Instrument
    :raises RowError: on the first row that cannot be read
    """
    sections, questions = _read_questions(question_rows)
    option_values = {}
    for no, row in enumerate(value_rows, start=1):
        if _cell(row, "instrument", no) == name:
            options = option_values.setdefault(_cell(row, "answer_type", no), {})
            options[_cell(row, "option", no)] = _number(row, "value", no)
    return Instrument(
        sections=tuple(sections.values()),
        questions=tuple(questions),
        gates=tuple(
            _read_gate(row, no)
            for no, row in enumerate(gate_rows, start=1)
            if _cell(row, "instrument", no) == name
        ),
        option_values=option_values,
    )


def parse_inputs(text):
    """Labels of the counts of a PCT or IDX question, by their name.

    :param str text: ``pembilang=... | penyebut=... | info=...``; empty gives ``{}``
    :rtype: dict[str, str]
    :raises RowError: ``bad_input`` on an unknown or repeated name
    """
    result = {}
    for piece in filter(None, (item.strip() for item in (text or "").split(" | "))):
        name, equals, label = (item.strip() for item in piece.partition("="))
        if not equals or not label or name not in INPUT_NAMES or name in result:
            raise RowError("bad_input", text=piece)
        result[name] = label
    return result


def formula_of(inputs):
    """Formula of a PCT question from the label of its numerator.

    A numerator that subtracts this year from last year is a decrease.

    :param dict inputs: as :func:`parse_inputs` gives them
    :returns: ``ratio`` or ``decrease``
    :rtype: str
    """
    label = inputs.get("pembilang", "").lower()
    is_decrease = "tahun lalu" in label and "dikurangi" in label
    return "decrease" if is_decrease else "ratio"


def _read_questions(rows):
    sections, questions = {}, []
    for no, row in enumerate(rows, start=1):
        section = Section(
            code=_cell(row, "section_code", no),
            weight=_number(row, "section_weight", no),
            area=_cell(row, "area", no),
            half=_cell(row, "half", no),
        )
        known = sections.setdefault(section.code, section)
        if known != section:
            raise RowError("section_differs", row=no, section=section.code)
        inputs = parse_inputs(row.get("inputs"))
        questions.append(
            Question(
                code=_cell(row, "code", no),
                section_code=section.code,
                area=section.area,
                half=section.half,
                answer_type=_cell(row, "answer_type", no),
                formula=formula_of(inputs),
            )
        )
    return sections, questions


def _read_gate(row, no):
    return Gate(
        code=_cell(row, "gate_code", no),
        predicate=_cell(row, "predicate", no),
        scope=_cell(row, "scope", no),
        minimum=_number(row, "minimum_value", no),
        deciding=_flag(row, "deciding", no),
        label=_cell(row, "gate_label", no),
    )


def _cell(row, column, no):
    if column not in row:
        raise RowError("missing_column", row=no, column=column)
    text = str(row[column] or "").strip()
    if not text:
        raise RowError("missing_value", row=no, column=column)
    return text


def _number(row, column, no):
    text = _cell(row, column, no)
    try:
        return to_fraction(text)
    except NumberError as error:
        raise RowError("not_a_number", row=no, column=column, value=text) from error


def _flag(row, column, no):
    text = _cell(row, column, no).lower()
    if text not in _YES + _NO:
        raise RowError("bad_flag", row=no, column=column, value=text)
    return text in _YES
