from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class ZiEvidenceAttach(models.TransientModel):
    """Attaches a new file, or evidence that is there already, to an item, a task or a
    follow-up. All rules are those of the evidence itself."""

    _name = "zi.evidence.attach"
    _description = "Attach evidence"

    item_id = fields.Many2one("zi.work.plan.item", "Evidence item")
    task_id = fields.Many2one("zi.work.plan.task")
    follow_up_id = fields.Many2one("zi.follow.up", "Follow-up")
    company_id = fields.Many2one("res.company", compute="_compute_company_id")
    upload = fields.Binary("File")
    file_name = fields.Char()
    name = fields.Char("What it shows", size=256)
    date = fields.Date(
        "Date of the evidence",
        default=lambda self: self.env.company._zi_today(),
        help="When it happened or was made, not when it is uploaded.",
    )
    evidence_ids = fields.Many2many(
        "zi.evidence",
        string="Evidence that is there already",
        domain="[('company_id', '=', company_id),"
        " ('state', 'in', ['waiting', 'verified'])]",
    )
    window_text = fields.Char("Counts", compute="_compute_window_text")

    @api.depends("item_id", "follow_up_id")
    def _compute_company_id(self):
        for wizard in self:
            wizard.company_id = (
                wizard.item_id.company_id or wizard.follow_up_id.company_id
            )

    @api.depends("date", "task_id")
    def _compute_window_text(self):
        for wizard in self:
            task = wizard.task_id
            if not task or not wizard.date:
                wizard.window_text = False
            elif task.date_from <= wizard.date <= task.date_to:
                wizard.window_text = self.env._("Its date lies in the task's window.")
            else:
                wizard.window_text = self.env._(
                    "Its date lies outside the task's window (%(first)s to %(last)s): "
                    "it will not count there.",
                    first=format_date(self.env, task.date_from),
                    last=format_date(self.env, task.date_to),
                )

    def action_confirm(self):
        self.ensure_one()
        if not self.upload and not self.evidence_ids:
            raise UserError(self.env._("Choose a file, or evidence from the list."))
        links = self._zi_links()
        self.evidence_ids.write(links)
        if self.upload:
            target = self.task_id or self.item_id
            period = (
                self.env["zi.evidence"]._zi_period_of(target, self.date)
                if target
                else self.env["zi.period"]
            )
            self.env["zi.evidence"].create(
                [
                    {
                        "company_id": self.company_id.id,
                        "upload": self.with_context(bin_size=False).upload,
                        "file_name": self.file_name,
                        "name": self.name,
                        "date": self.date,
                        "period_id": period.id,
                        **links,
                    }
                ]
            )
        return {"type": "ir.actions.act_window_close"}

    def _zi_links(self):
        if self.item_id:
            return {"item_ids": [(4, self.item_id.id)]}
        if self.follow_up_id:
            return {"follow_up_ids": [(4, self.follow_up_id.id)]}
        raise UserError(self.env._("What you attach to is no longer there."))
