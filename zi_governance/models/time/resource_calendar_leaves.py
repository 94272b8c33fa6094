from odoo import api, fields, models


class ResourceCalendarLeaves(models.Model):
    _inherit = "resource.calendar.leaves"

    zi_kind = fields.Selection(
        [("holiday", "National holiday"), ("joint_leave", "Joint leave")],
        "Kind of day off",
        index="btree_not_null",
        help="Set by the loader of national holidays; a day that somebody entered by "
        "hand has none and is left alone by it.",
    )
    zi_estimated = fields.Boolean(
        "Estimated",
        help="The date is not decreed yet: a due date that rests on it is an estimate.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        self.env["zi.legal.clock"]._zi_forget_days()
        return leaves

    def write(self, vals):
        result = super().write(vals)
        self.env["zi.legal.clock"]._zi_forget_days()
        return result

    def unlink(self):
        result = super().unlink()
        self.env["zi.legal.clock"]._zi_forget_days()
        return result
