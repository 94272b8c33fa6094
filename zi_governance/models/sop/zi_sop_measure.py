from datetime import date

from odoo import api, models
from odoo.fields import Domain


class ZiMeasure(models.AbstractModel):
    """Shares that answer the questions on SOPs of main work."""

    _inherit = "zi.measure"

    @api.model
    def _zi_measure(self, code, companies, year):
        method = {
            "sop_main_in_force": self._zi_sop_main_in_force,
            "sop_applied": self._zi_sop_applied,
            "sop_reviewed": self._zi_sop_reviewed,
            "sop_read": self._zi_sop_read,
        }.get(code)
        if not method:
            return super()._zi_measure(code, companies, year)
        found = {}
        for company in companies:
            day = min(company._zi_today(), date(year, 12, 31))
            counts = method(company, day, year)
            if counts:
                found[company.id] = counts
        return found

    def _zi_sop_main_in_force(self, company, day, year):
        """Main processes whose SOP is in force, of all main processes."""
        main = (
            self.env["zi.business.process"]
            .sudo()
            .search([("company_id", "=", company.id), ("kind", "=", "main")])
        )
        counts = main._zi_sop_counts(day)
        covered = main.filtered(lambda process: counts.get(process.id))
        if not main:
            return None
        return len(covered), len(main), self.env._("business process map")

    def _zi_main_sops(self, company, day):
        """Revisions of main work that are in force on a day (sudo)."""
        revisions = self.env["zi.sop.revision"].sudo()
        return revisions.search(
            revisions._zi_status_domain("current", day)
            & Domain("company_id", "=", company.id)
            & Domain("process_kind", "=", "main")
            & Domain("sop_id.active", "=", True)
        )

    def _zi_in_year(self, company, year, model, extra):
        rows = (
            self.env[model]
            .sudo()
            .search(
                Domain(
                    [
                        ("company_id", "=", company.id),
                        ("state", "=", "done"),
                        ("date", ">=", f"{year}-01-01"),
                        ("date", "<=", f"{year}-12-31"),
                    ]
                )
                & Domain(extra)
            )
        )
        return rows.sop_id

    def _zi_sop_applied(self, company, day, year):
        """Main SOPs with a case of the year in which every step was done."""
        sops = self._zi_main_sops(company, day).sop_id
        if not sops:
            return None
        applied = self._zi_in_year(
            company, year, "zi.sop.run", [("applied", "=", True)]
        )
        failed = self._zi_in_year(
            company, year, "zi.sop.run", [("applied", "=", False)]
        )
        return (
            len(sops & (applied - failed)),
            len(sops),
            self.env._("checks of application"),
        )

    def _zi_sop_reviewed(self, company, day, year):
        """Main SOPs reviewed in the year, or approved anew in it."""
        revisions = self._zi_main_sops(company, day)
        sops = revisions.sop_id
        if not sops:
            return None
        fresh = revisions.filtered(
            lambda r: r.effective_date and r.effective_date.year == year
        ).sop_id
        reviewed = self._zi_in_year(company, year, "zi.sop.review", [])
        return len(sops & (reviewed | fresh)), len(sops), self.env._("reviews of SOPs")

    def _zi_sop_read(self, company, day, year):
        """Readings of main SOPs by those who carry them out, of all that are due."""
        revisions = self._zi_main_sops(company, day)
        wanted = sum(revisions.mapped("reader_count"))
        if not wanted:
            return None
        return sum(revisions.mapped("read_count")), wanted, self.env._("readings")
