from odoo import api, models


class ZiWorkPlan(models.Model):
    """An approved plan is evidence itself; its items get the rules meant for them."""

    _name = "zi.work.plan"
    _inherit = ["zi.work.plan", "zi.evidence.source"]

    _zi_evidence = {"approval_state": "Approval", "year": "Year"}
    _zi_evidence_state = "approval_state"
    _zi_evidence_date = "approved_on"

    @api.model
    def _zi_load_template(self, *args, **kwargs):
        plan = super()._zi_load_template(*args, **kwargs)
        self.env["zi.evidence.rule"]._zi_suggest(plan.item_ids)
        return plan

    def action_suggest_rules(self):
        """Give items without a rule the one that is meant for the standard plan."""
        self.env["zi.evidence.rule"]._zi_suggest(self.item_ids)
        return True
