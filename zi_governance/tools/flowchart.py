"""The step table of an SOP with its flowchart, laid out and drawn as SVG.

Plain functions: steps in, sheets of simple shapes out, shapes to SVG. The same drawing
is printed, shown on screen and put on public pages; so it has attributes only (no
style), and every text is escaped. Measures are points.

How arrows run: the usual way goes from the foot of a symbol to the head of the next
one, sideways in the lower margin of the row. A branch leaves a symbol at its side, runs
in a lane beside the border of the columns, where no symbol stands, and comes in at the
side or the head of its target. What goes to another sheet ends in a pentagon with a
letter; the same letter stands where it goes on.
"""

import html
from dataclasses import dataclass, field

from reportlab.pdfbase.pdfmetrics import stringWidth

from .sop_steps import CONNECTOR, DECISION, DOCUMENT, END, START

FONT, BOLD = "Helvetica", "Helvetica-Bold"  # metrics of Liberation Sans and Arial
# Inside the margins of our own paper, less a line above the table.
A4_PORTRAIT = (524.0, 738.0)
A4_LANDSCAPE = (771.0, 494.0)

_PAD = 12.0  # above and below a symbol: room for arrows
_RAIL = 5.0  # distance of a sideways line from the border of its row
_SYMBOL_HEIGHT = 22.0
_SYMBOL_MOST, _SYMBOL_LEAST = 46.0, 20.0
_LANE, _LANE_EDGE = 4.5, 3.0
_ARROW = (4.5, 2.2)  # length, half width
_LABEL_SIZE = 6.0  # of yes and no
_STRIP = 24.0  # room for pentagons
_NUMBER_WIDTH = 20.0
_CELL_PAD = 3.0
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

LABELS = {
    "number": "No.",
    "activity": "Kegiatan",
    "executors": "Pelaksana",
    "standard": "Mutu Baku",
    "inputs": "Kelengkapan",
    "time": "Waktu",
    "output": "Output",
    "note": "Keterangan",
    "yes": "Ya",
    "no": "Tidak",
    "goes_on": "lanjut ke langkah",
    "comes_from": "lanjutan ke langkah",
    "start": "mulai",
    "end": "selesai",
    "by": "Pelaksana",
    "if_yes": "Jika ya, lanjut ke langkah {number}.",
    "if_no": "Jika tidak, lanjut ke langkah {number}.",
    "then": "Lanjut ke langkah {number}.",
    "needs": "Kelengkapan",
    "takes": "Waktu",
    "gives": "Output",
    "chart": "Diagram alir: {count} langkah, {executors} pelaksana",
}


# -- shapes --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Box:
    """A symbol in its place.

    :param str kind: a symbol of ``sop_steps``, or ``offpage``
    :param int number: its step; 0 for a pentagon
    """

    kind: str
    x: float
    y: float
    width: float
    height: float
    number: int = 0
    text: str = ""

    @property
    def center(self):
        return self.x + self.width / 2, self.y + self.height / 2

    @property
    def head(self):
        return self.center[0], self.y

    @property
    def foot(self):
        return self.center[0], self.y + self.height

    def side(self, right):
        """Middle of the right or left edge."""
        return (self.x + self.width if right else self.x), self.center[1]


@dataclass(frozen=True, slots=True)
class Way:
    """A line from symbol to symbol.

    :param tuple points: corners, first to last
    :param bool arrow: whether it ends in an arrow head
    :param tuple ends: numbers of the steps it belongs to
    """

    points: tuple
    arrow: bool = True
    ends: tuple = ()


@dataclass(frozen=True, slots=True)
class Text:
    x: float
    y: float
    text: str
    size: float
    anchor: str = "start"
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of the table's grid."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(slots=True)
class Sheet:
    """One page of the drawing, and what stands on it."""

    width: float
    height: float
    numbers: tuple
    boxes: list = field(default_factory=list)
    ways: list = field(default_factory=list)
    texts: list = field(default_factory=list)
    rules: list = field(default_factory=list)


# -- text ----------------------------------------------------------------------


def text_width(text, size, bold=False):
    """Width of a line of text in points."""
    return stringWidth(text, BOLD if bold else FONT, size)


def wrap(text, width, size, bold=False):
    """Lines of a text that fit a width; a word that is too long is broken.

    :rtype: list[str]
    """
    lines = []
    for paragraph in (text or "").splitlines():
        line = ""
        for word in paragraph.split():
            for part in _parts(word, width, size, bold):
                longer = f"{line} {part}" if line else part
                if line and text_width(longer, size, bold) > width:
                    lines.append(line)
                    line = part
                else:
                    line = longer
        if line:
            lines.append(line)
    return lines


def _parts(word, width, size, bold):
    if text_width(word, size, bold) <= width:
        return [word]
    parts, part = [], ""
    for letter in word:
        if part and text_width(part + letter, size, bold) > width:
            parts.append(part)
            part = ""
        part += letter
    return [*parts, part]


# -- columns and rows ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Columns:
    """Left edges and widths; ``extra`` are the columns right of the executors."""

    number: float
    activity: tuple
    executors: tuple
    extra: tuple
    width: float


def _columns(count, width, full):
    """Columns of a table.

    :param int count: executors
    :param bool full: with requirements, time, output and note
    """
    share = 0.40 if full else 0.60
    each = max(34.0, min(64.0 if full else 84.0, width * share / max(count, 1)))
    rest = width - _NUMBER_WIDTH - each * count
    parts = (0.36, 0.20, 0.12, 0.19, 0.13) if full else (1.0,)
    widths = [rest * part for part in parts]
    left = _NUMBER_WIDTH
    activity = (left, widths[0])
    left += widths[0]
    executors = tuple((left + each * place, each) for place in range(count))
    left += each * count
    extra = []
    for each_width in widths[1:]:
        extra.append((left, each_width))
        left += each_width
    return _Columns(0.0, activity, executors, tuple(extra), width)


def _cells(step, full):
    """Texts of a row: the activity, then the columns right of the executors."""
    if not full:
        return [step.activity]
    return [step.activity, step.inputs, step.time_text, step.output, step.note]


def _row_lines(step, columns, size, full):
    places = [columns.activity, *columns.extra]
    return [
        wrap(text, width - 2 * _CELL_PAD, size)
        for text, (_left, width) in zip(_cells(step, full), places, strict=True)
    ]


def _row_height(lines, size):
    most = max((len(cell) for cell in lines), default=1)
    return max(2 * _PAD + _SYMBOL_HEIGHT, most * size * 1.25 + 10.0)


def _head_height(executors, columns, size):
    each = columns.executors[0][1] if columns.executors else 50.0
    most = max(
        (len(wrap(name, each - 4, size, bold=True)) for name in executors), default=1
    )
    return size * 1.25 + 8.0 + max(1, most) * size * 1.25 + 6.0


# -- layout --------------------------------------------------------------------


def layout(executors, steps, size=A4_LANDSCAPE, *, full=True, labels=None):
    """Sheets of the step table.

    :param executors: names of the columns, in order
    :param steps: of ``sop_steps.Step``, numbered from 1
    :param tuple size: width and height of a sheet; height None for one long sheet
    :param bool full: with requirements, time, output and note
    :param dict labels: words, default :data:`LABELS`
    :rtype: list[Sheet]
    """
    labels = {**LABELS, **(labels or {})}
    executors = list(executors) or [""]
    width, height = size
    columns = _columns(len(executors), width, full)
    font, lines, heights, capacity = _fit(executors, steps, columns, height, full)
    pages = _split(heights, capacity)
    sheets = []
    plan = _Plan(executors, steps, columns, heights, pages)
    for place, rows in enumerate(pages):
        sheets.append(
            _Drawer(plan, place, rows, lines, font, full, labels, height).draw()
        )
    return sheets


def _fit(executors, steps, columns, height, full):
    """The largest size of letters with which every row fits a sheet."""
    for font in (7.5, 7.0, 6.5, 6.0, 5.5, 5.0, 4.5, 4.0):
        lines = [_row_lines(step, columns, font, full) for step in steps]
        heights = [_row_height(cells, font) for cells in lines]
        capacity = None
        if height is None:
            break
        capacity = height - _head_height(executors, columns, font) - 2 * _STRIP
        if max(heights, default=0) <= capacity:
            break
    if capacity is not None:
        heights = [min(row, capacity) for row in heights]
    return font, lines, heights, capacity


def _split(heights, capacity):
    """Places of the rows of each sheet."""
    pages, used = [[]], 0.0
    for place, row in enumerate(heights):
        if capacity is not None and pages[-1] and used + row > capacity:
            pages.append([])
            used = 0.0
        pages[-1].append(place)
        used += row
    return pages


class _Plan:
    """What all sheets share: where steps stand, and which letters lead to them."""

    def __init__(self, executors, steps, columns, heights, pages):
        self.executors = executors
        self.steps = {step.number: step for step in steps}
        self.columns = columns
        self.heights = heights
        self.page_of = {
            place + 1: number for number, rows in enumerate(pages) for place in rows
        }
        self.many = len(pages) > 1
        self.edges = [edge for step in steps for edge in self._edges(step)]
        # One letter per target that is reached from another sheet.
        crossed = sorted(
            {
                edge.target
                for edge in self.edges
                if self.page_of[edge.source] != self.page_of[edge.target]
            }
        )
        self.letters = {number: _letter(place) for place, number in enumerate(crossed)}

    def column(self, number):
        """Column of the symbol to which arrows lead."""
        executors = self.steps[number].executors
        last = len(self.executors) - 1
        return min(executors[0], last) if executors else 0

    def others(self, number):
        """Further columns in which the step has a symbol."""
        main = self.column(number)
        known = range(len(self.executors))
        return [c for c in self.steps[number].executors if c in known and c != main]

    def _edges(self, step):
        usual = step.yes_to or step.number + 1
        if step.symbol == END:
            return
        if step.symbol != DECISION:
            if usual in self.steps and usual != step.number:
                yield _Edge(step.number, usual, "")
            return
        if usual in self.steps and usual != step.number:
            yield _Edge(step.number, usual, "yes")
        if step.no_to in self.steps and step.no_to not in (usual, step.number):
            yield _Edge(step.number, step.no_to, "no")


@dataclass(frozen=True, slots=True)
class _Edge:
    source: int
    target: int
    label: str

    @property
    def straight(self):
        return self.target == self.source + 1


def _letter(place):
    if place < len(_LETTERS):
        return _LETTERS[place]
    return _LETTERS[place // len(_LETTERS) - 1] + _LETTERS[place % len(_LETTERS)]


def _free_lane(lanes, low, high):
    """The first lane in which nothing runs between two heights; a new one else."""
    for number, spans in enumerate(lanes):
        if all(high < start - 1 or low > end + 1 for start, end in spans):
            return number
    lanes.append([])
    return len(lanes) - 1


class _Drawer:
    """Draws one sheet."""

    def __init__(self, plan, page, rows, lines, font, full, labels, height):
        self.plan = plan
        self.page = page
        self.rows = rows
        self.lines = lines
        self.font = font
        self.full = full
        self.labels = labels
        columns = plan.columns
        self.head = _head_height(plan.executors, columns, font)
        self.strip_top = self.strip_foot = 0.0
        numbers = tuple(place + 1 for place in rows)
        self.numbers = numbers
        if any(self._comes_in(number) for number in numbers):
            self.strip_top = _STRIP
        if any(self._goes_out(edge) for edge in plan.edges):
            self.strip_foot = _STRIP
        self.top = {}
        y = self.head + self.strip_top
        for place in rows:
            self.top[place + 1] = y
            y += plan.heights[place]
        self.rows_end = y
        self.sheet = Sheet(columns.width, y + self.strip_foot, numbers)
        self.exits = {}
        self._lanes()

    # ---- what crosses the sheet's edge

    def _comes_in(self, number):
        return any(
            edge.target == number and self.plan.page_of[edge.source] != self.page
            for edge in self.plan.edges
        )

    def _goes_out(self, edge):
        return (
            edge.source in self.numbers and self.plan.page_of[edge.target] != self.page
        )

    def bottom(self, number):
        return self.top[number] + self.plan.heights[number - 1]

    def middle(self, number):
        return (self.top[number] + self.bottom(number)) / 2

    # ---- lanes: vertical lines beside the borders of the executor columns

    def _lanes(self):
        """Give every branch a side, a gap between columns and a lane in it."""
        self.jobs = []
        for edge in self.plan.edges:
            inside = edge.source in self.numbers
            if inside and not edge.straight:
                self.jobs.append(self._outgoing_job(edge))
        for number in self.numbers:
            if self._comes_in(number) and number != self.numbers[0]:
                self.jobs.append(self._incoming_job(number))
        wanted = {}
        for job in self.jobs:
            wanted.setdefault((job["gap"], job["target"]), []).append(job)
        taken = {}
        for (gap, _target), jobs in sorted(
            wanted.items(), key=lambda item: self._span(item[1])
        ):
            low = min(min(job["from"], job["to"]) for job in jobs)
            high = max(max(job["from"], job["to"]) for job in jobs)
            lanes = taken.setdefault(gap, [])
            lane = _free_lane(lanes, low, high)
            lanes[lane].append((low, high))
            for job in jobs:
                job["lane"] = lane
        self.lane_count = {gap: len(lanes) for gap, lanes in taken.items()}
        self._size_symbols()

    def _span(self, jobs):
        low = min(min(job["from"], job["to"]) for job in jobs)
        high = max(max(job["from"], job["to"]) for job in jobs)
        return high - low

    def _outgoing_job(self, edge):
        column = self.plan.column(edge.source)
        right = self._exit_side(edge, column)
        self.exits.setdefault(edge.source, set()).add(right)
        gap = column + 1 if right else column
        here = self.plan.page_of[edge.target] == self.page
        return {
            "edge": edge,
            "source": edge.source,
            "target": edge.target,
            "right": right,
            "gap": gap,
            "from": self.middle(edge.source),
            "to": self.middle(edge.target) if here else self.rows_end,
            "here": here,
        }

    def _exit_side(self, edge, column):
        """To the side of the target; to the other one where that is taken."""
        taken = self.exits.get(edge.source, set())
        others = self.plan.others(edge.source)
        right = self.plan.column(edge.target) >= column
        blocked = {side for side in (True, False) if side in taken}
        if any(c > column for c in others):
            blocked.add(True)
        if any(c < column for c in others):
            blocked.add(False)
        if right in blocked and (not right) not in blocked:
            return not right
        if right in taken:
            return not right
        return right

    def _incoming_job(self, number):
        column = self.plan.column(number)
        return {
            "edge": None,
            "source": 0,
            "target": number,
            "right": False,
            "gap": column,
            "from": self.head + self.strip_top / 2,
            "to": self.middle(number),
            "here": True,
        }

    def _size_symbols(self):
        """Symbols as wide as the lanes beside them leave room for."""
        each = self.plan.columns.executors[0][1]
        last = len(self.plan.executors)
        most = 0
        for gap, count in self.lane_count.items():
            most = max(most, count if gap in (0, last) else -(-count // 2))
        self.spacing = _LANE
        margin = _LANE_EDGE + _LANE * most + _LANE_EDGE
        width = each - 2 * max(margin, 7.0)
        if width < _SYMBOL_LEAST:
            width = _SYMBOL_LEAST
            room = (each - width) / 2 - 2 * _LANE_EDGE
            self.spacing = max(0.8, room / max(most, 1))
        self.symbol_width = min(width, _SYMBOL_MOST)

    def lane_x(self, gap, lane):
        executors = self.plan.columns.executors
        last = len(executors)
        if gap == 0:
            return executors[0][0] + _LANE_EDGE + self.spacing * (lane + 0.5)
        if gap == last:
            edge = executors[-1][0] + executors[-1][1]
            return edge - _LANE_EDGE - self.spacing * (lane + 0.5)
        side = 1 if lane % 2 == 0 else -1
        distance = self.spacing * (lane // 2 + 0.5) + _LANE_EDGE / 2
        return executors[gap][0] + side * distance

    # ---- drawing

    def draw(self):
        self._grid()
        self._headings()
        self.box = {}
        for number in self.numbers:
            self._row(number)
        self.slots_foot, self.slots_top = [], []
        for edge in self.plan.edges:
            if edge.source in self.numbers and edge.straight:
                self._straight(edge)
        for job in self.jobs:
            self._branch(job)
        first = self.numbers[0] if self.numbers else 0
        if first and self._comes_in(first):
            self._enter_first(first)
        self._legend()
        return self.sheet

    def _grid(self):
        sheet, columns = self.sheet, self.plan.columns
        inner = self.head - (self.font * 1.25 + 8.0)
        split = self.head - inner
        edges = [0.0, columns.activity[0]]
        edges += [left for left, _width in columns.executors]
        edges += [left for left, _width in columns.extra] + [columns.width]
        if not columns.extra:
            edges.append(columns.executors[-1][0] + columns.executors[-1][1])
        band = [left for left, _width in columns.executors[1:]]
        band += [left for left, _width in columns.extra[1:3]]
        for x in sorted(set(edges)):
            start = split if x in band else 0.0
            sheet.rules.append(Rule(x, start, x, self.sheet.height))
        sheet.rules.append(Rule(0, 0, columns.width, 0))
        executors_left = columns.executors[0][0]
        executors_right = columns.executors[-1][0] + columns.executors[-1][1]
        sheet.rules.append(Rule(executors_left, split, executors_right, split))
        if columns.extra:
            right = columns.extra[3][0]
            sheet.rules.append(Rule(executors_right, split, right, split))
        levels = [self.head, *(self.top[n] for n in self.numbers), self.rows_end]
        levels.append(self.sheet.height)
        for y in sorted(set(levels)):
            sheet.rules.append(Rule(0, y, columns.width, y))

    def _headings(self):
        columns, labels = self.plan.columns, self.labels
        split = self.font * 1.25 + 8.0
        self._centered(labels["number"], (0.0, _NUMBER_WIDTH), 0.0, self.head)
        self._centered(labels["activity"], columns.activity, 0.0, self.head)
        left = columns.executors[0][0]
        right = columns.executors[-1][0] + columns.executors[-1][1]
        self._centered(labels["executors"], (left, right - left), 0.0, split)
        for name, place in zip(self.plan.executors, columns.executors, strict=True):
            self._centered(name, place, split, self.head)
        if not columns.extra:
            return
        left, right = columns.extra[0][0], columns.extra[3][0]
        self._centered(labels["standard"], (left, right - left), 0.0, split)
        for key, place in zip(
            ("inputs", "time", "output"), columns.extra, strict=False
        ):
            self._centered(labels[key], place, split, self.head)
        self._centered(labels["note"], columns.extra[3], 0.0, self.head)

    def _centered(self, text, place, top, bottom):
        left, width = place
        size = self.font
        longest = max((text or "").split(), key=len, default="")
        while size > 4.0 and text_width(longest, size, True) > width - 4:
            size -= 0.25
        lines = wrap(text, width - 4, size, bold=True)
        step = self.font * 1.25
        y = (top + bottom) / 2 - step * len(lines) / 2 + self.font
        for line in lines:
            self.sheet.texts.append(
                Text(left + width / 2, y, line, size, "middle", True)
            )
            y += step

    def _row(self, number):
        plan, columns = self.plan, self.plan.columns
        step = plan.steps[number]
        center = self.middle(number)
        self.sheet.texts.append(
            Text(
                _NUMBER_WIDTH / 2,
                center + self.font * 0.35,
                str(number),
                self.font,
                "middle",
            )
        )
        places = [columns.activity, *columns.extra]
        for cell, (left, _width) in zip(self.lines[number - 1], places, strict=True):
            line_height = self.font * 1.25
            y = center - line_height * len(cell) / 2 + self.font
            for line in cell:
                self.sheet.texts.append(Text(left + _CELL_PAD, y, line, self.font))
                y += line_height
        if not step.executors:
            return
        main = plan.column(number)
        boxes = {}
        for column in sorted({main, *plan.others(number)}):
            left, width = columns.executors[column]
            boxes[column] = Box(
                step.symbol,
                left + (width - self.symbol_width) / 2,
                center - _SYMBOL_HEIGHT / 2,
                self.symbol_width,
                _SYMBOL_HEIGHT,
                number,
                str(number),
            )
        self.sheet.boxes += boxes.values()
        self.box[number] = boxes[main]
        ordered = [boxes[column] for column in sorted(boxes)]
        for one, other in zip(ordered, ordered[1:], strict=False):
            self.sheet.ways.append(
                Way((one.side(True), other.side(False)), False, (number, number))
            )

    def _anchor(self, number):
        """The symbol of a step; of one without executor a point in its row."""
        if number in self.box:
            return self.box[number]
        left, width = self.plan.columns.executors[0]
        x, y = left + width / 2, self.middle(number)
        return Box("none", x, y, 0.0, 0.0, number)

    def _straight(self, edge):
        """From the foot of a symbol to the head of the one in the next row."""
        source = self._anchor(edge.source)
        x, y = source.foot
        self._label(edge, x + 2.5, y + 6.5, "start")
        if self.plan.page_of[edge.target] != self.page:
            self._leave((x, y), x, edge)
            return
        target = self._anchor(edge.target)
        tx, ty = target.head
        rail = self.bottom(edge.source) - _RAIL
        points = [(x, y), (tx, ty)]
        if abs(x - tx) > 0.01:
            points = [(x, y), (x, rail), (tx, rail), (tx, ty)]
        self._way(points, edge)

    def _branch(self, job):
        edge = job["edge"]
        lane = self.lane_x(job["gap"], job["lane"])
        if edge is None:
            self._enter_lane(job, lane)
            return
        source = self._anchor(edge.source)
        start = source.side(job["right"])
        downwards = job["to"] > job["from"]
        sign = 1 if job["right"] else -1
        label_y = start[1] - 2.5 if downwards else start[1] + 7.0
        anchor = "start" if job["right"] else "end"
        self._label(
            edge, self._label_x(edge, start[0] + sign * 0.5, sign), label_y, anchor
        )
        if not job["here"]:
            self._leave(start, lane, edge, via=lane)
            return
        self._way([start, (lane, start[1]), *self._arrive(job, lane)], edge)

    def _label_x(self, edge, x, sign):
        """Where a label begins, so that it stays within the executors' columns."""
        if not edge.label:
            return x
        executors = self.plan.columns.executors
        left, right = executors[0][0], executors[-1][0] + executors[-1][1]
        width = text_width(self.labels[edge.label], _LABEL_SIZE) + 1.0
        return min(x, right - width) if sign > 0 else max(x, left + width)

    def _arrive(self, job, lane):
        """Last corners of a branch that comes down or up a lane."""
        target = self._anchor(job["target"])
        column = self.plan.column(job["target"])
        from_right = job["gap"] == column + 1
        beside = job["gap"] in (column, column + 1)
        if beside and self._side_free(job["target"], from_right, column):
            return [(lane, target.center[1]), target.side(from_right)]
        rail = self.top[job["target"]] + _RAIL
        x, y = target.head
        return [(lane, rail), (x, rail), (x, y)]

    def _side_free(self, number, right, column):
        others = self.plan.others(number)
        if right in self.exits.get(number, set()):
            return False
        return not any((c > column) if right else (c < column) for c in others)

    def _leave(self, start, x, edge, via=None):
        """Down to a pentagon in the strip below the rows."""
        slot = self._slot(self.slots_foot, x)
        top = self.rows_end + 9.0
        pentagon = Box(
            "offpage", slot - 7.0, top, 14.0, 12.0, 0, self.plan.letters[edge.target]
        )
        self.sheet.boxes.append(pentagon)
        rail = self.rows_end + 4.0
        points = [start]
        if via is not None:
            points.append((via, start[1]))
        turn = points[-1][0]
        if abs(turn - slot) > 0.01:
            points += [(turn, rail), (slot, rail)]
        points.append((slot, top))
        self._way(points, edge)

    def _enter_first(self, number):
        """From a pentagon straight to the head of the first row's symbol."""
        target = self._anchor(number)
        x, y = target.head
        slot = self._slot(self.slots_top, x)
        pentagon = self._pentagon_in(slot, number)
        points = [pentagon.foot]
        if abs(slot - x) > 0.01:
            rail = self.head + self.strip_top - 4.0
            points += [(slot, rail), (x, rail)]
        points.append((x, y))
        self.sheet.ways.append(Way(tuple(points), True, (0, number)))

    def _enter_lane(self, job, lane):
        slot = self._slot(self.slots_top, lane)
        pentagon = self._pentagon_in(slot, job["target"])
        rail = self.head + self.strip_top - 4.0
        points = [pentagon.foot]
        if abs(slot - lane) > 0.01:
            points += [(slot, rail), (lane, rail)]
        points += self._arrive(job, lane)
        self.sheet.ways.append(Way(tuple(points), True, (0, job["target"])))

    def _pentagon_in(self, slot, number):
        pentagon = Box(
            "offpage",
            slot - 7.0,
            self.head + 3.0,
            14.0,
            12.0,
            0,
            self.plan.letters[number],
        )
        self.sheet.boxes.append(pentagon)
        return pentagon

    def _slot(self, slots, x):
        """A place for a pentagon as near to ``x`` as others leave room for."""
        executors = self.plan.columns.executors
        low = executors[0][0] + 8.0
        high = executors[-1][0] + executors[-1][1] - 8.0
        for distance in range(0, 2000):
            for sign in (1, -1):
                place = x + sign * distance
                if low <= place <= high and all(
                    abs(place - other) >= 17.0 for other in slots
                ):
                    slots.append(place)
                    return place
        slots.append(x)
        return x

    def _way(self, points, edge):
        clean = [points[0]]
        for point in points[1:]:
            if (
                abs(point[0] - clean[-1][0]) > 0.01
                or abs(point[1] - clean[-1][1]) > 0.01
            ):
                clean.append(point)
        self.sheet.ways.append(Way(tuple(clean), True, (edge.source, edge.target)))

    def _label(self, edge, x, y, anchor):
        if edge.label:
            self.sheet.texts.append(
                Text(x, y, self.labels[edge.label], _LABEL_SIZE, anchor, False)
            )

    def _legend(self):
        """In words, where the letters of the pentagons lead."""
        columns = self.plan.columns
        left, width = columns.activity
        width -= 2 * _CELL_PAD
        for strip, y, key, targets in (
            (self.strip_foot, self.rows_end, "goes_on", self._targets_out()),
            (self.strip_top, self.head, "comes_from", self._targets_in()),
        ):
            if not strip or not targets:
                continue
            words = "; ".join(
                f"{self.plan.letters[n]}: {self.labels[key]} {n}" for n in targets
            )
            size = 6.0
            lines = wrap(words, width, size)
            while len(lines) * size * 1.2 > strip - 3 and size > 3.5:
                size -= 0.5
                lines = wrap(words, width, size)
            row = y + strip / 2 - len(lines) * size * 0.6 + size
            for line in lines:
                self.sheet.texts.append(Text(left + _CELL_PAD, row, line, size))
                row += size * 1.2

    def _targets_out(self):
        return sorted({e.target for e in self.plan.edges if self._goes_out(e)})

    def _targets_in(self):
        return [number for number in self.numbers if self._comes_in(number)]


# -- SVG -----------------------------------------------------------------------


def svg(sheet, title="", description="", *, scale=None):
    """A sheet as SVG text.

    :param Sheet sheet: from :func:`layout`
    :param str title: what a screen reader says first
    :param str description: the text alternative, or where it stands
    :param float scale: pixels of a point on screen; None fills the width of the
        place where it stands, as on paper
    :rtype: str
    """
    margin = 1.0
    width, height = sheet.width + 2 * margin, sheet.height + 2 * margin
    size = 'width="100%"'
    if scale:
        size = f'width="{width * scale:.0f}" height="{height * scale:.0f}"'
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" '
        f'viewBox="{-margin:g} {-margin:g} {width:.1f} {height:.1f}" '
        f"{size} "
        'font-family="Liberation Sans, Arial, Helvetica, sans-serif" fill="#000">'
    ]
    if title:
        parts.append(f"<title>{_escape(title)}</title>")
    if description:
        parts.append(f"<desc>{_escape(description)}</desc>")
    parts.append(
        f'<rect x="{-margin:g}" y="{-margin:g}" width="{width:.1f}" '
        f'height="{height:.1f}" fill="#fff"/>'
    )
    parts.append('<g stroke="#555" stroke-width="0.5" fill="none">')
    parts += [
        f'<path d="M{r.x1:.1f} {r.y1:.1f}L{r.x2:.1f} {r.y2:.1f}"/>' for r in sheet.rules
    ]
    parts.append('</g><g stroke="#000" stroke-width="0.9" fill="none">')
    parts += [_way_svg(way) for way in sheet.ways]
    parts.append("</g>")
    parts += [_head_svg(way) for way in sheet.ways if way.arrow]
    parts.append('<g stroke="#000" stroke-width="0.9" fill="#fff">')
    parts += [_box_svg(box) for box in sheet.boxes]
    parts.append("</g>")
    parts += [_text_svg(text) for text in [*sheet.texts, *_box_texts(sheet)]]
    parts.append("</svg>")
    return "".join(parts)


def _escape(text):
    return html.escape(str(text), quote=True)


def _way_svg(way):
    points = list(way.points)
    if way.arrow:
        points[-1] = _behind(points[-2], points[-1], _ARROW[0])
    return '<path d="M{}"/>'.format("L".join(f"{x:.1f} {y:.1f}" for x, y in points))


def _behind(before, tip, distance):
    """A point on the last piece of a way, before its tip."""
    dx, dy = tip[0] - before[0], tip[1] - before[1]
    length = (dx * dx + dy * dy) ** 0.5 or 1.0
    distance = min(distance, length)
    return tip[0] - dx / length * distance, tip[1] - dy / length * distance


def _head_svg(way):
    tip, before = way.points[-1], way.points[-2]
    back = _behind(before, tip, _ARROW[0])
    dx, dy = tip[0] - back[0], tip[1] - back[1]
    length = (dx * dx + dy * dy) ** 0.5 or 1.0
    nx, ny = -dy / length * _ARROW[1], dx / length * _ARROW[1]
    return (
        f'<path d="M{tip[0]:.1f} {tip[1]:.1f}L{back[0] + nx:.1f} {back[1] + ny:.1f}'
        f'L{back[0] - nx:.1f} {back[1] - ny:.1f}Z"/>'
    )


def _box_svg(box):
    x, y, w, h = box.x, box.y, box.width, box.height
    if box.kind in (START, END):
        return _rect(x, y, w, h, h / 2)
    if box.kind == DECISION:
        return _polygon(
            (x + w / 2, y), (x + w, y + h / 2), (x + w / 2, y + h), (x, y + h / 2)
        )
    if box.kind == CONNECTOR:
        r = h / 2
        return (
            _rect(x, y, w, h, 0)
            if w < h
            else (
                f'<ellipse cx="{x + w / 2:.1f}" cy="{y + r:.1f}" rx="{w / 2:.1f}" '
                f'ry="{r:.1f}"/>'
            )
        )
    if box.kind == DOCUMENT:
        wave = h * 0.14
        return (
            f'<path d="M{x:.1f} {y:.1f}H{x + w:.1f}V{y + h - wave:.1f}'
            f"C{x + w * 0.75:.1f} {y + h - 3 * wave:.1f} {x + w * 0.65:.1f} "
            f"{y + h - wave:.1f} {x + w / 2:.1f} {y + h - wave * 0.4:.1f}"
            f'S{x + w * 0.15:.1f} {y + h:.1f} {x:.1f} {y + h - wave:.1f}Z"/>'
        )
    if box.kind == "offpage":
        return _polygon(
            (x, y),
            (x + w, y),
            (x + w, y + h * 0.6),
            (x + w / 2, y + h),
            (x, y + h * 0.6),
        )
    return _rect(x, y, w, h, 0)


def _rect(x, y, w, h, radius):
    rounded = f' rx="{radius:.1f}"' if radius else ""
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}"{rounded}/>'


def _polygon(*points):
    corners = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polygon points="{corners}"/>'


def _box_texts(sheet):
    for box in sheet.boxes:
        x, y = box.center
        lift = -0.8 if box.kind == "offpage" else 0.0
        yield Text(x, y + 2.3 + lift, box.text, 6.5, "middle", box.kind == "offpage")


def _text_svg(text):
    anchor = "" if text.anchor == "start" else f' text-anchor="{text.anchor}"'
    bold = ' font-weight="bold"' if text.bold else ""
    return (
        f'<text x="{text.x:.1f}" y="{text.y:.1f}" font-size="{text.size:g}"'
        f"{anchor}{bold}>{_escape(text.text)}</text>"
    )


# -- words ---------------------------------------------------------------------


def words(executors, steps, labels=None):
    """The flowchart as sentences, for whoever does not see it.

    :return: list of ``(number, heading, sentences)``; plain text, unescaped
    """
    labels = {**LABELS, **(labels or {})}
    last = len(steps)
    return [
        (step.number, step.activity, list(_sentences(step, executors, last, labels)))
        for step in steps
    ]


def _sentences(step, executors, last, labels):
    names = ", ".join(executors[c] for c in step.executors if c < len(executors))
    if names:
        yield f"{labels['by']}: {names}."
    for key, value in (
        ("needs", step.inputs),
        ("takes", step.time_text),
        ("gives", step.output),
    ):
        if value:
            yield f"{labels[key]}: {' '.join(value.split()).rstrip('.')}."
    if step.note:
        yield " ".join(step.note.split())
    if step.symbol == END:
        yield f"{labels['end'].capitalize()}."
        return
    usual = step.yes_to or step.number + 1
    if step.symbol == DECISION:
        yield labels["if_yes"].format(number=usual)
        if step.no_to:
            yield labels["if_no"].format(number=step.no_to)
    elif step.yes_to and step.yes_to != step.number + 1:
        yield labels["then"].format(number=usual)


def screen(executors, steps, width=560.0, labels=None):
    """One long drawing without the columns of the quality standard.

    :param float width: of the drawing
    :rtype: str
    """
    labels = {**LABELS, **(labels or {})}
    wide = max(width, _NUMBER_WIDTH + 120.0 + 46.0 * max(len(executors), 1))
    [sheet] = layout(executors, steps, (wide, None), full=False, labels=labels)
    title = labels["chart"].format(count=len(steps), executors=len(executors))
    return svg(sheet, title, scale=1.35)
