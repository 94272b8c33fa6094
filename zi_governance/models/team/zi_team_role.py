from odoo import fields, models


class ZiTeamRole(models.Model):
    """A function inside a team, such as chair or member of a working group."""

    _name = "zi.team.role"
    _description = "Function in a team"
    _order = "sequence, id"

    name = fields.Char(required=True)
    code = fields.Char(required=True, size=32)
    sequence = fields.Integer(default=10)
    area_id = fields.Many2one(
        "zi.area",
        ondelete="restrict",
        help="Members of a working group write the plan, evidence and answers of this "
        "area only.",
    )
    holder = fields.Char(
        "Held by", help="Who holds this function according to the plan."
    )
    appointed_by = fields.Char()
    note = fields.Text()
    fixed = fields.Boolean(
        "Goes with a post", help="Not selected: the function belongs to a post."
    )
    active = fields.Boolean(default=True)

    _code_unique = models.Constraint(
        "UNIQUE (code)", "There is already a function with this code."
    )
