from odoo import api, models
from odoo.fields import Domain

from ....tools.sheet import Column, RollForward, Sheet


class ZiExportGovernance(models.AbstractModel):
    """The register of evidence; it is open while it waits for verification."""

    _inherit = "zi.export.governance"

    @api.model
    def _zi_sheet_evidence(self, units, run):
        """Evidence entered until the end of the period, whatever its own date."""
        company = units[:1]
        start, end = self._zi_moments(company, run)
        first_of_year = self._zi_year_start(company, run)
        entered = Domain("company_id", "=", company.id) & Domain(
            "uploaded_at", "<", end
        )
        count, rows = self._zi_batches(
            "zi.evidence",
            entered
            & (
                Domain("uploaded_at", ">=", first_of_year)
                | Domain("state", "=", "waiting")
            ),
            "id",
            ["name", "date", "state", "uploader_id", "verifier_id", "sha256"],
        )
        return Sheet(
            columns=(
                Column("number", self.env._("No."), "integer", 7),
                Column("name", self.env._("What it shows"), "text", 26),
                Column("areas", self.env._("Areas"), "text", 13),
                Column("items", self.env._("Items of the plan"), "text", 11),
                Column("date", self.env._("Date of the evidence"), "date", 11),
                Column("entered", self.env._("Entered on"), "moment", 16),
                Column("changed", self.env._("Last change"), "moment", 16),
                Column("late", self.env._("Entered late"), "flag", 8),
                Column("by", self.env._("Entered by"), "text", 14),
                Column("state", self.env._("State"), "text", 13),
                Column("verifier", self.env._("Looked at by"), "text", 14),
                Column("verified", self.env._("Looked at on"), "moment", 16),
                Column("reason", self.env._("Reason of the refusal"), "text", 18),
                Column("file", self.env._("File name"), "text", 16),
                Column("sha256", self.env._("SHA-256"), "text", 22),
            ),
            rows=(self._zi_evidence_row(company, row, end) for row in rows),
            count=count,
            key=("number",),
            roll=self._zi_evidence_roll(company, start, end),
            note=self.env._(
                "Entered this year, and all that still waits for verification."
            ),
            left_out=(
                self.env._(
                    "%(count)s entries of earlier years that were verified, refused or "
                    "replaced; they stand in the packages of their years.",
                    count=self.env["zi.evidence"].search_count(entered) - count,
                ),
            ),
        )

    def _zi_year_start(self, company, run):
        return self._zi_moments(
            company, _Span(run.date_to.replace(month=1, day=1), run.date_to)
        )[0]

    def _zi_evidence_row(self, company, row, end):
        """A row as it stood at the end of the period, whatever happened since: what
        an amendment shows is what was wrong, not what went on."""
        looked_at = row.verified_at and row.verified_at < end
        return (
            row.id,
            row.name,
            ", ".join(row.area_ids.mapped("name")) or None,
            ", ".join(f"{item.line_sequence}.{item.sequence}" for item in row.item_ids)
            or None,
            row.date,
            self._zi_local(company, row.uploaded_at),
            self._zi_local(company, row.write_date),
            row.late_entry,
            row.uploader_id.name,
            self._zi_evidence_state(row, end),
            (looked_at and row.verifier_id.name) or None,
            self._zi_local(company, row.verified_at) if looked_at else None,
            (looked_at and row.refusal_reason) or None,
            row.file_name or None,
            row.sha256 or None,
        )

    def _zi_evidence_state(self, row, end):
        state = row.state
        if not row.ended_at or row.ended_at >= end:
            state = "waiting"
            if row.verified_at and row.verified_at < end:
                state = "refused" if row.refusal_reason else "verified"
        return dict(row._fields["state"]._description_selection(row.env))[state]

    def _zi_evidence_roll(self, company, start, end):
        """Waiting at the start, entered, looked at or replaced, waiting at the end.

        Told by moments that never change, so that the next package opens with what
        this one closed with.
        """
        evidence = self.env["zi.evidence"]
        unit = Domain("company_id", "=", company.id)

        def open_at(moment):
            settled = Domain("verified_at", "<", moment) | Domain(
                "ended_at", "<", moment
            )
            return evidence.search_count(
                unit & Domain("uploaded_at", "<", moment) & ~settled
            )

        received = evidence.search_count(
            unit & Domain("uploaded_at", ">=", start) & Domain("uploaded_at", "<", end)
        )

        def inside(name):
            return Domain(name, ">=", start) & Domain(name, "<", end)

        before = Domain("verified_at", "<", start) | Domain("ended_at", "<", start)
        finished = evidence.search_count(
            unit
            & Domain("uploaded_at", "<", end)
            & (inside("verified_at") | inside("ended_at"))
            & ~before
        )
        return RollForward(open_at(start), received, finished, open_at(end))


class _Span:
    """Two days, as a package has them."""

    def __init__(self, date_from, date_to):
        self.date_from, self.date_to = date_from, date_to
