from odoo import fields, models


class ZiFollowUp(models.Model):
    _name = "zi.follow.up"
    _inherit = ["zi.follow.up", "zi.evidence.source"]

    _zi_evidence = {
        "state": "State",
        "area_id": "Area",
        "owner_id": "Owner",
        "origin_model": "Comes from",
    }
    _zi_evidence_state = "state"
    _zi_evidence_date = "due_date"

    evidence_ids = fields.Many2many(
        "zi.evidence",
        "zi_evidence_follow_up_rel",
        "follow_up_id",
        "evidence_id",
        string="Evidence of the result",
        copy=False,
    )

    def _zi_all_gated_fields(self):
        # Links are made on the evidence, where its gate is.
        return super()._zi_all_gated_fields() | {"evidence_ids"}

    def _zi_has_result(self):
        return super()._zi_has_result() or any(
            row.state in ("waiting", "verified") for row in self.sudo().evidence_ids
        )

    def action_attach_evidence(self):
        """A small form: a new file, or evidence that is there already."""
        self.ensure_one()
        return self.env["zi.work.plan.item"]._zi_attach_action(
            {"default_follow_up_id": self.id}
        )
