from odoo import api, fields, models

from ...tools import lke
from ...tools.lke_rows import RowError, formula_of, parse_inputs
from .zi_instrument import ZERO_DENOMINATOR


class ZiInstrumentQuestion(models.Model):
    """One question of a sheet."""

    _name = "zi.instrument.question"
    _description = "LKE question"
    _inherit = ["zi.instrument.part"]
    _order = "instrument_id, sequence, id"
    _rec_names_search = ["code", "name"]

    _zi_fixed_fields = (
        "instrument_id",
        "section_id",
        "code",
        "name",
        "answer_type",
        "inputs",
        "formula",
        "is_advisory",
        "zero_denominator",
        "option_ids",
    )

    instrument_id = fields.Many2one(
        "zi.instrument", required=True, index=True, ondelete="cascade"
    )
    section_id = fields.Many2one(
        "zi.instrument.section",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('instrument_id', '=', instrument_id)]",
    )
    code = fields.Char(required=True, size=32)
    name = fields.Char("Question", required=True)
    sequence = fields.Integer(default=10)
    area_id = fields.Many2one(
        related="section_id.area_id", store=True, precompute=True, index=True
    )
    half = fields.Selection(related="section_id.half", store=True, precompute=True)
    answer_type = fields.Char(
        required=True,
        size=16,
        help="YT, ABC, ABCD or ABCDE: options with values. PCT: a percentage from two "
        "counts. IDX: an index from 0 to 4.",
    )
    inputs = fields.Char(help="pembilang=... | penyebut=... | info=... | indeks=...")
    formula = fields.Selection(
        [("ratio", "Part of the whole"), ("decrease", "Decrease since last year")],
        required=True,
        default="ratio",
    )
    zero_denominator = fields.Selection(
        ZERO_DENOMINATOR,
        "Nothing to count",
        help="Only where this question differs from the setting of the assessment.",
    )
    is_advisory = fields.Boolean(
        "Asked, not scored", help="Shown and answered, but without points."
    )
    evidence_hint = fields.Text("Evidence that is asked for")
    option_ids = fields.One2many("zi.instrument.option", "question_id", "Options")
    numerator_label = fields.Char(compute="_compute_labels")
    denominator_label = fields.Char(compute="_compute_labels")
    info_label = fields.Char(compute="_compute_labels")
    weight_share = fields.Float(
        "Points at most", digits=(16, 4), compute="_compute_weight_share"
    )

    _code_unique = models.Constraint(
        "UNIQUE (instrument_id, code)", "The instrument has this question already."
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for question in self:
            question.display_name = (
                f"{question.code or ''} {question.name or ''}".strip()
            )

    @api.depends("inputs", "formula", "answer_type")
    def _compute_labels(self):
        for question in self:
            try:
                inputs = parse_inputs(question.inputs)
            except RowError:
                inputs = {}
            if question.formula == "decrease":
                question.numerator_label = self.env._("This year's count")
                question.denominator_label = self.env._("Last year's count")
            else:
                question.numerator_label = inputs.get("pembilang")
                question.denominator_label = inputs.get("penyebut")
            question.info_label = inputs.get("info")

    @api.depends("section_id.weight", "section_id.question_ids.is_advisory")
    def _compute_weight_share(self):
        for question in self:
            question.weight_share = float(question._zi_share())

    def _zi_share(self):
        """Exact points that this question can bring."""
        self.ensure_one()
        if self.is_advisory:
            return lke.ZERO
        scored = self.section_id.question_ids.filtered(lambda q: not q.is_advisory)
        return lke.to_fraction(self.section_id.weight) / max(len(scored), 1)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if "section_id" in vals and not vals.get("instrument_id"):
                section = self.env["zi.instrument.section"].browse(vals["section_id"])
                vals["instrument_id"] = section.instrument_id.id
        return super().create(vals_list)

    # ------------------------------------------------------------------
    # FOR THE ARITHMETIC AND FOR OTHERS
    # ------------------------------------------------------------------

    def _zi_scale(self):
        """Name of the question's scale of values for the tool: questions whose
        letters have the same values share it."""
        self.ensure_one()
        if self.answer_type in lke.COMPUTED_TYPES:
            return self.answer_type
        values = ",".join(
            f"{option.letter}={option.value}" for option in self.option_ids
        )
        return f"{self.answer_type}({values})"

    def _zi_option_values(self):
        """``{letter: Fraction}``."""
        self.ensure_one()
        return {
            option.letter: lke.to_fraction(option.value) for option in self.option_ids
        }

    def _zi_tool(self):
        self.ensure_one()
        return lke.Question(
            code=self.code,
            section_code=self.section_id.code,
            area=self.area_id.code,
            half=self.half,
            answer_type=self._zi_scale(),
            is_advisory=self.is_advisory,
            formula=self.formula,
        )

    @api.model
    def _zi_find(self, instrument_code, codes):
        """Questions of an instrument by their codes.

        :param str instrument_code: e.g. ``90/2021``
        :param codes: iterable of question codes
        :return: ``{code: zi.instrument.question}``; unknown codes are missing
        """
        found = self.search(
            [("instrument_id.code", "=", instrument_code), ("code", "in", list(codes))]
        )
        return {question.code: question for question in found}

    @api.model
    def _zi_formula_of(self, inputs):
        return formula_of(parse_inputs(inputs))
