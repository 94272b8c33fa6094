from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .zi_instrument_gate import PREDICATES


class ZiPredicate(models.Model):
    """A predicate that a unit holds or held: history that stays."""

    _name = "zi.predicate"
    _description = "Predicate held"
    _inherit = ["zi.unit.mixin", "zi.gate.mixin", "mail.thread"]
    _order = "date_from desc, id desc"

    _zi_gated_fields = ("assessment_id", "revoked_on", "revoke_decree", "revoke_reason")
    _zi_history_fields = ("predicate", "decree_number", "decree_date", "date_from")

    predicate = fields.Selection(PREDICATES, required=True)
    decree_number = fields.Char("Decree", required=True, size=128)
    decree_date = fields.Date("Date of the decree", required=True)
    date_from = fields.Date("Valid from", required=True)
    date_to = fields.Date("Valid until", help="Last day. Empty: until it is revoked.")
    assessment_id = fields.Many2one("zi.assessment", "LKE", ondelete="restrict")
    revoked_on = fields.Date("Revoked on")
    revoke_decree = fields.Char("Decree of the revocation", size=128)
    revoke_reason = fields.Text("Why it was revoked")
    state = fields.Selection(
        [
            ("coming", "Coming"),
            ("running", "In force"),
            ("ended", "Ended"),
            ("revoked", "Revoked"),
        ],
        compute="_compute_state",
    )
    note = fields.Text()

    _dates_ordered = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "The last day of a predicate cannot lie before its first day.",
    )
    _predicate_unique = models.Constraint(
        "UNIQUE (company_id, predicate, decree_number)",
        "This predicate is in the history already.",
    )

    @api.depends("predicate", "company_id.name", "date_from")
    def _compute_display_name(self):
        for item in self:
            year = item.date_from.year if item.date_from else ""
            item.display_name = f"{item.predicate or ''} {year}".strip()

    @api.depends("date_from", "date_to", "revoked_on")
    def _compute_state(self):
        for item in self:
            today = item.company_id._zi_today() if item.company_id else None
            if item.revoked_on:
                item.state = "revoked"
            elif not today or not item.date_from or item.date_from > today:
                item.state = "coming"
            elif item.date_to and item.date_to < today:
                item.state = "ended"
            else:
                item.state = "running"

    def write(self, vals):
        if set(self._zi_history_fields) & set(vals) and not self._zi_gate_open():
            for item in self:
                # A slip of the pen may be mended on the day it was made.
                made = item.company_id._zi_local(item.create_date).date()
                if made < item.company_id._zi_today():
                    raise ValidationError(
                        self.env._(
                            "A predicate is history: its decree and first day stay. "
                            "Add a note, or enter the decree that changed it."
                        )
                    )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("The history of predicates is kept."))

    def _zi_revoke(self, decree, reason):
        """Mark as revoked today."""
        for item in self.filtered(lambda row: not row.revoked_on):
            item._zi_gate_write(
                {
                    "revoked_on": item.company_id._zi_today(),
                    "revoke_decree": decree,
                    "revoke_reason": reason,
                }
            )

    @api.model
    def _zi_held(self, company, predicate, on_date):
        """Predicates of a kind that a unit holds on a day.

        :param res.company company: the unit
        :param str predicate: ``WBK`` or ``WBBM``
        :param date on_date: local date of the unit
        :return: the rows, the oldest first
        """
        return self.search(
            [
                ("company_id", "=", company.id),
                ("predicate", "=", predicate),
                ("date_from", "<=", on_date),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", on_date),
                "|",
                ("revoked_on", "=", False),
                ("revoked_on", ">", on_date),
            ],
            order="date_from",
        )
