"""Order, numbers, branches and times of the steps of an SOP.

>>> renumber([Row(1, 3, 0), Row(3, 0, 1)])
[Row(number=1, yes_to=2, no_to=0), Row(number=2, yes_to=0, no_to=1)]
"""

from dataclasses import dataclass, field

START, PROCESS, DECISION = "start", "process", "decision"
DOCUMENT, CONNECTOR, END = "document", "connector", "end"
SYMBOLS = (START, PROCESS, DECISION, DOCUMENT, CONNECTOR, END)

MINUTE, HOUR, DAY = "minute", "hour", "day"
_PER_HOUR = 60


@dataclass(frozen=True, slots=True)
class Row:
    """What a step says about order.

    :param int number: its present number; 0 for a new one
    :param int yes_to: number of the step that follows; 0 for the next one. Of a
        decision: the one that follows a yes
    :param int no_to: of a decision, the step that follows a no
    """

    number: int
    yes_to: int = 0
    no_to: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """A step as it is drawn and checked.

    :param int number: counted from 1, without gaps
    :param tuple executors: positions of the executor columns, counted from 0
    :param minutes: working minutes, None when no time is given
    """

    number: int
    activity: str = ""
    executors: tuple = ()
    symbol: str = PROCESS
    yes_to: int = 0
    no_to: int = 0
    minutes: int | None = None
    inputs: str = ""
    time_text: str = ""
    output: str = ""
    note: str = ""

    @property
    def follows(self):
        """Numbers of the steps that may come next, the usual one first."""
        if self.symbol == END:
            return ()
        usual = self.yes_to or self.number + 1
        if self.symbol != DECISION or not self.no_to:
            return (usual,)
        return (usual, self.no_to)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to look at before the SOP is submitted.

    Codes: ``no_steps``, ``no_activity``, ``no_executor``, ``bad_target`` (params
    ``target``), ``self_target``, ``no_branch``, ``same_branches``, ``unreachable``,
    ``no_end``, ``runs_out``, ``never_ends``, ``start_not_first``, ``time_over`` and
    ``time_under`` (params ``total``, ``promised`` in minutes).

    :param int number: of the step; 0 for the SOP as a whole
    """

    code: str
    number: int = 0
    params: dict = field(default_factory=dict)


def minutes(value, unit, day_minutes):
    """Working minutes of a time.

    :param int value: in ``unit``; negative is none
    :param str unit: ``minute``, ``hour`` or ``day`` (a working day)
    :param int day_minutes: working minutes of a day
    :rtype: int or None
    """
    if not value or value < 0:
        return None
    return value * {MINUTE: 1, HOUR: _PER_HOUR, DAY: day_minutes}.get(unit, 1)


def renumber(rows):
    """Number steps by their order; targets follow the steps that they mean.

    A target that named a step that is gone becomes 0; one beyond the last number
    stays as it was typed.

    :param rows: of :class:`Row`, in the new order
    :rtype: list[Row]
    """
    places = {}
    for place, row in enumerate(rows, 1):
        if row.number:
            places.setdefault(row.number, place)
    last = max(places, default=0)

    def target(number):
        if not number or number < 0:
            return 0
        if number in places:
            return places[number]
        return 0 if number <= last else number

    return [
        Row(place, target(row.yes_to), target(row.no_to))
        for place, row in enumerate(rows, 1)
    ]


def usual_way(steps):
    """Steps from the first to an end when every decision is a yes.

    :param steps: of :class:`Step`, in order
    :rtype: list[Step]
    """
    by_number = {step.number: step for step in steps}
    way, seen = [], set()
    step = steps[0] if steps else None
    while step and step.number not in seen:
        way.append(step)
        seen.add(step.number)
        step = by_number.get(step.follows[0]) if step.follows else None
    return way


def total_minutes(steps):
    """Working minutes of the usual way."""
    return sum(step.minutes or 0 for step in usual_way(steps))


def check(steps, promised=None):
    """What a reader of the SOP would stumble over.

    :param steps: of :class:`Step`, in order, numbered from 1
    :param promised: working minutes of the promised service time, or None
    :rtype: list[Problem]
    """
    if not steps:
        return [Problem("no_steps")]
    problems = []
    for step in steps:
        problems += _check_step(step, len(steps))
    problems += _check_flow(steps)
    total = total_minutes(steps)
    if promised and total and total != promised:
        code = "time_over" if total > promised else "time_under"
        problems.append(Problem(code, 0, {"total": total, "promised": promised}))
    return problems


def _check_step(step, last):
    if not step.activity.strip():
        yield Problem("no_activity", step.number)
    if not step.executors:
        yield Problem("no_executor", step.number)
    if step.symbol == START and step.number != 1:
        yield Problem("start_not_first", step.number)
    targets = [step.yes_to] if step.symbol != END else []
    if step.symbol == DECISION:
        targets.append(step.no_to)
        if not step.no_to:
            yield Problem("no_branch", step.number)
        elif step.no_to == (step.yes_to or step.number + 1):
            yield Problem("same_branches", step.number)
    for target in targets:
        if target and not 1 <= target <= last:
            yield Problem("bad_target", step.number, {"target": target})
        elif target == step.number:
            yield Problem("self_target", step.number)


def _check_flow(steps):
    last = len(steps)
    by_number = {step.number: step for step in steps}
    if not any(step.symbol == END for step in steps):
        yield Problem("no_end", 0)
    elif steps[-1].symbol != END and last + 1 in steps[-1].follows:
        yield Problem("runs_out", last)
    reached = _reached(1, by_number)
    for step in steps:
        if step.number not in reached:
            yield Problem("unreachable", step.number)
    ends = _reaching_end(steps)
    for step in steps:
        loops = all(1 <= number <= last for number in step.follows)
        if step.number in reached and step.number not in ends and loops:
            if any(other.symbol == END for other in steps):
                yield Problem("never_ends", step.number)
                break


def _reached(start, by_number):
    reached, waiting = set(), [start]
    while waiting:
        number = waiting.pop()
        if number in reached or number not in by_number:
            continue
        reached.add(number)
        waiting += by_number[number].follows
    return reached


def _reaching_end(steps):
    """Numbers of the steps from which an end, or the end of the list, is reached."""
    good = {step.number for step in steps if step.symbol == END} | {len(steps) + 1}
    while True:
        more = {
            step.number
            for step in steps
            if step.number not in good and good & set(step.follows)
        }
        if not more:
            return good
        good |= more
