from odoo import api, fields, models


class ZiPeriodLog(models.Model):
    """Who closed and reopened a period, in which capacity, and why.

    Append-only; exports carry it.
    """

    _name = "zi.period.log"
    _description = "Register of closed and reopened periods"
    _inherit = ["zi.append.only.mixin"]
    _order = "id desc"
    _rec_name = "period_name"

    _zi_sealed_columns = (
        "company_id",
        "period_id",
        "period_name",
        "act",
        "user_id",
        "user_name",
        "capacity",
        "happened_at",
        "reason",
    )

    company_id = fields.Many2one(
        "res.company", "Work unit", required=True, index=True, ondelete="restrict"
    )
    period_id = fields.Many2one(
        "zi.period", required=True, index=True, ondelete="restrict"
    )
    period_name = fields.Char("Code", required=True, size=64)
    act = fields.Char(required=True, size=16)
    act_label = fields.Char("What happened", compute="_compute_act_label")
    user_id = fields.Many2one("res.users", "By", required=True, ondelete="restrict")
    user_name = fields.Char("Name", required=True, size=256)
    capacity = fields.Char(size=16)
    happened_at = fields.Datetime("When", required=True)
    reason = fields.Text()

    _act_known = models.Constraint(
        "CHECK (act IN ('closed', 'reopened'))", "A period is closed or reopened."
    )
    _reopening_has_reason = models.Constraint(
        "CHECK (act <> 'reopened' OR coalesce(length(trim(reason)), 0) > 0)",
        "Say why the period is reopened: the reason goes to the Inspectorate.",
    )

    @api.depends("act")
    @api.depends_context("lang")
    def _compute_act_label(self):
        labels = {"closed": self.env._("Closed"), "reopened": self.env._("Reopened")}
        for row in self:
            row.act_label = labels.get(row.act, row.act)

    @api.model
    def _zi_append(self, period, act, assignment, reason=None):
        """Append one entry.

        :param zi.period period: what was closed or reopened
        :param str act: ``closed`` or ``reopened``
        :param zi.role.assignment assignment: the right that was used
        :param str reason: needed for ``reopened``
        """
        return self.create(
            [
                {
                    "company_id": period.company_id.id,
                    "period_id": period.id,
                    "period_name": period.code,
                    "act": act,
                    "user_id": self.env.uid,
                    "user_name": self.env.user.name,
                    "capacity": assignment.capacity,
                    "happened_at": fields.Datetime.now(),
                    "reason": reason or False,
                }
            ]
        )
