from datetime import date

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import lke, plan_text


class ZiWorkPlan(models.Model):
    """LKE questions that the plan serves, and those that nobody works for."""

    _inherit = "zi.work.plan"

    instrument_id = fields.Many2one(
        "zi.instrument",
        "Held against",
        index="btree_not_null",
        ondelete="restrict",
        default=lambda self: self._zi_default_instrument(
            self.env.company._zi_today().year
        ),
        help="The evaluation sheet whose questions the plan should serve.",
    )
    unserved_count = fields.Integer(
        "LKE questions that no indicator serves", compute="_compute_unserved"
    )
    unserved_text = fields.Char("Cost", compute="_compute_unserved")
    unserved_table = fields.Html(
        "What they cost against the gates", compute="_compute_unserved", sanitize=False
    )

    @api.model
    def _zi_default_instrument(self, year):
        """The instrument in force in most of a year, else the newest."""
        instruments = self.env["zi.instrument"].sudo()
        found = instruments._zi_of_date(fields.Date.to_date(f"{year}-07-01"))
        return found or instruments.search([], limit=1)

    def _zi_unserved(self):
        """Scored questions of the plan's instrument that none of its items serves."""
        self.ensure_one()
        questions = self.instrument_id.question_ids.filtered(
            lambda question: not question.is_advisory
        )
        served = self.sudo().item_ids.question_ids
        return questions - served

    def _zi_gate_costs(self):
        """What every gate loses when the unserved questions stay without an answer.

        :return: list of ``(gate, reachable, lost)`` with exact ``Fraction`` points
        """
        self.ensure_one()
        unserved = self._zi_unserved()
        share = {question.id: question._zi_share() for question in unserved}
        costs = []
        for gate in self.instrument_id.gate_ids:
            scope = self.instrument_id._zi_in_scope(gate.scope)
            lost = sum((share[q] for q in share if q in scope), lke.ZERO)
            if lost:
                most = sum(
                    (
                        q._zi_share()
                        for q in self.instrument_id.question_ids
                        if q.id in scope
                    ),
                    lke.ZERO,
                )
                costs.append((gate, most - lost, lost))
        return costs

    @api.depends("instrument_id", "item_ids.question_ids")
    @api.depends_context("lang")
    def _compute_unserved(self):
        for plan in self:
            unserved = plan._zi_unserved()
            plan.unserved_count = len(unserved)
            points = sum((q._zi_share() for q in unserved), lke.ZERO)
            plan.unserved_text = self.env._(
                "%(count)s of %(total)s questions, %(points)s points",
                count=len(unserved),
                total=len(plan.instrument_id.question_ids),
                points=lke.display(points, decimal_comma=True),
            )
            plan.unserved_table = plan._zi_cost_table() if unserved else False

    def _zi_cost_table(self):
        rows = Markup("").join(
            Markup(
                '<tr class="%s"><td>%s</td><td class="text-end">%s</td>'
                '<td class="text-end">%s</td><td class="text-end">%s</td>'
                "<td>%s</td></tr>"
            )
            % (
                "" if reachable >= lke.to_fraction(gate.minimum) else "table-danger",
                gate.display_name,
                lke.display(lost, decimal_comma=True),
                lke.display(reachable, decimal_comma=True),
                lke.display(lke.to_fraction(gate.minimum), decimal_comma=True),
                self.env._("can still be met")
                if reachable >= lke.to_fraction(gate.minimum)
                else self.env._("cannot be met"),
            )
            for gate, reachable, lost in self._zi_gate_costs()
        )
        return Markup(
            '<table class="table table-sm"><thead><tr><th>%s</th>'
            '<th class="text-end">%s</th><th class="text-end">%s</th>'
            '<th class="text-end">%s</th><th></th></tr></thead>'
            "<tbody>%s</tbody></table>"
        ) % (
            self.env._("Gate"),
            self.env._("Lost"),
            self.env._("At most"),
            self.env._("Minimum"),
            rows,
        )

    def action_open_unserved(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "zi_governance.zi_instrument_question_unserved_action"
        )
        action["domain"] = [("id", "in", self._zi_unserved().ids)]
        action["context"] = {"plan_id": self.id}
        return action

    def _zi_lines_from_questions(self, questions):
        """New indicators at the end of the plan, one per question.

        The evidence that the question asks for becomes its items, to be edited.

        :param questions: ``zi.instrument.question`` records
        :return: ``zi.work.plan.line`` records
        """
        self.ensure_one()
        unknown = questions - self.instrument_id.question_ids
        if unknown:
            raise UserError(
                self.env._(
                    "%(question)s is not a question of the sheet that this plan is "
                    "held against.",
                    question=unknown[0].code,
                )
            )
        number = max(self.line_ids.mapped("sequence"), default=0)
        return self.env["zi.work.plan.line"].create(
            [
                {
                    "plan_id": self.id,
                    "sequence": number + place,
                    "area_id": question.area_id.id,
                    "sub_component": question.section_id.name,
                    "indicator": question.name,
                    "item_ids": [
                        (0, 0, {**item, "question_ids": [(6, 0, question.ids)]})
                        for item in _items_of_hint(question, self.year)
                    ],
                }
                for place, question in enumerate(questions, start=1)
            ]
        )


class ZiWorkPlanLine(models.Model):
    _inherit = "zi.work.plan.line"

    question_codes = fields.Char("LKE questions", compute="_compute_question_codes")

    @api.depends("item_ids.question_ids", "plan_id.instrument_id")
    def _compute_question_codes(self):
        for line in self:
            questions = line.item_ids.question_ids.filtered(
                lambda q, line=line: q.instrument_id == line.plan_id.instrument_id
            )
            line.question_codes = ", ".join(questions.mapped("code"))


class ZiWorkPlanItem(models.Model):
    _inherit = "zi.work.plan.item"

    question_ids = fields.Many2many(
        "zi.instrument.question",
        "zi_work_plan_item_question_rel",
        "item_id",
        "question_id",
        "LKE questions",
        help="Questions of the evaluation sheet that this evidence answers.",
    )

    def _zi_copied_links(self):
        return {
            **super()._zi_copied_links(),
            "question_ids": [(6, 0, self.question_ids.ids)],
        }


def _items_of_hint(question, year):
    """Evidence items from what the question asks for: a proposal to be edited."""
    texts = plan_text.split_evidence(question.evidence_hint) or [question.name]
    items = []
    for number, text in enumerate(texts, start=1):
        kind = plan_text.guess_kind(text)
        items.append(
            {
                "sequence": number,
                "name": text,
                "kind": kind,
                "cadence": plan_text.guess_item_cadence(text, kind),
                "date_from": date(year, 1, 1),
                "date_to": date(year, 12, 31),
            }
        )
    return items
