from odoo import models


class ZiPeriod(models.Model):
    _inherit = "zi.period"

    def _zi_on_made(self, periods):
        """Evidence that was entered before its month existed finds it."""
        super()._zi_on_made(periods)
        months = periods.filtered(lambda period: period.months == 1)
        if not months:
            return
        rows = (
            self.env["zi.evidence"]
            .sudo()
            .search(
                [
                    ("company_id", "in", months.company_id.ids),
                    ("period_id", "=", False),
                    ("date", ">=", min(months.mapped("date_from"))),
                    ("date", "<=", max(months.mapped("date_to"))),
                ]
            )
        )
        for row in rows:
            row._zi_gate_write({"period_id": row._zi_default_period().id})
        rows._zi_mark_late()
