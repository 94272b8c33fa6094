from odoo import fields, models


class ZiParameter(models.Model):
    """A number that a rule sets, with the days on which it holds."""

    _name = "zi.parameter"
    _description = "Parameter of a rule"
    _order = "code, valid_from desc, id desc"
    _rec_name = "code"

    code = fields.Char(required=True, size=64, index=True)
    value = fields.Char(required=True, size=64)
    unit = fields.Char(size=32)
    rule = fields.Char("Rule", size=256)
    valid_from = fields.Date("In force from")
    valid_to = fields.Date("In force until")
    confidence = fields.Selection(
        [("high", "High"), ("medium", "Medium"), ("low", "Low")], default="medium"
    )
