from odoo import api, models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        attachments = super().create(vals_list)
        attachments._zi_drop_index()
        return attachments

    def write(self, vals):
        result = super().write(vals)
        if {"datas", "raw", "res_model", "index_content"} & set(vals):
            self._zi_drop_index()
        return result

    def _zi_drop_index(self):
        """Keep no searchable copy of the text of confidential files."""
        names = self.env["zi.confidential.mixin"]._zi_confidential_models()
        indexed = self.sudo().filtered(
            lambda file: file.res_model in names and file.index_content
        )
        if indexed:
            indexed.write({"index_content": False})
