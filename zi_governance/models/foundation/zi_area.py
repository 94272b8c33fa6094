from odoo import api, fields, models


class ZiArea(models.Model):
    """The six areas of change and the two result components."""

    _name = "zi.area"
    _description = "Area of change"
    _order = "sequence, id"
    _rec_names_search = ["code", "name"]

    name = fields.Char(required=True)
    short_name = fields.Char()
    code = fields.Char(required=True, size=8)
    roman = fields.Char(size=8, help="Number of the area as the plan prints it.")
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [("lever", "Lever"), ("result", "Result")],
        required=True,
        default="lever",
        help="Levers are what the unit does; results are what others measure.",
    )
    color = fields.Integer()
    active = fields.Boolean(default=True)

    _code_unique = models.Constraint(
        "UNIQUE (code)", "There is already an area with this code."
    )

    @api.depends("name", "roman")
    def _compute_display_name(self):
        for area in self:
            area.display_name = (
                f"{area.roman}. {area.name}" if area.roman else area.name or ""
            )
