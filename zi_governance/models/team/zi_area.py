from odoo import fields, models


class ZiArea(models.Model):
    _inherit = "zi.area"

    zi_member_ids = fields.One2many(
        "zi.team.member",
        "area_id",
        "Members of its working groups",
        help="Used by the record rules; the gate asks for the unit and the day.",
    )
