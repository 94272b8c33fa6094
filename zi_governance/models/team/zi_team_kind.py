from odoo import fields, models


class ZiTeamKind(models.Model):
    """What a team is for. Kinds are data: another addon adds its own by a record."""

    _name = "zi.team.kind"
    _description = "Kind of team"
    _order = "sequence, id"

    name = fields.Char(required=True)
    code = fields.Char(required=True, size=32)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_unique = models.Constraint(
        "UNIQUE (code)", "There is already a kind of team with this code."
    )
