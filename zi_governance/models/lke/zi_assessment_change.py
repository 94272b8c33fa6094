from odoo import api, fields, models

from ...tools.exact import to_fraction
from .zi_assessment_answer import COLUMN_NAMES, column_fields


class ZiAssessmentChange(models.Model):
    """Every change of an LKE answer: from what, to what, by whom, and which evidence
    had come since the change before.

    Append-only. The Inspectorate's package lists it, so that an answer that rose is
    told with what it rose on.
    """

    _name = "zi.assessment.change"
    _description = "Change of an LKE answer"
    _inherit = ["zi.append.only.mixin"]
    _order = "id desc"
    _rec_name = "code"

    _zi_sealed_columns = (
        "company_id",
        "answer_ref",
        "year",
        "instrument",
        "code",
        "question",
        "column",
        "text_before",
        "text_after",
        "value_before",
        "value_after",
        "evidence",
        "changed_at",
        "user_id",
        "user_name",
    )

    company_id = fields.Many2one(
        "res.company", "Work unit", required=True, index=True, ondelete="restrict"
    )
    answer_ref = fields.Integer("Answer", required=True, index=True, aggregator=None)
    year = fields.Integer(required=True, aggregator=None)
    instrument = fields.Char(required=True, size=128)
    code = fields.Char("No.", required=True, size=32)
    question = fields.Char(required=True)
    column = fields.Char("Judgement", required=True, size=8)
    column_label = fields.Char("Who judges", compute="_compute_labels")
    text_before = fields.Char("Before")
    text_after = fields.Char("Now")
    value_before = fields.Char("Value before (exact)", size=64)
    value_after = fields.Char("Value now (exact)", size=64)
    direction = fields.Char(compute="_compute_labels")
    evidence = fields.Char(
        "New evidence",
        help="Numbers in the register of evidence: what was entered for the question "
        "since its answer changed before.",
    )
    changed_at = fields.Datetime("When", required=True, index=True)
    user_id = fields.Many2one("res.users", "By", required=True, ondelete="restrict")
    user_name = fields.Char("Name", required=True, size=256)

    _column_known = models.Constraint(
        "CHECK (\"column\" IN ('self', 'tpi', 'tpn'))",
        "An answer stands in one of the three columns.",
    )

    @api.depends("column", "value_before", "value_after")
    @api.depends_context("lang")
    def _compute_labels(self):
        columns = dict(
            self.env["zi.assessment.score"]
            ._fields["column"]
            ._description_selection(self.env)
        )
        words = {
            "up": self.env._("Rose"),
            "down": self.env._("Fell"),
            "same": self.env._("Same value"),
            "first": self.env._("First answer"),
            "gone": self.env._("Taken back"),
        }
        for row in self:
            row.column_label = columns.get(row.column, row.column)
            row.direction = words[row._zi_direction()]

    def _zi_direction(self):
        """``up``, ``down``, ``same``, ``first`` or ``gone``."""
        self.ensure_one()
        if not self.value_before:
            return "first"
        if not self.value_after:
            return "gone"
        before, after = to_fraction(self.value_before), to_fraction(self.value_after)
        if before == after:
            return "same"
        return "up" if after > before else "down"

    @api.model
    def _zi_append(self, changes):
        """Append changes of answers.

        :param changes: list of ``(answer, column, text before, value before)``
        """
        answers = self.env["zi.assessment.answer"].union(*(row[0] for row in changes))
        since = self._zi_last_changes(answers)
        # SUDO: which evidence there is is told, whoever answers.
        found = {
            answer.id: answer.evidence_ids.sorted("id")
            for answer in answers.sudo().with_context(active_test=False)
        }
        now = fields.Datetime.now()
        user = self.env.user
        return self.sudo().create(
            [
                {
                    "company_id": answer.company_id.id,
                    "answer_ref": answer.id,
                    "year": answer.assessment_id.year,
                    "instrument": answer.assessment_id.instrument_id.display_name,
                    "code": answer.code,
                    "question": answer.question_text,
                    "column": column,
                    "text_before": text or False,
                    "text_after": answer._zi_text(column) or False,
                    "value_before": value or False,
                    "value_after": answer[f"{column}_value"],
                    "evidence": ", ".join(
                        str(row.id)
                        for row in found[answer.id]
                        if not since.get((answer.id, column))
                        or row.uploaded_at > since[answer.id, column]
                    ),
                    "changed_at": now,
                    "user_id": user.id,
                    "user_name": user.name,
                }
                for answer, column, text, value in changes
            ]
        )

    @api.model
    def _zi_last_changes(self, answers):
        """When each answer changed last; one query.

        :return: ``{(answer id, column): moment}``
        """
        rows = self.sudo()._read_group(
            [("answer_ref", "in", answers.ids)],
            ["answer_ref", "column"],
            ["changed_at:max"],
        )
        return {(ref, column): moment for ref, column, moment in rows}


class ZiAssessmentAnswer(models.Model):
    _inherit = "zi.assessment.answer"

    def write(self, vals):
        """Note what a person changed; values that the server computes are told by
        the rules that changed."""
        if self._zi_gate_open():
            return super().write(vals)
        touched = [
            name for name in COLUMN_NAMES if set(column_fields(name)) & set(vals)
        ]
        before = [
            (answer, name, answer._zi_text(name), answer[f"{name}_value"])
            for answer in self
            for name in touched
        ]
        result = super().write(vals)
        changes = [
            row
            for row in before
            if (row[0]._zi_text(row[1]), row[0][f"{row[1]}_value"]) != (row[2], row[3])
        ]
        if changes:
            self.env["zi.assessment.change"]._zi_append(changes)
        return result
