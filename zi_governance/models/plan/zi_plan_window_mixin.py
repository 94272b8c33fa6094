from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import format_date

from ...tools import cadence as cadence_tool

CADENCES = [
    ("once", "Once"),
    ("yearly", "Yearly"),
    ("semester", "Half-yearly"),
    ("quarterly", "Quarterly"),
    ("monthly", "Monthly"),
    ("on_change", "On change"),
]


class ZiPlanWindowMixin(models.AbstractModel):
    """A rhythm and a window, what is odd about them, and a proposal to mend it.

    Needs ``year``, the year of the plan.
    """

    _name = "zi.plan.window.mixin"
    _description = "Rhythm and window of an evidence item"

    cadence = fields.Selection(
        CADENCES,
        required=True,
        default="once",
        help="How often it is due. Once: made one time and stands until replaced. "
        "Yearly: made anew each year. On change: each time the thing happens.",
    )
    date_from = fields.Date("From", help="First day of the window. Empty: no date.")
    date_to = fields.Date("Until", help="Last day of the window. Empty: open end.")
    issue = fields.Selection(
        [
            ("no_date", "No date in the plan"),
            ("before_plan", "Dated before the plan"),
            ("cadence_misfit", "Rhythm does not fit the window"),
        ],
        "Mark",
        compute="_compute_issue",
        store=True,
        index="btree_not_null",
        help="What is odd about the window of the item.",
    )
    issue_mend = fields.Boolean(
        "To mend",
        compute="_compute_issue",
        store=True,
        help="Has to be mended before the plan is submitted.",
    )
    repair_text = fields.Char("Proposed repair", compute="_compute_repair_text")

    # ------------------------------------------------------------------
    # WINDOW
    # ------------------------------------------------------------------

    def _zi_offsets(self):
        """The window as month offsets from January of the plan year.

        :return: tuple ``(month_from, month_to)``, each an integer or None
        """
        self.ensure_one()
        return tuple(
            cadence_tool.offset_of(day, self.year) if day else None
            for day in (self.date_from, self.date_to)
        )

    def _zi_problems(self):
        """Problems of the window, worst first; none while the window is reversed,
        which the database refuses anyway."""
        self.ensure_one()
        month_from, month_to = self._zi_offsets()
        if None not in (month_from, month_to) and month_to < month_from:
            return []
        if not self.cadence:
            return []
        found = cadence_tool.problems(self.cadence, month_from, month_to)
        return sorted(found, key=lambda problem: problem.severity != cadence_tool.MEND)

    @api.depends("cadence", "date_from", "date_to", "year")
    def _compute_issue(self):
        for item in self:
            problems = item._zi_problems()
            item.issue = problems[0].code if problems else False
            item.issue_mend = bool(
                problems and problems[0].severity == cadence_tool.MEND
            )

    @api.depends("issue")
    @api.depends_context("lang")
    def _compute_repair_text(self):
        for item in self:
            problems = item._zi_problems() if item.issue else []
            item.repair_text = (
                item._zi_repair_words(problems[0].repair) if problems else False
            )

    def _zi_repair_words(self, repair):
        """A proposed repair in the reader's language."""
        cadences = dict(self._fields["cadence"]._description_selection(self.env))
        window = self._zi_window(repair.month_from, repair.month_to)
        first, last = (
            format_date(self.env, day, date_format="MMMM y") if day else "…"
            for day in window
        )
        return self.env._(
            "%(cadence)s, %(first)s to %(last)s",
            cadence=cadences[repair.cadence],
            first=first,
            last=last,
        )

    def _zi_window(self, month_from, month_to):
        """First and last day of a window given by offsets; None stays None."""
        return (
            None
            if month_from is None
            else cadence_tool.month_start(self.year, month_from),
            None if month_to is None else cadence_tool.month_end(self.year, month_to),
        )

    def action_apply_repair(self):
        """Give each of these the window that is proposed for it."""
        groups = defaultdict(self.browse)
        for item in self:
            problems = item._zi_problems()
            if problems:
                repair = problems[0].repair
                window = item._zi_window(repair.month_from, repair.month_to)
                groups[repair.cadence, *window] |= item
        for (name, date_from, date_to), items in groups.items():
            items.write({"cadence": name, "date_from": date_from, "date_to": date_to})
        return True
