import logging

import psycopg2

from odoo import api, fields, models
from odoo.tools import SQL

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
    def _zi_count_scan(self, token_id, status):
        """Note a scan in a transaction of its own: the page writes nothing itself, and
        comes also when the note cannot be made.

        :param int token_id: row of the code
        :param str status: what the page said
        """
        try:
            with self.env.registry.cursor() as cr:
                # A count that a power cut takes along is no loss, so nobody waits for
                # the disk.
                cr.execute(
                    SQL(
                        """
                        SET LOCAL synchronous_commit = off;
                        INSERT INTO zi_verification_scan (token_id, scanned_at, status)
                        VALUES (%s, now() AT TIME ZONE 'UTC', %s)
                        """,
                        token_id,
                        status,
                    )
                )
        except psycopg2.Error:
            _logger.info("A scan could not be counted", exc_info=True)
