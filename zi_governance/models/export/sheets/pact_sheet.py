from odoo import api, models
from odoo.fields import Domain

from ....tools.sheet import Column, RollForward, Sheet


class ZiExportGovernance(models.AbstractModel):
    """The register of integrity pacts; one is open while it waits for its witness."""

    _inherit = "zi.export.governance"

    @api.model
    def _zi_sheet_pacts(self, units, run):
        """Pacts signed until the end of the period, with their witnesses."""
        company = units[:1]
        start, end = self._zi_moments(company, run)
        count, rows = self._zi_batches(
            "zi.integrity.pact",
            [("company_id", "=", company.id), ("signed_at", "<", end)],
            "id",
            ["number", "employee_name", "signed_at", "method", "content_hash"],
        )
        return Sheet(
            columns=(
                Column("number", self.env._("Number"), "text", 16),
                Column("name", self.env._("Signed by"), "text", 30),
                Column("post", self.env._("Post"), "text", 34),
                Column("section", self.env._("Section"), "text", 30),
                Column("signed", self.env._("Signed on"), "moment", 16),
                Column("method", self.env._("Signed with"), "text", 28),
                Column("text", self.env._("Version"), "text", 22),
                Column("occasion", self.env._("Occasion"), "text", 28),
                Column("witness", self.env._("Witnessed by"), "text", 40),
                Column("witnessed", self.env._("Witnessed on"), "moment", 16),
                Column("content", self.env._("SHA-256 of what was signed"), "text", 66),
            ),
            rows=(self._zi_pact_row(company, row, end) for row in rows),
            count=count,
            key=("number",),
            roll=self._zi_pact_roll(company, start, end),
            note=self.env._(
                "The figures below count pacts that wait for their witness."
            ),
        )

    def _zi_pact_row(self, company, row, end):
        witness = row.witness_ids.filtered(lambda line: line.witnessed_at < end)[:1]
        return (
            row.number,
            row.employee_name,
            row.employee_title or None,
            row.employee_section or None,
            self._zi_local(company, row.signed_at),
            self._zi_label(row, "method_label"),
            row.text_id.name,
            row.round_id.name or None,
            witness.witness_label or None,
            self._zi_local(company, witness.witnessed_at),
            row.content_hash,
        )

    def _zi_pact_roll(self, company, start, end):
        pacts = self.env["zi.integrity.pact"]
        unit = Domain("company_id", "=", company.id)

        def open_at(moment):
            return pacts.search_count(
                unit
                & Domain("signed_at", "<", moment)
                & ~Domain("witness_ids.witnessed_at", "<", moment)
            )

        received = pacts.search_count(
            unit & Domain("signed_at", ">=", start) & Domain("signed_at", "<", end)
        )
        finished = self.env["zi.integrity.pact.witness"].search_count(
            unit
            & Domain("witnessed_at", ">=", start)
            & Domain("witnessed_at", "<", end)
        )
        return RollForward(open_at(start), received, finished, open_at(end))
