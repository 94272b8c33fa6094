from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..models.plan.zi_work_plan_item import KINDS
from ..tools import plan_text
from .zi_work_plan_import_words import target_words


class ZiWorkPlanImportLine(models.TransientModel):
    """A row of the sheet as it was understood, to be looked at and mended."""

    _name = "zi.work.plan.import.line"
    _description = "Row of a plan to import"
    _order = "import_id, sequence, id"

    import_id = fields.Many2one(
        "zi.work.plan.import", required=True, index=True, ondelete="cascade"
    )
    year = fields.Integer(related="import_id.year")
    sequence = fields.Integer("No.", default=1)
    sheet_row = fields.Integer("Row", readonly=True, help="Row number in the sheet.")
    area_id = fields.Many2one("zi.area", ondelete="cascade")
    number = fields.Char("Sub no.", size=32)
    component = fields.Char("Sub component", size=256)
    indicator = fields.Text("Plan indicator")
    action_steps = fields.Text()
    target_text = fields.Char("Target as written", size=256)
    target_read = fields.Char("Read as", compute="_compute_target_read")
    item_ids = fields.One2many("zi.work.plan.import.item", "line_id", "Evidence items")
    item_count = fields.Integer("Items", compute="_compute_item_count")
    template_no = fields.Integer("No. in the standard plan", readonly=True)
    source_problem = fields.Text(
        readonly=True, help="What was wrong in a cell of the sheet."
    )
    corrected = fields.Boolean(
        help="The cell was wrong in the sheet and is right here now."
    )
    skip = fields.Boolean("Leave out")
    skip_reason = fields.Char("Why", size=256)
    problem_text = fields.Text("To mend", compute="_compute_problem_text")

    @api.depends("item_ids")
    def _compute_item_count(self):
        for line in self:
            line.item_count = len(line.item_ids)

    @api.depends("target_text", "import_id.year")
    @api.depends_context("lang")
    def _compute_target_read(self):
        for line in self:
            target, _fault = line._zi_target()
            if target and target.start:
                first = fields.Date.to_string(target.start)
                last = fields.Date.to_string(target.end) if target.end else "…"
                line.target_read = f"{first} – {last}"
            else:
                line.target_read = False

    def _zi_target(self):
        """The target as dates.

        :return: ``(Target or None, fault in words or None)``
        """
        self.ensure_one()
        try:
            return plan_text.parse_target(self.target_text or None, self.year), None
        except plan_text.PlanTextError as error:
            return None, target_words(self.env, error)

    @api.depends(
        "area_id",
        "number",
        "component",
        "indicator",
        "target_text",
        "item_ids.name",
        "source_problem",
        "corrected",
        "skip",
        "skip_reason",
        "import_id.line_ids.number",
        "import_id.line_ids.component",
        "import_id.line_ids.area_id",
        "import_id.line_ids.skip",
    )
    @api.depends_context("lang")
    def _compute_problem_text(self):
        taken = {}
        for line in self.import_id.line_ids:
            if line.number and line.component and not line.skip:
                key = (line.area_id, line.number.strip())
                taken.setdefault(key, line._zi_component_words())
        for line in self:
            line.problem_text = "\n".join(line._zi_faults(taken)) or False

    def _zi_faults(self, taken):
        """What has to be mended in this row, in words."""
        self.ensure_one()
        if self.skip:
            reason = (self.skip_reason or "").strip()
            return [] if reason else [self.env._("Say why the row is left out.")]
        faults = []
        if not self.area_id:
            faults.append(self.env._("Choose the area: the component is not known."))
        if not (self.indicator or "").strip():
            faults.append(self.env._("Enter the indicator, it is missing."))
        _target, fault = self._zi_target()
        if fault:
            faults.append(
                self.env._(
                    "Write the target so that it can be read, such as “Juni 2026”: "
                    "%(fault)s.",
                    fault=fault,
                )
            )
        key = (self.area_id, (self.number or "").strip())
        if (
            self.number
            and self.component
            and taken.get(key) != self._zi_component_words()
        ):
            faults.append(
                self.env._(
                    "Number %(number)s stands for another component of this area as "
                    "well. Change one of them.",
                    number=self.number,
                )
            )
        if any(not (item.name or "").strip() for item in self.item_ids):
            faults.append(self.env._("An evidence item has no text."))
        if self.source_problem and not self.corrected:
            faults.append(
                self.env._(
                    "%(problem)s Correct it here and tick “Corrected”.",
                    problem=self.source_problem,
                )
            )
        return faults

    def _zi_component_words(self):
        return " ".join((self.component or "").casefold().split())

    @api.onchange("target_text")
    def _onchange_target_text(self):
        """A target that was mended gives its dates to the items."""
        for line in self:
            target, fault = line._zi_target()
            if not fault:
                line.item_ids.date_from = target.start if target else False
                line.item_ids.date_to = target.end if target else False

    def write(self, vals):
        before = {line.id: line.target_text for line in self}
        result = super().write(vals)
        if "target_text" in vals and "item_ids" not in vals:
            changed = self.filtered(lambda line: before[line.id] != line.target_text)
            for line in changed:
                target, fault = line._zi_target()
                if not fault:
                    line.item_ids.write(
                        {
                            "date_from": target.start if target else False,
                            "date_to": target.end if target else False,
                        }
                    )
        return result

    def action_open(self):
        """Look at the row with its evidence items."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Row %(row)s", row=self.sheet_row),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_back(self):
        self.ensure_one()
        return self.import_id._zi_show_again()

    def _zi_plan_values(self, plan, number, questions):
        """Values of the plan's indicator that this row becomes."""
        self.ensure_one()
        served = questions.get(str(self.template_no), []) if self.template_no else []
        digits = (self.number or "").strip(" .")
        return {
            "plan_id": plan.id,
            "sequence": number,
            "area_id": self.area_id.id,
            "sub_no": int(digits) if digits.isdecimal() and len(digits) < 6 else False,
            "sub_component": self.component,
            "indicator": self.indicator.strip(),
            "action_steps": self.action_steps,
            "target_text": self.target_text,
            "item_ids": [
                (
                    0,
                    0,
                    {**item._zi_plan_values(place), "question_ids": [(6, 0, served)]},
                )
                for place, item in enumerate(self.item_ids.sorted("sequence"), start=1)
            ],
        }


class ZiWorkPlanImportItem(models.TransientModel):
    """One piece of the evidence cell."""

    _name = "zi.work.plan.import.item"
    _description = "Evidence item of a plan to import"
    _inherit = ["zi.plan.window.mixin"]
    _order = "line_id, sequence, id"

    line_id = fields.Many2one(
        "zi.work.plan.import.line", required=True, index=True, ondelete="cascade"
    )
    year = fields.Integer(related="line_id.import_id.year")
    sequence = fields.Integer("Item no.", default=1)
    name = fields.Text("Evidence", required=True)
    kind = fields.Selection(KINDS, required=True, default="document")
    suggested_model = fields.Char("Kept as", size=64)

    @api.constrains("date_from", "date_to")
    def _check_window(self):
        for item in self:
            if item.date_from and item.date_to and item.date_to < item.date_from:
                raise ValidationError(
                    self.env._(
                        "The window of “%(item)s” ends before it begins.",
                        item=item.name,
                    )
                )

    def _zi_plan_values(self, number):
        self.ensure_one()
        return {
            "sequence": number,
            "name": self.name.strip(),
            "kind": self.kind,
            "suggested_model": self.suggested_model,
            "cadence": self.cadence,
            "date_from": self.date_from,
            "date_to": self.date_to,
        }
