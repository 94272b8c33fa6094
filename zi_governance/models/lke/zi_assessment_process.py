from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

STAGES = [
    ("draft", "Being filled in"),
    ("filled", "Filled in"),
    ("reviewed", "Reviewed"),
    ("approved", "Approved by the head"),
    ("tpi", "With the TPI"),
    ("judged", "Judged by the TPI"),
    ("correcting", "Being corrected"),
    ("corrected", "Corrected"),
    ("proposed", "Proposed"),
    ("desk", "Desk evaluation"),
    ("field", "Field evaluation"),
    ("granted", "Predicate granted"),
    ("not_granted", "Not granted"),
    ("monitored", "Monitored"),
    ("revoked", "Revoked"),
]
# The one table of moves. The first steps follow the approval; the others have a
# button each.
MOVES = {
    "draft": {"filled", "approved"},
    "filled": {"draft", "reviewed", "approved"},
    "reviewed": {"draft", "approved"},
    "approved": {"tpi"},
    "tpi": {"judged"},
    "judged": {"correcting", "proposed"},
    "correcting": {"corrected"},
    "corrected": {"tpi", "proposed"},
    "proposed": {"desk", "not_granted"},
    "desk": {"field", "not_granted"},
    "field": {"granted", "not_granted"},
    "granted": {"monitored", "revoked"},
    "monitored": {"revoked"},
}
# Steps at which a column is open.
OPEN_COLUMNS = {
    "self": {"draft", "correcting"},
    "tpi": {"tpi"},
    "tpn": {"desk", "field"},
}
_SECRETARY, _TPI, _TPN = "secretary", "assessor", "national_assessor"
# Fields of a step: who fills them in, and when.
_STEP_FIELDS = {
    "predicate": ((_SECRETARY,), {"draft", "correcting"}),
    "date_from": ((_SECRETARY,), {"draft", "correcting"}),
    "date_to": ((_SECRETARY,), {"draft", "correcting"}),
    "zero_denominator": ((_SECRETARY,), {"draft", "correcting"}),
    "lhe_number": ((_TPI,), {"tpi"}),
    "lhe_date": ((_TPI,), {"tpi"}),
    "lhe_file": ((_TPI,), {"tpi"}),
    "lhe_name": ((_TPI,), {"tpi"}),
    "tpi_recommendation": ((_TPI,), {"tpi"}),
    "tpi_summary": ((_TPI,), {"tpi"}),
    "sptjm_number": ((_SECRETARY,), {"judged", "corrected"}),
    "sptjm_date": ((_SECRETARY,), {"judged", "corrected"}),
    "sptjm_file": ((_SECRETARY,), {"judged", "corrected"}),
    "sptjm_name": ((_SECRETARY,), {"judged", "corrected"}),
    "tpn_summary": ((_TPN,), {"desk", "field"}),
    "decree_number": ((_SECRETARY, _TPN), {"field"}),
    "decree_date": ((_SECRETARY, _TPN), {"field"}),
    "predicate_from": ((_SECRETARY, _TPN), {"field"}),
    "predicate_to": ((_SECRETARY, _TPN), {"field"}),
    "not_granted_reason": ((_SECRETARY, _TPN), {"proposed", "desk", "field"}),
    "monitoring_note": ((_SECRETARY,), {"granted", "monitored"}),
    "revoke_reason": ((_SECRETARY,), {"granted", "monitored"}),
    "revoke_decree": ((_SECRETARY,), {"granted", "monitored"}),
    "active": ((_SECRETARY,), {name for name, _label in STAGES}),
    "note": ((_SECRETARY,), {name for name, _label in STAGES}),
}


class ZiAssessment(models.Model):
    _inherit = "zi.assessment"

    _zi_gated_fields = ("stage", "judged_by_id", "predicate_id", "sent_to_tpi_on")

    stage = fields.Selection(
        STAGES,
        "Step",
        required=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
        help="Only the column of the step is open: the unit's while it is filled in or "
        "corrected, the TPI's while it is with the TPI, the TPN's at desk and field "
        "evaluation.",
    )
    sent_to_tpi_on = fields.Date(copy=False)
    lhe_number = fields.Char(
        "LHE number", size=128, copy=False, help="Report of the evaluation's result."
    )
    lhe_date = fields.Date("LHE date", copy=False)
    lhe_file = fields.Binary("LHE", copy=False, attachment=True)
    lhe_name = fields.Char(copy=False)
    judged_by_id = fields.Many2one(
        "res.users", "Judged by", copy=False, ondelete="restrict"
    )
    tpi_recommendation = fields.Selection(
        [("propose", "To be proposed"), ("wait", "Not to be proposed yet")],
        "Recommendation of the TPI",
        copy=False,
    )
    tpi_summary = fields.Text("Summary of the TPI", copy=False)
    sptjm_number = fields.Char(
        "SPTJM number",
        size=128,
        copy=False,
        help="Statement of absolute responsibility of the institution's head.",
    )
    sptjm_date = fields.Date("SPTJM date", copy=False)
    sptjm_file = fields.Binary("SPTJM", copy=False, attachment=True)
    sptjm_name = fields.Char(copy=False)
    tpn_summary = fields.Text("Summary of the TPN", copy=False)
    not_granted_reason = fields.Text("Why it was not granted", copy=False)
    decree_number = fields.Char("Decree of the predicate", size=128, copy=False)
    decree_date = fields.Date("Date of the decree", copy=False)
    predicate_from = fields.Date("Predicate valid from", copy=False)
    predicate_to = fields.Date("Predicate valid until", copy=False)
    predicate_id = fields.Many2one("zi.predicate", copy=False, ondelete="restrict")
    monitoring_note = fields.Text("What monitoring found", copy=False)
    revoke_reason = fields.Text("Why it was revoked", copy=False)
    revoke_decree = fields.Char("Decree of the revocation", size=128, copy=False)
    is_secretary = fields.Boolean(compute="_compute_actor")
    is_tpi = fields.Boolean(compute="_compute_actor")
    is_tpn = fields.Boolean(compute="_compute_actor")
    may_answer = fields.Boolean("I may answer", compute="_compute_may_answer")
    next_step_text = fields.Char("What comes next", compute="_compute_next_step_text")

    @api.depends_context("uid")
    @api.depends("company_id")
    def _compute_actor(self):
        user = self.env.user
        for assessment in self:
            outside = not assessment._zi_belongs(user)
            assessment.is_secretary = assessment._zi_is_secretary()
            assessment.is_tpi = outside and assessment._zi_is_assessor("assessor")
            assessment.is_tpn = outside and assessment._zi_is_assessor(
                "national_assessor"
            )

    @api.depends_context("uid")
    @api.depends("stage", "approval_state")
    def _compute_may_answer(self):
        """Whether a column is open to the reader, so that he is offered to answer."""
        for assessment in self:
            assessment.may_answer = any(
                not assessment._zi_column_refusal(column) for column in OPEN_COLUMNS
            )

    @api.depends("stage", "approval_state")
    def _compute_next_step_text(self):
        words = {
            "draft": self.env._("Working groups answer; then the secretariat submits."),
            "filled": self.env._("The secretariat reviews."),
            "reviewed": self.env._("The head approves."),
            "approved": self.env._("The secretariat sends it to the TPI."),
            "tpi": self.env._("The TPI judges each answer and enters the LHE."),
            "judged": self.env._(
                "The unit corrects what the TPI found, or the SPTJM is entered and it "
                "is proposed."
            ),
            "correcting": self.env._(
                "Working groups correct; then it is reviewed and approved again."
            ),
            "corrected": self.env._(
                "The TPI looks at the corrections, or it is proposed with the SPTJM."
            ),
            "proposed": self.env._("The TPN begins with the desk evaluation."),
            "desk": self.env._("The TPN judges, then visits the unit."),
            "field": self.env._("The decree of the predicate is entered."),
            "granted": self.env._("The predicate is monitored."),
            "monitored": self.env._("The predicate is monitored until it ends."),
        }
        for assessment in self:
            assessment.next_step_text = words.get(assessment.stage, "")

    # ------------------------------------------------------------------
    # WHO MAY ENTER WHAT NOW
    # ------------------------------------------------------------------

    def _zi_self_areas(self):
        """Areas whose self-assessment the user may write; None means all.

        :return: ``zi.area`` records or None
        """
        self.ensure_one()
        if self._zi_is_secretary():
            return None
        return self.env["zi.team.member"]._zi_areas(self.env.user, self.company_id)

    def _zi_column_refusal(self, column):
        """Why the user cannot write a column now; False where he can.

        :param str column: ``self``, ``tpi`` or ``tpn``
        :return: sentence or False
        """
        self.ensure_one()
        if self.stage not in OPEN_COLUMNS[column]:
            return self._zi_closed_reason()
        if column == "self":
            if self.approval_state not in ("draft", "returned"):
                return self._zi_closed_reason()
            if self._zi_self_areas() == self.env["zi.area"]:
                return self.env._(
                    "The self-assessment is written by the working groups of the unit, "
                    "each for its area, and by its secretariat."
                )
            return False
        try:
            self._zi_check_assessor(_TPI if column == "tpi" else _TPN)
        except AccessError as error:
            return error.args[0]
        return False

    def _zi_closed_reason(self):
        """Which column is open at this step, in words."""
        self.ensure_one()
        label = dict(self._fields["stage"]._description_selection(self.env))[self.stage]
        if self.approval_state == "waiting":
            return self.env._(
                "“%(record)s” waits for a decision. Take the submission back to change "
                "an answer.",
                record=self.display_name,
            )
        open_now = {
            "self": self.env._("the self-assessment"),
            "tpi": self.env._("the judgement of the TPI"),
            "tpn": self.env._("the judgement of the TPN"),
        }
        for column, stages in OPEN_COLUMNS.items():
            if self.stage in stages:
                return self.env._(
                    "At the step “%(step)s” only %(column)s is open.",
                    step=label,
                    column=open_now[column],
                )
        return self.env._("At the step “%(step)s” no answer is open.", step=label)

    def _zi_check_header(self, vals):
        super()._zi_check_header(vals)
        names = set(_STEP_FIELDS) & set(vals)
        if not names or self._zi_gate_open() or self.env.su:
            return
        for assessment in self:
            for name in sorted(names):
                if assessment._zi_would_change([name], vals):
                    assessment._zi_check_step_field(name)

    def _zi_check_step_field(self, name):
        self.ensure_one()
        roles, stages = _STEP_FIELDS[name]
        field = self._fields[name]._description_string(self.env)
        if self.stage not in stages:
            labels = dict(self._fields["stage"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "“%(field)s” cannot be changed at the step “%(step)s”.",
                    field=field,
                    step=labels[self.stage],
                )
            )
        for role in roles:
            try:
                if role == _SECRETARY:
                    self._zi_check_secretary()
                else:
                    self._zi_check_assessor(role)
                return
            except AccessError as error:
                refusal = error
        raise refusal

    # ------------------------------------------------------------------
    # THE FIRST STEPS FOLLOW THE APPROVAL
    # ------------------------------------------------------------------

    def _zi_move(self, target, **extra):
        for assessment in self:
            stage = assessment._zi_stage_of_approval(target)
            step = {"stage": stage} if stage and "stage" not in extra else {}
            super(ZiAssessment, assessment)._zi_move(target, **extra, **step)
        return True

    def _zi_stage_of_approval(self, target):
        """The step that follows a move of the approval; None where it stays."""
        self.ensure_one()
        if target == "approved":
            stage = "corrected" if self.stage == "correcting" else "approved"
        elif self.stage == "correcting":
            return None
        elif target == "waiting":
            stage = "filled" if self.stage == "draft" else None
        else:
            stage = "draft" if self.stage in ("filled", "reviewed") else None
        return stage

    def _zi_after_decision(self, request, outcome, reason):
        super()._zi_after_decision(request, outcome, reason)
        record = self.sudo()
        if record.approval_state == "waiting" and record.stage == "filled":
            record._zi_step("reviewed")

    # ------------------------------------------------------------------
    # STEPS WITH A BUTTON
    # ------------------------------------------------------------------

    def _zi_step(self, target, **extra):
        """Move to a step by the table of moves.

        :raises UserError: the table has no such move
        """
        labels = dict(self._fields["stage"]._description_selection(self.env))
        for assessment in self:
            if target not in MOVES.get(assessment.stage, ()):
                raise UserError(
                    self.env._(
                        "%(record)s is at the step “%(step)s” and cannot go to "
                        "“%(target)s” from there.",
                        record=assessment.display_name,
                        step=labels[assessment.stage],
                        target=labels[target],
                    )
                )
        return self._zi_gate_write({"stage": target, **extra})

    def _zi_check_step(self, target):
        """The table first: whoever presses a button out of turn learns that."""
        for assessment in self:
            assessment.check_access("read")
            if target not in MOVES.get(assessment.stage, ()):
                assessment._zi_step(target)

    def _zi_need(self, **sentences):
        """Raise unless the named fields are filled in."""
        for assessment in self:
            missing = [
                self._fields[name]._description_string(self.env)
                for name in sentences
                if not assessment[name]
            ]
            if missing:
                raise UserError(
                    self.env._("Fill in first: %(fields)s.", fields=", ".join(missing))
                )

    def _zi_check_not_future(self, *names):
        for assessment in self:
            today = assessment.company_id._zi_today()
            for name in names:
                if assessment[name] and assessment[name] > today:
                    raise UserError(
                        self.env._(
                            "“%(field)s” lies in the future. Check the date.",
                            field=self._fields[name]._description_string(self.env),
                        )
                    )

    def action_send_to_tpi(self):
        """Open the TPI's column: first judgement, or a look at the corrections."""
        self._zi_check_step("tpi")
        self._zi_check_secretary()
        for assessment in self.sudo():
            assessment._zi_step("tpi", sent_to_tpi_on=assessment.company_id._zi_today())
            assessment._zi_recompute(["tpi"])
        return True

    def action_judge(self):
        """The TPI closes its judgement with the LHE."""
        self._zi_check_step("judged")
        self._zi_check_assessor("assessor")
        self._zi_need(lhe_number=True, lhe_date=True, tpi_recommendation=True)
        self._zi_check_not_future("lhe_date")
        for assessment in self.sudo():
            missing = assessment.answer_ids.filtered(
                lambda a: not a.tpi_value and a.self_value
            )
            if missing:
                raise UserError(
                    self.env._(
                        "%(count)s answers are not judged yet: %(codes)s. Agree with "
                        "them or judge otherwise.",
                        count=len(missing),
                        codes=", ".join(missing[:10].mapped("code"))
                        + ("…" if len(missing) > 10 else ""),
                    )
                )
        self.sudo()._zi_step("judged", judged_by_id=self.env.uid)
        return True

    def action_start_correction(self):
        """Open the self-assessment again; the new content needs a new approval."""
        self._zi_check_step("correcting")
        self._zi_check_secretary()
        for assessment in self.sudo():
            assessment._zi_move(
                "draft", stage="correcting", version=assessment.version + 1
            )
        return True

    def action_propose(self):
        """Propose the unit, with the SPTJM of the institution's head."""
        self._zi_check_step("proposed")
        self._zi_check_secretary()
        self._zi_need(sptjm_number=True, sptjm_date=True)
        self._zi_check_not_future("sptjm_date")
        for assessment in self:
            if assessment.tpi_recommendation != "propose":
                raise UserError(
                    self.env._("The TPI recommended not to propose the unit yet.")
                )
            if assessment.propose_state != "yes":
                raise UserError(assessment.propose_text)
        self.sudo()._zi_step("proposed")
        return True

    def action_desk(self):
        """The TPN begins: its column opens."""
        self._zi_check_step("desk")
        self._zi_check_secretary_or_tpn()
        for assessment in self.sudo():
            assessment._zi_step("desk")
            assessment._zi_recompute(["tpn"])
        return True

    def action_field(self):
        self._zi_check_step("field")
        self._zi_check_secretary_or_tpn()
        self.sudo()._zi_step("field")
        return True

    def action_grant(self):
        """Enter the predicate with its decree into the history."""
        self._zi_check_step("granted")
        self._zi_check_secretary_or_tpn()
        self._zi_need(decree_number=True, decree_date=True, predicate_from=True)
        self._zi_check_not_future("decree_date")
        for assessment in self.sudo():
            predicate = (
                self.env["zi.predicate"]
                .sudo()
                ._zi_gate_create(
                    [
                        {
                            "company_id": assessment.company_id.id,
                            "predicate": assessment.predicate,
                            "decree_number": assessment.decree_number,
                            "decree_date": assessment.decree_date,
                            "date_from": assessment.predicate_from,
                            "date_to": assessment.predicate_to,
                            "assessment_id": assessment.id,
                        }
                    ]
                )
            )
            assessment._zi_step("granted", predicate_id=predicate.id)
        return True

    def action_not_granted(self):
        self._zi_check_step("not_granted")
        self._zi_check_secretary_or_tpn()
        self._zi_need(not_granted_reason=True)
        self.sudo()._zi_step("not_granted")
        return True

    def action_monitor(self):
        self._zi_check_step("monitored")
        self._zi_check_secretary()
        self.sudo()._zi_step("monitored")
        return True

    def action_revoke(self):
        """The predicate was taken away; it stays in the history as revoked."""
        self._zi_check_step("revoked")
        self._zi_check_secretary()
        self._zi_need(revoke_reason=True, revoke_decree=True)
        for assessment in self.sudo():
            assessment.predicate_id._zi_revoke(
                assessment.revoke_decree, assessment.revoke_reason
            )
            assessment._zi_step("revoked")
        return True

    def _zi_check_secretary_or_tpn(self):
        for assessment in self:
            if not assessment._zi_is_secretary():
                assessment._zi_check_assessor("national_assessor")
