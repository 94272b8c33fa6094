from odoo import api, fields, models
from odoo.exceptions import AccessError


class ZiReportFigureMixin(models.AbstractModel):
    """A figure of a report: frozen from a register, or typed in and shown as such."""

    _name = "zi.report.figure.mixin"
    _description = "Figure of a report"
    _inherit = ["zi.gate.mixin", "zi.work.line.mixin"]
    _order = "sequence, id"
    _rec_name = "label"

    _zi_approval_parent = "report_id"
    _zi_gated_fields = ("code", "typed")
    _zi_sealed_fields = ("sequence", "code", "label", "value", "typed")

    sequence = fields.Integer(default=100)
    code = fields.Char(size=64)
    label = fields.Char("Figure", required=True)
    value = fields.Char(required=True)
    typed = fields.Boolean(
        "Typed in", default=True, help="Not from a register of this system."
    )

    def write(self, vals):
        self._zi_check_typed({"label", "value", "report_id"} & set(vals))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        self._zi_check_typed(True)

    def _zi_check_typed(self, touched):
        """Figures of a register change in the register only."""
        if not touched or self.env.su or self._zi_gate_open():
            return
        for figure in self:
            if not figure.typed:
                raise AccessError(
                    self.env._(
                        "“%(figure)s” comes from a register of this system and cannot "
                        "be typed over. Correct it there and refresh the figures.",
                        figure=figure.label,
                    )
                )


class ZiReportFindingMixin(models.AbstractModel):
    """What a report found; the approval makes it a follow-up."""

    _name = "zi.report.finding.mixin"
    _description = "Finding of a report"
    _inherit = ["zi.gate.mixin", "zi.work.line.mixin"]
    _order = "sequence, id"

    _zi_approval_parent = "report_id"
    _zi_gated_fields = ("follow_up_id",)
    _zi_sealed_fields = ("sequence", "name", "action", "owner_id", "due_date")

    sequence = fields.Integer(default=10)
    name = fields.Text("Finding", required=True)
    action = fields.Char("What has to be done", required=True, size=256)
    owner_id = fields.Many2one(
        "res.users",
        "By whom",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    due_date = fields.Date("Due", required=True)
    follow_up_id = fields.Many2one(
        "zi.follow.up", "Follow-up", copy=False, ondelete="restrict", index=True
    )
    follow_up_state = fields.Selection(related="follow_up_id.state", string="State")


class ZiReportReviewMixin(models.AbstractModel):
    """What became of a follow-up of the last report; asked before anything else."""

    _name = "zi.report.review.mixin"
    _description = "Follow-up of the last report"
    _inherit = ["zi.gate.mixin", "zi.work.line.mixin"]
    _order = "id"
    _rec_name = "name"

    _zi_approval_parent = "report_id"
    _zi_gated_fields = ("follow_up_id", "name", "state")
    _zi_sealed_fields = ("follow_up_id", "name", "state", "answer")

    follow_up_id = fields.Many2one(
        "zi.follow.up", "Follow-up", required=True, ondelete="restrict", index=True
    )
    name = fields.Char("What had to be done", required=True)
    state = fields.Selection(
        lambda self: (
            self.env["zi.follow.up"]._fields["state"]._description_selection(self.env)
        ),
        required=True,
        default="open",
        help="As it was when the report was submitted.",
    )
    state_now = fields.Selection(related="follow_up_id.state", string="State now")
    answer = fields.Text(
        "What became of it", help="Needed as long as it is not checked or cancelled."
    )
