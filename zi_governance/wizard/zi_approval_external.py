from odoo import api, fields, models
from odoo.exceptions import UserError


class ZiApprovalExternal(models.TransientModel):
    """Enters a decision that was made outside the office.

    The head's own matters are decided by his superior. The secretariat enters who
    decided, in which office, by which letter; it is shown as decided outside.
    """

    _name = "zi.approval.external"
    _description = "Decision made outside"

    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(model_field="res_model", required=True)
    decider_name = fields.Char("Name of the decider", required=True, size=256)
    decider_office = fields.Char("Office of the decider", required=True, size=256)
    letter_number = fields.Char("Number of the letter", required=True, size=128)
    letter_date = fields.Date("Date of the letter", required=True)
    letter_file = fields.Binary("Letter", required=True, attachment=False)
    letter_name = fields.Char()

    @api.constrains("letter_date")
    def _check_letter_date(self):
        for item in self:
            if item.letter_date > self.env.company._zi_today():
                raise UserError(
                    self.env._("The letter is dated in the future. Check its date.")
                )

    def action_confirm(self):
        self.ensure_one()
        model = self.env.get(self.res_model)
        if model is None or model._abstract or not hasattr(model, "_zi_approval_steps"):
            raise UserError(self.env._("This document takes no approval."))
        record = model.browse(self.res_id).exists()
        if not record:
            raise UserError(self.env._("The document is no longer there."))
        record.check_access("write")
        record._zi_record_external(self)
        return {"type": "ir.actions.act_window_close"}
