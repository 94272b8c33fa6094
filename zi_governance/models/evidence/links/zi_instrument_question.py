from odoo import fields, models


class ZiInstrumentQuestion(models.Model):
    _inherit = "zi.instrument.question"

    evidence_ids = fields.Many2many(
        "zi.evidence",
        "zi_evidence_question_rel",
        "question_id",
        "evidence_id",
        string="Evidence linked directly",
        copy=False,
    )
