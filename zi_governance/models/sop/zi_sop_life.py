from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

_DECIDED = ("approved", "superseded", "withdrawn")


class ZiSopRevision(models.Model):
    """From when until when a revision is in force, and what ends it."""

    _name = "zi.sop.revision"
    _inherit = ["zi.sop.revision", "zi.clock.source", "zi.follow.up.source"]

    _zi_clock = {"review": (False, False, "review_due", "ended_on")}

    withdrawal_ids = fields.One2many("zi.sop.withdrawal", "revision_id", "Withdrawals")

    # ------------------------------------------------------------------
    # STATUS
    # ------------------------------------------------------------------

    def _zi_status(self, today):
        """What a scan shows first, by the date and not by a job that ran or not.

        :param date today: local date of the unit
        :return: ``current``, ``superseded``, ``withdrawn``, ``not_yet``,
            ``altered`` (stored content differs from what was approved) or
            ``not_found`` (never approved)
        """
        self.ensure_one()
        if self.approval_state not in _DECIDED:
            return "not_found"
        if self.ended_on and self.ended_on < today:
            return self.end_kind or "superseded"
        if self.approval_state != "approved":
            return self.approval_state
        if not self.approval_intact:
            return "altered"
        if self.effective_date and self.effective_date > today:
            return "not_yet"
        return "current"

    @api.model
    def _zi_status_domain(self, status, today):
        """Revisions that have a status on a date; the same rule as a search.

        :rtype: Domain
        """
        decided = Domain("approval_state", "in", list(_DECIDED))
        if status == "not_found":
            return ~decided
        ended = Domain("ended_on", "<", today)
        not_ended = Domain("ended_on", "=", False) | Domain("ended_on", ">=", today)
        approved = Domain("approval_state", "=", "approved") & not_ended
        if status == "altered":
            return approved & Domain("approval_intact", "=", False)
        running = approved & Domain("approval_intact", "=", True)
        if status == "current":
            return running & (
                Domain("effective_date", "=", False)
                | Domain("effective_date", "<=", today)
            )
        if status == "not_yet":
            return running & Domain("effective_date", ">", today)
        gone = ended & decided & Domain("end_kind", "=", status)
        return gone | (Domain("approval_state", "=", status) & not_ended)

    @api.depends(
        "approval_state", "approval_intact", "effective_date", "ended_on", "end_kind"
    )
    def _compute_status(self):
        for revision in self:
            company = revision.company_id or self.env.company
            revision.status = revision._zi_status(company._zi_today())

    def _search_status(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._zi_today()
        known = dict(self._fields["status"].selection)
        return Domain.OR(
            self._zi_status_domain(status, today) for status in value if status in known
        )

    # ------------------------------------------------------------------
    # ONE REVISION ENDS, THE NEXT BEGINS
    # ------------------------------------------------------------------

    def _zi_previous_version(self):
        """What it replaces ends at once, or on the day on which this one begins."""
        if self.effective_date and self.effective_date > self.company_id._zi_today():
            return self.browse()
        return self._zi_replaced()

    def _zi_replaced(self):
        """Approved revisions of the SOP that this one follows."""
        self.ensure_one()
        return (self.sop_id.revision_ids - self).filtered(
            lambda r: (
                r.approval_state in ("approved", "superseded")
                and r.revision_no < self.revision_no
                and not (r.end_kind == "withdrawn")
            )
        )

    def _zi_on_approved(self):
        super()._zi_on_approved()
        self.sop_id.name = self.name
        last_day = self.effective_date - timedelta(days=1)
        for old in self._zi_replaced():
            if not old.ended_on or old.ended_on > last_day:
                old._zi_end(last_day, "superseded")

    def _zi_end(self, last_day, kind):
        """Let a revision end.

        :param date last_day: last day in force; on the day after it is over
        :param str kind: ``superseded`` or ``withdrawn``
        """
        self.ensure_one()
        if kind == "withdrawn":
            self._zi_keep_older(last_day)
        self._zi_gate_write({"ended_on": last_day, "end_kind": kind})
        if last_day < self.company_id._zi_today():
            self._zi_close()

    def _zi_keep_older(self, last_day):
        """A revision that never begins replaces nothing: the one before goes on."""
        if not self.effective_date or self.effective_date <= last_day:
            return
        for old in self._zi_replaced():
            waits = old.approval_state == "approved" and old.end_kind == "superseded"
            if waits and old.ended_on == self.effective_date - timedelta(days=1):
                old._zi_gate_write({"ended_on": False, "end_kind": False})

    def _zi_close(self):
        """What follows once a revision is over."""
        for revision in self:
            if revision.approval_state == "approved":
                revision._zi_move(revision.end_kind)

    @api.model
    def _cron_daily(self):
        """End the revisions whose last day has passed; also the day before is read
        right by the date, so a late run does no harm."""
        # No zone is more than a day ahead of UTC; the exact day is the unit's.
        over = self.sudo().search(
            [
                ("approval_state", "=", "approved"),
                ("ended_on", "<=", fields.Date.today()),
            ]
        )
        for company, revisions in over.grouped("company_id").items():
            today = company._zi_today()
            revisions.with_company(company).filtered(
                lambda r, today=today: r.ended_on < today
            )._zi_close()

    # ------------------------------------------------------------------
    # REVIEW CLOCK
    # ------------------------------------------------------------------

    @api.model
    def _zi_clock_open_domain(self, name):
        return Domain("approval_state", "=", "approved") & Domain(
            "ended_on", "=", False
        )

    def _zi_clock_users(self, name):
        """The head of the section, its writers, and the secretariat."""
        self.ensure_one()
        record = self.sudo()
        return (
            record.department_id.manager_id.user_id
            or record.zi_author_ids
            or self._zi_clock_escalation_users(name)
        )

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_new_revision(self):
        """Write the next revision; this one stays in force meanwhile."""
        self.ensure_one()
        return self.sop_id.action_new_revision()

    def action_import_steps(self):
        """Bring steps in from a table."""
        self.ensure_one()
        self.check_access("write")
        self._zi_check_unlocked()
        wizard = self.env["zi.sop.import"].create([{"revision_id": self.id}])
        return wizard._zi_show_again()

    def action_compare(self):
        """This revision beside the one before it."""
        self.ensure_one()
        return self.env["zi.sop.compare"]._zi_for(self)

    def action_draft_withdrawal(self):
        """Propose to the head that this revision is withdrawn."""
        self.ensure_one()
        if self._zi_status(self.company_id._zi_today()) not in ("current", "not_yet"):
            raise UserError(
                self.env._("Only a revision that is approved can be withdrawn.")
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Withdrawal"),
            "res_model": "zi.sop.withdrawal",
            "views": [(False, "form")],
            "context": {"default_revision_id": self.id},
        }
