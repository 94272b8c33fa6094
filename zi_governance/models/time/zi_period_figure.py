from odoo import api, fields, models


class ZiPeriodFigure(models.Model):
    """A reported figure as it stood when its period was closed.

    Append-only. A figure that was wrong is corrected by an amendment; after a
    reopening the next closing adds a new round beside the old one.
    """

    _name = "zi.period.figure"
    _description = "Figure of a closed period"
    _inherit = ["zi.append.only.mixin"]
    _order = "period_id, closing desc, id"
    _rec_name = "label"

    _zi_sealed_columns = (
        "company_id",
        "period_id",
        "closing",
        "source_model",
        "code",
        "label",
        "value",
    )

    company_id = fields.Many2one(
        "res.company", "Work unit", required=True, index=True, ondelete="restrict"
    )
    period_id = fields.Many2one(
        "zi.period", required=True, index=True, ondelete="restrict"
    )
    closing = fields.Integer("Closing no.", required=True, aggregator=None)
    source_model = fields.Char("From", required=True, size=64)
    code = fields.Char(required=True, size=64)
    label = fields.Char("Figure", required=True, size=256)
    value = fields.Char("Value when closed", size=256)
    value_now = fields.Char("Value now", compute="_compute_value_now")
    amended = fields.Boolean(compute="_compute_value_now")

    _figure_unique = models.Constraint(
        "UNIQUE (period_id, closing, code)", "One figure of each kind per closing."
    )

    def _compute_value_now(self):
        """The last approved amendment counts."""
        amendments = (
            self.env["zi.period.amendment"]
            .sudo()
            .search(
                [
                    ("figure_id", "in", self.ids),
                    ("approval_state", "=", "approved"),
                ],
                order="approved_on, id",
            )
        )
        latest = {item.figure_id.id: item.new_value for item in amendments}
        for figure in self:
            figure.amended = figure.id in latest
            figure.value_now = latest.get(figure.id, figure.value)

    @api.model
    def _zi_freeze(self, period, number):
        """Ask every registered model for its figures and keep them.

        :param zi.period period: the period that is being closed
        :param int number: how many times it will have been closed
        :return: the figures
        """
        rows = []
        for name, model in self._zi_sources():
            for code, label, value in model._zi_period_figures(
                period.company_id, period
            ):
                rows.append(
                    {
                        "company_id": period.company_id.id,
                        "period_id": period.id,
                        "closing": number,
                        "source_model": name,
                        "code": code,
                        "label": label,
                        "value": str(value),
                    }
                )
        return self.create(rows)

    @api.model
    def _zi_sources(self):
        """Models that give figures, in a fixed order (sudo)."""
        source = self.env.registry["zi.period.source"]
        return [
            (name, self.env[name].sudo())
            for name, model in sorted(self.env.registry.items())
            if name != "zi.period.source" and issubclass(model, source)
        ]
