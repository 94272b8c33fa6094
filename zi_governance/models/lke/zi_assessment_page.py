from markupsafe import Markup

from odoo import api, fields, models

from ...tools import radar

# An empty LKE is neither met nor missed.
_MET = {"met": True, "not_met": False}


class ZiAssessment(models.Model):
    """What people read of an LKE: radar, lists, and the card of the home page."""

    _inherit = "zi.assessment"

    radar_html = fields.Html("Radar", compute="_compute_radar_html", sanitize=False)

    @api.depends("score_ids.share", "predicate", "stage")
    @api.depends_context("lang")
    def _compute_radar_html(self):
        for assessment in self:
            svg = radar.draw(
                [
                    radar.Spoke(
                        row["short_name"],
                        row["share"],
                        row["minimum_share"] or None,
                    )
                    for row in assessment._zi_home_areas()
                ],
                self.env._("Share of the points per area"),
            )
            legend = self.env._(
                "Filled: share of the points. Dashed: minimum of %(predicate)s.",
                predicate=assessment.predicate,
            )
            # The drawing escapes its labels itself.
            assessment.radar_html = svg and Markup(
                '<div class="overflow-auto">%s<p class="text-muted">%s</p></div>'
            ) % (Markup(svg), legend)

    def action_open_answers(self):
        """The questions as a list that is answered line by line."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "zi_governance.zi_assessment_answer_action"
        )
        action["domain"] = [("assessment_id", "=", self.id)]
        action["context"] = {"search_default_group_section": 1}
        action["display_name"] = self.display_name
        return action

    def action_open_scores(self):
        """Scores of this unit over the years and columns."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "zi_governance.zi_assessment_score_action"
        )
        action["domain"] = [("company_id", "=", self.company_id.id)]
        return action

    # ------------------------------------------------------------------
    # HOME PAGE
    # ------------------------------------------------------------------

    @api.model
    def _zi_home_card(self, company):
        """Where the unit stands, for the home page.

        :param res.company company: the unit
        :return: dict of plain values, or False when the unit has no LKE that the
            reader may see
        """
        if not self.has_access("read"):
            return False
        assessment = self.search([("company_id", "=", company.id)], limit=1)
        if not assessment:
            return False
        return {
            "title": assessment.display_name,
            "verdict": assessment.progress_text,
            "predicates": [
                {
                    "code": code,
                    "action": assessment._zi_gate_action(code),
                    "met": _MET.get(assessment[f"{code.lower()}_state"]),
                    "text": assessment[f"{code.lower()}_text"],
                }
                for code in ("WBK", "WBBM")
            ],
            "total": assessment.leading_total_text or "",
            "areas": assessment._zi_home_areas(),
            "legend": self.env._(
                "The line in a bar is the minimum of %(predicate)s.",
                predicate=assessment.predicate,
            ),
            "trend": assessment._zi_home_trend(),
            "action": self.env["zi.home"]._zi_record_action(assessment),
        }

    def _zi_gate_action(self, predicate):
        """The gates behind the sentence on a predicate."""
        self.ensure_one()
        return self.env["zi.home"]._zi_action(
            "zi_governance.zi_home_gate_action",
            [
                ("assessment_id", "=", self.id),
                ("column", "=", self.leading_column),
                ("predicate", "=", predicate),
            ],
        )

    def _zi_home_areas(self):
        """One bar per area: value, minimum and margin."""
        self.ensure_one()
        gates = {
            result.gate_id.scope: result
            for result in self.leading_gate_ids
            if result.predicate == self.predicate and result.deciding
        }
        rows = []
        for score in self.area_score_ids.sorted("sequence"):
            gate = self._zi_area_gate(score.area_id, gates)
            maximum = score.maximum_value or 1
            rows.append(
                {
                    "code": score.code,
                    "name": score.area_id.display_name,
                    "short_name": score.area_id.short_name or score.code,
                    "value": f"{score.value_text} / {score.maximum_text}",
                    "share": score.share,
                    "minimum_share": gate.minimum / maximum if gate else 0,
                    "margin": gate.margin_text if gate and score.answered else "",
                    "empty": ""
                    if score.answered
                    else self.env._(
                        "not filled in: %(missing)s of %(total)s",
                        missing=score.question_count,
                        total=score.question_count,
                    ),
                    "met": gate.met if gate and score.answered else None,
                    "action": {
                        "type": "ir.actions.act_window",
                        "name": score.area_id.display_name,
                        "res_model": "zi.assessment.answer",
                        "views": [[False, "list"], [False, "form"]],
                        "domain": [
                            ("assessment_id", "=", self.id),
                            ("area_id", "=", score.area_id.id),
                        ],
                    },
                }
            )
        return rows

    def _zi_area_gate(self, area, gates):
        """The deciding gate of an area, if it has one.

        A result area of a single question, such as the quality of service, has its
        gate on that question.

        :param zi.area area: the area
        :param dict gates: ``{scope: gate result}``
        :return: the gate result, or None: then nothing is said of met or not
        """
        self.ensure_one()
        gate = gates.get(f"area:{area.code}")
        if gate:
            return gate
        structure = self.instrument_id._zi_structure()
        codes = [
            question.code
            for question in structure.tool_questions
            if question.area == area.code
        ]
        return gates.get(codes[0]) if len(codes) == 1 else None
