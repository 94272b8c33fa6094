from odoo import api, fields, models

from ...tools import lke
from .zi_instrument_section import _as_float

PREDICATES = [("WBK", "WBK"), ("WBBM", "WBBM")]


class ZiInstrumentGate(models.Model):
    """A minimum that a unit must reach for a predicate."""

    _name = "zi.instrument.gate"
    _description = "Minimum score of an LKE instrument"
    _inherit = ["zi.instrument.part"]
    _order = "instrument_id, predicate desc, sequence, id"

    _zi_fixed_fields = (
        "instrument_id",
        "predicate",
        "code",
        "scope",
        "minimum",
        "deciding",
    )
    _zi_exact_fields = ("minimum",)

    instrument_id = fields.Many2one(
        "zi.instrument", required=True, index=True, ondelete="cascade"
    )
    predicate = fields.Selection(PREDICATES, required=True)
    code = fields.Char(required=True, size=32)
    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    scope = fields.Char(
        required=True,
        size=32,
        help="What is measured: total, pengungkit, area:XX, half:P.I (beginning of "
        "the question codes), or the code of a question.",
    )
    minimum = fields.Char(
        required=True, size=32, help="Points as exact decimal text, e.g. 15.75."
    )
    minimum_value = fields.Float(
        "Minimum (figure)", digits=(16, 4), compute="_compute_minimum_value", store=True
    )
    minimum_percent = fields.Char("Minimum in percent", size=16)
    deciding = fields.Boolean(
        default=True, help="Unticked: shown for advice, does not decide."
    )
    confidence = fields.Selection(
        [("high", "High"), ("medium", "Medium"), ("low", "Low")], default="medium"
    )
    note = fields.Char()

    _code_unique = models.Constraint(
        "UNIQUE (instrument_id, predicate, code)",
        "The instrument has this gate already.",
    )

    @api.depends("minimum")
    def _compute_minimum_value(self):
        for gate in self:
            gate.minimum_value = _as_float(gate.minimum)

    @api.depends("predicate", "name")
    def _compute_display_name(self):
        for gate in self:
            gate.display_name = f"{gate.predicate or ''}: {gate.name or ''}"

    def _zi_tool(self):
        self.ensure_one()
        return lke.Gate(
            code=self.code,
            predicate=self.predicate,
            scope=self.scope,
            minimum=lke.to_fraction(self.minimum),
            deciding=self.deciding,
            label=self.name,
        )
