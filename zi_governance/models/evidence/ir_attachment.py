from odoo import api, models
from odoo.exceptions import AccessError

_SEALED = {
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

    def write(self, vals):
        if _SEALED & set(vals):
            self._zi_check_not_evidence()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        self._zi_check_not_evidence()

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
