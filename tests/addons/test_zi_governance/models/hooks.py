from markupsafe import Markup

from odoo import api, models


class ZiConflict(models.AbstractModel):
    _inherit = "zi.conflict"

    @api.model
    def _zi_blocked(self, user, records):
        """Blocks who declared an interest in an employee that the matter concerns."""
        blocked = super()._zi_blocked(user, records)
        declared = self.env["test.zi.declaration"].search([("user_id", "=", user.id)])
        named = set(declared.employee_id.ids)
        for record in records:
            if named & set(record._zi_matter()["employees"]):
                blocked.setdefault(record.id, "test_declared")
        return blocked


class ZiEligibility(models.AbstractModel):
    _inherit = "zi.eligibility"

    @api.model
    def _zi_check(self, employees, criterion, on_date):
        """Answers one criterion of its own: nothing declared."""
        answers = super()._zi_check(employees, criterion, on_date)
        if criterion == "test_nothing_declared":
            declared = self.env["test.zi.declaration"].sudo().search([])
            named = set(declared.employee_id.ids)
            answers.update({i: i not in named for i in employees.ids})
        return answers


class ZiMeasure(models.AbstractModel):
    _inherit = "zi.measure"

    @api.model
    def _zi_measure(self, code, companies, year):
        """Approved documents of all documents, per unit."""
        if code != "test_documents_approved":
            return super()._zi_measure(code, companies, year)
        rows = (
            self.env["test.zi.document"]
            .sudo()
            ._read_group(
                [("company_id", "in", companies.ids)],
                ["company_id", "approval_state"],
                ["__count"],
            )
        )
        figures = {}
        for company, state, count in rows:
            done, every, source = figures.get(company.id, (0, 0, "test.zi.document"))
            done += count if state == "approved" else 0
            figures[company.id] = (done, every + count, source)
        return figures


class ZiPublicPage(models.AbstractModel):
    _inherit = "zi.public.page"

    @api.model
    def _zi_sections(self, company):
        approved = (
            self.env["test.zi.document"]
            .sudo()
            .search(
                [("company_id", "=", company.id), ("approval_state", "=", "approved")]
            )
        )
        items = Markup("").join(Markup("<li>%s</li>") % d.name for d in approved)
        return [
            *super()._zi_sections(company),
            (50, Markup("<ul>%s</ul>") % items),
        ]

    @api.model
    def _zi_public_actions(self, record):
        actions = super()._zi_public_actions(record)
        if record._name == "test.zi.document":
            actions.append(("Laporkan masalah", f"/zi/pengaduan?sop={record.id}"))
        return actions
