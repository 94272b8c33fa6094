from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import cadence as cadence_tool
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


class ZiWorkPlanItem(models.Model):
    """One piece of evidence that the plan promises, with its own rhythm and owner."""

    _name = "zi.work.plan.item"
    _description = "Evidence item of the plan"
    _inherit = [
        "zi.area.guard.mixin",
        "zi.gate.mixin",
        "zi.approval.line.mixin",
        "zi.plan.window.mixin",
    ]
    _order = "plan_id, line_sequence, sequence, id"

    _zi_computed_only = ("issue", "issue_mend")
    _zi_approval_parent = "line_id"
    _zi_gated_fields = ("proof_state", "missing_text", "origin_id")
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
    # Not precomputed: the values of unsaved records would enter the plan's list.
    plan_id = fields.Many2one(related="line_id.plan_id", store=True, index=True)
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
    plan_state = fields.Selection(related="line_id.plan_state", store=True)
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
    owner_id = fields.Many2one(
        "res.users",
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

    def _zi_occurrences(self):
        """Dated occurrences of this item.

        :return: list of ``tools.cadence.Occurrence``; an item made when something
            changes has none
        """
        self.ensure_one()
        return cadence_tool.occurrences(
            self.cadence, date(self.year, 1, 1), *self._zi_offsets()
        )

    # ------------------------------------------------------------------
    # TASKS AND VERSIONS
    # ------------------------------------------------------------------

    def write(self, vals):
        result = super().write(vals)
        if "owner_id" in vals:
            # The person who takes the item takes its open tasks as well.
            self.sudo().task_ids.filtered(lambda task: task.stage == "open").write(
                {"owner_id": vals["owner_id"]}
            )
        return result

    def _zi_area_parents(self):
        return {"line_id"}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_proof(self):
        self._zi_check_no_proof()

    def _zi_check_no_proof(self):
        """An item for which something was delivered stays."""
        kept = self.sudo().filtered(
            lambda item: (
                item.proof_state != "empty"
                or any(task.proof_state != "empty" for task in item.task_ids)
            )
        )
        if kept:
            raise UserError(
                self.env._(
                    "Evidence was already delivered for “%(item)s”, so it stays in the "
                    "plan.",
                    item=kept[0].display_name,
                )
            )

    def _zi_copied_links(self):
        """Values of links that a copy of the item takes along; other capabilities
        add theirs.

        :return: dict for ``create()``
        """
        self.ensure_one()
        return {}

    @api.model
    def _zi_take_over(self, pairs):
        """Hand tasks and proof of old items to the items of the new version.

        Whatever else points at an item (evidence, rules) is handed over by those who
        extend this method.

        :param list pairs: ``(old item, new item)``
        """
        for old, new in pairs:
            old.task_ids.write({"item_id": new.id})
            if old.proof_state != "empty" or old.missing_text:
                new._zi_gate_write(
                    {"proof_state": old.proof_state, "missing_text": old.missing_text}
                )

    def action_add_occurrence(self):
        """A task of today for an item that is made when something changes."""
        self.ensure_one()
        self._zi_check_area()
        today = self.company_id._zi_today()
        task = (
            self.env["zi.work.plan.task"]
            .sudo()
            .create(
                [
                    {
                        "item_id": self.id,
                        "label_key": f"change-{today}",
                        "date_from": today,
                        "date_to": today,
                        "date_due": fields.Date.add(today, days=30),
                        "owner_id": self.owner_id.id,
                    }
                ]
            )
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "zi.work.plan.task",
            "res_id": task.id,
            "views": [(False, "form")],
        }
