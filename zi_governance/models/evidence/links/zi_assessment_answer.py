from collections import defaultdict

from odoo import api, fields, models


class ZiAssessmentAnswer(models.Model):
    _inherit = "zi.assessment.answer"

    evidence_ids = fields.Many2many("zi.evidence", compute="_compute_evidence_ids")
    evidence_count = fields.Integer(compute="_compute_evidence_ids")

    @api.depends("question_id", "company_id")
    @api.depends_context("uid")
    def _compute_evidence_ids(self):
        """Evidence of the unit and year for the question, linked directly or through
        plan items; as the reader may see it. Two queries for all answers."""
        questions = self.question_id
        rows = self.env["zi.evidence"].search_fetch(
            [
                ("company_id", "in", self.company_id.ids),
                ("state", "in", ["waiting", "verified"]),
                "|",
                ("question_ids", "in", questions.ids),
                ("item_ids.question_ids", "in", questions.ids),
            ],
            ["company_id", "date"],
        )
        found = defaultdict(list)
        for row, row_sudo in zip(rows, rows.sudo(), strict=True):
            for question in row_sudo.question_ids | row_sudo.item_ids.question_ids:
                found[row.company_id.id, row.date.year, question.id].append(row.id)
        for answer in self:
            key = (
                answer.company_id.id,
                answer.assessment_id.year,
                answer.question_id.id,
            )
            answer.evidence_ids = rows.browse(found[key])
            answer.evidence_count = len(found[key])

    def action_open_evidence(self):
        """What was entered for this question, to read or to add to."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "zi.evidence",
            "view_mode": "kanban,list,form",
            "views": [(False, "kanban"), (False, "list"), (False, "form")],
            "domain": [("id", "in", self.evidence_ids.ids)],
            "context": {"default_question_ids": [(6, 0, self.question_id.ids)]},
        }
