from odoo import fields, models
from odoo.fields import Domain

from .zi_instrument_gate import PREDICATES


class ZiEligibilityCriterion(models.Model):
    """A condition for proposing a unit, beside its score. Dated: it changes by year."""

    _name = "zi.eligibility.criterion"
    _description = "Condition for proposing"
    _order = "sequence, id"

    name = fields.Char(required=True)
    code = fields.Char(required=True, size=32)
    sequence = fields.Integer(default=10)
    level = fields.Selection(
        [("institution", "Institution"), ("unit", "Unit")],
        required=True,
        default="unit",
    )
    predicate = fields.Selection(
        PREDICATES, "Only for", help="Empty: for both predicates."
    )
    valid_from = fields.Date(help="First day. Empty: open.")
    valid_to = fields.Date(help="Last day, inclusive. Empty: open.")
    regulation = fields.Char()
    confidence = fields.Selection(
        [("high", "High"), ("medium", "Medium"), ("low", "Low")], default="medium"
    )
    help_text = fields.Text("What proves it")
    active = fields.Boolean(default=True)

    _code_unique = models.Constraint(
        "UNIQUE (code, valid_from)",
        "There is already a condition with this code from this day.",
    )
    _dates_ordered = models.Constraint(
        "CHECK (valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from)",
        "The last day of a condition cannot lie before its first day.",
    )

    def _zi_of_date(self, on_date):
        """Conditions in force on a day."""
        return self.search(
            Domain.AND(
                [
                    Domain("valid_from", "=", False)
                    | Domain("valid_from", "<=", on_date),
                    Domain("valid_to", "=", False) | Domain("valid_to", ">=", on_date),
                ]
            )
        )
