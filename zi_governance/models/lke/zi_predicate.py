from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .zi_instrument_gate import PREDICATES


class ZiPredicate(models.Model):
    """A predicate that a unit holds or held: history that stays."""

    _name = "zi.predicate"
    _description = "Predicate held"
    _inherit = ["zi.unit.mixin", "zi.gate.mixin", "mail.thread"]
    _order = "date_from desc, id desc"

    _zi_gated_fields = (
        "assessment_id",
        "revoked_on",
        "revoke_decree",
        "revoke_reason",
        "validity_log",
    )
    _zi_history_fields = ("predicate", "decree_number", "decree_date", "date_from")

    predicate = fields.Selection(PREDICATES, required=True)
    decree_number = fields.Char("Decree", required=True, size=128)
    decree_date = fields.Date("Date of the decree", required=True)
    date_from = fields.Date("Valid from", required=True)
    date_to = fields.Date("Valid until", help="Last day. Empty: until it is revoked.")
    validity_reason = fields.Text(
        "Why the validity changes",
        help="Needed to change the last day once the predicate is recorded: who "
        "changed it by which letter, and why.",
    )
    validity_log = fields.Text(
        "Changes of the validity",
        copy=False,
        help="Each change of the last day: when, by whom, from, to and why.",
    )
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
        if self._zi_gate_open():
            return super().write(vals)
        if set(self._zi_history_fields) & set(vals) and not all(
            item._zi_made_today() for item in self
        ):
            raise ValidationError(
                self.env._(
                    "A predicate is history: its decree and first day stay. "
                    "Add a note, or enter the decree that changed it."
                )
            )
        if "date_to" in vals:
            last_day = fields.Date.to_date(vals["date_to"]) or False
            for item in self:
                if item.date_to != last_day and not item._zi_made_today():
                    item._zi_log_validity(last_day, vals.get("validity_reason"))
        return super().write(vals)

    def _zi_made_today(self):
        """A slip of the pen may be mended on the day it was made."""
        made = self.company_id._zi_local(self.create_date).date()
        return made >= self.company_id._zi_today()

    def _zi_log_validity(self, last_day, reason):
        """Keep what a change of the last day replaces, who made it and why.

        :param last_day: date, or False for a predicate without an end
        :param str reason: given with this very change
        :raises ValidationError: without a reason
        """
        if not (reason or "").strip():
            raise ValidationError(
                self.env._(
                    "“%(predicate)s” is recorded: give with its new last day the "
                    "reason, in “%(field)s”.",
                    predicate=self.display_name,
                    field=self._fields["validity_reason"]._description_string(self.env),
                )
            )
        row = (
            f"{self.company_id._zi_today()} {self.env.user.name}: "
            f"{self.date_to or '…'} → {last_day or '…'}. {reason.strip()}"
        )
        log = "\n".join(filter(None, [self.validity_log, row]))
        self._zi_gate_write({"validity_log": log})
        self.message_post(body=row)

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
