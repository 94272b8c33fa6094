from odoo import api, fields, models

_MEMBERSHIP = {
    "user_ids",
    "all_user_ids",
    "implied_ids",
    "implied_by_ids",
    "zi_confidential",
}


class ResGroups(models.Model):
    _inherit = "res.groups"

    zi_confidential = fields.Boolean(
        "Opens confidential records",
        help="Whoever is put into this group, directly or through another one, is "
        "told to the head and the custodians.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        groups = super().create(vals_list)
        if any(_MEMBERSHIP & set(vals) for vals in vals_list):
            groups._zi_membership_changed()
        return groups

    def write(self, vals):
        result = super().write(vals)
        if _MEMBERSHIP & set(vals):
            self._zi_membership_changed()
        if vals.get("zi_confidential") is False:
            self._zi_tell_opened()
        return result

    def unlink(self):
        result = super().unlink()
        self._zi_membership_changed()
        return result

    def _zi_membership_changed(self):
        if self.env["zi.access.watch"]._zi_is_on():
            self.env["zi.access.register"]._zi_sync()

    def _zi_tell_opened(self):
        watch = self.env["zi.access.watch"]
        if watch._zi_is_on():
            for group in self:
                watch._zi_tell(
                    "group",
                    self.env._("%(group)s: no longer watched", group=group.name),
                )
