from odoo import fields, models


class ZiTeam(models.Model):
    _name = "zi.team"
    _inherit = ["zi.team", "zi.gate.mixin"]

    _zi_gated_fields = ("decree_id",)

    decree_id = fields.Many2one(
        "zi.decree",
        "Formed by",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        help="The approved document that formed the team and ends it.",
    )
