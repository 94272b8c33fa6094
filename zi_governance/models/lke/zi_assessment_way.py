from odoo import api, fields, models

from ...tools import lke
from .zi_assessment_answer import _decimal

_SHOWN = 15


class ZiAssessmentAnswer(models.Model):
    """What a better answer would bring: read beside the question, one click away."""

    _inherit = "zi.assessment.answer"

    way_next_text = fields.Char("Next better answer", compute="_compute_way")
    way_lift_text = fields.Char("Lifts by", compute="_compute_way")
    way_gates_text = fields.Char("Helps these gates", compute="_compute_way")

    @api.depends("assessment_id.score_ids.exact", "assessment_id.predicate")
    @api.depends_context("lang")
    def _compute_way(self):
        for assessment, answers in self.grouped("assessment_id").items():
            steps = dict(assessment._zi_shortest_way(assessment.predicate))
            labels = {
                gate.code: gate.label
                for gate in assessment.instrument_id._zi_structure().tool_gates
                if gate.predicate == assessment.predicate
            }
            for answer in answers:
                step = steps.get(answer.question_id.id)
                answer.way_next_text = step and answer._zi_next_words(step)
                answer.way_lift_text = step and (
                    f"+{lke.display(step.next_lift, decimal_comma=True)}"
                )
                answer.way_gates_text = step and ", ".join(
                    labels.get(code, code) for code in step.gates
                )

    def _zi_next_words(self, step):
        """The next better answer as people read it.

        :param step: ``tools.lke.Step``
        """
        self.ensure_one()
        option = self.question_id.option_ids.filtered(
            lambda option: option.letter == step.next_option
        )
        if option:
            return option.display_name
        if self.answer_type == lke.INDEX:
            index = _decimal(step.next_value * lke.INDEX_TOP).replace(".", ",")
            return self.env._("Index %(index)s", index=index)
        return self.env._(
            "%(percent)s%% of the full value",
            percent=lke.display(step.next_value * 100, decimal_comma=True),
        )

    def action_open(self):
        """The question with its answer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.code,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "current",
        }


class ZiAssessmentGateResult(models.Model):
    _inherit = "zi.assessment.gate.result"

    way_ids = fields.Many2many(
        "zi.assessment.answer", string="Shortest way", compute="_compute_way_ids"
    )

    @api.depends("exact", "met")
    def _compute_way_ids(self):
        for result in self:
            result.way_ids = result.assessment_id._zi_way_answers(result)

    def action_open_way(self):
        """The gate with the answers that lift it, the strongest first."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.gate_name,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "current",
        }


class ZiAssessment(models.Model):
    _inherit = "zi.assessment"

    way_ids = fields.Many2many(
        "zi.assessment.answer",
        string="Shortest way to pass",
        compute="_compute_way_ids",
    )
    way_text = fields.Char("What is enough", compute="_compute_way_ids")

    @api.depends("score_ids.exact", "predicate", "stage")
    @api.depends_context("lang")
    def _compute_way_ids(self):
        for assessment in self:
            if not assessment.answer_ids:
                assessment.way_ids = assessment.answer_ids
                assessment.way_text = False
                continue
            assessment.way_ids = assessment._zi_way_answers()[:_SHOWN]
            assessment.way_text = assessment._zi_way_words()

    def _zi_way_answers(self, result=None):
        """Answers that could be better, in the order of what they lift.

        :param result: ``zi.assessment.gate.result``: only those that lift this gate
        :return: answers; those of failing gates first
        """
        self.ensure_one()
        predicate = result.predicate if result else self.predicate
        way = self._zi_shortest_way(predicate, result.column if result else None)
        if result:
            code = result.gate_id.code
            way = [
                (question_id, step)
                for question_id, step in way
                if code in (*step.gates, *step.advisory_gates)
            ]
            way.sort(key=lambda pair: -pair[1].next_lift)
        ids = {answer.question_id.id: answer.id for answer in self.answer_ids}
        return self.env["zi.assessment.answer"].browse(
            [ids[question_id] for question_id, _step in way]
        )

    def _zi_way_words(self):
        """How many better answers are enough for the aim, in one sentence."""
        self.ensure_one()
        state = self[f"{self.predicate.lower()}_state"]
        if state in ("met", "no_gates"):
            return self[f"{self.predicate.lower()}_text"]
        plan = self._zi_plan_to_pass(self.predicate)
        codes = [move.question for move in plan.moves]
        text = self.env._(
            "Enough for %(predicate)s, %(count)s in all: better answers to %(codes)s.",
            count=len(codes),
            predicate=self.predicate,
            codes=", ".join(codes[:20]) + ("…" if len(codes) > 20 else ""),
        )
        if not plan.reachable:
            text = self.env._(
                "Even the best answers do not meet every gate of %(predicate)s.",
                predicate=self.predicate,
            )
        return text
