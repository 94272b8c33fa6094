import base64

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

PAGE = "zi_page"


class ZiPublication(models.Model):
    """What stands on the page ``/zi``: what is approved, with a file for download."""

    _inherit = "zi.publication"

    _zi_hashed_files = {
        "proof": ("proof_name", "proof_sha256"),
        "document": ("document_name", "document_sha256"),
    }

    document = fields.Binary(
        "File for download",
        attachment=True,
        copy=False,
        help="PDF that visitors of /zi can download. Of a paper that is made here it "
        "is made when it is published.",
    )
    document_name = fields.Char(copy=False)
    document_sha256 = fields.Char("SHA-256 of the file", size=64, copy=False)
    on_page = fields.Boolean("On the page /zi", compute="_compute_on_page")

    def _compute_on_page(self):
        for publication in self:
            publication.on_page = publication.media_code == PAGE

    def _check_kept(self, vals):
        super()._check_kept(vals)
        if "document" not in vals or self._zi_gate_open():
            return
        if any(publication.state != "draft" for publication in self):
            raise UserError(
                self.env._("The file is what was published. It is not exchanged.")
            )

    def _check_shown(self):
        if self.media_code == PAGE and not self.address:
            self.address = "/zi"
        super()._check_shown()
        if self.media_code == PAGE:
            self._zi_check_page()

    def _zi_check_page(self):
        """Only what is approved and not confidential comes to the public."""
        self.ensure_one()
        record = self._zi_shown_record()
        if record is None:
            return
        if not self.env["zi.public.page"]._zi_may_show(record):
            raise UserError(
                self.env._(
                    "“%(record)s” cannot be shown on the public page: it is not in "
                    "force, or its kind is confidential.",
                    record=record.display_name,
                )
            )
        if not self.document:
            self._zi_make_document(record)

    def _zi_shown_record(self):
        """The record that is shown (sudo), or None when there is none."""
        self.ensure_one()
        model = self.env.get(self.res_model) if self.res_model else None
        if model is None or not self.res_id:
            return None
        return model.sudo().browse(self.res_id).exists() or None

    def _zi_make_document(self, record):
        """Keep the paper of the record as it is on this day."""
        report = getattr(record, "_zi_paper_report", "")
        if not report:
            return
        content, kind = (
            self.env["ir.actions.report"].sudo()._render_qweb_pdf(report, record.ids)
        )
        if kind == "pdf":
            self.write(
                {
                    "document": base64.b64encode(content),
                    "document_name": "dokumen.pdf",
                }
            )

    def _zi_on_page(self, company):
        """Publications that visitors of a unit's page see today (sudo)."""
        today = company._zi_today()
        return self.sudo().search(
            Domain("company_id", "=", company.id)
            & Domain("media_code", "=", PAGE)
            & Domain("state", "=", "live")
            & Domain("date_from", "<=", today)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", today)),
            limit=200,
        )

    def _zi_is_on_page(self):
        """Whether visitors see this publication today."""
        self.ensure_one()
        if self not in self._zi_on_page(self.company_id):
            return False
        record = self._zi_shown_record()
        return record is None or self.env["zi.public.page"]._zi_may_show(record)
