import re

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...tools import lke

COLUMN_NAMES = ("self", "tpi", "tpn")
# What a person enters in a column; the rest is computed by the server.
_PARTS = ("option_id", "numerator", "denominator", "index", "note")
_VALUE_PARTS = ("option_id", "numerator", "denominator", "index")
_COUNT = re.compile(r"[0-9]{1,9}\Z")
_INDEX = re.compile(r"-?[0-9]{1,3}([.,][0-9]{1,6})?\Z")
_GROUPS = {
    "self": (
        "zi_governance.group_zi_working_group",
        "zi_governance.group_zi_secretariat",
    ),
    "tpi": ("zi_governance.group_zi_assessor",),
    "tpn": ("zi_governance.group_zi_national_assessor",),
}


def column_fields(column):
    """Names of the fields that a person enters in a column."""
    names = [f"{column}_{part}" for part in _PARTS]
    return [*names, "self_info"] if column == "self" else names


class ZiAssessmentAnswer(models.Model):
    """One question of one LKE, answered in three columns that never mix."""

    _name = "zi.assessment.answer"
    _description = "LKE answer"
    _inherit = ["zi.approval.line.mixin", "zi.gate.mixin"]
    _order = "assessment_id, sequence, id"
    _rec_names_search = ["code", "question_id.name"]

    _zi_approval_parent = "assessment_id"
    _zi_sealed_fields = (
        "question_id",
        "self_option_id",
        "self_numerator",
        "self_denominator",
        "self_index",
        "self_info",
        "self_note",
    )
    _zi_gated_fields = (
        "assessment_id",
        "question_id",
        "self_value",
        "tpi_value",
        "tpn_value",
        "changed_after_tpi",
        "self_judged",
        "proposed_option_id",
        "proposed_numerator",
        "proposed_denominator",
        "proposed_index",
        "proposed_reason",
        "proposed_at",
    )

    assessment_id = fields.Many2one(
        "zi.assessment", "LKE", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="assessment_id.company_id", store=True, precompute=True, index=True
    )
    question_id = fields.Many2one(
        "zi.instrument.question", required=True, index=True, ondelete="restrict"
    )
    code = fields.Char(related="question_id.code", store=True, precompute=True)
    sequence = fields.Integer(
        related="question_id.sequence", store=True, precompute=True
    )
    section_id = fields.Many2one(
        related="question_id.section_id", store=True, precompute=True, index=True
    )
    area_id = fields.Many2one(
        related="question_id.area_id", store=True, precompute=True, index=True
    )
    half = fields.Selection(related="question_id.half", store=True, precompute=True)
    question_text = fields.Char("Question text", related="question_id.name")
    answer_type = fields.Char(related="question_id.answer_type")
    evidence_hint = fields.Text(related="question_id.evidence_hint")
    evidence_lines = fields.Text("Evidence to show", compute="_compute_options_text")
    numerator_label = fields.Char(related="question_id.numerator_label")
    denominator_label = fields.Char(related="question_id.denominator_label")
    info_label = fields.Char(related="question_id.info_label")
    options_text = fields.Text("Options", compute="_compute_options_text")
    share = fields.Float(
        "Points at most", digits=(16, 3), compute="_compute_results", aggregator=None
    )

    self_option_id = fields.Many2one(
        "zi.instrument.option",
        "Answer",
        domain="[('question_id', '=', question_id)]",
        ondelete="restrict",
    )
    self_numerator = fields.Char("Numerator", size=16)
    self_denominator = fields.Char("Denominator", size=16)
    self_index = fields.Char("Index", size=16, help="From 0 to 4, for example 3,60.")
    self_info = fields.Char("Further count", size=16)
    self_note = fields.Text("Note")
    self_value = fields.Char("Value (exact)", size=64)
    self_text = fields.Char("Self-assessment", compute="_compute_results")
    self_points = fields.Float(
        "Points", digits=(16, 3), compute="_compute_results", aggregator=None
    )
    self_hint = fields.Char("Remark", compute="_compute_results")

    tpi_option_id = fields.Many2one(
        "zi.instrument.option",
        "TPI",
        domain="[('question_id', '=', question_id)]",
        ondelete="restrict",
    )
    tpi_numerator = fields.Char("Numerator (TPI)", size=16)
    tpi_denominator = fields.Char("Denominator (TPI)", size=16)
    tpi_index = fields.Char("Index (TPI)", size=16)
    tpi_note = fields.Text("Note of the TPI")
    tpi_value = fields.Char("Value (TPI, exact)", size=64)
    tpi_text = fields.Char("Judgement of the TPI", compute="_compute_results")
    tpi_points = fields.Float(
        "Points (TPI)", digits=(16, 3), compute="_compute_results", aggregator=None
    )
    tpi_hint = fields.Char("Remark (TPI)", compute="_compute_results")

    tpn_option_id = fields.Many2one(
        "zi.instrument.option",
        "TPN",
        domain="[('question_id', '=', question_id)]",
        ondelete="restrict",
    )
    tpn_numerator = fields.Char("Numerator (TPN)", size=16)
    tpn_denominator = fields.Char("Denominator (TPN)", size=16)
    tpn_index = fields.Char("Index (TPN)", size=16)
    tpn_note = fields.Text("Note of the TPN")
    tpn_value = fields.Char("Value (TPN, exact)", size=64)
    tpn_text = fields.Char("Judgement of the TPN", compute="_compute_results")
    tpn_points = fields.Float(
        "Points (TPN)", digits=(16, 3), compute="_compute_results", aggregator=None
    )
    tpn_hint = fields.Char("Remark (TPN)", compute="_compute_results")

    changed_after_tpi = fields.Boolean(
        "Changed after the TPI judged",
        help="The unit changed its answer after the TPI had judged it.",
    )
    self_judged = fields.Char(
        "Answer that the TPI judged", help="The answer as it was when the TPI judged."
    )
    state = fields.Selection(
        [
            ("empty", "Not answered"),
            ("answered", "Answered"),
            ("full", "Full value"),
            ("changed", "Changed after the TPI"),
        ],
        compute="_compute_state",
    )

    proposed_option_id = fields.Many2one(
        "zi.instrument.option", "Proposed answer", ondelete="restrict"
    )
    proposed_numerator = fields.Char(size=16)
    proposed_denominator = fields.Char(size=16)
    proposed_index = fields.Char(size=16)
    proposed_reason = fields.Text("Reason of the proposal")
    proposed_at = fields.Datetime("Proposed on")
    proposed_text = fields.Char("Proposed", compute="_compute_proposed_text")
    proposal_differs = fields.Boolean(compute="_compute_proposed_text")

    self_open = fields.Boolean(compute="_compute_open")
    tpi_open = fields.Boolean(compute="_compute_open")
    tpn_open = fields.Boolean(compute="_compute_open")
    closed_reason = fields.Char("Why it cannot be changed", compute="_compute_open")

    _question_unique = models.Constraint(
        "UNIQUE (assessment_id, question_id)", "The LKE has this question already."
    )

    # ------------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------------

    @api.depends("code", "question_id.name")
    def _compute_display_name(self):
        for answer in self:
            answer.display_name = answer.question_id.display_name

    @api.depends("question_id")
    def _compute_options_text(self):
        for answer in self:
            answer.options_text = "\n".join(
                answer.question_id.option_ids.mapped("display_name")
            )
            answer.evidence_lines = (answer.evidence_hint or "").replace(" | ", "\n")

    @api.depends(
        *[f"{c}_{part}" for c in COLUMN_NAMES for part in (*_VALUE_PARTS, "value")],
        "assessment_id.zero_denominator",
    )
    def _compute_results(self):
        for answer in self:
            structure = answer.assessment_id.instrument_id._zi_structure()
            share = structure.shares.get(answer.question_id.id, lke.ZERO)
            answer.share = float(share)
            for column in COLUMN_NAMES:
                value = answer._zi_value(column)
                answer[f"{column}_text"] = answer._zi_text(column)
                answer[f"{column}_hint"] = answer._zi_hint(column)
                answer[f"{column}_points"] = float((value or lke.ZERO) * share)

    @api.depends("self_value", "changed_after_tpi")
    def _compute_state(self):
        for answer in self:
            if answer.changed_after_tpi:
                answer.state = "changed"
            elif not answer.self_value:
                answer.state = "empty"
            else:
                full = answer._zi_value("self") == lke.ONE
                answer.state = "full" if full else "answered"

    @api.depends(
        "proposed_option_id",
        "proposed_numerator",
        "proposed_denominator",
        "proposed_index",
        *[f"self_{part}" for part in _VALUE_PARTS],
    )
    def _compute_proposed_text(self):
        for answer in self:
            answer.proposed_text = answer._zi_text("proposed")
            answer.proposal_differs = bool(answer.proposed_text) and any(
                (answer[f"proposed_{part}"] or False)
                != (answer[f"self_{part}"] or False)
                for part in _VALUE_PARTS
            )

    @api.depends("assessment_id.stage", "assessment_id.approval_state")
    @api.depends_context("uid")
    def _compute_open(self):
        for assessment, answers in self.grouped("assessment_id").items():
            areas = assessment._zi_self_areas()
            may = {
                column: assessment._zi_column_refusal(column) for column in COLUMN_NAMES
            }
            for answer in answers:
                own = areas is None or answer.area_id in areas
                answer.self_open = not may["self"] and own
                answer.tpi_open = not may["tpi"]
                answer.tpn_open = not may["tpn"]
                if answer.self_open or answer.tpi_open or answer.tpn_open:
                    answer.closed_reason = False
                elif not may["self"]:
                    answer.closed_reason = answer._zi_not_own_area()
                else:
                    answer.closed_reason = assessment._zi_closed_reason()

    # ------------------------------------------------------------------
    # VALUES
    # ------------------------------------------------------------------

    def _zi_value(self, column):
        """Stored exact value of a column, None where there is no answer.

        :rtype: fractions.Fraction | None
        """
        self.ensure_one()
        text = self[f"{column}_value"]
        return lke.to_fraction(text) if text else None

    def _zi_is_filled(self):
        """Whether the unit entered anything that answers the question."""
        self.ensure_one()
        if self.answer_type == lke.PERCENT:
            return bool(self.self_numerator and self.self_denominator)
        return bool(self.self_index or self.self_option_id)

    def _zi_zero_value(self):
        """What nothing to count is worth here: the question's own setting first."""
        self.ensure_one()
        structure = self.assessment_id.instrument_id._zi_structure()
        setting = structure.zero.get(self.question_id.id) or (
            self.assessment_id.zero_denominator
        )
        return {"zero": lke.ZERO, "full": lke.ONE, "unanswered": None}[setting]

    def _zi_compute_value(self, column):
        """Value of what stands in a column.

        :rtype: fractions.Fraction | None
        :raises ValidationError: the entry has no meaning for this question
        """
        self.ensure_one()
        structure = self.assessment_id.instrument_id._zi_structure()
        return self._zi_value_of(
            structure.letters.get(self[f"{column}_option_id"].id),
            self[f"{column}_numerator"] or None,
            self[f"{column}_denominator"] or None,
            self[f"{column}_index"] or None,
        )

    def _zi_value_of(self, letter, numerator, denominator, index):
        """Value that entries would have here; nothing is stored.

        :param str letter: of the option, or None; likewise the others
        :rtype: fractions.Fraction | None
        :raises ValidationError: the entries have no meaning for this question
        """
        self.ensure_one()
        structure = self.assessment_id.instrument_id._zi_structure()
        question = structure.question_by_id[self.question_id.id]
        try:
            return lke.answer_value(
                question.answer_type,
                option=letter,
                numerator=numerator,
                denominator=denominator,
                index=index,
                option_values=structure.option_values.get(question.answer_type, {}),
                zero_denominator=self._zi_zero_value(),
                formula=question.formula,
            )
        except lke.LkeError as error:
            raise ValidationError(
                self.env._(
                    "%(code)s: %(reason)s",
                    code=self.code,
                    reason=self._zi_error_words(error),
                )
            ) from error

    @api.model
    def _zi_error_words(self, error):
        """A refusal of the arithmetic as a sentence for the user."""
        params = error.params
        words = {
            "index_out_of_range": self.env._(
                "The index must lie between 0 and 4, not %(index)s.",
                index=_decimal(params.get("index") or "0").replace(".", ","),
            ),
            "negative_count": self.env._("A count cannot be below 0."),
            "numerator_without_denominator": self.env._(
                "The denominator is 0, so the numerator must be 0 too. Check both."
            ),
            "not_a_number": self.env._(
                "“%(value)s” is not a number.", value=params.get("value")
            ),
        }
        return words.get(error.code, str(error))

    def _zi_text(self, column):
        """What was answered in a column, readable."""
        self.ensure_one()
        option = self[f"{column}_option_id"]
        if option:
            return option.display_name
        upper, lower = self[f"{column}_numerator"], self[f"{column}_denominator"]
        if upper or lower:
            return self.env._(
                "%(upper)s of %(lower)s", upper=upper or "–", lower=lower or "–"
            )
        index = self[f"{column}_index"]
        return (
            self.env._("Index %(index)s", index=index.replace(".", ","))
            if index
            else ""
        )

    def _zi_hint(self, column):
        """What the arithmetic did beyond the plain ratio, in words."""
        self.ensure_one()
        upper, lower = self[f"{column}_numerator"], self[f"{column}_denominator"]
        if self.answer_type != lke.PERCENT or not (upper or lower):
            return ""
        if not upper or not lower:
            return self.env._("One of the two counts is missing: not answered yet.")
        upper, lower = int(upper), int(lower)
        decrease = self.question_id.formula == "decrease"
        if not lower:
            return self._zi_zero_hint(decrease)
        ratio = lke.to_fraction(lower - upper if decrease else upper) / lower
        shown = lke.display(ratio * 100, decimal_comma=True)
        if ratio > 1:
            return self.env._("%(percent)s%% counts as 100%%.", percent=shown)
        if ratio < 0:
            return self.env._(
                "More than last year (%(percent)s%%): counts 0.", percent=shown
            )
        return f"{shown}%"

    def _zi_zero_hint(self, decrease):
        self.ensure_one()
        if decrease:
            return (
                self.env._("None last year and none this year: counts in full.")
                if self._zi_value("self") == lke.ONE
                else self.env._("None last year but some this year: counts 0.")
            )
        value = self._zi_zero_value()
        if value is None:
            return self.env._("Nothing to count: stays unanswered by the setting.")
        if value:
            return self.env._("Nothing to count: counts in full by the setting.")
        return self.env._("Nothing to count: counts 0 by the setting.")

    def _zi_revalue(self):
        """Compute every value again, after a setting changed."""
        for answer in self:
            for column in COLUMN_NAMES:
                answer._zi_store_value(column)

    def _zi_store_value(self, column):
        """Store the exact value of a column.

        :return: whether it changed
        """
        self.ensure_one()
        value = self._zi_compute_value(column)
        text = False if value is None else lke.exact_text(value)
        if (self[f"{column}_value"] or False) == text:
            return False
        self.sudo()._zi_gate_write({f"{column}_value": text})
        return True

    # ------------------------------------------------------------------
    # CRUD: each column to its own people, at its own step
    # ------------------------------------------------------------------

    def _has_field_access(self, field, operation):
        if not super()._has_field_access(field, operation):
            return False
        if operation == "write" and not self.env.su:
            for column in COLUMN_NAMES:
                if field.name.startswith(f"{column}_"):
                    return any(map(self.env.user.has_group, _GROUPS[column]))
        return True

    # It goes on in `_zi_gate_create_clean`, which calls super.
    # pylint: disable-next=method-required-super
    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(
                self.env._("The answers of an LKE are made together with it.")
            )
        allowed = {"assessment_id", "question_id"}
        vals_list = [
            {name: value for name, value in vals.items() if name in allowed}
            for vals in vals_list
        ]
        return self._zi_gate_create_clean(vals_list)

    @api.model
    def _zi_gate_create_clean(self, vals_list):
        """Create empty rows, whatever defaults a client's context names."""
        context = {
            key: value
            for key, value in self.env.context.items()
            if not key.startswith("default_")
        }
        # Keys have to go, which keyword arguments cannot do.
        clean = self.with_context(context)  # pylint: disable=context-overridden
        if clean._zi_gate_open():
            # The step after the gate: `create` above only lets the server come here.
            # pylint: disable-next=super-method-mismatch
            return super(ZiAssessmentAnswer, clean).create(vals_list)
        return clean._zi_gate_create(vals_list)

    def write(self, vals):
        if self._zi_gate_open():
            return super().write(vals)
        vals = self._zi_normalise(vals)
        touched = [
            column for column in COLUMN_NAMES if set(column_fields(column)) & set(vals)
        ]
        for column in touched:
            self._zi_check_column(column)
        before = {answer.id: answer._zi_text("self") for answer in self}
        result = super().write(vals)
        for column in touched:
            parts = {f"{column}_{part}" for part in _VALUE_PARTS}
            if parts & set(vals):
                self._zi_after_entry(column, before)
        return result

    def _zi_after_entry(self, column, before):
        """Value, flag and scores after the entries of a column changed."""
        changed = self.browse()
        for answer in self:
            answer._zi_check_entry(column)
            if answer._zi_store_value(column):
                changed |= answer
            answer._zi_flag(column, before[answer.id])
        if changed:
            changed.assessment_id.sudo()._zi_rescore(column, changed.question_id.ids)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("An LKE keeps all its questions."))

    def _zi_normalise(self, vals):
        """Counts and indices as exact text; what has no meaning is refused."""
        vals = dict(vals)
        for column in COLUMN_NAMES:
            for part in ("numerator", "denominator"):
                self._zi_normalise_count(vals, f"{column}_{part}")
            name = f"{column}_index"
            if name in vals:
                text = _plain(vals[name])
                if text and not _INDEX.match(text):
                    raise ValidationError(
                        self.env._(
                            "“%(value)s” is no index. Write it like 3,60.", value=text
                        )
                    )
                vals[name] = text.replace(",", ".") or False
        self._zi_normalise_count(vals, "self_info")
        return vals

    def _zi_normalise_count(self, vals, name):
        if name not in vals:
            return
        text = _plain(vals[name])
        if text and not _COUNT.match(text):
            raise ValidationError(
                self.env._(
                    "“%(value)s” is no count. Write a whole number of 0 or more "
                    "without points or commas.",
                    value=text[:40],
                )
            )
        vals[name] = str(int(text)) if text else False

    def _zi_check_entry(self, column):
        """An entry must be of the kind that the question asks for."""
        self.ensure_one()
        option = self[f"{column}_option_id"]
        counts = self[f"{column}_numerator"] or self[f"{column}_denominator"]
        index = self[f"{column}_index"]
        wrong = None
        if option and option.question_id != self.question_id:
            wrong = self.env._("This option belongs to another question.")
        elif counts and self.answer_type != lke.PERCENT:
            wrong = self.env._("This question is not answered by counts.")
        elif index and self.answer_type != lke.INDEX:
            wrong = self.env._("This question is not answered by an index.")
        if wrong:
            raise ValidationError(
                self.env._("%(code)s: %(reason)s", code=self.code, reason=wrong)
            )

    def _zi_check_column(self, column):
        """The gate of a column: people, step, area."""
        for assessment, answers in self.grouped("assessment_id").items():
            refusal = assessment._zi_column_refusal(column)
            if refusal:
                raise AccessError(refusal)
            areas = assessment._zi_self_areas() if column == "self" else None
            if areas is not None and answers.area_id - areas:
                foreign = answers.filtered(lambda a, own=areas: a.area_id not in own)
                raise AccessError(foreign[0]._zi_not_own_area())

    def _zi_not_own_area(self):
        self.ensure_one()
        return self.env._(
            "%(code)s belongs to the area %(area)s. Its working group or the "
            "secretariat answers it.",
            code=self.code,
            area=self.area_id.name,
        )

    def _zi_flag(self, column, before):
        """Keep in view that an answer differs from the one that the TPI judged."""
        self.ensure_one()
        now = self._zi_text("self")
        if column == "self" and self.assessment_id.lhe_date:
            judged = self.self_judged if self.changed_after_tpi else before
            flag = judged != now
            self.sudo()._zi_gate_write(
                {"changed_after_tpi": flag, "self_judged": judged if flag else False}
            )
        elif column == "tpi" and self.changed_after_tpi:
            self.sudo()._zi_gate_write(
                {"changed_after_tpi": False, "self_judged": False}
            )

    # ------------------------------------------------------------------
    # PROPOSAL FROM EVIDENCE
    # ------------------------------------------------------------------

    def _zi_propose(
        self, letter=None, reason="", numerator=None, denominator=None, index=None
    ):
        """Propose an answer; a person decides whether to take it.

        Nothing of the self-assessment changes. An empty call takes a proposal away.

        :param str letter: option letter, for questions with options
        :param str reason: why, in the reader's words
        :param int numerator: count, for percentages
        :param int denominator: count
        :param index: 0..4 as decimal text
        :raises ValidationError: the question has no such option
        """
        self.ensure_one()
        option = self.question_id.option_ids.filtered(lambda o: o.letter == letter)
        if letter and not option:
            raise ValidationError(
                self.env._(
                    "%(code)s has no option %(letter)s.", code=self.code, letter=letter
                )
            )
        entries = self._zi_normalise(
            {
                "self_numerator": numerator,
                "self_denominator": denominator,
                "self_index": index,
            }
        )
        empty = not option and not any(entries.values())
        vals = {
            "proposed_option_id": option.id,
            "proposed_numerator": entries["self_numerator"],
            "proposed_denominator": entries["self_denominator"],
            "proposed_index": entries["self_index"],
            "proposed_reason": reason or False,
        }
        if self._zi_would_differ(vals):
            vals["proposed_at"] = False if empty else fields.Datetime.now()
            self.sudo()._zi_gate_write(vals)

    def _zi_would_differ(self, vals):
        self.ensure_one()
        return any(
            (self._fields[name].convert_to_write(self[name], self) or False)
            != (value or False)
            for name, value in vals.items()
        )

    def action_accept_proposal(self):
        """Take the proposed answer into the self-assessment."""
        for answer in self:
            if not answer.proposed_text:
                raise UserError(
                    self.env._(
                        "%(code)s has no proposed answer to take.", code=answer.code
                    )
                )
            answer.write(
                {
                    f"self_{part}": answer[f"proposed_{part}"].id
                    if part == "option_id"
                    else answer[f"proposed_{part}"]
                    for part in _VALUE_PARTS
                }
            )
        return True

    def action_accept_proposals(self):
        """Take the proposals of several answers, each checked by itself.

        What may not be taken stays as it is and is named with its reason.
        """
        taken, refused, empty = [], {}, 0
        for answer in self:
            if not answer.proposal_differs:
                empty += 1
                continue
            try:
                with self.env.cr.savepoint():
                    answer.action_accept_proposal()
            except (AccessError, UserError) as error:
                refused.setdefault(str(error.args[0]), []).append(answer.code)
            else:
                taken.append(answer.code)
        return self._zi_say_accepted(taken, refused, empty)

    @api.model
    def _zi_say_accepted(self, taken, refused, empty):
        """The result of a bulk acceptance as a notice.

        :param list taken: codes
        :param dict refused: codes by reason
        :param int empty: answers without a proposal that differs
        """
        lines = [self.env._("Proposals taken: %(count)s.", count=len(taken))]
        for reason, codes in refused.items():
            lines.append(
                self.env._(
                    "Not taken: %(codes)s. %(reason)s",
                    codes=", ".join(codes[:10]) + ("…" if len(codes) > 10 else ""),
                    reason=reason,
                )
            )
        if empty:
            lines.append(
                self.env._("Without another proposal: %(count)s.", count=empty)
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if taken and not refused else "warning",
                "sticky": bool(refused),
                "message": "\n".join(lines),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_agree(self):
        """The assessor takes over the judgement before his, for the chosen answers."""
        for assessment, answers in self.grouped("assessment_id").items():
            source, target = (
                ("tpi", "tpn")
                if not assessment._zi_column_refusal("tpn")
                else ("self", "tpi")
            )
            for answer in answers:
                answer.write(
                    {
                        f"{target}_{part}": answer[f"{source}_{part}"].id
                        if part == "option_id"
                        else answer[f"{source}_{part}"]
                        for part in _VALUE_PARTS
                    }
                )
        return True


def _decimal(exact):
    """An exact index as decimal text; it has six digits at most."""
    return lke.display(exact, 6).rstrip("0").rstrip(".")


def _plain(value):
    """Text of an entry from a form, an import or RPC; whole floats lose their .0."""
    if value is None or value is False:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()
