from odoo import api, fields, models


class ZiWorkPlanTask(models.Model):
    _inherit = "zi.work.plan.task"

    evidence_ids = fields.Many2many(
        "zi.evidence",
        string="Evidence in its window",
        compute="_compute_evidence_ids",
    )

    may_attach = fields.Boolean("I may attach", compute="_compute_may_attach")

    @api.depends("area_id", "company_id", "owner_id")
    @api.depends_context("uid")
    def _compute_may_attach(self):
        """The view offers the button to those who will not be refused."""
        reach = self.env["zi.area.guard.mixin"]._zi_within_reach(self)
        for task in self:
            task.may_attach = task in reach or task.owner_id == self.env.user

    @api.depends("item_id.evidence_ids", "date_from", "date_to")
    def _compute_evidence_ids(self):
        for task in self:
            task.evidence_ids = task.item_id.evidence_ids.filtered(
                lambda row, task=task: (
                    row.state != "replaced"
                    and task.date_from <= row.date <= task.date_to
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        tasks = super().create(vals_list)
        # A window that was made later may hold evidence that is there already.
        tasks.sudo().item_id.filtered(
            lambda item: item.rule_id or item.evidence_ids
        )._zi_refresh_proof()
        return tasks

    def action_attach_evidence(self):
        """A small form: a new file, or evidence that is there already."""
        self.ensure_one()
        return self.env["zi.work.plan.item"]._zi_attach_action(
            {"default_item_id": self.item_id.id, "default_task_id": self.id}
        )
