from odoo import api, models


class ZiWorkLineMixin(models.AbstractModel):
    """A line of a document: written by whoever may write the document, and sealed
    with it."""

    _name = "zi.work.line.mixin"
    _description = "Line of a document"
    _inherit = ["zi.approval.line.mixin"]

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._zi_approval_document()._zi_check_area()
        return lines

    def write(self, vals):
        self._zi_approval_document()._zi_check_area()
        result = super().write(vals)
        if self._zi_approval_parent in vals:
            self._zi_approval_document()._zi_check_area()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_other_work(self):
        self._zi_approval_document()._zi_check_area()
