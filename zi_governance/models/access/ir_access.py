from odoo import api, models


class IrRule(models.Model):
    _inherit = "ir.rule"

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules._zi_tell("+")
        return rules

    def write(self, vals):
        self._zi_tell("-")
        result = super().write(vals)
        self._zi_tell("+")
        return result

    def unlink(self):
        self._zi_tell("-")
        return super().unlink()

    def _zi_tell(self, sign):
        watch = self.env["zi.access.watch"]
        if watch._zi_is_on():
            watch._zi_tell_rights(self, f"{sign} rule")


class IrModelAccess(models.Model):
    _inherit = "ir.model.access"

    @api.model_create_multi
    def create(self, vals_list):
        rights = super().create(vals_list)
        rights._zi_tell("+")
        return rights

    def write(self, vals):
        self._zi_tell("-")
        result = super().write(vals)
        self._zi_tell("+")
        return result

    def unlink(self):
        self._zi_tell("-")
        return super().unlink()

    def _zi_tell(self, sign):
        watch = self.env["zi.access.watch"]
        if watch._zi_is_on():
            watch._zi_tell_rights(self, f"{sign} access right")
