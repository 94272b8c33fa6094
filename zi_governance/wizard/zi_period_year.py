from odoo import fields, models
from odoo.exceptions import AccessError


class ZiPeriodYear(models.TransientModel):
    """Makes the periods of a year for one or several units."""

    _name = "zi.period.year"
    _description = "Make the periods of a year"

    year = fields.Integer(
        required=True, default=lambda self: self.env.company._zi_today().year
    )
    company_ids = fields.Many2many(
        "res.company",
        string="Work units",
        required=True,
        default=lambda self: self.env.company,
        domain="[('id', 'in', allowed_company_ids)]",
    )

    _year_plausible = models.Constraint(
        "CHECK (year BETWEEN 2000 AND 2100)", "Give a year between 2000 and 2100."
    )

    def action_make(self):
        self.ensure_one()
        roles = self.env["zi.role.assignment"]
        for company in self.company_ids:
            if company not in self.env.user.company_ids or not (
                roles._zi_holders(company, "secretariat", user=self.env.user)
            ):
                raise AccessError(
                    self.env._(
                        "Only the secretariat of %(unit)s makes its periods.",
                        unit=company.name,
                    )
                )
        self.env["zi.period"]._zi_make_year(self.company_ids, self.year)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Periods"),
            "res_model": "zi.period",
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "context": {"search_default_kind_month": 1},
        }
