from odoo import api, fields, models


class ZiSopRowMixin(models.AbstractModel):
    """Something that happened with a revision: a copy, a review, a check.

    Entered by whoever may write the SOP; asked of the people and roles of today.
    """

    _name = "zi.sop.row.mixin"
    _description = "Row about an SOP revision"
    _inherit = ["zi.gate.mixin", "zi.area.work.mixin"]

    _zi_computed_only = ("area_id", "company_id", "sop_id")

    revision_id = fields.Many2one(
        "zi.sop.revision", required=True, index=True, ondelete="restrict"
    )
    sop_id = fields.Many2one(
        related="revision_id.sop_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="revision_id.company_id", store=True, precompute=True, index=True
    )
    area_id = fields.Many2one(
        related="revision_id.area_id", store=True, precompute=True, readonly=True
    )
    department_id = fields.Many2one(related="revision_id.department_id")
    process_kind = fields.Selection(
        related="revision_id.process_kind", store=True, string="Kind of work"
    )
    revision_status = fields.Selection(
        related="revision_id.status", string="Validity of the revision"
    )

    def _zi_is_own_work(self, user):
        self.ensure_one()
        return self.revision_id._zi_is_own_work(user)

    @api.model
    def _zi_today(self):
        return (self.company_id[:1] or self.env.company)._zi_today()
