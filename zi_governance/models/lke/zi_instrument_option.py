from odoo import api, fields, models


class ZiInstrumentOption(models.Model):
    """One possible answer with its published value."""

    _name = "zi.instrument.option"
    _description = "Option of an LKE question"
    _inherit = ["zi.instrument.part"]
    _order = "question_id, letter, id"

    _zi_fixed_fields = ("question_id", "letter", "text", "value")
    _zi_exact_fields = ("value",)

    question_id = fields.Many2one(
        "zi.instrument.question", required=True, index=True, ondelete="cascade"
    )
    letter = fields.Char(required=True, size=1)
    text = fields.Char(required=True)
    value = fields.Char(
        required=True,
        size=32,
        help="Exact decimal text as published: 0.67 and not two thirds.",
    )

    _letter_unique = models.Constraint(
        "UNIQUE (question_id, letter)", "The question has this option already."
    )
    _letter_upper = models.Constraint(
        "CHECK (letter ~ '^[A-Z]$')", "The letter of an option is one of A to Z."
    )

    @api.depends("letter", "text")
    def _compute_display_name(self):
        for option in self:
            option.display_name = f"{option.letter or ''}. {option.text or ''}"

    def _zi_instruments(self):
        return self.question_id.instrument_id
