import base64
import binascii

from odoo import fields, models
from odoo.exceptions import UserError


class ZiImportFileMixin(models.AbstractModel):
    """The file of an import wizard, as it came from the browser."""

    _name = "zi.import.file.mixin"
    _description = "Import wizard with a file"

    file = fields.Binary("Spreadsheet", attachment=False)
    file_name = fields.Char(size=256)

    def _zi_file_bytes(self, missing):
        """Content of the chosen file.

        :param str missing: what is said when no file was chosen
        :rtype: bytes
        :raises UserError: no file, or one that did not arrive whole
        """
        self.ensure_one()
        if not self.file:
            raise UserError(missing)
        try:
            return base64.b64decode(self.file, validate=True)
        except (binascii.Error, ValueError) as error:
            raise UserError(
                self.env._("The file did not arrive whole. Choose it again.")
            ) from error

    def _zi_reopen(self, title, target="new"):
        """The same form again, with what was read.

        :param str title: heading of the window
        :param str target: ``new`` for a dialog, ``current`` for a page
        :rtype: dict
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": target,
        }
