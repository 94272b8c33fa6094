from odoo import api, models


class ZiApprovalLineMixin(models.AbstractModel):
    """A line whose content is sealed by the approval of its document.

    ``_zi_approval_parent`` names the many2one to the document (or to a line above).
    """

    _name = "zi.approval.line.mixin"
    _description = "Line of a document with approval"

    _zi_approval_parent = ""
    _zi_sealed_fields: tuple[str, ...] = ()
    # Sealed fields of earlier schemes of the document: {scheme: (field, ...)}.
    _zi_sealed_fields_before: dict[int, tuple[str, ...]] = {}

    def _zi_approval_document(self):
        """The documents on top of these lines."""
        parents = self.mapped(self._zi_approval_parent)
        if "approval_state" in parents._fields:
            return parents
        return parents._zi_approval_document()

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        documents = lines._zi_approval_document()
        documents._zi_check_unlocked()
        documents._zi_note_author()
        return lines

    def write(self, vals):
        sealed = set(self._zi_sealed_fields) | {self._zi_approval_parent}
        touched = sealed & set(vals)
        if touched and self._zi_line_would_change(touched, vals):
            documents = self._zi_approval_document()
            documents._zi_check_unlocked()
            documents._zi_note_author()
            result = super().write(vals)
            self._zi_approval_document()._zi_check_unlocked()
            return result
        return super().write(vals)

    def _zi_line_would_change(self, names, vals):
        for line in self:
            for name in names:
                field = line._fields[name]
                if field.type in ("one2many", "many2many"):
                    return True
                new = field.convert_to_cache(vals[name], line)
                if field.convert_to_record(new, line) != line[name]:
                    return True
        return False

    @api.ondelete(at_uninstall=False)
    def _unlink_except_locked(self):
        documents = self._zi_approval_document()
        documents._zi_check_unlocked()
        documents._zi_note_author()
