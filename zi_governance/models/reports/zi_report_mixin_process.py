from odoo import models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty


class ZiReportMixin(models.AbstractModel):
    """From the draft to the approved report and what follows from it."""

    _inherit = "zi.report.mixin"

    def action_submit(self):
        """Freeze the figures of now and send the report on its way."""
        for report in self:
            report.check_access("write")
            report._zi_check_unlocked()
            report._zi_take_figures()
            report._zi_ask_follow_ups()
            report._zi_gate_write({"submitted_on": report.company_id._zi_today()})
        return super().action_submit()

    def _zi_check_complete(self):
        super()._zi_check_complete()
        for report in self:
            report._zi_check_over()
            report._zi_check_reviews()
            report._zi_check_nil()
            report._zi_check_meeting()
            report._zi_check_says_something()

    def _zi_check_over(self):
        if self.date_to >= self.company_id._zi_today():
            raise UserError(
                self.env._(
                    "The period is not over yet. A report on it can be submitted from "
                    "the next day on."
                )
            )

    def _zi_check_reviews(self):
        """First the last report: what became of its follow-ups."""
        open_lines = self.review_ids.filtered(
            lambda line: (
                line.state not in ("checked", "cancelled")
                and not (line.answer or "").strip()
            )
        )
        if open_lines:
            raise UserError(
                self.env._(
                    "Say first what became of the follow-ups of the last report: "
                    "%(names)s.",
                    names="; ".join(open_lines.mapped("name")),
                )
            )

    def _zi_check_meeting(self):
        if not self.kind_id.needs_meeting:
            return
        if not self.meeting_date or not self.closing_date:
            raise UserError(
                self.env._(
                    "“%(kind)s” is discussed in a meeting: enter the day on which the "
                    "figures were closed and the day of the meeting.",
                    kind=self.kind_id.name,
                )
            )
        if not self.date_to <= self.closing_date <= self.meeting_date:
            raise UserError(
                self.env._(
                    "The figures are closed after the period ends and not later than "
                    "the meeting."
                )
            )
        if self.meeting_date > self.company_id._zi_today():
            raise UserError(self.env._("The meeting has not taken place yet."))

    def _zi_check_says_something(self):
        if self.nil_report or self.finding_ids or not is_html_empty(self.summary):
            return
        raise UserError(
            self.env._(
                "The report says nothing yet. Write a text or findings, or tick that "
                "there is nothing to report."
            )
        )

    def _zi_previous_version(self):
        return self.amends_id

    def _zi_on_approved(self):
        """Findings become follow-ups of the report."""
        super()._zi_on_approved()
        self.env["zi.publication"]._zi_end_of(
            self.amends_id, self.company_id._zi_today()
        )
        for line in self.sudo().finding_ids.filtered(lambda row: not row.follow_up_id):
            follow_up = self.sudo()._zi_follow_up(
                {
                    "name": line.action,
                    "description": line.name,
                    "owner_id": line.owner_id.id,
                    "due_date": line.due_date,
                    "area_id": self.area_id.id,
                }
            )
            line._zi_gate_write({"follow_up_id": follow_up.id})

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_new_version(self):
        """Correct an approved report by a new version; it stays until then."""
        self.ensure_one()
        if self.approval_state != "approved":
            raise UserError(self.env._("Only an approved report is corrected so."))
        self.check_access("write")
        self._zi_one_by_one()
        waiting = self.search(
            [
                ("amends_id", "=", self.id),
                ("approval_state", "in", ["draft", "waiting", "returned"]),
            ],
            limit=1,
        )
        return (waiting or self._zi_copy_version())._zi_open()

    def _zi_copy_version(self):
        draft = self._zi_gate_create(
            [
                {
                    **self.copy_data()[0],
                    "amends_id": self.id,
                    "version": self.version + 1,
                }
            ]
        )
        return draft.with_env(self.env)

    def action_publish(self):
        """Show the report somewhere: opens a new publication."""
        self.ensure_one()
        if self.approval_state != "approved":
            raise UserError(
                self.env._("Only what is approved is published. Submit it first.")
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Publication"),
            "res_model": "zi.publication",
            "views": [(False, "form")],
            "context": {
                "default_name": self.name,
                "default_res_model": self._name,
                "default_res_id": self.id,
                "default_area_id": self.area_id.id,
                "default_company_id": self.company_id.id,
            },
        }

    def action_open_publications(self):
        """Where the report was shown."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Publications"),
            "res_model": "zi.publication",
            "views": [(False, "list"), (False, "form")],
            "domain": [("res_model", "=", self._name), ("res_id", "=", self.id)],
        }

    def action_open_previous(self):
        """The last report of this kind."""
        self.ensure_one()
        previous = self._zi_previous_report().with_env(self.env)
        if not previous:
            raise UserError(self.env._("There is no earlier report of this kind."))
        return previous._zi_open()

    def _zi_open(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }
