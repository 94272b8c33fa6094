from odoo import api, fields, models

from ...tools import lke

HALVES = [
    ("pemenuhan", "Pemenuhan"),
    ("reform", "Reform"),
    ("pengungkit", "Pengungkit"),
    ("hasil", "Hasil"),
]


class ZiInstrumentSection(models.Model):
    """A scored group of questions; it alone carries a weight."""

    _name = "zi.instrument.section"
    _description = "Section of an LKE instrument"
    _inherit = ["zi.instrument.part"]
    _order = "instrument_id, sequence, id"
    _rec_names_search = ["code", "name"]

    _zi_fixed_fields = ("instrument_id", "code", "name", "weight", "area_id", "half")
    _zi_exact_fields = ("weight",)

    instrument_id = fields.Many2one(
        "zi.instrument", required=True, index=True, ondelete="cascade"
    )
    code = fields.Char(required=True, size=32)
    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    area_id = fields.Many2one("zi.area", required=True, index=True, ondelete="restrict")
    half = fields.Selection(HALVES, required=True)
    weight = fields.Char(
        required=True,
        size=32,
        help="Points of the section as exact decimal text, e.g. 0.25.",
    )
    weight_value = fields.Float(
        "Weight (figure)", digits=(16, 4), compute="_compute_weight_value", store=True
    )
    question_ids = fields.One2many("zi.instrument.question", "section_id", "Questions")

    _code_unique = models.Constraint(
        "UNIQUE (instrument_id, code)", "The instrument has this section already."
    )

    @api.depends("weight")
    def _compute_weight_value(self):
        for section in self:
            section.weight_value = _as_float(section.weight)

    @api.depends("code", "name")
    def _compute_display_name(self):
        for section in self:
            section.display_name = f"{section.code or ''} {section.name or ''}".strip()

    def _zi_tool(self):
        self.ensure_one()
        return lke.Section(
            code=self.code,
            weight=lke.to_fraction(self.weight),
            area=self.area_id.code,
            half=self.half,
        )


def _as_float(text):
    """The figure for lists and pivots; 0 while the text is no number yet."""
    try:
        return float(lke.to_fraction(text))
    except ValueError:
        return 0.0
