from odoo import fields, models


class ZiFollowUpAct(models.TransientModel):
    """Asks for the text of an act on follow-ups: the result, or a reason."""

    _name = "zi.follow.up.act"
    _description = "Result or reason of a follow-up"

    follow_up_ids = fields.Many2many("zi.follow.up", required=True)
    act = fields.Selection(
        [("done", "Done"), ("refuse", "Refuse"), ("cancel", "Cancel")], required=True
    )
    text = fields.Text(required=True)

    def action_confirm(self):
        self.ensure_one()
        method = {
            "done": "action_done",
            "refuse": "action_refuse",
            "cancel": "action_cancel",
        }[self.act]
        return getattr(self.follow_up_ids, method)(self.text)
