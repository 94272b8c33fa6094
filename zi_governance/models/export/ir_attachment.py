from odoo import api, models
from odoo.exceptions import AccessError

from ..evidence.ir_attachment import SEALED


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def write(self, vals):
        if SEALED & set(vals):
            self._zi_check_not_package()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_package(self):
        self._zi_check_not_package()

    def _zi_check_not_package(self):
        """The files of a package are what its register says, for everybody."""
        held = (
            self.env["zi.export.run"]
            .sudo()
            .search_count(
                [
                    "|",
                    ("attachment_id", "in", self.ids),
                    ("manifest_id", "in", self.ids),
                ],
                limit=1,
            )
        )
        if held:
            raise AccessError(
                self.env._("The files of a package stay as they were made.")
            )
