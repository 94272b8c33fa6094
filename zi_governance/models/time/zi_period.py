from datetime import date

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools.misc import format_date

from ...tools.clocks import add_months

KIND_MONTHS = {"month": 1, "quarter": 3, "semester": 6, "year": 12}
MONTHS_KIND = {months: kind for kind, months in KIND_MONTHS.items()}


class ZiPeriod(models.Model):
    """A month, quarter, half-year or year of a unit, open or closed.

    Rows are made for a whole year by one action and change only by closing and
    reopening; nobody holds a right to write them directly.
    """

    _name = "zi.period"
    _description = "Reporting period"
    _inherit = ["zi.unit.mixin", "zi.gate.mixin"]
    _order = "date_from desc, months, id"
    _rec_names_search = ["code"]

    _zi_gated_fields = (
        "state",
        "kind",
        "months",
        "code",
        "date_from",
        "date_to",
        "parent_id",
        "closed_at",
        "closed_by_id",
        "closings",
    )
    _zi_transitions = {"open": {"closed"}, "closed": {"open"}}

    kind = fields.Selection(
        [
            ("month", "Month"),
            ("quarter", "Quarter"),
            ("semester", "Half-year"),
            ("year", "Year"),
        ],
        required=True,
    )
    months = fields.Integer("Length in months", required=True)
    code = fields.Char(
        required=True, size=16, help="Short name without words: 2026-06, 2026-Q2."
    )
    date_from = fields.Date("First day", required=True)
    date_to = fields.Date("Last day", required=True)
    year = fields.Integer(
        compute="_compute_year", store=True, precompute=True, aggregator=None
    )
    parent_id = fields.Many2one(
        "zi.period", "Part of", index=True, ondelete="restrict", check_company=True
    )
    child_ids = fields.One2many("zi.period", "parent_id", "Sub-periods")
    state = fields.Selection(
        [("open", "Still open"), ("closed", "Closed")],
        required=True,
        default="open",
        index=True,
    )
    closed_at = fields.Datetime("Closed on")
    closed_by_id = fields.Many2one("res.users", "Closed by", ondelete="restrict")
    closings = fields.Integer("Times closed", default=0, aggregator=None)
    figure_ids = fields.One2many("zi.period.figure", "period_id", "Figures")
    amendment_ids = fields.One2many("zi.period.amendment", "period_id", "Amendments")
    log_ids = fields.One2many("zi.period.log", "period_id", "Closed and reopened")
    can_close = fields.Boolean(compute="_compute_can")
    why_not_close = fields.Char("Why it cannot be closed", compute="_compute_can")
    can_reopen = fields.Boolean(compute="_compute_can")

    _length_known = models.Constraint(
        "CHECK (months IN (1, 3, 6, 12))", "A period is a month, quarter, half or year."
    )
    _days_fit_length = models.Constraint(
        "CHECK (date_to = (date_from + make_interval(months => months)"
        " - interval '1 day')::date AND extract(day FROM date_from) = 1)",
        "A period runs from the first day of a month to the last day of its length.",
    )
    # Ranges carry their own GiST operators, so no extension is needed.
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (int4range(company_id, company_id, '[]') WITH &&, "
        "int4range(months, months, '[]') WITH &&, "
        "daterange(date_from, date_to, '[]') WITH &&)",
        "The unit already has a period of this kind on some of these days.",
    )
    _code_unique = models.Constraint(
        "UNIQUE (company_id, code)", "The unit already has this period."
    )

    # ------------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------------

    @api.depends("date_from")
    def _compute_year(self):
        for period in self:
            period.year = period.date_from.year if period.date_from else 0

    @api.depends("kind", "date_from")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for period in self:
            period.display_name = period._zi_name() if period.date_from else ""

    def _zi_name(self):
        self.ensure_one()
        start = self.date_from
        if self.kind == "month":
            return format_date(self.env, start, date_format="MMMM y")
        if self.kind == "quarter":
            return self.env._(
                "Quarter %(number)s of %(year)s",
                number=(start.month + 2) // 3,
                year=str(start.year),
            )
        if self.kind == "semester":
            return self.env._(
                "Half-year %(number)s of %(year)s",
                number=1 if start.month == 1 else 2,
                year=str(start.year),
            )
        return str(start.year)

    @api.model
    def _zi_span_name(self, first, last):
        """Name of a stretch of whole months as a period of that length has it."""
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        kind = MONTHS_KIND.get(months, "year")
        return self.new({"kind": kind, "date_from": first})._zi_name()

    @api.depends("state", "child_ids.state", "date_to")
    @api.depends_context("uid")
    def _compute_can(self):
        for period in self:
            refusal = period._zi_refusal_close() if period.state == "open" else False
            period.why_not_close = refusal
            period.can_close = period.state == "open" and not refusal
            period.can_reopen = period.state == "closed" and bool(
                period._zi_held("head")
            )

    def _zi_held(self, role_code):
        """The user's assignments to a role in this period's unit today."""
        self.ensure_one()
        return self.env["zi.role.assignment"]._zi_holders(
            self.company_id, role_code, user=self.env.user
        )

    # ------------------------------------------------------------------
    # MAKING A YEAR
    # ------------------------------------------------------------------

    @api.model
    def _zi_make_year(self, companies, year):
        """Make the months, quarters, half-years and the year of units.

        Periods that exist already stay as they are.

        :param res.company companies: units
        :param int year: calendar year
        :return: the periods that were made
        """
        made = self.browse()
        for company in companies:
            known = {
                period.code: period
                for period in self.sudo().search(
                    [("company_id", "=", company.id), ("year", "=", year)]
                )
            }
            for months in sorted(MONTHS_KIND, reverse=True):
                wanted = [
                    self._zi_row(company, year, number, months, known)
                    for number in range(12 // months)
                ]
                rows = [row for row in wanted if row["code"] not in known]
                new = self.sudo()._zi_gate_create(rows)
                known.update({period.code: period for period in new})
                made |= new
        self._zi_on_made(made)
        return made

    def _zi_on_made(self, periods):
        """What follows when periods were made; models with dated rows hook in."""

    @api.model
    def _zi_row(self, company, year, number, months, known):
        first = date(year, 1 + number * months, 1)
        parent = next(
            (
                known[code]
                for code in (
                    self._zi_code(first, length)
                    for length in sorted(MONTHS_KIND)
                    if length > months
                )
                if code in known
            ),
            self.browse(),
        )
        return {
            "company_id": company.id,
            "kind": MONTHS_KIND[months],
            "months": months,
            "code": self._zi_code(first, months),
            "date_from": first,
            "date_to": fields.Date.subtract(add_months(first, months), days=1),
            "parent_id": parent.id,
        }

    @api.model
    def _zi_code(self, day, months):
        """Code of the period of a length that holds a day."""
        if months == 1:
            return f"{day.year}-{day.month:02}"
        if months == 3:
            return f"{day.year}-Q{(day.month + 2) // 3}"
        if months == 6:
            return f"{day.year}-S{1 if day.month <= 6 else 2}"
        return str(day.year)

    # ------------------------------------------------------------------
    # QUESTIONS THAT DATED ROWS ASK
    # ------------------------------------------------------------------

    @api.model
    def _zi_find(self, company, day, kind="month"):
        """The period of a unit that holds a day (sudo), or an empty one."""
        return self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("months", "=", KIND_MONTHS[kind]),
                ("date_from", "<=", day),
                ("date_to", ">=", day),
            ],
            limit=1,
        )

    @api.model
    def _zi_closed_on(self, pairs):
        """Which days lie in a closed period.

        :param pairs: iterable of ``(company id, date)``
        :return: the set of those pairs that are closed; one query for all
        """
        pairs = {pair for pair in pairs if pair[0] and pair[1]}
        if not pairs:
            return set()
        closed = self.sudo().search_fetch(
            Domain("company_id", "in", sorted({pair[0] for pair in pairs}))
            & Domain("state", "=", "closed")
            & Domain("date_from", "<=", max(pair[1] for pair in pairs))
            & Domain("date_to", ">=", min(pair[1] for pair in pairs)),
            ["company_id", "date_from", "date_to"],
        )
        spans = [(p.company_id.id, p.date_from, p.date_to) for p in closed]
        return {
            (company_id, day)
            for company_id, day in pairs
            if any(
                company_id == unit and first <= day <= last
                for unit, first, last in spans
            )
        }

    # ------------------------------------------------------------------
    # CLOSING AND REOPENING
    # ------------------------------------------------------------------

    def _zi_refusal_close(self):
        """Why this user cannot close this period now, in words, or False."""
        self.ensure_one()
        period = self.sudo()
        if not self._zi_held("secretariat"):
            return self.env._("Only the secretariat of the unit closes a period.")
        if period.date_to >= period.company_id._zi_today():
            return self.env._("The period has not ended yet.")
        open_parts = period.child_ids.filtered(lambda child: child.state == "open")
        if open_parts:
            return self.env._(
                "Close first: %(periods)s.",
                periods=", ".join(
                    open_parts.sorted("date_from").mapped("display_name")
                ),
            )
        earlier = self.sudo().search(
            [
                ("company_id", "=", period.company_id.id),
                ("months", "=", period.months),
                ("date_to", "<", period.date_from),
                ("state", "=", "open"),
            ],
            order="date_from",
            limit=1,
        )
        if earlier:
            return self.env._(
                "Periods close in order. Close first: %(periods)s.",
                periods=earlier.display_name,
            )
        return False

    def action_close(self):
        """Close the chosen periods, the earliest and shortest first."""
        self.check_access("read")
        for period in self.sorted(lambda p: (p.date_to, p.months)):
            if period.state == "closed":
                continue
            refusal = period._zi_refusal_close()
            if refusal:
                raise UserError(
                    self.env._(
                        "%(period)s: %(reason)s",
                        period=period.display_name,
                        reason=refusal,
                    )
                )
            period._zi_close()
        return True

    def _zi_close(self):
        self.ensure_one()
        period = self.sudo()
        number = period.closings + 1
        self.env["zi.period.figure"].sudo()._zi_freeze(period, number)
        period._zi_move(
            "closed",
            closed_at=fields.Datetime.now(),
            closed_by_id=self.env.uid,
            closings=number,
        )
        self.env["zi.period.log"].sudo()._zi_append(
            period, "closed", self._zi_held("secretariat")[:1]
        )

    def action_reopen(self, reason=None):
        """Reopen the chosen periods; the head of the unit in office only.

        Without a reason a small form asks for one.

        :param str reason: why a closed period has to change
        """
        self.check_access("read")
        if not (reason or "").strip():
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Reopen with a reason"),
                "res_model": "zi.period.reopen",
                "view_mode": "form",
                "target": "new",
                "context": {"default_period_ids": [(6, 0, self.ids)]},
            }
        for period in self.sorted(lambda p: (-p.months, p.date_from)):
            period._zi_reopen(reason.strip())
        return True

    def _zi_reopen(self, reason):
        self.ensure_one()
        held = self._zi_held("head")
        if not held:
            raise AccessError(
                self.env._(
                    "Only the head of %(unit)s in office today reopens a closed "
                    "period.",
                    unit=self.company_id.sudo().name,
                )
            )
        period = self.sudo()
        if period.parent_id.state == "closed":
            raise UserError(
                self.env._(
                    "%(part)s belongs to %(whole)s, which is closed. Reopen that "
                    "first.",
                    part=period.display_name,
                    whole=period.parent_id.display_name,
                )
            )
        period._zi_move("open")
        self.env["zi.period.log"].sudo()._zi_append(
            period, "reopened", held[:1], reason
        )
