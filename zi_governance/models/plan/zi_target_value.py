from odoo import fields, models


class ZiTargetValue(models.Model):
    """The value of a target at the end of a quarter."""

    _name = "zi.target.value"
    _description = "Value of a target"
    _inherit = ["zi.area.guard.mixin"]
    _order = "target_id, quarter"

    target_id = fields.Many2one(
        "zi.target",
        "Programme target",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="target_id.company_id", store=True, precompute=True, index=True
    )
    area_id = fields.Many2one(
        related="target_id.area_id", store=True, precompute=True, index=True
    )
    quarter = fields.Selection(
        [
            ("1", "Quarter I"),
            ("2", "Quarter II"),
            ("3", "Quarter III"),
            ("4", "Quarter IV"),
        ],
        required=True,
    )
    value = fields.Float(required=True, digits=(16, 2), aggregator=None)
    measured_on = fields.Date()
    source = fields.Char(size=256, help="Where the value was read from.")

    _quarter_unique = models.Constraint(
        "UNIQUE (target_id, quarter)", "This quarter already has a value."
    )
