import logging

import psycopg2

from odoo import api, fields, models
from odoo.tools import SQL

from .zi_verification_page import stamps_query

_logger = logging.getLogger(__name__)


class ZiVerificationScan(models.Model):
    """That a code was scanned, when, and what the page said. Nothing of who did it."""

    _name = "zi.verification.scan"
    _description = "Scan of a code"
    _order = "id desc"
    _log_access = False
    _rec_name = "scanned_at"

    token_id = fields.Many2one(
        "zi.verification.token", required=True, ondelete="cascade", readonly=True
    )
    scanned_at = fields.Datetime(required=True, readonly=True)
    status = fields.Char(size=16, required=True, readonly=True)

    _token_index = models.Index("(token_id, scanned_at)")

    @api.model
    def _zi_count_query(self, token_id, status, tables=(), stamps=()):
        """The statement that notes a scan; with rows, only if they are what they
        were, so that one statement both looks and notes.

        :param int token_id: row of the code
        :param str status: what the page says
        :param tables: rows as tuple of (table, id)
        :param stamps: their versions as tuple of (place, xmin, ctid)
        :rtype: SQL
        """
        same = SQL("TRUE")
        if tables:
            same = SQL(
                """
                (SELECT count(*) FROM (%s) AS rows (place, version, line)
                   JOIN (VALUES %s) AS known (place, version, line)
                  USING (place, version, line)) = %s
                """,
                stamps_query(tables),
                SQL(", ").join(SQL("%s", stamp) for stamp in stamps),
                len(tables),
            )
        # A count that a power cut takes along is no loss, so nobody waits for the disk.
        return SQL(
            """
            SET LOCAL synchronous_commit = off;
            INSERT INTO zi_verification_scan (token_id, scanned_at, status)
            SELECT %s, now() AT TIME ZONE 'UTC', %s WHERE %s
            RETURNING id
            """,
            token_id,
            status,
            same,
        )

    @api.model
    def _zi_insert(self, query):
        """Note a scan, in the request's own transaction, which writes nothing else;
        where that one may only read, in a short one beside it. The page comes also
        when the note cannot be made.

        :param SQL query: from :meth:`_zi_count_query`
        :return: whether a row was added
        """
        try:
            if self.env.cr.readonly:
                with self.env.registry.cursor() as cr:
                    cr.execute(query)
                    return bool(cr.fetchone())
            self.env.cr.execute(query)
            return bool(self.env.cr.fetchone())
        except psycopg2.Error:
            _logger.info("A scan could not be counted", exc_info=True)
            self.env.cr.rollback()
            return False
