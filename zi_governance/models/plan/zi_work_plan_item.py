from odoo import api, fields, models

from .proof import PROOF_STATES

KINDS = [
    ("decree", "Official document"),
    ("event", "Event"),
    ("publication", "Publication"),
    ("periodic_report", "Periodic report"),
    ("register", "Register"),
    ("document", "Document"),
    ("screenshot", "Screenshot"),
    ("external_file", "File from outside"),
]
CADENCES = [
    ("once", "Once"),
    ("yearly", "Yearly"),
    ("semester", "Half-yearly"),
    ("quarterly", "Quarterly"),
    ("monthly", "Monthly"),
    ("on_change", "On change"),
]


class ZiWorkPlanItem(models.Model):
    """One piece of evidence that the plan promises, with its own rhythm and owner."""

    _name = "zi.work.plan.item"
    _description = "Evidence item of the plan"
    _inherit = ["zi.gate.mixin", "zi.approval.line.mixin"]
    _order = "plan_id, line_sequence, sequence, id"

    _zi_approval_parent = "line_id"
    _zi_gated_fields = ("proof_state", "missing_text")
    _zi_sealed_fields = (
        "sequence",
        "name",
        "kind",
        "suggested_model",
        "cadence",
        "date_from",
        "date_to",
    )

    line_id = fields.Many2one(
        "zi.work.plan.line",
        "Plan indicator",
        required=True,
        index=True,
        ondelete="cascade",
    )
    plan_id = fields.Many2one(
        related="line_id.plan_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="line_id.company_id", store=True, precompute=True, index=True
    )
    area_id = fields.Many2one(
        related="line_id.area_id", store=True, precompute=True, index=True
    )
    line_sequence = fields.Integer(
        "No.", related="line_id.sequence", store=True, precompute=True, aggregator=None
    )
    year = fields.Integer(related="line_id.year", store=True, aggregator=None)
    approval_state = fields.Selection(related="line_id.approval_state", store=True)
    sequence = fields.Integer("Item no.", required=True, default=1, aggregator=None)
    name = fields.Text("Evidence", required=True)
    kind = fields.Selection(
        KINDS,
        required=True,
        default="document",
        help="In what form the evidence comes.",
    )
    suggested_model = fields.Char(
        "Kept as",
        size=64,
        help="Technical name of the register that holds such evidence.",
    )
    cadence = fields.Selection(
        CADENCES,
        required=True,
        default="once",
        help="How often it is due. Once: made one time and stands until replaced. "
        "Yearly: made anew each year. On change: each time the thing happens.",
    )
    date_from = fields.Date("From", help="First day of the window. Empty: no date.")
    date_to = fields.Date("Until", help="Last day of the window. Empty: open end.")
    owner_id = fields.Many2one(
        "res.users",
        "Owner",
        index="btree_not_null",
        ondelete="set null",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    origin_id = fields.Many2one(
        "zi.work.plan.item",
        "Same item of the version before",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    task_ids = fields.One2many("zi.work.plan.task", "item_id", "Tasks")
    proof_state = fields.Selection(
        PROOF_STATES, "Proof", required=True, default="empty", copy=False, index=True
    )
    missing_text = fields.Text(
        "What is missing", copy=False, help="In words, filled from the evidence."
    )

    _number_unique = models.Constraint(
        "UNIQUE (line_id, sequence)",
        "Two evidence items of an indicator cannot have the same number.",
    )
    _window_ordered = models.Constraint(
        "CHECK (date_from IS NULL OR date_to IS NULL OR date_to >= date_from)",
        "The window of an evidence item ends before it begins. Check its dates.",
    )

    @api.depends("line_sequence", "sequence", "name")
    def _compute_display_name(self):
        for item in self:
            item.display_name = f"{item.line_sequence}.{item.sequence} {item.name}"
