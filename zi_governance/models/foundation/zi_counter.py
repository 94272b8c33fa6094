from odoo import api, fields, models
from odoo.tools import SQL


class ZiCounter(models.Model):
    """Running numbers: one row per unit, kind and year, locked while it is used.

    A PostgreSQL sequence per unit, kind and year would be tens of thousands of
    relations in a Ministry's database.
    """

    _name = "zi.counter"
    _description = "Running number"
    _order = "company_id, kind, year desc"

    company_id = fields.Many2one(
        "res.company", "Work unit", required=True, index=True, ondelete="restrict"
    )
    kind = fields.Char(required=True, size=64)
    year = fields.Integer(required=True)
    last = fields.Integer("Last number", required=True, default=0)

    _unit_kind_year_unique = models.Constraint(
        "UNIQUE (company_id, kind, year)", "One running number per unit, kind and year."
    )

    @api.model
    def _zi_next(self, company, kind, year, count=1):
        """Take the next ``count`` numbers.

        The row stays locked until the transaction ends: a number is never given
        twice, and one that was rolled back is given again.

        :param res.company company: the unit that counts
        :param str kind: what is counted, e.g. ``decree/SK``
        :param int year: calendar year in the unit's time zone
        :param int count: how many numbers are needed
        :return: list of ``count`` integers, ascending
        """
        [(last,)] = self.env.execute_query(
            SQL(
                """
                INSERT INTO zi_counter
                    (company_id, kind, year, last, create_uid, create_date,
                     write_uid, write_date)
                VALUES (%(company)s, %(kind)s, %(year)s, %(count)s, %(uid)s,
                        now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC')
                ON CONFLICT (company_id, kind, year)
                DO UPDATE SET last = zi_counter.last + %(count)s
                RETURNING last
                """,
                company=company.id,
                kind=kind,
                year=year,
                count=count,
                uid=self.env.uid,
            )
        )
        self.invalidate_model(["last"])
        return list(range(last - count + 1, last + 1))
