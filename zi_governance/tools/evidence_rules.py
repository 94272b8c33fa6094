"""Arithmetic of evidence rules: safe domains, windows, colours, proposed letters.

>>> share_letter(parse_scale("1:A | >1/2:B | >0:C"), 3, 4)
'B'
"""

import ast
import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from .clocks import add_months
from .errors import ToolError

PER_MONTHS = {"month": 1, "quarter": 3, "semester": 6, "year": 12}
ONCE = "once"

EMPTY, INCOMPLETE, WAITING, PROVEN = "empty", "incomplete", "waiting", "proven"

_OPERATORS = {"=", "!=", "in", "not in", "<", "<=", ">", ">="}
_CONNECTORS = {"&", "|", "!"}
_SCALAR = (str, int, float, bool, type(None))
_MAX_LEAVES = 20
_STEP = re.compile(r"\s*(>?)\s*(\d+(?:/[1-9]\d*)?)\s*:\s*([A-E])\s*\Z")


class RuleError(ToolError):
    """Codes: ``not_a_domain``, ``field_not_offered``, ``dotted_path``,
    ``unknown_operator``, ``value_not_plain``, ``too_long``, ``bad_scale``.
    """


# -- domains -----------------------------------------------------------------


def parse_domain(text, offered):
    """A domain that asks only about offered fields of the model itself.

    No dotted path, no sub-query, no operator that follows a relation or compares
    text by pattern: a rule is evaluated without the reader's rights, so a free
    domain would answer questions that the reader may not ask.

    :param str text: Python literal, a list of conditions; empty for all
    :param offered: container of names of fields
    :rtype: list
    :raises RuleError: see its codes
    """
    try:
        domain = ast.literal_eval((text or "").strip() or "[]")
    except (ValueError, SyntaxError, MemoryError, RecursionError) as error:
        raise RuleError("not_a_domain", text=text) from error
    if not isinstance(domain, list):
        raise RuleError("not_a_domain", text=text)
    if len(domain) > 2 * _MAX_LEAVES:
        raise RuleError("too_long", limit=_MAX_LEAVES)
    for item in domain:
        if isinstance(item, str):
            if item not in _CONNECTORS:
                raise RuleError("not_a_domain", text=item)
        else:
            _check_leaf(item, offered)
    if not _is_complete(domain):
        raise RuleError("not_a_domain", text=text)
    return domain


def _check_leaf(leaf, offered):
    if not isinstance(leaf, list | tuple) or len(leaf) != 3:
        raise RuleError("not_a_domain", text=repr(leaf))
    name, operator, value = leaf
    if not isinstance(name, str):
        raise RuleError("not_a_domain", text=repr(leaf))
    if "." in name:
        raise RuleError("dotted_path", field=name)
    if name not in offered:
        raise RuleError("field_not_offered", field=name)
    if operator not in _OPERATORS:
        raise RuleError("unknown_operator", operator=str(operator))
    values = value if isinstance(value, list | tuple) else [value]
    if operator in ("in", "not in") and not isinstance(value, list | tuple):
        raise RuleError("value_not_plain", field=name)
    if operator not in ("in", "not in") and isinstance(value, list | tuple):
        raise RuleError("value_not_plain", field=name)
    if not all(isinstance(item, _SCALAR) for item in values):
        raise RuleError("value_not_plain", field=name)


def _is_complete(domain):
    """Whether the connectors have their operands; conditions side by side are and."""
    need = 0
    for item in domain:
        if need == 0:
            need = 1
        if item in ("&", "|"):
            need += 1
        elif item != "!":
            need -= 1
    return need == 0


# -- windows -----------------------------------------------------------------


def windows(per, year):
    """Stretches of a year in which a rule counts, in order.

    :param str per: ``month``, ``quarter``, ``semester``, ``year`` or ``once``
    :param int year: calendar year
    :rtype: list[tuple[date, date]]
    """
    months = PER_MONTHS.get(per, 12)
    result = []
    for number in range(12 // months):
        first = date(year, 1 + number * months, 1)
        last = date.fromordinal(add_months(first, months).toordinal() - 1)
        result.append((first, last))
    return result


def overlap(first, last, begin, end):
    """Whether ``begin``..``end`` (None = open) touches ``first``..``last``.

    :rtype: bool
    """
    return (begin is None or begin <= last) and (end is None or end >= first)


# -- colours -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Proof:
    """What is there for one window: counts of files and the rule's answer.

    ``rule`` is None where no rule speaks, else ``empty``, ``incomplete`` or ``met``.
    """

    verified: int = 0
    waiting: int = 0
    refused: int = 0
    rule: str | None = None


def proof_state(proof):
    """Colour of one window.

    Live records that meet the rule prove by themselves. A file proves only once it
    is verified; a rule that is met never turns a file that waits into proof.

    :param Proof proof: what is there
    :return: ``empty``, ``incomplete``, ``waiting`` or ``proven``
    """
    if proof.rule == "met":
        return WAITING if proof.waiting and not proof.verified else PROVEN
    if proof.rule is not None:
        if proof.rule == "incomplete" or proof.verified:
            return INCOMPLETE
        return WAITING if proof.waiting else EMPTY
    if proof.verified:
        return PROVEN
    if proof.waiting:
        return WAITING
    return INCOMPLETE if proof.refused else EMPTY


def item_state(states):
    """Colour of an item from those of its windows that have begun.

    :param states: iterable of colours
    :return: a colour; ``empty`` when no window has begun
    """
    states = set(states)
    if not states or states == {EMPTY}:
        return EMPTY
    if states == {PROVEN}:
        return PROVEN
    return WAITING if states <= {PROVEN, WAITING} else INCOMPLETE


# -- proposed answers --------------------------------------------------------


def parse_scale(text):
    """Steps from a share of windows met to a letter, from best to worst.

    :param str text: e.g. ``1:A | >1/2:B | >0:C``; ``>`` means more than
    :rtype: list[tuple[bool, Fraction, str]]
    :raises RuleError: ``bad_scale``
    """
    steps = []
    for part in filter(None, (text or "").split("|")):
        match = _STEP.match(part)
        if not match:
            raise RuleError("bad_scale", text=part.strip())
        steps.append((bool(match[1]), Fraction(match[2]), match[3]))
    return steps


def share_letter(steps, met, due):
    """Letter of the first step that a share reaches, or None.

    :param steps: as :func:`parse_scale` gives them
    :param int met: windows that are met
    :param int due: windows that have ended or are met; nothing due proposes nothing
    """
    if not due:
        return None
    share = Fraction(met, due)
    for more_than, least, letter in steps:
        if share > least or (share == least and not more_than):
            return letter
    return None
