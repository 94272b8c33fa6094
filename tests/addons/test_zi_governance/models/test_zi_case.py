from odoo import fields, models
from odoo.fields import Domain


class TestZiCase(models.Model):
    """A confidential case about an employee, decided by the head by its number."""

    _name = "test.zi.case"
    _description = "Test case"
    _inherit = [
        "zi.approval.mixin",
        "zi.confidential.mixin",
        "zi.verifiable.mixin",
    ]

    _zi_kind = "KASUS"
    _zi_register_kind = "kasus"
    _zi_approval_steps = ("head",)
    _zi_sealed_fields = ("subject_id", "story")

    subject_id = fields.Many2one("hr.employee", "Employee examined", required=True)
    title = fields.Char()
    story = fields.Text()

    def _zi_own_domain(self, user):
        return Domain("subject_id.user_id", "=", user.id)

    def _zi_own_values(self):
        return {**super()._zi_own_values(), "state": self.approval_state}

    def _zi_public_statement(self):
        # More than may be said: the mixin drops it.
        return {**super()._zi_public_statement(), "story": self.story}
