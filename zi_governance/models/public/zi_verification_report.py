from odoo import api, fields, models
from odoo.tools import SQL

FORM = "report_copy"
# Stands in a page that is kept for many; each reader gets a nonce of his own instead.
NONCE = "zi-nonce-of-this-showing"


class ZiVerificationReport(models.Model):
    """A visitor says that a sheet which ended still hangs. Nothing of who said it."""

    _name = "zi.verification.report"
    _description = "Report of an outdated sheet"
    _inherit = ["zi.append.only.mixin"]
    _order = "id desc"
    _log_access = False
    _rec_name = "reported_at"

    _zi_sealed_columns = ("token_id", "reported_at", "status", "form_key")

    token_id = fields.Many2one(
        "zi.verification.token", required=True, ondelete="restrict", readonly=True
    )
    reported_at = fields.Datetime(required=True, readonly=True)
    status = fields.Char(size=16, required=True, readonly=True)
    form_key = fields.Char(size=64, required=True, readonly=True)

    _once = models.UniqueIndex("(form_key)", "This was reported already.")
    _token_index = models.Index("(token_id, reported_at)")

    @api.model
    def _zi_receive(self, row, nonce):
        """Note that a sheet still hangs; the same form however often it is sent is
        one note.

        :param row: row of the code
        :param nonce: what came in the hidden field
        :return: ``(outcome, seconds)``: ``done``; ``again``: the form is not ours or
            too old; ``fit``: the paper is not outdated; ``unknown``; ``wait``, with
            the seconds
        """
        record = row._zi_record()
        status = (
            record._zi_status(record._zi_public_company()._zi_today())
            if record is not None
            else "not_found"
        )
        if status == "not_found":
            return "unknown", None
        if not record._zi_reportable(status):
            return "fit", None
        key = self.env["zi.public.form"]._zi_form_key(FORM, nonce)
        if key is None:
            return "again", None
        if self.sudo().search_count([("form_key", "=", key)], limit=1):
            return "done", None
        limits = self.env["zi.public.limit"]
        wait = limits._zi_count("report_copy")
        if wait:
            return "wait", wait
        if limits._zi_count("report_sheet", f"token:{row.id}") is None:
            self._zi_note(row, status, key)
        # Beyond the limit of one sheet the office knows it already.
        return "done", None

    def _zi_note(self, row, status, key):
        """One row. Of two equal forms at the same moment the second adds none; where
        its snapshot is too old to see that, the request is run once more."""
        self.env.execute_query(
            SQL(
                """
                INSERT INTO zi_verification_report
                            (token_id, reported_at, status, form_key)
                     VALUES (%s, now() AT TIME ZONE 'UTC', %s, %s)
                ON CONFLICT (form_key) DO NOTHING
                  RETURNING id
                """,
                row.id,
                status,
                key,
            )
        )
        self.invalidate_model()
