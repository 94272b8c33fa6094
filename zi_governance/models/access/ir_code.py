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
        watch = self.env["zi.access.watch"]
        if not watch._zi_is_on():
            return
        for action in self.sudo():
            code = action.code if action.state == "code" else ""
            if watch._zi_reaches(
                code, action.model_id.model, action.crud_model_id.model
            ):
                watch._zi_tell("code", action.name)


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
        watch = self.env["zi.access.watch"]
        if not watch._zi_is_on():
            return
        for field in self.sudo().filtered(lambda f: f.state == "manual"):
            if watch._zi_reaches(field.compute, field.model, field.relation):
                watch._zi_tell("code", f"{field.model}.{field.name}")


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
        watch = self.env["zi.access.watch"]
        if not watch._zi_is_on():
            return
        for report in self.sudo():
            if watch._zi_reaches("", report.model):
                watch._zi_tell("code", report.name)
