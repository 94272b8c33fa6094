from odoo import fields, models


class ZiLegalClock(models.Model):
    """A legal term: how long, in which unit, from which event."""

    _name = "zi.legal.clock"
    _description = "Legal clock"
    _order = "code, valid_from desc, id desc"
    _rec_name = "subject"

    code = fields.Char(required=True, size=64, index=True)
    subject = fields.Char(required=True)
    start_event = fields.Char("Starts with")
    length = fields.Char(required=True, size=8)
    unit = fields.Selection(
        [
            ("hk", "Working days"),
            ("calendar_day", "Calendar days"),
            ("month", "Months"),
            ("date", "Fixed date of the next year"),
            ("hour", "Hours"),
        ],
        required=True,
        default="hk",
    )
    rule = fields.Char("Rule", size=256)
    valid_from = fields.Date("In force from")
    valid_to = fields.Date("In force until")
    confidence = fields.Selection(
        [("high", "High"), ("medium", "Medium"), ("low", "Low")], default="medium"
    )
