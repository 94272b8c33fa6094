from datetime import datetime, time, timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools.misc import format_date

from ....tools.exact import to_fraction
from ...access.zi_role_assignment import CAPACITY_PREFIX

_RULE_MODELS = (
    "zi.parameter",
    "zi.legal.clock",
    "zi.evidence.rule",
    "zi.instrument",
    "zi.number.pattern",
)


class ZiExportException(models.AbstractModel):
    """Exceptions that this addon knows."""

    _inherit = "zi.export.exception"

    @api.model
    def _zi_exception_kinds(self):
        return {
            **super()._zi_exception_kinds(),
            "late_task": self.env._("Due and not done"),
            "broken_clock": self.env._("Clocks that were broken"),
            "number_gap": self.env._("Numbers that are missing"),
            "late_entry": self.env._("Entered after the period was closed"),
            "back_dated": self.env._("Dated more than 30 days before its entry"),
            "refused": self.env._("Evidence refused"),
            "above_proposal": self.env._(
                "LKE answers above what the evidence proposes"
            ),
            "risen_answer": self.env._(
                "LKE answers that rose, and on which new evidence"
            ),
            "sop_unreviewed": self.env._("SOPs in force whose review is late"),
            "sop_outdated": self.env._("Copies that hang though the SOP ended"),
            "acting": self.env._("Decided by an acting head (Plt./Plh.)"),
            "returned": self.env._("Returned without approval"),
            "cancelled": self.env._("Withdrawn or cancelled"),
            "rule": self.env._("Rules changed"),
            "access": self.env._("Access given, taken or touched"),
            "reopened": self.env._("Periods closed or reopened"),
        }

    @api.model
    def _zi_exceptions(self, company, first, last):
        start = company._zi_utc(datetime.combine(first, time()))
        end = company._zi_utc(datetime.combine(last + timedelta(days=1), time()))
        span = (company, start, end)
        yield from super()._zi_exceptions(company, first, last)
        yield from self._zi_late_tasks(company, last)
        yield from self._zi_broken_clocks(company, first, last)
        yield from self._zi_number_gaps(company, last)
        yield from self._zi_evidence_exceptions(*span)
        yield from self._zi_answer_exceptions(*span)
        yield from self._zi_sop_exceptions(company, last)
        yield from self._zi_decision_exceptions(*span)
        yield from self._zi_cancelled(*span)
        yield from self._zi_rule_changes(*span)
        yield from self._zi_access_changes(*span)
        yield from self._zi_role_changes(*span)
        yield from self._zi_period_changes(*span)

    # ------------------------------------------------------------------
    # PLAN AND CLOCKS
    # ------------------------------------------------------------------

    def _zi_late_tasks(self, company, last):
        """What was due by the end and is not done, by whom, since when."""
        plan = self.env["zi.work.plan"].search(
            [
                ("company_id", "=", company.id),
                ("year", "=", last.year),
                ("approval_state", "=", "approved"),
            ]
        )
        tasks = self.env["zi.work.plan.task"].search(
            [
                ("plan_id", "in", plan.ids),
                ("stage", "!=", "dropped"),
                ("date_due", "<=", last),
                "|",
                ("delivered_on", "=", False),
                ("delivered_on", ">", last),
            ],
            order="date_due, id",
        )
        for task in tasks:
            yield (
                "late_task",
                f"{task.line_id.sequence}.{task.item_id.sequence} {task.period_label}",
                task.date_due,
                task.name,
                task.owner_id.name or task.area_id.name,
            )

    def _zi_broken_clocks(self, company, first, last):
        """Follow-ups whose last day lay in the period and that were not done by it."""
        late = self.env["zi.follow.up"].search(
            [
                ("company_id", "=", company.id),
                ("due_date", "<=", last),
                ("state", "!=", "cancelled"),
            ],
            order="due_date, id",
        )
        for item in late:
            settled = item.settled_at and company._zi_local(item.settled_at).date()
            done = item.done_at and company._zi_local(item.done_at).date()
            ended = done or settled
            if ended and (ended <= item.due_date or ended < first):
                continue
            yield (
                "broken_clock",
                item.origin_name or None,
                item.due_date,
                item.name,
                item.owner_id.name or None,
            )

    # ------------------------------------------------------------------
    # EVIDENCE AND ANSWERS
    # ------------------------------------------------------------------

    def _zi_evidence_exceptions(self, company, start, end):
        evidence = self.env["zi.evidence"]
        unit = Domain("company_id", "=", company.id)
        entered = Domain("uploaded_at", ">=", start) & Domain("uploaded_at", "<", end)
        for row in evidence.search(unit & entered, order="id"):
            day = company._zi_local(row.uploaded_at).date()
            if row.late_entry:
                yield self._zi_evidence_row("late_entry", row)
            elif (day - row.date).days > 30:
                yield self._zi_evidence_row("back_dated", row)
        refused = Domain("verified_at", ">=", start) & Domain("verified_at", "<", end)
        for row in evidence.search(
            unit & refused & Domain("refusal_reason", "!=", False), order="id"
        ):
            yield (
                "refused",
                f"{row.id} {row.name}",
                row.date,
                row.refusal_reason,
                row.verifier_id.name,
            )

    def _zi_evidence_row(self, kind, row):
        return (kind, str(row.id), row.date, row.name, row.uploader_id.name)

    def _zi_answer_exceptions(self, company, start, end):
        answers = self.env["zi.assessment.answer"].search(
            [
                ("company_id", "=", company.id),
                ("write_date", ">=", start),
                ("write_date", "<", end),
                ("self_value", "!=", False),
            ],
            order="assessment_id, sequence, id",
        )
        for answer in answers:
            if self._zi_is_above(answer):
                yield (
                    "above_proposal",
                    f"{answer.assessment_id.instrument_id.display_name} {answer.code}",
                    company._zi_local(answer.write_date).date(),
                    f"{answer.self_text} > {answer.proposed_text}: "
                    f"{answer.question_text}",
                    answer.write_uid.name,
                )
        changes = self.env["zi.assessment.change"].search(
            [
                ("company_id", "=", company.id),
                ("changed_at", ">=", start),
                ("changed_at", "<", end),
            ],
            order="id",
        )
        for row in changes:
            if row._zi_direction() == "up":
                yield self._zi_risen_row(company, row)

    def _zi_risen_row(self, company, row):
        evidence = row.evidence or self.env._("none")
        return (
            "risen_answer",
            f"{row.instrument} {row.code} ({row.column_label})",
            company._zi_local(row.changed_at).date(),
            self.env._(
                "%(before)s → %(after)s. New evidence: %(evidence)s. %(question)s",
                before=row.text_before or "–",
                after=row.text_after or "–",
                evidence=evidence,
                question=row.question,
            ),
            row.user_name,
        )

    def _zi_is_above(self, answer):
        """Whether a person answered more than the evidence proposes."""
        option = answer.proposed_option_id
        if not option or not answer.self_value:
            return False
        return to_fraction(answer.self_value) > to_fraction(option.value)

    # ------------------------------------------------------------------
    # SOPS
    # ------------------------------------------------------------------

    def _zi_sop_exceptions(self, company, last):
        unit = Domain("company_id", "=", company.id)
        for row in self.env["zi.sop.revision"].search(
            unit
            & Domain("approval_state", "=", "approved")
            & Domain("review_due", "<", last)
            & (Domain("ended_on", "=", False) | Domain("ended_on", ">", last)),
            order="review_due, id",
        ):
            yield (
                "sop_unreviewed",
                row.number or None,
                row.review_due,
                row.name,
                row.department_id.name or None,
            )
        for row in self.env["zi.sop.copy"].search(
            unit
            & Domain("posted_on", "<=", last)
            & Domain("revision_id.ended_on", "<", last)
            & (
                Domain("taken_down_on", "=", False) | Domain("taken_down_on", ">", last)
            ),
            order="id",
        ):
            yield (
                "sop_outdated",
                row.display_name,
                row.revision_id.ended_on,
                row.sop_id.name,
                row.posted_by_id.name or None,
            )

    # ------------------------------------------------------------------
    # DECISIONS
    # ------------------------------------------------------------------

    def _zi_decision_exceptions(self, company, start, end):
        for row in self.env["zi.approval.decision"].search(
            [
                ("company_id", "=", company.id),
                ("decided_at", ">=", start),
                ("decided_at", "<", end),
            ],
            order="chain_no",
        ):
            day = company._zi_local(row.decided_at).date()
            number = f"{row.chain_no} {row.record_name}"
            if row.outcome == "returned":
                yield ("returned", number, day, row.reason, row.decider_label)
            if row.capacity in ("plt", "plh"):
                yield (
                    "acting",
                    number,
                    day,
                    f"{CAPACITY_PREFIX[row.capacity]}{row.outcome_label}",
                    row.decider_label,
                )

    def _zi_cancelled(self, company, start, end):
        for row in self.env["zi.approval.request"].search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "cancelled"),
                ("decided_at", ">=", start),
                ("decided_at", "<", end),
            ],
            order="id",
        ):
            day = company._zi_local(row.decided_at).date()
            yield ("cancelled", row.title, day, None, row.requested_by_id.name)

    # ------------------------------------------------------------------
    # RULES, ACCESS, PERIODS
    # ------------------------------------------------------------------

    def _zi_rule_changes(self, company, start, end):
        for name in _RULE_MODELS:
            model = self.env[name]
            domain = Domain("write_date", ">=", start) & Domain("write_date", "<", end)
            if "company_id" in model._fields:
                domain &= Domain("company_id", "in", [company.id, False])
            for row in model.with_context(active_test=False).search(domain, order="id"):
                if row.write_uid == self.env.ref("base.user_root"):
                    # Shipped with the addon: told by the version on the cover.
                    continue
                yield (
                    "rule",
                    row.display_name,
                    company._zi_local(row.write_date).date(),
                    model._zi_model_label(),
                    row.write_uid.name,
                )

    def _zi_access_changes(self, company, start, end):
        for row in self.env["zi.access.alert"].search(
            [
                ("company_id", "in", [company.id, False]),
                ("happened_at", ">=", start),
                ("happened_at", "<", end),
            ],
            order="id",
        ):
            yield (
                "access",
                row.kind_label,
                company._zi_local(row.happened_at).date(),
                row.subject,
                row.actor_name,
            )

    def _zi_role_changes(self, company, start, end):
        """Roles that were entered in the period, with the days on which they hold."""
        for row in self.env["zi.role.assignment"].search(
            [
                ("company_id", "=", company.id),
                ("create_date", ">=", start),
                ("create_date", "<", end),
            ],
            order="id",
        ):
            prefix = CAPACITY_PREFIX.get(row.capacity, "")
            yield (
                "access",
                self.env._("Role given: %(role)s", role=f"{prefix}{row.role_id.name}"),
                company._zi_local(row.create_date).date(),
                self.env._(
                    "%(person)s, from %(first)s to %(last)s",
                    person=row.user_id.name,
                    first=format_date(self.env, row.date_from),
                    last=format_date(self.env, row.date_to) if row.date_to else "…",
                ),
                row.create_uid.name,
            )

    def _zi_period_changes(self, company, start, end):
        for row in self.env["zi.period.log"].search(
            [
                ("company_id", "=", company.id),
                ("happened_at", ">=", start),
                ("happened_at", "<", end),
            ],
            order="id",
        ):
            yield (
                "reopened",
                row.period_name,
                company._zi_local(row.happened_at).date(),
                ": ".join(filter(None, [row.act_label, row.reason])),
                row.user_name,
            )
