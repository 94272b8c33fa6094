from odoo import api, fields, models


class ZiConfidentialLog(models.Model):
    """What was done to confidential records: the log that chatter must not be.

    Append-only, and read by exactly those who read the record.
    """

    _name = "zi.confidential.log"
    _description = "Log of confidential records"
    _inherit = ["zi.append.only.mixin", "zi.document.access.mixin"]
    _order = "id desc"
    _rec_name = "register_number"

    _zi_watched = True
    _zi_sealed_columns = (
        "company_id",
        "res_model",
        "res_id",
        "register_number",
        "action",
        "detail",
        "user_id",
        "user_name",
        "happened_at",
    )

    company_id = fields.Many2one(
        "res.company", "Work unit", required=True, index=True, ondelete="restrict"
    )
    res_model = fields.Char(required=True, size=64)
    res_id = fields.Many2oneReference(model_field="res_model", required=True)
    register_number = fields.Char("Register number", size=64)
    action = fields.Char(required=True, size=32)
    action_label = fields.Char("What happened", compute="_compute_action_label")
    detail = fields.Char(size=512, help="Names of the fields, never their values.")
    user_id = fields.Many2one("res.users", "By", required=True, ondelete="restrict")
    user_name = fields.Char("Name", size=256)
    happened_at = fields.Datetime(
        "At", required=True, default=lambda self: fields.Datetime.now()
    )

    _record_index = models.Index("(res_model, res_id)")

    @api.model
    def _zi_actions(self):
        """Code and words of what is logged; other addons add theirs."""
        return {
            "created": self.env._("Entered"),
            "changed": self.env._("Changed"),
            "deleted": self.env._("Deleted"),
            "opened_by_subject": self.env._("Opened by the person concerned"),
        }

    @api.depends("action")
    @api.depends_context("lang")
    def _compute_action_label(self):
        words = self._zi_actions()
        for row in self:
            row.action_label = words.get(row.action, row.action)

    def _zi_document_models(self):
        return self.env["zi.confidential.mixin"]._zi_confidential_models()
