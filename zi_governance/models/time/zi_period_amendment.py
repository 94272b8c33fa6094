from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class ZiPeriodAmendment(models.Model):
    """A correction of a figure of a closed period, approved by the head.

    The old figure stays where it is; the next report names the amendment.
    """

    _name = "zi.period.amendment"
    _description = "Amendment of a figure"
    _inherit = ["zi.approval.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "name"

    _zi_sealed_fields = ("figure_id", "old_value", "new_value", "reason")
    _zi_approval_steps = ("head",)
    _zi_gated_fields = ("old_value", "report_period_id")

    name = fields.Char("Amendment", compute="_compute_name")
    figure_id = fields.Many2one(
        "zi.period.figure",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('company_id', '=', company_id), ('period_id.state', '=', 'closed')]",
    )
    period_id = fields.Many2one(
        related="figure_id.period_id", store=True, precompute=True, index=True
    )
    old_value = fields.Char("Old value", size=256, copy=False)
    new_value = fields.Char("New value", required=True, size=256, tracking=True)
    reason = fields.Text(required=True, tracking=True)
    report_period_id = fields.Many2one(
        "zi.period",
        "Reported in",
        index=True,
        ondelete="restrict",
        copy=False,
        help="The first open period after the approval: its report names the "
        "amendment.",
    )

    @api.depends("figure_id", "period_id")
    def _compute_name(self):
        for item in self:
            item.name = " · ".join(
                filter(None, [item.period_id.display_name, item.figure_id.label])
            )

    @api.constrains("figure_id", "company_id")
    def _check_unit(self):
        for item in self:
            if item.figure_id.sudo().company_id != item.company_id:
                raise ValidationError(
                    self.env._("The figure belongs to another work unit.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        amendments = super().create(vals_list)
        for item in amendments:
            item._zi_gate_write({"old_value": item.figure_id.sudo().value_now})
        return amendments

    def write(self, vals):
        result = super().write(vals)
        if "figure_id" in vals:
            for item in self:
                item._zi_gate_write({"old_value": item.figure_id.sudo().value_now})
        return result

    def _zi_check_complete(self):
        super()._zi_check_complete()
        for item in self:
            figure = item.figure_id.sudo()
            period = figure.period_id
            if period.state != "closed" or figure.closing != period.closings:
                raise UserError(
                    self.env._(
                        "Only the figures of the last closing of a closed period are "
                        "amended. The figures of an open period follow its records."
                    )
                )
            if figure.value_now != item.old_value:
                raise UserError(
                    self.env._(
                        "The figure was amended in the meantime and is now "
                        "“%(value)s”. Make a new amendment.",
                        value=figure.value_now,
                    )
                )
            if (item.new_value or "").strip() == (item.old_value or "").strip():
                raise UserError(self.env._("The new value is the old one."))

    def _zi_before_decision(self, request, outcome):
        super()._zi_before_decision(request, outcome)
        if outcome == "approved":
            self._zi_check_complete()

    def _zi_on_approved(self):
        super()._zi_on_approved()
        for item in self:
            period = item.period_id
            item._zi_gate_write(
                {
                    "report_period_id": self.env["zi.period"]
                    .sudo()
                    .search(
                        [
                            ("company_id", "=", item.company_id.id),
                            ("months", "=", period.months),
                            ("date_from", ">", period.date_to),
                            ("state", "=", "open"),
                        ],
                        order="date_from",
                        limit=1,
                    )
                    .id
                }
            )

    @api.model
    def _zi_for_report(self, period):
        """Amendments that the report of a period names.

        :param zi.period period: the period of the report
        :return: approved amendments (sudo), oldest first
        """
        return self.sudo().search(
            [
                ("report_period_id", "=", period.id),
                ("approval_state", "=", "approved"),
            ],
            order="approved_on, id",
        )
