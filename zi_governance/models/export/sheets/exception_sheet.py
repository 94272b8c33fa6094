from odoo import api, models

from ....tools.sheet import Column, HeadRow, Sheet


class ZiExportGovernance(models.AbstractModel):
    """*Pengecualian*: what an auditor asks about a period, each kind with its number
    and its rows."""

    _inherit = "zi.export.governance"

    @api.model
    def _zi_sheet_exceptions(self, units, run):
        """All exceptions of the period, grouped by kind; a kind without one says so."""
        company = units[:1]
        source = self.env["zi.export.exception"]
        kinds = source._zi_exception_kinds()
        found = {kind: [] for kind in kinds}
        for row in source._zi_exceptions(company, run.date_from, run.date_to):
            found.setdefault(row[0], []).append(row)
        rows = []
        for kind, items in found.items():
            label = kinds.get(kind, kind)
            rows.append(HeadRow((label, len(items), None, None, None, None)))
            rows += [
                (label, place, *item[1:]) for place, item in enumerate(items, start=1)
            ]
        return Sheet(
            columns=(
                Column("kind", self.env._("What is asked"), "text", 32),
                Column("count", self.env._("Number"), "integer", 9),
                Column("record", self.env._("Record"), "text", 28),
                Column("date", self.env._("Date"), "date", 11),
                Column("text", self.env._("What it is about"), "text", 60),
                Column("person", self.env._("Who"), "text", 26),
            ),
            rows=iter(rows),
            count=len(rows),
            key=("kind", "record", "date"),
            note=self.env._(
                "A bold row is the number of its kind; 0 means that there was none."
            ),
        )
