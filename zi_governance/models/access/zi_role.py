from odoo import fields, models


class ZiRole(models.Model):
    """An office that a person holds in a unit: who may decide is asked of these.

    Roles are data: another addon adds its own by a record.
    """

    _name = "zi.role"
    _description = "Role in a work unit"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, size=32)
    sequence = fields.Integer(default=10)
    group_id = fields.Many2one(
        "res.groups",
        "Opens menus of",
        ondelete="restrict",
        help="Holders are put into this group, which opens the menus. It gives no "
        "right to decide: that comes from the assignment of the day.",
    )
    exclusive = fields.Boolean(
        help="Only one definitive holder per unit at a time, such as the head."
    )
    appointed_by_head = fields.Boolean(
        help="Only the head in office, or an approved decree, gives this role."
    )
    assignment_ids = fields.One2many("zi.role.assignment", "role_id", "Assignments")
    active = fields.Boolean(default=True)

    _code_unique = models.Constraint(
        "UNIQUE (code)", "There is already a role with this code."
    )
