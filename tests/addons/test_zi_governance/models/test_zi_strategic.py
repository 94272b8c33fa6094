from odoo import fields, models


class TestZiStrategic(models.Model):
    """A matter of organisation or budget: one step, closed to acting heads."""

    _name = "test.zi.strategic"
    _description = "Strategic test document"
    _inherit = ["zi.approval.mixin"]

    _zi_strategic = True
    _zi_approval_steps = ("head",)
    _zi_sealed_fields = ("name",)

    name = fields.Char(required=True)
