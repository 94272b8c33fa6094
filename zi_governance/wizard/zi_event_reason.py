from odoo import fields, models


class ZiEventReason(models.TransientModel):
    """Asks why an event is cancelled, or why somebody cannot come."""

    _name = "zi.event.reason"
    _description = "Reason at an event"

    act = fields.Selection([("cancel", "Cancel"), ("excuse", "Excused")], required=True)
    event_ids = fields.Many2many("zi.event")
    attendance_ids = fields.Many2many("zi.event.attendance")
    reason = fields.Char(required=True, size=256)

    def action_confirm(self):
        self.ensure_one()
        if self.act == "cancel":
            return self.event_ids.action_cancel(self.reason)
        return self.attendance_ids.action_excuse(self.reason)
