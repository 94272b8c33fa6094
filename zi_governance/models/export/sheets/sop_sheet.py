from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

from ....tools.sheet import Column, RollForward, Sheet
from ...access.zi_role_assignment import CAPACITY_PREFIX

_DECIDED = ("approved", "superseded", "withdrawn")


class ZiExportGovernance(models.AbstractModel):
    """The register of SOPs; a revision is open while it is in force."""

    _inherit = "zi.export.governance"

    @api.model
    def _zi_sheet_sop(self, units, run):
        """Revisions in force on any day of the period, approved or ended in it."""
        company = units[:1]
        revisions = self.env["zi.sop.revision"]
        unit = Domain("company_id", "=", company.id)
        decided = unit & Domain("approval_state", "in", list(_DECIDED))
        count, rows = self._zi_batches(
            "zi.sop.revision",
            decided
            & Domain("effective_date", "<=", run.date_to)
            & (
                Domain("ended_on", "=", False)
                | Domain("ended_on", ">=", run.date_from - timedelta(days=1))
            ),
            "sop_id, revision_no, id",
            ["number", "name", "revision_no", "effective_date", "ended_on"],
        )
        return Sheet(
            columns=self._zi_sop_columns(),
            rows=(self._zi_sop_row(company, run, row) for row in rows),
            count=count,
            key=("number", "name", "revision"),
            roll=self._zi_sop_roll(decided, run),
            note=self.env._(
                "Revisions in force on any day of the period. Open means: in force. "
                "Readers are the employees who carry out a step on the day on which "
                "the package is made; readings and posted copies are counted until "
                "the end of the period."
            ),
            left_out=(
                self.env._(
                    "%(drafts)s revisions that are not approved yet, and %(ended)s "
                    "that ended before the period.",
                    drafts=revisions.search_count(
                        unit & Domain("approval_state", "not in", list(_DECIDED))
                    ),
                    ended=revisions.search_count(
                        decided
                        & Domain("ended_on", "<", run.date_from - timedelta(days=1))
                    ),
                ),
            ),
            fixed=2,
            page_starts=("must_read",),
        )

    def _zi_sop_columns(self):
        env = self.env
        return (
            Column("number", env._("No."), "text", 20),
            Column("name", env._("Name of the SOP"), "text", 30),
            Column("process", env._("Process"), "text", 22),
            Column("owner", env._("Owner"), "text", 20),
            Column("revision", env._("Revision"), "integer", 9),
            Column("state", env._("State"), "text", 13),
            Column("effective", env._("In force from"), "date", 11),
            Column("ended", env._("Last day in force"), "date", 11),
            Column("review_due", env._("Review due"), "date", 11),
            Column("review_late", env._("Review is late"), "flag", 9),
            Column("reviewed", env._("Last review"), "date", 11),
            Column("review", env._("What was found"), "text", 14),
            Column("approver", env._("Approved by"), "text", 28),
            Column("capacity", env._("Capacity"), "text", 10),
            Column("approved", env._("Approved on"), "date", 11),
            Column("must_read", env._("Have to read it"), "integer", 9),
            Column("read", env._("Have read it"), "integer", 9),
            Column("coverage", env._("Coverage"), "percent", 10),
            Column("posted", env._("Copies that hang"), "integer", 9),
            Column("outdated", env._("Hang though it ended"), "integer", 10),
            Column("evidence", env._("Evidence (No.: SHA-256)"), "text", 23),
            Column("content", env._("Hash of the content"), "text", 23),
            Column("decision", env._("Hash of the decision"), "text", 23),
            Column("entered", env._("Entered on"), "moment", 16),
            Column("changed", env._("Last change"), "moment", 16),
        )

    def _zi_sop_row(self, company, run, row):
        last = run.date_to
        decision = row._zi_last_decision()
        review = row.review_ids.filtered(
            lambda item: item.state == "done" and item.date <= last
        ).sorted("date")[-1:]
        read = row._zi_read_until(last)
        hanging = row.copy_ids.filtered(
            lambda item: (
                item.posted_on
                and item.posted_on <= last
                and not (item.taken_down_on and item.taken_down_on <= last)
            )
        )
        ended = row.ended_on and row.ended_on < last
        due = row.review_due
        return (
            row.number or None,
            row.name,
            row.process_id.display_name or None,
            row.department_id.name or None,
            row.revision_no,
            self._zi_sop_state(row, last),
            row.effective_date,
            row.ended_on or None,
            due or None,
            bool(due and due < last and not ended),
            review.date or None,
            self._zi_label(review, "outcome") if review else None,
            decision.decider_label or None,
            CAPACITY_PREFIX.get(decision.capacity, "").strip() or None,
            decision.decided_at and company._zi_local(decision.decided_at).date(),
            row.reader_count,
            read,
            read / row.reader_count if row.reader_count else None,
            len(hanging),
            len(hanging) if ended else 0,
            self._zi_sop_evidence(row),
            decision.content_hash or None,
            decision.chain_hash or None,
            self._zi_local(company, row.create_date),
            self._zi_local(company, row.write_date),
        )

    def _zi_sop_state(self, row, day):
        """The state on a day, whatever happened since."""
        if row.ended_on and row.ended_on <= day:
            return self._zi_label(row, "end_kind")
        return self.env._("In force")

    def _zi_sop_evidence(self, row):
        """Files that were entered as evidence of a revision: number and hash."""
        found = self.env["zi.evidence"].search(
            [("res_model", "=", row._name), ("res_id", "=", row.id)], order="id"
        )
        text = [f"{item.id}: {item.sha256 or '-'}" for item in found]
        return "\n".join(text) or None

    def _zi_sop_roll(self, decided, run):
        """In force at the start, came into force, ended, in force at the end.

        The day after its last day is the day on which a revision ends; both days are
        fixed by their decisions and never lie before them.
        """
        first, last = run.date_from, run.date_to
        opening = received = finished = closing = 0
        for row in self.env["zi.sop.revision"].search_fetch(
            decided & Domain("effective_date", "<=", last),
            ["effective_date", "ended_on"],
        ):
            start = row.effective_date
            end = row.ended_on and row.ended_on + timedelta(days=1)
            if end and end <= start:
                continue  # taken back before it began
            opening += start < first and (not end or end >= first)
            received += first <= start
            finished += bool(end and first <= end <= last)
            closing += not end or end > last
        return RollForward(opening, received, finished, closing)
