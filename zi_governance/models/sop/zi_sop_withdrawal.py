from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError


class ZiSopWithdrawal(models.Model):
    """A revision is taken out of force without another one in its place.

    As much a legal act as the approval: with a reason, by the head.
    """

    _name = "zi.sop.withdrawal"
    _description = "Withdrawal of an SOP"
    _inherit = [
        "zi.approval.mixin",
        "zi.area.work.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"

    _zi_sealed_fields = ("revision_id", "reason", "date")
    _zi_computed_only = ("area_id",)

    revision_id = fields.Many2one(
        "zi.sop.revision",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('approval_state', '=', 'approved')]",
    )
    sop_id = fields.Many2one(related="revision_id.sop_id", store=True, index=True)
    company_id = fields.Many2one(
        compute="_compute_company_id",
        store=True,
        precompute=True,
        readonly=True,
        default=None,
    )
    area_id = fields.Many2one(
        related="revision_id.area_id", store=True, precompute=True, readonly=True
    )
    reason = fields.Text(required=True)
    date = fields.Date(
        "Out of force from",
        copy=False,
        help="Empty: the day of the approval. On that day it is no longer in force.",
    )

    _reason_given = models.Constraint(
        "CHECK (length(trim(coalesce(reason, ''))) > 0)",
        "Say why the SOP is withdrawn.",
    )

    @api.depends("revision_id")
    def _compute_company_id(self):
        for item in self:
            item.company_id = item.revision_id.company_id or self.env.company

    @api.depends("revision_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for item in self:
            item.display_name = self.env._(
                "Withdrawal of %(revision)s",
                revision=item.revision_id.display_name or "",
            )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(
            [
                {name: value for name, value in vals.items() if name != "company_id"}
                for vals in vals_list
            ]
        )

    def _zi_is_own_work(self, user):
        self.ensure_one()
        return self.revision_id._zi_is_own_work(user)

    def _zi_matter(self):
        return {
            **super()._zi_matter(),
            "processes": self.sudo().revision_id.process_id.ids,
        }

    def _zi_check_complete(self):
        super()._zi_check_complete()
        for item in self:
            item._zi_check_revision()

    def _zi_check_revision(self):
        status = self.revision_id._zi_status(self.company_id._zi_today())
        if status not in ("current", "not_yet"):
            raise UserError(
                self.env._(
                    "“%(revision)s” is not in force and cannot be withdrawn.",
                    revision=self.revision_id.display_name,
                )
            )

    def _zi_sealed_now(self):
        sealed = super()._zi_sealed_now()
        return sealed - {"date"} if self._zi_gate_open() else sealed

    def _zi_complete_for_seal(self):
        """The day, which never lies before its decision."""
        self.ensure_one()
        self._zi_check_revision()
        today = self.company_id._zi_today()
        self._zi_gate_write({"date": max(self.date or today, today)})

    def _zi_on_approved(self):
        super()._zi_on_approved()
        self.revision_id._zi_end(self.date - timedelta(days=1), "withdrawn")
