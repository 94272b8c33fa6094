from odoo import api, models
from odoo.fields import Domain

# By each of these another person can come in under an official's name.
_LOGIN_FIELDS = {"password", "login", "email", "totp_secret"}


class ResUsers(models.Model):
    _inherit = "res.users"

    def _zi_employee(self, company):
        """The person's employee record in a unit (sudo), or an empty one."""
        self.ensure_one()
        return (
            self.env["hr.employee"]
            .sudo()
            .with_context(active_test=False)
            .search(
                Domain([("user_id", "=", self.id), ("company_id", "=", company.id)]),
                limit=1,
            )
        )

    # ------------------------------------------------------------------
    # ACCESS THAT IS TAKEN
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        users = super().create(vals_list)
        if self.env["zi.access.watch"]._zi_is_on():
            self.env["zi.access.register"]._zi_sync()
        return users

    def write(self, vals):
        touched = _LOGIN_FIELDS & set(vals)
        if touched:
            self._zi_tell_login(touched)
        result = super().write(vals)
        watch = self.env["zi.access.watch"]
        if {"group_ids", "role"} & set(vals) and watch._zi_is_on():
            self.env["zi.access.register"]._zi_sync()
        return result

    def _action_reset_password(self, *args, **kwargs):
        self._zi_tell_login({"reset link"})
        return super()._action_reset_password(*args, **kwargs)

    def _zi_tell_login(self, touched):
        """Tell when another person changes how an official logs in."""
        watch = self.env["zi.access.watch"]
        if not watch._zi_is_on():
            return
        assignments = self.env["zi.role.assignment"]
        for user in self.sudo() - self.env.user:
            officials = assignments._zi_running_of(user) if user.id else assignments
            if officials or user.all_group_ids.filtered("zi_confidential"):
                watch._zi_tell(
                    "password",
                    f"{user.login}: {', '.join(sorted(touched))}",
                    user.company_id,
                )
