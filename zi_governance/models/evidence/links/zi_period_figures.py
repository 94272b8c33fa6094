from odoo import api, models


class ZiEvidence(models.Model):
    """Figures of the evidence dated in a period, kept when it is closed."""

    _name = "zi.evidence"
    _inherit = ["zi.evidence", "zi.period.source"]

    @api.model
    def _zi_period_figures(self, companies, period):
        figures = super()._zi_period_figures(companies, period)
        groups = dict(
            self._read_group(
                [
                    ("company_id", "in", companies.ids),
                    ("date", ">=", period.date_from),
                    ("date", "<=", period.date_to),
                    ("state", "!=", "replaced"),
                ],
                ["state"],
                ["__count"],
            )
        )
        labels = dict(self._fields["state"]._description_selection(self.env))
        return figures + [
            (
                f"evidence_{state}",
                self.env._("Evidence: %(state)s", state=labels[state]),
                groups.get(state, 0),
            )
            for state in ("waiting", "verified", "refused", "expired")
        ]


class ZiWorkPlanTask(models.Model):
    """Figures of the plan tasks due in a period, kept when it is closed."""

    _name = "zi.work.plan.task"
    _inherit = ["zi.work.plan.task", "zi.period.source"]

    @api.model
    def _zi_period_figures(self, companies, period):
        figures = super()._zi_period_figures(companies, period)
        groups = dict(
            self._read_group(
                [
                    ("company_id", "in", companies.ids),
                    ("date_due", ">=", period.date_from),
                    ("date_due", "<=", period.date_to),
                    ("stage", "!=", "dropped"),
                ],
                ["stage"],
                ["__count"],
            )
        )
        return [
            *figures,
            ("tasks_due", self.env._("Plan tasks due"), sum(groups.values())),
            ("tasks_proven", self.env._("Plan tasks proven"), groups.get("done", 0)),
        ]
