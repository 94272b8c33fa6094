from uuid import uuid4

from odoo import api, fields, models
from odoo.tools import SQL


class ZiApprovalChain(models.Model):
    """Head of a unit's chain of decisions: one row, locked while one is appended.

    The row is read with ``SELECT ... FOR UPDATE``. Under REPEATABLE READ a second
    writer then fails with a serialization error, which the server retries in a new
    snapshot. An advisory lock would not do: its snapshot is older than the lock.
    """

    _name = "zi.approval.chain"
    _description = "Head of a chain of decisions"

    company_id = fields.Many2one(
        "res.company", "Work unit", required=True, index=True, ondelete="restrict"
    )
    unit_key = fields.Char(
        required=True,
        size=36,
        default=lambda self: str(uuid4()),
        help="Part of every hash of the chain, so that no decision can be moved into "
        "another unit's chain.",
    )
    last_no = fields.Integer(required=True, default=0)
    last_hash = fields.Char(size=64, required=True, default="0" * 64)

    _company_unique = models.Constraint(
        "UNIQUE (company_id)", "A unit has one chain of decisions."
    )

    @api.model
    def _zi_ensure(self, companies):
        """Give each unit its head row."""
        present = self.search([("company_id", "in", companies.ids)]).company_id
        self.create([{"company_id": unit.id} for unit in companies - present])

    @api.model
    def _zi_lock(self, company):
        """Lock the head of a unit's chain until the transaction ends.

        :return: ``(unit_key, last_no, last_hash)``
        """
        rows = self.env.execute_query(
            SQL(
                "SELECT unit_key, last_no, last_hash FROM zi_approval_chain"
                " WHERE company_id = %s FOR UPDATE",
                company.id,
            )
        )
        if not rows:
            self._zi_ensure(company)
            return self._zi_lock(company)
        return rows[0]

    @api.model
    def _zi_head(self, company):
        """The head row, read without a lock."""
        self._zi_ensure(company)
        return self.search([("company_id", "=", company.id)])

    @api.model
    def _zi_advance(self, company, last_no, last_hash):
        head = self.search([("company_id", "=", company.id)])
        head.write({"last_no": last_no, "last_hash": last_hash})
        # The next append of this transaction reads the row in SQL.
        head.flush_recordset()
