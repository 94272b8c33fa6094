from odoo import api, fields, models
from odoo.exceptions import ValidationError

FIRST_YEAR, LAST_YEAR = 2000, 2100


class ZiWorkPlan(models.Model):
    """The yearly work plan (*rencana aksi*) of a unit, in versions.

    What the head approved stays as it was. A change is a new version, which takes
    over tasks and evidence when it is approved itself.
    """

    _name = "zi.work.plan"
    _description = "Work plan"
    _inherit = ["zi.approval.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "year desc, version desc, id desc"

    _zi_sealed_fields = ("name", "year", "line_ids")

    name = fields.Char("Title", required=True, size=256, tracking=True)
    year = fields.Integer(
        required=True,
        default=lambda self: self.env.company._zi_today().year,
        tracking=True,
        aggregator=None,
        help="The plan's year. Months of the items count from its January.",
    )
    line_ids = fields.One2many("zi.work.plan.line", "plan_id", "Indicators", copy=False)
    item_ids = fields.One2many("zi.work.plan.item", "plan_id", "Evidence items")
    task_ids = fields.One2many("zi.work.plan.task", "plan_id", "Tasks")
    previous_id = fields.Many2one(
        "zi.work.plan",
        "Replaces",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The approved version that this one replaces once it is approved.",
    )
    active = fields.Boolean(default=True, copy=False)

    _one_approved = models.UniqueIndex(
        "(company_id, year) WHERE approval_state = 'approved'",
        "The unit already has an approved work plan for this year.",
    )
    _one_version = models.UniqueIndex(
        "(previous_id) WHERE previous_id IS NOT NULL "
        "AND approval_state IN ('draft', 'waiting', 'returned')",
        "A new version of this plan is already being prepared.",
    )

    @api.constrains("year")
    def _check_year(self):
        for plan in self:
            if not FIRST_YEAR <= plan.year <= LAST_YEAR:
                raise ValidationError(
                    self.env._(
                        "%(year)s is not a plan year. Enter a year from %(first)s to "
                        "%(last)s.",
                        year=plan.year,
                        first=FIRST_YEAR,
                        last=LAST_YEAR,
                    )
                )

    @api.depends("name", "version")
    def _compute_display_name(self):
        for plan in self:
            plan.display_name = (
                self.env._(
                    "%(plan)s (version %(version)s)",
                    plan=plan.name,
                    version=plan.version,
                )
                if plan.version > 1
                else plan.name or ""
            )
