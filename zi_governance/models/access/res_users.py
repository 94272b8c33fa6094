from odoo import models
from odoo.fields import Domain


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
