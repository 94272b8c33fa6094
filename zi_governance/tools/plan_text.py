"""Reading the words of a work plan: targets, lists in one cell, areas and kinds.

Everything here reads what people typed into a plan sheet in Indonesian. What cannot
be read is an error with a code; what was read with an assumption carries a flag.

>>> parse_target("Juni, September, dan Desember 2020", 2020).end
datetime.date(2020, 12, 31)
>>> split_steps("1. Menyusun SOP\\n2. Menetapkan SOP")
['Menyusun SOP', 'Menetapkan SOP']
"""

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from math import isfinite

from . import cadence as cad
from .errors import ToolError

LONGEST_TARGET = 500  # characters
LONGEST_CELL = 20_000
FIRST_YEAR, LAST_YEAR = 1990, 2100
# Excel counts days from here (it believes that 1900 was a leap year).
EXCEL_DAY_ZERO = date(1899, 12, 30)
EXCEL_SERIALS = range(32_874, 73_416)  # 1990 to 2100


class PlanTextError(ToolError):
    """Text that cannot be read.

    Codes: ``unreadable_date``, ``no_such_day``, ``range_reversed``,
    ``year_missing``, ``year_out_of_range``, ``too_long``.
    """


@dataclass(frozen=True, slots=True)
class Target:
    """When something is due.

    ``start`` and ``end`` are None where the text gives no date (only a cadence or a
    condition); ``end`` alone is None for an open end. ``months`` are the first days
    of months that were named one by one, empty for ranges.

    Flags: ``year_missing`` (plan year assumed), ``year_assumed`` (range over the
    turn of a year with one year named), ``short_year`` ('20), ``spelling`` (month
    misspelled), ``part_of_month`` (week, begin or end of a month left aside),
    ``note_ignored`` (words in brackets), ``date_read_as_month`` (a date cell on the
    first of a month: sheets store "Juni 2020" so), ``several_ranges``, ``no_date``.
    """

    start: date | None
    end: date | None
    months: tuple = ()
    open_end: bool = False
    cadence: str | None = None
    flags: tuple = ()


# -- months ------------------------------------------------------------------

MONTH_NAMES = (
    ("januari", "jan", "january", "januwari"),
    ("februari", "feb", "pebruari", "peb", "february", "febuari", "pebuari"),
    ("maret", "mar", "mrt", "march"),
    ("april", "apr"),
    ("mei", "may"),
    ("juni", "jun", "june", "juny", "yuni"),
    ("juli", "jul", "july", "yuli"),
    ("agustus", "agust", "agst", "ags", "agt", "agu", "aug", "august"),
    ("september", "sept", "sep"),
    ("oktober", "okt", "oct", "october"),
    ("november", "nopember", "nov", "nop"),
    ("desember", "des", "dec", "december"),
)
_MONTH_OF = {
    name: number for number, names in enumerate(MONTH_NAMES, start=1) for name in names
}
_LONG_NAMES = [name for name in _MONTH_OF if len(name) >= 5]


def month_number(word):
    """Month of a word, and whether it was spelled as known.

    :param str word: full or short, Indonesian or English, any case
    :returns: ``(1..12, exact)``, or None
    :rtype: tuple[int, bool] | None
    """
    word = word.casefold().rstrip(".")
    if word in _MONTH_OF:
        return _MONTH_OF[word], True
    close = get_close_matches(word, _LONG_NAMES, n=1, cutoff=0.8)
    return (_MONTH_OF[close[0]], False) if close and len(word) >= 4 else None


# -- targets -----------------------------------------------------------------

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6}
_TOKENS = re.compile(
    r"""
    (?P<iso>\d{4}-\d{1,2}-\d{1,2}(?:[t\ ]\d{2}:\d{2}(?::\d{2})?)?)(?!\d)
  | (?P<dmy>\d{1,2}(?P<sep>[./-])\d{1,2}(?P=sep)(?:\d{4}|\d{2}))(?!\d)
  | (?P<my>\d{1,2}/\d{4})(?!\d)
  | (?P<quarter>(?:triwulan|tri\ wulan|tw|kuartal|q)\.?[\ -]*(?:ke[\ -]*)?
      (?:iv|iii|ii|i|[1-4])(?!\w))
  | (?P<semester>(?:semester|smt|sem)\.?[\ -]*(?:ke[\ -]*)?(?:ii|i|[12])(?!\w))
  | (?P<week>(?:minggu|pekan)[\ -]*(?:ke[\ -]*)?(?:iv|v|iii|ii|i|\d|pertama|terakhir)
      (?!\w))
  | (?P<year>(?:(?:tahun|thn|th|t\.a|ta)\.?\ *)?\d{4})(?!\d)
  | (?P<shortyear>['’]\ ?\d{2})(?!\d)
  | (?P<open>(?:dan\ )?(?:se)?terusnya|dst\.?(?!\w)|\.{2,}|…)
  | (?P<range>s\.?\ ?/\ ?d\.?(?!\w)|s\.\ ?d\.?(?!\w)|sd\.?(?!\w)|sampai(?:\ dengan)?
      |hingga(?!\w)|-)
  | (?P<list>dan(?:/atau)?(?!\w)|serta(?!\w)|atau(?!\w)|[,;&+/])
  | (?P<begin>(?:mulai|sejak|dari)(?!\w))
  | (?P<filler>(?:bulan|tanggal|tgl|tahun|target|pada|maksimal|paling\ lambat
      |selambat-lambatnya|sepanjang|selama|anggaran)(?!\w)\.?)
  | (?P<part>(?:awal|akhir|pertengahan|medio)(?!\w))
  | (?P<roman>(?:iv|iii|ii|i)(?!\w))
  | (?P<number>\d{1,2})(?!\d)
  | (?P<word>[^\W\d_]+)
  | (?P<skip>[\s.:])
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_BRACKETS = re.compile(r"\([^()]*\)")
_CONDITION = re.compile(
    r"\b(apabila|bila|jika|kalau|setiap kali|setiap ada|sesuai kebutuhan|sewaktu|"
    r"insidentil|insidental)\b"
)
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))


@dataclass(slots=True)
class _Point:
    """A time that was named: a day, months ``first..last``, or a whole year."""

    first: int | None = None
    last: int | None = None
    day: int | None = None
    year: int | None = None
    period: str = "month"

    def start(self):
        return _real_date(self.year, self.first, self.day or 1)

    def end(self):
        if self.day:
            return self.start()
        return date(self.year, self.last, monthrange(self.year, self.last)[1])


def parse_target(value, plan_year=None):
    """When a cell of the column TARGET says that something is due.

    :param value: text, date, datetime, int or float from a cell, or None
    :param int plan_year: year for texts that name none
    :returns: None for an empty cell
    :rtype: Target | None
    :raises PlanTextError: when it cannot be read
    """
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return _date_cell(value)
    if isinstance(value, (int, float)):
        return _number_cell(value)
    text = _plain_text(value)
    if not text.strip(" -.…"):
        return None
    if len(text) > LONGEST_TARGET:
        raise PlanTextError("too_long", length=len(text), limit=LONGEST_TARGET)
    return _TargetReader(text, plan_year, str(value).strip()).read()


def _date_cell(day):
    _check_year(day.year)
    if day.day == 1:
        return _whole_month(day, ("date_read_as_month",))
    return Target(day, day, months=(day.replace(day=1),))


def _whole_month(first, flags=()):
    last = first.replace(day=monthrange(first.year, first.month)[1])
    return Target(first, last, months=(first,), flags=flags)


def _number_cell(value):
    if isfinite(value) and value == int(value):
        if FIRST_YEAR <= value <= LAST_YEAR:
            return Target(date(int(value), 1, 1), date(int(value), 12, 31))
        if int(value) in EXCEL_SERIALS:
            return _date_cell(EXCEL_DAY_ZERO + timedelta(days=int(value)))
    raise PlanTextError("unreadable_date", text=str(value), part=str(value))


def _plain_text(value):
    text = unicodedata.normalize("NFC", str(value)).translate(_DASHES).casefold()
    return re.sub(r"\s+", " ", text).strip()


class _TargetReader:
    """One pass over the tokens of a target text."""

    def __init__(self, text, plan_year, original):
        self.text = text
        self.original = original  # what an error quotes
        self.plan_year = plan_year
        self.flags = []
        self.points = []
        self.links = []  # links[n] joins points[n] with the next: "list" or "range"
        self.cadence = None
        self.open_end = self.began = False

    # No model of Odoo's: there is no super.
    def read(self):  # pylint: disable=method-required-super
        """The target, or an error that quotes what could not be read."""
        body = _BRACKETS.sub(" ", self.text)
        if body != self.text:
            self._flag("note_ignored")
        condition = _CONDITION.search(body)
        if condition:
            self.cadence = cad.ON_CHANGE
            head = body[: condition.start()]
            body = head if _names_a_time(head) else ""
        else:
            self.cadence = guess_cadence(body)
            for pattern, _cadence in _CADENCE_PATTERNS:
                body = pattern.sub(" ", body)
        self._scan(body)
        if not self.points:
            if not self.cadence or self.open_end or self.began:
                raise self._unreadable(self.text)
            self._flag("no_date")
            return Target(None, None, cadence=self.cadence, flags=tuple(self.flags))
        self._fill_months()
        self._fill_years()
        return self._target()

    def _scan(self, body):
        link = None
        previous = None
        tokens = [
            (match.lastgroup, match.group())
            for match in _TOKENS.finditer(body)
            if match.lastgroup != "skip"
        ]
        for place, (kind, text) in enumerate(tokens):
            following = tokens[place + 1][0] if place + 1 < len(tokens) else None
            if kind in ("range", "list"):
                link = "range" if "range" in (kind, link) else "list"
            elif kind == "open":
                self.open_end = True
            elif kind == "begin":
                self.began = True
            elif kind in ("part", "week"):
                self._flag("part_of_month")
            elif kind != "filler":
                if self._is_own_point(kind, text, following, link, previous):
                    self._add(kind, text, link)
                link = None
                previous = kind
        if link == "range":
            # "Desember 2020 s.d." has no end
            self.open_end = True

    def _is_own_point(self, kind, text, following, link, previous):
        """False when a year was taken by the point before it."""
        last = self.points[-1] if self.points else None
        open_year = last is not None and last.year is None and last.first is not None
        if kind == "year" and open_year and link != "range":
            last.year = self._year(re.sub(r"\D", "", text))
            return False
        month_before = open_year and previous == "word" and link != "list"
        short = kind == "shortyear" or (
            kind == "number"
            and len(text) == 2
            and int(text) > 12
            # a day stands before its month: "1 Juni - 20 Juli"
            and following != "word"
        )
        if short and month_before:
            last.year = self._year("20" + text[-2:])
            self._flag("short_year")
            return False
        return True

    def _add(self, kind, text, link):
        point = self._point(kind, text)
        last = self.points[-1] if self.points else None
        if last is not None and last.first is None and point.first and not link:
            # the month of the day before it: "1 Juni"
            if point.day or point.period != "month":
                raise self._unreadable(text)
            last.first = last.last = point.first
            return
        if last is not None:
            self.links.append(link or "list")
        self.points.append(point)

    def _point(self, kind, text):
        digits = [int(number) for number in re.findall(r"\d+", text)]
        if kind == "iso":
            return _Point(digits[1], digits[1], digits[2], self._year(digits[0]))
        if kind == "dmy":
            year = digits[2] if digits[2] > 99 else 2000 + digits[2]
            if digits[2] < 100:
                self._flag("short_year")
            return _Point(digits[1], digits[1], digits[0], self._year(year))
        if kind == "my" and 1 <= digits[0] <= 12:
            return _Point(digits[0], digits[0], year=self._year(digits[1]))
        if kind == "year":
            return _Point(1, 12, year=self._year(digits[0]), period="year")
        if kind in ("quarter", "semester"):
            return self._period(kind, _ordinal(text))
        if kind in ("roman", "number") and self._continues_periods():
            return self._period(self.points[-1].period, _ordinal(text))
        if kind == "number" and 1 <= digits[0] <= 31:
            return _Point(day=digits[0])
        if kind == "word":
            month = month_number(text)
            if month:
                if not month[1]:
                    self._flag("spelling")
                return _Point(month[0], month[0])
        raise self._unreadable(text)

    def _continues_periods(self):
        """``TW I-IV`` and ``TW 1, 2``: a bare numeral after a period."""
        last = self.points[-1].period if self.points else None
        return last in ("quarter", "semester")

    def _period(self, kind, number):
        length = {"quarter": 3, "semester": 6}[kind]
        if not number or number * length > 12:
            raise self._unreadable(f"{kind} {number}")
        return _Point((number - 1) * length + 1, number * length, period=kind)

    def _fill_months(self):
        """Days take the month that follows them: ``1-5 Juni``."""
        for point, after in zip(
            reversed(self.points[:-1]), reversed(self.points[1:]), strict=True
        ):
            if point.first is None:
                point.first = point.last = after.first
                point.year = after.year
        if self.points[-1].first is None:
            raise self._unreadable(str(self.points[-1].day))

    def _fill_years(self):
        """A year counts for what stands before it, else for what follows."""
        if all(point.year is None for point in self.points):
            if self.plan_year is None:
                raise PlanTextError("year_missing", text=self.original)
            self._flag("year_missing")
            self.points[0].year = self.plan_year
        for place in range(len(self.points) - 2, -1, -1):
            point, after = self.points[place], self.points[place + 1]
            if point.year is None and after.year is not None:
                turns = self.links[place] == "range" and point.first > after.last
                point.year = after.year - int(turns)
                if turns:
                    self._flag("year_assumed")
        for place in range(1, len(self.points)):
            point, before = self.points[place], self.points[place - 1]
            if point.year is None:
                turns = point.last < before.first
                point.year = before.year + int(turns)
                if turns:
                    self._flag("year_assumed")

    def _target(self):
        starts = [point.start() for point in self.points]
        ends = [point.end() for point in self.points]
        for place, link in enumerate(self.links):
            if link == "range" and ends[place + 1] < starts[place]:
                raise PlanTextError("range_reversed", text=self.original)
        is_open = self.open_end or (self.began and "range" not in self.links)
        ranges = self.links.count("range")
        if ranges > 1:
            self._flag("several_ranges")
        named = [
            point.start().replace(day=1)
            for point in self.points
            if point.period == "month"
        ]
        return Target(
            start=min(starts),
            end=None if is_open else max(ends),
            months=() if ranges else tuple(dict.fromkeys(named)),
            open_end=is_open,
            cadence=self.cadence,
            flags=tuple(self.flags),
        )

    def _year(self, digits):
        return _check_year(int(digits))

    def _flag(self, name):
        if name not in self.flags:
            self.flags.append(name)

    def _unreadable(self, part):
        return PlanTextError("unreadable_date", text=self.original, part=part.strip())


def _names_a_time(text):
    """Whether a text names a month, a year or a date at all."""
    return any(
        match.lastgroup in ("iso", "dmy", "my", "quarter", "semester", "year")
        or (match.lastgroup == "word" and match.group() in _MONTH_OF)
        for match in _TOKENS.finditer(text)
    )


def _ordinal(text):
    """Number at the end of ``tw iv`` or ``semester 2``."""
    last = re.search(r"(iv|iii|ii|i|\d)$", text)
    return _ROMAN.get(last[0]) or int(last[0]) if last else None


def _check_year(year):
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise PlanTextError("year_out_of_range", year=year)
    return year


def _real_date(year, month, day):
    try:
        return date(year, month, day)
    except ValueError as error:
        raise PlanTextError("no_such_day", day=day, month=month, year=year) from error


# -- cadence -----------------------------------------------------------------

_EVERY = r"(?:setiap|tiap|tiap-tiap|per|se)\s*-?\s*"
_ONCE_IN = r"(?:\s*(?:se)?kali)?"
# The order decides: "setiap tiga bulan" before "setiap bulan".
_CADENCE_PATTERNS = [
    (
        re.compile(
            rf"\b{_EVERY}(?:3|tiga)\s*\(?(?:tiga\)?\s*)?bulan\b(?:\s*sekali)?"
            rf"|\b(?:3|tiga) bulan(?:an| sekali)\b|\btriwulanan\b"
            rf"|\b{_EVERY}(?:triwulan|tw|kuartal)\b"
        ),
        cad.QUARTERLY,
    ),
    (
        re.compile(
            rf"\b{_EVERY}(?:6|enam)\s*bulan\b(?:\s*sekali)?"
            rf"|\b(?:6|enam) bulan(?:an| sekali)\b|\bsemesteran\b"
            rf"|\b{_EVERY}(?:semester|smt)\b|\btengah tahunan\b"
        ),
        cad.SEMESTER,
    ),
    (
        re.compile(
            rf"\b{_EVERY}(?:1 )?bulan\b(?:\s*sekali)?|\bbulanan\b|\bsebulan sekali\b"
            rf"|\b{_EVERY}(?:hari|minggu|pekan)(?:nya)?\b|\bharian\b|\bmingguan\b"
            r"|\brutin\b"
        ),
        cad.MONTHLY,
    ),
    (
        re.compile(
            rf"\b{_EVERY}(?:1 )?tahun\b(?:\s*sekali)?|\btahunan\b|\bsetahun sekali\b"
        ),
        cad.YEARLY,
    ),
    # "berkala" without a number means half-yearly
    (re.compile(r"\bberkala\b|\bperiodik\b|\bsecara periodik\b"), cad.SEMESTER),
]
# What the thing itself says about how often it is made.
_CADENCE_HINTS = [
    (
        cad.ON_CHANGE,
        r"\bmutasi\b|penempatan pegawai hasil|\bspmt\b|surat tugas|sertifikat"
        r"|perbaikan sop|uraian tugas|peta jabatan|standar kompetensi|poster|leaflet"
        r"|^nota dinas$|^laporan (?:in-house|bimtek|pelatihan)|sop semua|petunjuk"
        r"|bukti pemberian|sanksi moral|blangko|mudah diakses",
    ),
    (
        cad.ONCE,
        r"renstra|\biku\b|pakta integritas|^(?:inovasi: )?sop\b|maklumat|buku saku"
        r"|^uu\b|peluncuran|penetapan agen",
    ),
    (
        cad.YEARLY,
        r"kaji ulang|\banalisis skp|penempatan pegawai|rapat kum|\btor\b|berprestasi"
        r"|rencana kerja|undangan$|^notula$|^daftar hadir$",
    ),
    (
        cad.MONTHLY,
        r"laporan upg|data kehadiran pimpinan|tampilan laporan|formulir waktu"
        r"|seluruh pegawai|dokumen kegiatan",
    ),
    (cad.QUARTERLY, r"pembina apel|notula kegiatan pengendalian"),
]
_CADENCE_HINTS = [(name, re.compile(pattern)) for name, pattern in _CADENCE_HINTS]
_BY_KIND = {
    "decree": cad.ONCE,
    "publication": cad.ONCE,
    "periodic_report": cad.SEMESTER,
    "register": cad.YEARLY,
    "document": cad.YEARLY,
    "event": cad.SEMESTER,
    "screenshot": cad.SEMESTER,
    "external_file": cad.YEARLY,
}


def guess_cadence(text):
    """Cadence that a text names, or None.

    A number in the text counts; *berkala* without one is half-yearly; daily and
    weekly routines are shown monthly.

    :param str text: evidence, target or step
    :returns: one of ``cadence.CADENCES``, or None
    :rtype: str | None
    """
    plain = _plain_text(text or "")
    if _CONDITION.search(plain):
        return cad.ON_CHANGE
    for pattern, name in _CADENCE_PATTERNS:
        if pattern.search(plain):
            return name
    return None


def guess_item_cadence(evidence_text, kind, steps=(), target_text=""):
    """Likely cadence of an evidence item, as a proposal to a person.

    The evidence's own words go first, then what the thing usually is, then the words
    of the target and the steps of its line, then the usual cadence of its kind.

    :param str evidence_text: one item
    :param str kind: as :func:`guess_kind` gives it
    :param steps: texts of the line's steps
    :param str target_text: the line's target
    :returns: one of ``cadence.CADENCES``
    :rtype: str
    """
    own = guess_cadence(evidence_text)
    if own:
        return own
    spoken = next(filter(None, map(guess_cadence, [target_text, *steps])), None)
    plain = _plain_text(evidence_text or "")
    hinted = next((name for name, hint in _CADENCE_HINTS if hint.search(plain)), None)
    if spoken and (not hinted or kind in ("event", "periodic_report")):
        return spoken
    return hinted or _BY_KIND.get(kind, cad.ONCE)


# -- lists in one cell -------------------------------------------------------

_MARKER = re.compile(
    r"(?:(?<=\s)|(?<=[;,])|^)(?P<value>\d{1,2}|[a-z])(?P<style>[.)])(?=\s|[^\W\d_])",
    re.MULTILINE,
)
_BARE_NUMBER = re.compile(r"^\s*(\d{1,2})\s+(?=[^\W\d_])", re.MULTILINE)
_BULLET = re.compile(r"^\s*(?:[-*•▪●◦■□➢➤✓✔·]|–|—)\s*(?=\S)")
_NUMBER_AT_START = re.compile(r"^\s*(?:\d{1,2}|[a-z])[.)]\s*")
_CONNECTORS = frozenset(
    (
        *("dan", "atau", "serta", "dengan", "untuk", "yang", "di", "dari", "ke"),
        *("pada", "tentang", "dalam", "oleh", "terhadap", "atas", "sebagai"),
        *("melalui", "antara", "setiap"),
    )
)
_ABBREVIATIONS = ("dll", "dst", "dsb", "dkk", "s.d", "tbk", "no", "a.n", "sdr")


def split_steps(cell):
    """Steps in one cell.

    Numbered lists, letters, bullets, lines, `` | `` and semicolons separate; text in
    brackets is never cut, and a line that goes on in small letters is joined.

    :param cell: text or None
    :rtype: list[str]
    :raises PlanTextError: ``too_long``
    """
    return _split(cell)


def split_evidence(cell):
    """Evidence items in one cell; separators as in :func:`split_steps`.

    Commas separate, too, where every piece opens with a word for a piece of evidence:
    ``SK UPG, SOP, laporan UPG`` are three, ``administrasi umum, kepegawaian, dan
    keuangan`` is one.

    :rtype: list[str]
    :raises PlanTextError: ``too_long``
    """
    return [piece for item in _split(cell) for piece in _cut_at_evidence_commas(item)]


_EVIDENCE_OPENING = re.compile(
    r"(?:dan\s+)?(?:sk|sop|laporan|undangan|daftar hadir|notul\w*|foto|spanduk|banner"
    r"|dokumen\w*|leaflet|poster|screen ?shot|tangkapan layar|publikasi|form\w*|surat"
    r"|renstra|renop|rkt|rka|iku|lakip|penetapan kinerja|buku|rekap\w*|prosedur"
    r"|maklumat|tor|analis\w*|bukti|lembar|juklak|juknis|nota dinas|pedoman|data"
    r"|sertifikat|sosialisasi)\b",
    re.IGNORECASE,
)


def _cut_at_evidence_commas(item):
    pieces = [piece.strip() for piece in _outside_brackets(item, ",")]
    if len(pieces) < 2 or not all(map(_EVIDENCE_OPENING.match, pieces)):
        return [item]
    return [
        _clean_item(re.sub(r"^dan\s+", "", piece, flags=re.IGNORECASE))
        for piece in pieces
    ]


def _split(cell):
    text = unicodedata.normalize("NFC", str(cell)) if cell is not None else ""
    text = re.sub(r"\r\n?|\u2028|\u2029|\v|\f", "\n", text).replace("\u00a0", " ")
    if len(text) > LONGEST_CELL:
        raise PlanTextError("too_long", length=len(text), limit=LONGEST_CELL)
    if " | " in text:
        pieces = text.split(" | ")
    else:
        pieces = [
            piece
            for block in _cut_at_markers(text)
            for line in _join_lines(block)
            for piece in _outside_brackets(line, ";")
        ]
    return [piece for piece in map(_clean_item, pieces) if piece]


def _cut_at_markers(text):
    """Blocks between the marks of one numbered or lettered list."""
    depth = _depths(text)
    found = [
        (match.start(), match.end(), match["value"], match["style"])
        for match in _MARKER.finditer(text)
        if not depth[match.start()]
    ]
    marks = _in_sequence(found)
    if not marks:
        bare = [
            (match.start(), match.end(), match[1], "bare")
            for match in _BARE_NUMBER.finditer(text)
            if not depth[match.start()]
        ]
        marks = _in_sequence(bare)
        marks = marks if len(marks) > 1 else []
    if len(marks) == 1 and text[: marks[0][0]].strip():
        # one mark in the middle of a text is no list
        return [text]
    edges = [0]
    for start, end in marks:
        edges += [start, end]
    edges.append(len(text))
    return [text[begin:end] for begin, end in zip(edges[::2], edges[1::2], strict=True)]


def _in_sequence(found):
    """Positions of the marks 1, 2, 3 ... or a, b, c ... of the first style."""
    marks, expected, first = [], None, None
    for start, end, value, style in found:
        number = int(value) if value.isdecimal() else ord(value) - ord("a") + 1
        kind = (value.isdecimal(), style)
        if expected is None and number == 1:
            first, expected = kind, 1
        if kind == first and number == expected:
            marks.append((start, end))
            expected += 1
    return marks


def _join_lines(block):
    """Lines of a block, wrapped ones joined, bullets taken off."""
    items, is_apart = [], True
    for line in block.split("\n"):
        text = line.strip()
        if not text:
            is_apart = True  # an empty line always separates
            continue
        bullet = _BULLET.match(text)
        if bullet:
            items.append(text[bullet.end() :])
        elif not is_apart and _goes_on(items[-1], text):
            items[-1] = f"{items[-1]} {text}"
        else:
            items.append(text)
        is_apart = False
    return items


def _goes_on(before, line):
    """Whether a line is the rest of the one before it."""
    if before.count("(") > before.count(")"):
        return True
    if line[0].islower() or line[0] in "(/&":
        return not _NUMBER_AT_START.match(line) or line[0] in "(/&"
    last = before.split()[-1].casefold()
    return last in _CONNECTORS or before.endswith(("/", "&", "-"))


def _outside_brackets(text, separator):
    depth = _depths(text)
    pieces, begin = [], 0
    for place, letter in enumerate(text):
        if letter == separator and not depth[place]:
            pieces.append(text[begin:place])
            begin = place + 1
    return [*pieces, text[begin:]]


def _depths(text):
    """Bracket depth at every place; all zero where brackets do not match."""
    depths, depth = [], 0
    for letter in text:
        if letter == ")":
            depth -= 1 if depth else 0
        depths.append(depth)
        if letter == "(":
            depth += 1
    return [0] * len(text) if depth else depths


def _clean_item(piece):
    text = re.sub(r"\s+", " ", piece).strip(" ;,\u201e")
    text = _BULLET.sub("", text)
    if re.fullmatch(r"(?:\d{1,2}|[a-z])[.)]", text):
        return ""  # a mark without an item
    while text.endswith("."):
        word = text[:-1].split()[-1].casefold() if text[:-1].split() else ""
        if word in _ABBREVIATIONS or word.endswith("…"):
            break
        text = text[:-1].rstrip(" ;,")
    return text if any(letter.isalnum() for letter in text) else ""


# -- areas -------------------------------------------------------------------

AREAS = ("MP", "TL", "SDM", "AK", "PGW", "YAN")
_AREA_NAMES = {
    "MP": r"manajemen perubahan",
    "TL": r"(?:penataan )?tata ?laksana",
    "SDM": r"(?:penataan )?(?:sistem )?(?:manajemen )?"
    r"(?:sdm|sumber daya manusia)(?: aparatur| asn)?",
    "AK": r"(?:penguatan )?akuntabilitas(?: kinerja)?",
    "PGW": r"(?:penguatan )?pengawasan",
    "YAN": r"(?:peningkatan |penguatan )?(?:kualitas )?pelayanan publik",
}
_AREA_SPELLINGS = {
    "manajemen perubahan": "MP",
    "penataan tata laksana": "TL",
    "penataan tatalaksana": "TL",
    "penataan sistem manajemen sdm": "SDM",
    "penataan manajemen sdm": "SDM",
    "penguatan akuntabilitas": "AK",
    "penguatan akuntabilitas kinerja": "AK",
    "penguatan pengawasan": "PGW",
    "peningkatan kualitas pelayanan publik": "YAN",
    "penguatan kualitas pelayanan publik": "YAN",
}
_NUMERAL = re.compile(
    r"^(?:area\b\s*)?(?:(?P<roman>vi|iv|v|iii|ii|i|[1-6])(?:[.):]|\b))?\s*"
)


def match_area(text):
    """Area code of a heading, or None.

    A name decides, also where the numeral says something else; a numeral alone
    stands for the area of that place (I = MP ... VI = YAN).

    :param str text: ``II. PENATAAN TATA LAKSANA``, ``Area III``, ``YAN``
    :rtype: str | None
    """
    plain = _plain_text(text or "")
    if plain.upper() in AREAS:
        return plain.upper()
    if not plain:
        return None
    numeral = _NUMERAL.match(plain)
    roman = numeral["roman"]
    name = re.sub(r"^area\b\s*", "", plain[numeral.end() :]).strip(" .:-")
    name = re.sub(r"^(?:perubahan\s+)(?=manajemen)", "", name)
    if not name:
        is_area = roman and (not roman.isdecimal() or plain.startswith("area"))
        number = _ROMAN.get(roman) or int(roman) if is_area else 0
        return AREAS[number - 1] if number else None
    for code, pattern in _AREA_NAMES.items():
        if re.fullmatch(pattern, name):
            return code
    return next(
        (code for known, code in _AREA_SPELLINGS.items() if _alike(name, known)), None
    )


def _alike(name, known):
    """Whether two headings have the same words but for spelling."""
    words, others = name.split(), known.split()
    return len(words) == len(others) and all(
        get_close_matches(word, [other], cutoff=0.8)
        for word, other in zip(words, others, strict=True)
    )


# -- kinds of evidence -------------------------------------------------------

KINDS = (
    "decree",
    "event",
    "publication",
    "periodic_report",
    "register",
    "document",
    "screenshot",
    "external_file",
)
# The first rule that matches decides.
_KIND_RULES = [
    ("screenshot", r"tangkapan layar|screen ?shot|\bcapture\b|\bss\b"),
    (
        "external_file",
        r"\buu\b|undang-undang|\bdupak\b|\bp2kp\b|e-formasi|cetakan|print ?out"
        r"|lokakarya penyusunan|data dukung|dokumen terkait|work ?shop penyusunan",
    ),
    (
        "publication",
        r"publikasi|dipublikasikan|poster|spanduk|banner|leaflet|brosur|baliho"
        r"|situs web|website|media sosial|ruang pelayanan|tampilan|\bbulet[ie]n\b",
    ),
    (
        "event",
        r"undangan|daftar hadir(?! pegawai| setiap| manual)|notul|\brapat\b|dokumentasi"
        r"|sosialisasi|peluncuran|launching|\bfoto\b|kegiatan yang melibatkan",
    ),
    (
        "periodic_report",
        r"\blaporan (?!in-house|bimtek|pelatihan|kontribusi)|lembar monev",
    ),
    (
        "register",
        r"rekap|kontribusi agen|pakta integritas|tindak lanjut|peta jabatan|bezetting"
        r"|\babk\b|analisis (?:beban|kebutuhan)|formasi jabatan|\bskp\b|data simpeg"
        r"|data kehadiran|training need|\btna\b|sertifikat|penghargaan|sanksi moral"
        r"|formulir waktu",
    ),
    (
        "decree",
        r"\bsk\b|surat keputusan|surat tugas|nota dinas|pedoman|juklak|juknis"
        r"|petunjuk|kebijakan|prosedur|mekanisme|\btor\b|\bspmt\b|\btim\b"
        r"|surat edaran",
    ),
]
_KIND_RULES = [(kind, re.compile(pattern)) for kind, pattern in _KIND_RULES]
# These open with what they are, whatever they go on to mention.
_KIND_OPENINGS = [
    ("decree", r"sk\b|surat keputusan|surat tugas|nota dinas|pedoman|tor\b|prosedur"),
    ("screenshot", r"tangkapan layar|screen ?shot"),
    ("document", r"(?:inovasi:? )?sop (?!di ruang)|maklumat|standar kompetensi"),
    ("register", r"rekap"),
]
_KIND_OPENINGS = [
    (kind, re.compile(r"(?:dokumen )?(?:" + pattern + ")"))
    for kind, pattern in _KIND_OPENINGS
]


def guess_kind(evidence_text):
    """Likely kind of an evidence item; ``document`` where nothing tells.

    :param str evidence_text: for instance ``SK Tim Kerja``
    :returns: one of ``KINDS``
    :rtype: str
    """
    plain = _plain_text(evidence_text or "")
    for kind, pattern in _KIND_OPENINGS:
        if pattern.match(plain):
            return kind
    for kind, pattern in _KIND_RULES:
        if pattern.search(plain):
            return kind
    return "document"
