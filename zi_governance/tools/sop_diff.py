"""What changed between two revisions of an SOP, step by step and word by word.

>>> [row.kind for row in compare([_s("a"), _s("b")], [_s("a"), _s("c c"), _s("b")])]
['same', 'added', 'same']
"""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from .sop_steps import Step

SAME, CHANGED, ADDED, REMOVED = "same", "changed", "added", "removed"
_ALIKE = 0.4  # share of words from which two activities are the same step
_FIELDS = ("activity", "symbol", "inputs", "time_text", "output", "note")


@dataclass(frozen=True, slots=True)
class Row:
    """A step of the one, of the other, or of both.

    :param str kind: ``same``, ``changed``, ``added`` or ``removed``
    :param tuple changed: names of what differs; ``executors`` and ``branches`` too
    """

    kind: str
    old: Step | None
    new: Step | None
    changed: tuple = ()


def compare(old_steps, new_steps, old_names=(), new_names=()):
    """Steps beside each other.

    :param old_steps: of ``sop_steps.Step``, of the earlier revision
    :param new_steps: of the later one
    :param old_names: names of the executor columns of the earlier revision
    :param new_names: of the later one
    :rtype: list[Row]
    """
    pairs = _align(list(old_steps), list(new_steps))
    # A branch is the same when it leads to the step beside the one it led to.
    moved = {old.number: new.number for old, new in pairs if old and new}
    rows = []
    for old, new in pairs:
        if not old:
            rows.append(Row(ADDED, None, new))
        elif not new:
            rows.append(Row(REMOVED, old, None))
        else:
            changed = _changed(old, new, old_names, new_names, moved)
            rows.append(Row(CHANGED if changed else SAME, old, new, changed))
    return rows


def _align(old_steps, new_steps):
    matcher = SequenceMatcher(
        None,
        [_key(step) for step in old_steps],
        [_key(step) for step in new_steps],
        autojunk=False,
    )
    pairs = []
    for tag, a1, a2, b1, b2 in matcher.get_opcodes():
        old, new = old_steps[a1:a2], new_steps[b1:b2]
        if tag == "equal":
            pairs += zip(old, new, strict=True)
        else:
            pairs += _pair(old, new)
    return pairs


def _pair(old, new):
    """Steps that were reworded stand beside each other, in order."""
    pairs, start = [], 0
    for step in old:
        best = next(
            (
                place
                for place in range(start, len(new))
                if _alike(step.activity, new[place].activity) >= _ALIKE
            ),
            None,
        )
        if best is None:
            pairs.append((step, None))
            continue
        pairs += [(None, extra) for extra in new[start:best]]
        pairs.append((step, new[best]))
        start = best + 1
    return pairs + [(None, extra) for extra in new[start:]]


def _alike(one, other):
    return SequenceMatcher(
        None, one.casefold().split(), other.casefold().split(), autojunk=False
    ).ratio()


def _key(step):
    return " ".join(step.activity.casefold().split())


def _names(step, names):
    return tuple(names[c] if c < len(names) else str(c) for c in step.executors)


def _changed(old, new, old_names, new_names, moved):
    changed = [
        name
        for name in _FIELDS
        if " ".join(str(getattr(old, name)).split())
        != " ".join(str(getattr(new, name)).split())
    ]
    if _names(old, old_names) != _names(new, new_names):
        changed.append("executors")

    def leads(step, follow):
        return tuple(follow(number) for number in step.follows)

    if leads(old, lambda number: moved.get(number, -number)) != leads(
        new, lambda number: number
    ) and not (_runs_on(old) and _runs_on(new)):
        changed.append("branches")
    return tuple(changed)


def _runs_on(step):
    """Leads to the next step and nowhere else."""
    return step.follows in ((), (step.number + 1,))


def words(old, new):
    """Two texts as pieces of words.

    :return: list of ``(kind, text)``: ``same``, ``removed`` or ``added``
    """
    a, b = re.findall(r"\S+", old or ""), re.findall(r"\S+", new or "")
    pieces = []
    for tag, a1, a2, b1, b2 in SequenceMatcher(
        None, a, b, autojunk=False
    ).get_opcodes():
        if tag == "equal":
            pieces.append((SAME, " ".join(a[a1:a2])))
            continue
        if a2 > a1:
            pieces.append((REMOVED, " ".join(a[a1:a2])))
        if b2 > b1:
            pieces.append((ADDED, " ".join(b[b1:b2])))
    return pieces


def _s(text):
    return Step(1, text)
