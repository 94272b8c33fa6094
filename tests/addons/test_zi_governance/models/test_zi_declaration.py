from odoo import fields, models


class TestZiDeclaration(models.Model):
    """A declared interest of a person in another, as a sibling addon would keep it."""

    _name = "test.zi.declaration"
    _description = "Test declaration of an interest"

    user_id = fields.Many2one("res.users", required=True, index=True)
    employee_id = fields.Many2one("hr.employee", required=True)
