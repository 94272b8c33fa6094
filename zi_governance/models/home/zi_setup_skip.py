from odoo import fields, models


class ZiSetupSkip(models.Model):
    """A step that a unit left for later."""

    _name = "zi.setup.skip"
    _description = "Skipped step of the set-up guide"
    _inherit = ["zi.unit.mixin"]

    step_id = fields.Many2one(
        "zi.setup.step", required=True, index=True, ondelete="cascade"
    )

    _step_unique = models.Constraint(
        "UNIQUE (company_id, step_id)", "This step is already skipped."
    )
