from odoo import api, fields, models

from .proof import PROOF_STATES, weakest


class ZiWorkPlanLine(models.Model):
    """One indicator of the work plan, with its steps and its evidence items."""

    _name = "zi.work.plan.line"
    _description = "Work plan indicator"
    _inherit = ["zi.area.guard.mixin", "zi.gate.mixin", "zi.approval.line.mixin"]
    _order = "plan_id, sequence, id"
    _rec_name = "indicator"
    _rec_names_search = ["indicator", "sub_component"]

    _zi_gated_fields = ("origin_id",)
    _zi_computed_only = ("proof_state",)
    _zi_approval_parent = "plan_id"
    _zi_sealed_fields = (
        "sequence",
        "area_id",
        "sub_no",
        "sub_component",
        "indicator",
        "action_steps",
        "target_text",
        "item_ids",
    )

    plan_id = fields.Many2one(
        "zi.work.plan", "Work plan", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="plan_id.company_id", store=True, precompute=True, index=True
    )
    year = fields.Integer(related="plan_id.year", store=True, aggregator=None)
    plan_state = fields.Selection(related="plan_id.approval_state", store=True)
    sequence = fields.Integer("No.", required=True, default=1, aggregator=None)
    area_id = fields.Many2one("zi.area", required=True, index=True, ondelete="restrict")
    sub_no = fields.Integer("Sub no.", aggregator=None)
    sub_component = fields.Char(size=256)
    indicator = fields.Text("Plan indicator", required=True)
    action_steps = fields.Text(help="One step per line of text.")
    target_text = fields.Char(
        "Target as written", size=256, help="As the plan says it."
    )
    item_ids = fields.One2many("zi.work.plan.item", "line_id", "Evidence items")
    item_count = fields.Integer("Items", compute="_compute_item_count")
    origin_id = fields.Many2one(
        "zi.work.plan.line",
        "Same line of the version before",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    proof_state = fields.Selection(
        PROOF_STATES,
        "Proof",
        compute="_compute_proof_state",
        store=True,
        precompute=True,
        help="As strong as the weakest evidence item of the indicator.",
    )

    _number_unique = models.Constraint(
        "UNIQUE (plan_id, sequence)",
        "Two indicators of a plan cannot have the same number.",
    )
    _number_positive = models.Constraint(
        "CHECK (sequence > 0)", "The number of an indicator starts at 1."
    )

    @api.depends("item_ids")
    def _compute_item_count(self):
        counts = dict(
            self.env["zi.work.plan.item"]._read_group(
                [("line_id", "in", self.ids)], ["line_id"], ["__count"]
            )
        )
        for line in self:
            line.item_count = counts.get(line, 0)

    @api.depends("item_ids.proof_state")
    def _compute_proof_state(self):
        for line in self:
            line.proof_state = weakest(line.item_ids.mapped("proof_state"))

    @api.depends("sequence", "indicator")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.sequence}. {line.indicator or ''}"

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_proof(self):
        self._zi_check_no_proof()

    def _zi_check_no_proof(self):
        self.item_ids._zi_check_no_proof()

    def _zi_area_parents(self):
        return super()._zi_area_parents() | {"plan_id"}

    def _zi_line_would_change(self, names, vals):
        """Owners and questions of the items are not sealed, so a form that sends
        nothing else of them passes."""
        commands = vals.get("item_ids")
        if commands and all(_leaves_items_alone(command, self) for command in commands):
            names = names - {"item_ids"}
        return super()._zi_line_would_change(names, vals)

    def action_open_form(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }


def _leaves_items_alone(command, lines):
    if command[0] == 4:
        return True
    sealed = lines.env["zi.work.plan.item"]._zi_sealed_fields
    return command[0] == 1 and not set(command[2] or {}) & {*sealed, "line_id"}
