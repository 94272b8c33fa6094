from odoo import api, fields, models


class ZiTarget(models.Model):
    """A target of an area, or a priority target of the programme.

    A target without a measure is a wish: it is shown as such, never as reached.
    """

    _name = "zi.target"
    _description = "Programme target"
    _inherit = ["zi.area.guard.mixin", "zi.unit.mixin"]
    _order = "year desc, kind, area_id, number, id"
    _rec_names_search = ["name"]
    _zi_computed_only = ("status", "last_value")

    year = fields.Integer(
        required=True,
        default=lambda self: self.env.company._zi_today().year,
        aggregator=None,
    )
    kind = fields.Selection(
        [("area", "Area target"), ("priority", "Priority target")],
        required=True,
        default="area",
    )
    area_id = fields.Many2one("zi.area", required=True, index=True, ondelete="restrict")
    number = fields.Integer("No.", required=True, default=1, aggregator=None)
    objective = fields.Text(help="What the priority target serves.")
    name = fields.Text("Programme target", required=True)
    measure = fields.Char(
        size=256,
        help="What is counted or measured. Without it nobody can say that "
        "the target is reached.",
    )
    unit_of_measure = fields.Char("Unit", size=32, help="E.g. %, documents, index.")
    direction = fields.Selection(
        [("up", "Higher is better"), ("down", "Lower is better")],
        required=True,
        default="up",
    )
    baseline = fields.Float(digits=(16, 2), aggregator=None)
    target_value = fields.Float("Target value", digits=(16, 2), aggregator=None)
    source = fields.Char(size=256, help="Where the value is read from.")
    line_ids = fields.Many2many(
        "zi.work.plan.line",
        "zi_target_line_rel",
        "target_id",
        "line_id",
        "Plan indicators",
    )
    value_ids = fields.One2many("zi.target.value", "target_id", "Values per quarter")
    last_value = fields.Float(
        compute="_compute_status", store=True, digits=(16, 2), aggregator=None
    )
    status = fields.Selection(
        [
            ("no_measure", "Without a measure"),
            ("no_value", "No value yet"),
            ("behind", "Not reached yet"),
            ("reached", "Reached"),
        ],
        compute="_compute_status",
        store=True,
    )

    _number_unique = models.Constraint(
        "UNIQUE (company_id, year, kind, area_id, number)",
        "This target already exists for the unit and year.",
    )

    @api.depends(
        "measure", "direction", "target_value", "value_ids.quarter", "value_ids.value"
    )
    def _compute_status(self):
        for target in self:
            last = target.value_ids.sorted("quarter")[-1:]
            target.last_value = last.value
            if not (target.measure or "").strip():
                target.status = "no_measure"
            elif not last:
                target.status = "no_value"
            else:
                gap = last.value - target.target_value
                reached = gap >= 0 if target.direction == "up" else gap <= 0
                target.status = "reached" if reached else "behind"

    @api.depends("kind", "number", "name", "area_id")
    def _compute_display_name(self):
        for target in self:
            target.display_name = (
                f"{target.area_id.code or ''} {target.number}. {target.name or ''}"
            )

    @api.model
    def _zi_move_lines(self, successors):
        """Follow a plan into its new version.

        :param dict successors: id of an old indicator to id of the one after it
        """
        for target in self.search([("line_ids", "in", list(successors))]):
            moved = [
                (old.id, successors[old.id])
                for old in target.line_ids
                if old.id in successors
            ]
            target.write(
                {
                    "line_ids": [(3, old) for old, _new in moved]
                    + [(4, new) for _old, new in moved]
                }
            )

    @api.model
    def _zi_copy_year(self, old_plan, new_plan):
        """Targets of a plan's year for the next plan; the last value becomes the
        baseline. Targets that the year has already stay as they are."""
        domain = [("company_id", "=", new_plan.company_id.id)]
        known = {
            (target.kind, target.area_id, target.number)
            for target in self.search([*domain, ("year", "=", new_plan.year)])
        }
        lines = {line.sequence: line.id for line in new_plan.line_ids}
        values = []
        for target in self.search([*domain, ("year", "=", old_plan.year)]):
            if (target.kind, target.area_id, target.number) in known:
                continue
            numbers = target.line_ids.filtered(
                lambda line: line.plan_id == old_plan
            ).mapped("sequence")
            values.append(
                {
                    **target.copy_data()[0],
                    "year": new_plan.year,
                    "baseline": target.last_value or target.baseline,
                    "line_ids": [(6, 0, [lines[n] for n in numbers if n in lines])],
                }
            )
        return self.create(values)
