from odoo import api, fields, models

KIND_MONTHS = {"month": 1, "quarter": 3, "semester": 6, "year": 12}


class ZiPeriod(models.Model):
    """A month, quarter, half-year or year of a unit, open or closed.

    Rows are made for a whole year by one action and change only by closing and
    reopening; nobody holds a right to write them directly.
    """

    _name = "zi.period"
    _description = "Reporting period"
    _inherit = ["zi.unit.mixin", "zi.gate.mixin"]
    _order = "date_from desc, months, id"

    _zi_gated_fields = (
        "state",
        "kind",
        "months",
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
    date_from = fields.Date("First day", required=True)
    date_to = fields.Date("Last day", required=True)
    year = fields.Integer(compute="_compute_year", store=True, precompute=True)
    parent_id = fields.Many2one(
        "zi.period", "Part of", index=True, ondelete="restrict", check_company=True
    )
    child_ids = fields.One2many("zi.period", "parent_id", "Sub-periods")
    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed")],
        required=True,
        default="open",
        index=True,
    )
    closed_at = fields.Datetime("Closed on")
    closed_by_id = fields.Many2one("res.users", "Closed by", ondelete="restrict")
    closings = fields.Integer("Times closed", default=0)

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

    @api.depends("date_from")
    def _compute_year(self):
        for period in self:
            period.year = period.date_from.year if period.date_from else 0
