import random
import time
from uuid import uuid4

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.tools import SQL

# Waiting for one's turn at a busy chain: a decision takes some tenths of a second.
_TURNS = 200
_PAUSE = 0.05  # seconds, at most


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
    def _zi_wait_for_turn(self, companies):
        """Lock the chains of some units before anything of a decision is read.

        Whoever waits for the lock later, with an older snapshot, fails and is
        retried by the server a few times only; on a busy chain that is not enough.
        Here the lock is the first statement of a fresh transaction, so that the
        decision sees all before it and cannot fail for them. Where something was
        written already the transaction is not ours to begin anew, and the server's
        retries have to do.

        :param res.company companies: units whose chains get a link
        """
        self.env.flush_all()
        if self._zi_has_written():
            return
        query = SQL(
            "SELECT id FROM zi_approval_chain WHERE company_id IN %s"
            " ORDER BY company_id FOR UPDATE",
            tuple(companies.ids) or (0,),
        )
        for turn in range(_TURNS):
            self.env.cr.rollback()
            self.env.transaction.clear()
            try:
                self.env.cr.execute(query, log_exceptions=False)
                return
            except SerializationFailure:
                if turn == _TURNS - 1:
                    raise
                time.sleep(random.uniform(0, _PAUSE))

    @api.model
    def _zi_has_written(self):
        """Whether this transaction has changed or locked anything so far."""
        [(number,)] = self.env.execute_query(
            SQL("SELECT pg_current_xact_id_if_assigned()::text")
        )
        return number is not None

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
