from odoo import fields, models

ATTENDANCE = [
    ("names", "By name"),
    ("count", "Only how many"),
]


class ZiEventKind(models.Model):
    """What an event is, and what has to be known about it afterwards."""

    _name = "zi.event.kind"
    _description = "Kind of event"
    _inherit = ["zi.shared.mixin"]
    _order = "sequence, name, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True)
    code = fields.Char(required=True, size=48)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    attendance = fields.Selection(
        ATTENDANCE,
        required=True,
        default="names",
        help="Of religious activities nobody's name is noted: only how many came.",
    )
    asks_leader = fields.Boolean(
        "Has a leader (pembina)", help="Who led it must be said before it counts."
    )
    asks_minutes = fields.Boolean("Needs minutes", help="Minutes are kept of it.")
    guests_allowed = fields.Boolean(
        "Guests may come", help="People from outside enter their name by the QR code."
    )

    _code_unique = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))", "There is already a kind with this code."
    )
