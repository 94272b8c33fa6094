from odoo import api, models
from odoo.fields import Domain


class IrRule(models.Model):
    _inherit = "ir.rule"

    def _compute_domain(self, model_name, mode="read"):
        """A wizard is its maker's: what somebody types into a form is neither read
        nor changed by others before he confirms it. The ORM itself lets everybody
        with access to the model at everybody's rows."""
        domain = super()._compute_domain(model_name, mode)
        if (
            model_name.startswith("zi.")
            and self.env[model_name]._transient
            and not self.env.su
        ):
            domain &= Domain("create_uid", "=", self.env.uid)
        return domain

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
