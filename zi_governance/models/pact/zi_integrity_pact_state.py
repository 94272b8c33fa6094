from odoo import api, fields, models
from odoo.tools import SQL


class ZiIntegrityPactState(models.Model):
    """Every employee of today, and whether he has signed the text of today.

    A picture of the tables, so that people who come, go or move are in it at once.
    """

    _name = "zi.integrity.pact.state"
    _description = "Who has signed the pact"
    _auto = False
    _order = "state, employee_name, id"
    _rec_name = "employee_name"
    _depends = {
        "hr.employee": ["name", "company_id", "parent_id", "user_id", "active"],
        "hr.version": ["department_id"],
        "zi.integrity.pact.text": ["state", "date_from", "company_id", "active"],
        "zi.integrity.pact": ["employee_id", "text_id", "company_id", "date"],
        "zi.integrity.pact.witness": ["pact_id"],
    }

    company_id = fields.Many2one("res.company", "Work unit", readonly=True)
    employee_id = fields.Many2one("hr.employee", readonly=True)
    employee_name = fields.Char("Name", readonly=True)
    department_id = fields.Many2one("hr.department", "Section", readonly=True)
    user_id = fields.Many2one("res.users", "Account", readonly=True)
    superior_user_id = fields.Many2one("res.users", "Witness", readonly=True)
    text_id = fields.Many2one("zi.integrity.pact.text", readonly=True)
    pact_id = fields.Many2one("zi.integrity.pact", readonly=True)
    date = fields.Date("Signed on", readonly=True)
    state = fields.Selection(
        [
            ("1_missing", "Not signed"),
            ("2_witness", "Waits for the witness"),
            ("3_done", "Signed and witnessed"),
        ],
        readonly=True,
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT person.id, person.id AS employee_id,
                   person.name AS employee_name,
                   person.company_id, version.department_id, person.user_id,
                   superior.user_id AS superior_user_id,
                   text.id AS text_id, pact.id AS pact_id, pact.date,
                   CASE WHEN pact.id IS NULL THEN '1_missing'
                        WHEN witness.id IS NULL THEN '2_witness'
                        ELSE '3_done' END AS state
              FROM hr_employee person
              LEFT JOIN hr_version version ON version.id = person.current_version_id
              LEFT JOIN hr_employee superior ON superior.id = person.parent_id
              LEFT JOIN LATERAL (
                    SELECT id FROM zi_integrity_pact_text
                     WHERE active AND state = 'released' AND date_from <= %(today)s
                       AND (company_id IS NULL OR company_id = person.company_id)
                     ORDER BY company_id NULLS LAST, date_from DESC, id DESC
                     LIMIT 1) text ON TRUE
              LEFT JOIN zi_integrity_pact pact
                     ON pact.employee_id = person.id AND pact.text_id = text.id
                    AND pact.company_id = person.company_id
              LEFT JOIN zi_integrity_pact_witness witness ON witness.pact_id = pact.id
             WHERE person.active
            """,
            today=self.env.company._zi_today(),
        )

    @api.model
    def _zi_coverage(self, company):
        """Employees of a unit today, and how many of them have signed.

        :param res.company company: unit
        :return: ``(employees, signed)``
        """
        rows = self.sudo().with_company(company)
        domain = [("company_id", "=", company.id)]
        return (
            rows.search_count(domain),
            rows.search_count([*domain, ("state", "!=", "1_missing")]),
        )

    @api.model
    def _search(self, *args, **kwargs):
        # Rows of a picture stay in the cache when what it shows has changed.
        self.invalidate_model(flush=False)
        return super()._search(*args, **kwargs)
