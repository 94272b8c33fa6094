from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import lke


class ZiInstrumentQuestion(models.Model):
    """Which plan items serve a question, and what it costs when none does."""

    _inherit = "zi.instrument.question"

    plan_item_ids = fields.Many2many(
        "zi.work.plan.item",
        "zi_work_plan_item_question_rel",
        "question_id",
        "item_id",
        "Plan items",
        copy=False,
    )
    gate_text = fields.Char(
        "Gates that it counts for",
        compute="_compute_gate_text",
        help="The narrowest first: the fewer questions a gate has, the more each one "
        "weighs.",
    )

    @api.depends("instrument_id", "section_id")
    def _compute_gate_text(self):
        for instrument, questions in self.grouped("instrument_id").items():
            gates = instrument._zi_gates_by_question(questions)
            for question in questions:
                names = list(dict.fromkeys(gates[question.id].mapped("name")))
                question.gate_text = ", ".join(names)

    def action_make_plan_line(self):
        """Make an indicator of the plan from each question.

        The plan is named by the context's ``plan_id``; whether the user may write it
        is checked as for any other new indicator.
        """
        plan = self.env["zi.work.plan"].browse(self.env.context.get("plan_id")).exists()
        if not plan:
            raise UserError(self.env._("Open this list from the plan that it is for."))
        lines = plan._zi_lines_from_questions(self)
        return lines[:1].action_open_form() if len(lines) == 1 else True


class ZiInstrument(models.Model):
    _inherit = "zi.instrument"

    def _zi_gates_by_question(self, questions):
        """Gates in whose scope each question counts, narrow ones first.

        :param questions: questions of this instrument
        :return: ``{question id: zi.instrument.gate}``
        """
        self.ensure_one()
        scopes = {
            scope: self._zi_in_scope(scope) for scope in self.gate_ids.mapped("scope")
        }
        gates = self.gate_ids.sorted(lambda gate: len(scopes[gate.scope]))
        return {
            question.id: gates.filtered(
                lambda gate, question=question: question.id in scopes[gate.scope]
            )
            for question in questions
        }

    def _zi_in_scope(self, scope):
        """Ids of the questions that count in a gate's scope."""
        self.ensure_one()
        kind, colon, name = scope.partition(":")
        scored = self.question_ids.filtered(lambda question: not question.is_advisory)
        if scope == "total":
            return set(scored.ids)
        if scope in ("pengungkit", "hasil"):
            is_result = scope == "hasil"
            return {q.id for q in scored if (q.half == lke.RESULT_HALF) == is_result}
        if not colon:
            exact = {q.id for q in scored if q.code == scope}
            return exact or {q.id for q in scored if q.section_id.code == scope}
        if kind == "area":
            return {q.id for q in scored if q.area_id.code == name}
        return {
            q.id
            for q in scored
            if q.half == name or f"{q.section_id.code}.".startswith(f"{name}.")
        }
