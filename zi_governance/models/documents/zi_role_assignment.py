from odoo import fields, models


class ZiRoleAssignment(models.Model):
    _name = "zi.role.assignment"
    _inherit = ["zi.role.assignment", "zi.gate.mixin"]

    _zi_gated_fields = ("decree_id",)

    decree_id = fields.Many2one(
        "zi.decree",
        "Appointed by",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        help="The approved document that gave the role and ends it.",
    )
