from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError

from .zi_assessment_process import STAGES

_OPEN_STAGES = {name for name, _label in STAGES} - {
    "granted",
    "not_granted",
    "monitored",
    "revoked",
}


class ZiEligibilityCheck(models.Model):
    """Whether one condition for proposing is met, as a person found it."""

    _name = "zi.eligibility.check"
    _description = "Check of a condition for proposing"
    _inherit = ["zi.gate.mixin"]
    _order = "assessment_id, sequence, id"
    _rec_name = "criterion_id"

    _zi_gated_fields = (
        "assessment_id",
        "criterion_id",
        "checked_by_id",
        "checked_on",
    )

    assessment_id = fields.Many2one(
        "zi.assessment", "LKE", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="assessment_id.company_id", store=True, precompute=True, index=True
    )
    criterion_id = fields.Many2one(
        "zi.eligibility.criterion", required=True, index=True, ondelete="restrict"
    )
    sequence = fields.Integer(
        related="criterion_id.sequence", store=True, precompute=True
    )
    level = fields.Selection(related="criterion_id.level")
    predicate = fields.Selection(
        related="criterion_id.predicate", store=True, precompute=True
    )
    help_text = fields.Text(related="criterion_id.help_text")
    answer = fields.Selection(
        [("unknown", "Not checked"), ("yes", "Met"), ("no", "Not met")],
        required=True,
        default="unknown",
    )
    proof = fields.Char(
        size=512, help="What shows it: document, number, date, or where it is kept."
    )
    proof_file = fields.Binary("File", attachment=True)
    proof_name = fields.Char()
    known_text = fields.Char("What the system knows", compute="_compute_known_text")
    checked_by_id = fields.Many2one("res.users", "Checked by", ondelete="restrict")
    checked_on = fields.Date()

    _criterion_unique = models.Constraint(
        "UNIQUE (assessment_id, criterion_id)", "The condition is listed already."
    )
    _yes_has_proof = models.Constraint(
        "CHECK (answer <> 'yes' OR coalesce(length(trim(proof)), 0) > 0)",
        "Say what proves that the condition is met.",
    )

    @api.depends("criterion_id.code", "assessment_id.date_to")
    def _compute_known_text(self):
        for check in self:
            check.known_text = (
                check._zi_wbk_held_text()
                if check.criterion_id.code == "wbbm_holds_wbk"
                else False
            )

    def _zi_wbk_held_text(self):
        self.ensure_one()
        held = self.env["zi.predicate"]._zi_held(
            self.company_id, "WBK", self.assessment_id.date_to
        )
        if not held:
            return self.env._("No WBK in force in the history.")
        return self.env._(
            "WBK since %(date)s (%(decree)s).",
            date=fields.Date.to_string(held[0].date_from),
            decree=held[0].decree_number,
        )

    @api.model_create_multi
    def create(self, vals_list):
        checks = super().create(vals_list)
        checks._zi_check_open()
        return checks

    def write(self, vals):
        if self._zi_gate_open():
            return super().write(vals)
        self._zi_check_open()
        result = super().write(vals)
        if {"answer", "proof", "proof_file"} & set(vals):
            for check in self:
                check._zi_gate_write(
                    {
                        "checked_by_id": self.env.uid,
                        "checked_on": check.company_id._zi_today(),
                    }
                )
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("The list of conditions of an LKE is kept."))

    def _zi_check_open(self):
        for assessment in self.assessment_id:
            assessment._zi_check_secretary()
            if assessment.stage not in _OPEN_STAGES:
                raise UserError(
                    self.env._("The predicate is decided; the conditions are closed.")
                )


class ZiAssessment(models.Model):
    _inherit = "zi.assessment"

    check_ids = fields.One2many(
        "zi.eligibility.check", "assessment_id", "Conditions for proposing"
    )
    propose_state = fields.Selection(
        [
            ("unknown", "Not checked"),
            ("no", "May not be proposed"),
            ("yes", "May be proposed"),
        ],
        "May be proposed",
        compute="_compute_propose_state",
    )
    propose_text = fields.Char(
        "Conditions for proposing (result)", compute="_compute_propose_text"
    )

    @api.depends("check_ids.answer", "predicate")
    def _compute_propose_state(self):
        counts = self._zi_check_counts()
        for assessment in self:
            found = counts[assessment]
            if found["no"]:
                assessment.propose_state = "no"
            elif found["unknown"] or not found.total():
                assessment.propose_state = "unknown"
            else:
                assessment.propose_state = "yes"

    @api.depends("check_ids.answer", "predicate")
    def _compute_propose_text(self):
        for assessment in self:
            checks = assessment.check_ids.filtered(
                lambda row, aim=assessment.predicate: row.predicate in (False, aim)
            )
            no = checks.filtered(lambda row: row.answer == "no")
            unknown = checks.filtered(lambda row: row.answer == "unknown")
            if no:
                assessment.propose_text = self.env._(
                    "Not met: %(names)s",
                    names="; ".join(no.criterion_id.mapped("name")),
                )
            elif unknown or not checks:
                assessment.propose_text = self.env._(
                    "%(unknown)s of %(total)s conditions are not checked yet",
                    unknown=len(unknown),
                    total=len(checks),
                )
            else:
                assessment.propose_text = self.env._(
                    "All %(total)s conditions met", total=len(checks)
                )

    def _zi_check_counts(self):
        """How often each answer was given to the conditions that bind; one query.

        :return: ``{assessment: Counter of answers}``
        """
        counts = {assessment: Counter() for assessment in self}
        groups = self.env["zi.eligibility.check"]._read_group(
            [("assessment_id", "in", self.ids)],
            ["assessment_id", "predicate", "answer"],
            ["__count"],
        )
        for assessment, predicate, answer, count in groups:
            if predicate in (False, assessment.predicate):
                counts[assessment][answer] += count
        return counts

    def _zi_create_checks(self):
        """The conditions in force at the end of the window, each not checked yet."""
        criteria = self.env["zi.eligibility.criterion"]
        self.env["zi.eligibility.check"]._zi_gate_create(
            [
                {"assessment_id": assessment.id, "criterion_id": criterion.id}
                for assessment in self
                for criterion in criteria._zi_of_date(assessment.date_to)
            ]
        )
