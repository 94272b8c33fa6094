from odoo import api, models
from odoo.exceptions import AccessError

from ...tools import canonical

SEALED = {
    "raw",
    "datas",
    "db_datas",
    "store_fname",
    "checksum",
    "file_size",
    "mimetype",
    "name",
    "type",
    "url",
    "res_model",
    "res_id",
    "res_field",
    "public",
    "access_token",
    "company_id",
}


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        attachments = super().create(vals_list)
        attachments._zi_check_not_field()
        return attachments

    def write(self, vals):
        if SEALED & set(vals):
            self._zi_check_not_evidence()
            self._zi_check_not_letter()
            self._zi_check_not_field()
        result = super().write(vals)
        if {"res_model", "res_field"} & set(vals):
            self._zi_check_not_field()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        self._zi_check_not_evidence()
        self._zi_check_not_letter()
        self._zi_check_not_field()

    def _zi_check_not_letter(self):
        """The letter by which a document was decided outside is kept: the decision
        holds its hash."""
        files = self.sudo().filtered(
            lambda item: (
                item.res_id
                and not item.res_field
                and hasattr(self.env.get(item.res_model), "_zi_approval_steps")
            )
        )
        if not files:
            return
        decisions = (
            self.env["zi.approval.decision"]
            .sudo()
            .search(
                [
                    ("outcome", "=", "external"),
                    ("res_model", "in", files.mapped("res_model")),
                    ("res_id", "in", files.mapped("res_id")),
                ]
            )
        )
        letters = {(d.res_model, d.res_id, d.letter_sha256) for d in decisions}
        if any(
            (item.res_model, item.res_id, canonical.sha256_hex(item.raw or b""))
            in letters
            for item in files
        ):
            raise AccessError(
                self.env._(
                    "This is the letter of a decision that was made outside. It stays "
                    "with its document."
                )
            )

    def _zi_check_not_evidence(self):
        """The file of evidence is what its hash says, for everybody."""
        held = (
            self.env["zi.evidence"]
            .sudo()
            .search_count([("attachment_id", "in", self.ids)], limit=1)
        )
        if held:
            raise AccessError(
                self.env._(
                    "The file of a piece of evidence stays as it was uploaded. Enter a "
                    "new version instead."
                )
            )

    def _zi_check_not_field(self):
        """The file in a field of our records is changed through the record, where the
        rules of the field are; the ORM does that as the super-user."""
        if self.env.su:
            return
        if any(
            item.res_field and (item.res_model or "").startswith("zi.")
            for item in self.sudo()
        ):
            raise AccessError(
                self.env._(
                    "This file belongs to a field of its document. Open the document "
                    "to change it."
                )
            )
