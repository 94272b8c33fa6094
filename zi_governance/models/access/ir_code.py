from odoo import api, models

_CODE_FIELDS = {"code", "state", "model_id", "crud_model_id", "update_path", "value"}
_FIELD_FIELDS = {"compute", "related", "relation", "model_id", "state"}


class IrActionsServer(models.Model):
    """Server actions, and scheduled ones through them."""

    _inherit = "ir.actions.server"

    @api.model_create_multi
    def create(self, vals_list):
        actions = super().create(vals_list)
        actions._zi_tell()
        return actions

    def write(self, vals):
        result = super().write(vals)
        if _CODE_FIELDS & set(vals):
            self._zi_tell()
        return result

    def _zi_tell(self):
        for action in self.sudo():
            self.env["zi.access.watch"]._zi_tell_code(
                action,
                action.code if action.state == "code" else "",
                action.model_id.model,
                action.crud_model_id.model,
            )


class IrModelFields(models.Model):
    """Fields made on screen carry code, or a way into another model."""

    _inherit = "ir.model.fields"

    @api.model_create_multi
    def create(self, vals_list):
        fields = super().create(vals_list)
        fields._zi_tell()
        return fields

    def write(self, vals):
        result = super().write(vals)
        if _FIELD_FIELDS & set(vals):
            self._zi_tell()
        return result

    def _zi_tell(self):
        for field in self.sudo().filtered(lambda f: f.state == "manual"):
            self.env["zi.access.watch"]._zi_tell_code(
                field, field.compute, field.model, field.relation
            )


class IrActionsReport(models.Model):
    """A report over a watched model prints it."""

    _inherit = "ir.actions.report"

    @api.model_create_multi
    def create(self, vals_list):
        reports = super().create(vals_list)
        reports._zi_tell()
        return reports

    def write(self, vals):
        result = super().write(vals)
        if "model" in vals:
            self._zi_tell()
        return result

    def _zi_tell(self):
        for report in self.sudo():
            self.env["zi.access.watch"]._zi_tell_code(report, "", report.model)
