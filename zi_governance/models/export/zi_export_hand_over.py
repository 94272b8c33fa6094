from odoo import models
from odoo.exceptions import UserError


class ZiExportRun(models.Model):
    """A package that goes on another way than by mail."""

    _inherit = "zi.export.run"

    def action_hand_over(self, how=None):
        """Note that the files were handed over to those who have not got them.

        :param str how: to whom, when, on what; it stands in the register
        """
        self.ensure_one()
        self._zi_check_secretary()
        if not (how or "").strip():
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Hand over the package"),
                "res_model": "zi.export.hand.over",
                "view_mode": "form",
                "target": "new",
                "context": {"default_run_id": self.id},
            }
        run = self.sudo()
        if not run.attachment_id or not run._zi_is_cleared():
            raise UserError(self.env._("This package is not ready to leave."))
        waiting = run.delivery_ids.filtered(lambda row: row.state != "sent")
        if not waiting:
            raise UserError(self.env._("Everybody has this package."))
        if run.state != "sending":
            run._zi_run_move("sending", next_try_at=False)
        waiting._zi_hand_over(how.strip()[:256])
        run._zi_close_sending()
        return True
