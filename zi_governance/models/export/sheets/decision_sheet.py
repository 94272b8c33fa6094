from odoo import api, models
from odoo.fields import Domain

from ....tools.sheet import Column, RollForward, Sheet


class ZiExportGovernance(models.AbstractModel):
    """The log of decisions; a request is open while it waits for one."""

    _inherit = "zi.export.governance"

    @api.model
    def _zi_sheet_decisions(self, units, run):
        """Decisions of the period in the order of their chain, with their hashes."""
        company = units[:1]
        start, end = self._zi_moments(company, run)
        count, rows = self._zi_batches(
            "zi.approval.decision",
            [
                ("company_id", "=", company.id),
                ("decided_at", ">=", start),
                ("decided_at", "<", end),
            ],
            "chain_no",
            ["chain_no", "record_name", "outcome", "decided_at", "content_hash"],
        )
        kinds = {}
        roles = {role.code: role.name for role in self.env["zi.role"].search([])}
        return Sheet(
            columns=(
                Column("number", self.env._("No."), "integer", 6),
                Column("decided", self.env._("Decided on"), "moment", 16),
                Column("kind", self.env._("Document kind"), "text", 17),
                Column("document", self.env._("Document"), "text", 30),
                Column("step", self.env._("Role"), "text", 12),
                Column("outcome", self.env._("Decision"), "text", 11),
                Column("decider", self.env._("Decided by"), "text", 24),
                Column("capacity", self.env._("Capacity"), "text", 10),
                Column("reason", self.env._("Reason"), "text", 22),
                Column("letter", self.env._("Letter"), "text", 14),
                Column("entered", self.env._("Entered on"), "moment", 16),
                Column("content", self.env._("Hash of the content"), "text", 23),
                Column("chain", self.env._("Hash of the decision"), "text", 23),
            ),
            rows=(self._zi_decision_row(company, row, kinds, roles) for row in rows),
            count=count,
            key=("number",),
            roll=self._zi_request_roll(company, start, end),
            note=self.env._(
                "The figures below count requests for a decision, not decisions."
            ),
        )

    def _zi_decision_row(self, company, row, kinds, roles):
        if row.res_model not in kinds:
            model = self.env["ir.model"]._get(row.res_model)
            kinds[row.res_model] = model.name or row.res_model
        return (
            row.chain_no,
            self._zi_local(company, row.decided_at),
            kinds[row.res_model],
            row.record_name,
            roles.get(row.role_code, row.role_code),
            row.outcome_label,
            row.decider_label,
            {"plt": "Plt.", "plh": "Plh."}.get(row.capacity),
            row.reason or None,
            row.letter_number or None,
            self._zi_local(company, row.create_date),
            row.content_hash,
            row.chain_hash,
        )

    def _zi_request_roll(self, company, start, end):
        requests = self.env["zi.approval.request"]
        unit = Domain("company_id", "=", company.id)

        def open_at(moment):
            return requests.search_count(
                unit
                & Domain("requested_at", "<", moment)
                & (
                    Domain("decided_at", "=", False)
                    | Domain("decided_at", ">=", moment)
                )
            )

        received = requests.search_count(
            unit
            & Domain("requested_at", ">=", start)
            & Domain("requested_at", "<", end)
        )
        finished = requests.search_count(
            unit & Domain("decided_at", ">=", start) & Domain("decided_at", "<", end)
        )
        return RollForward(open_at(start), received, finished, open_at(end))
