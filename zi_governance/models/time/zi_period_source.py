from odoo import api, models


class ZiPeriodSource(models.AbstractModel):
    """A model with figures that a closing period freezes."""

    _name = "zi.period.source"
    _description = "Source of the figures of a period"

    @api.model
    def _zi_period_figures(self, companies, period):
        """Figures of a period, as they are when it is closed.

        :param res.company companies: the unit of the period
        :param zi.period period: the period that is being closed
        :return: list of ``(code, label, value)``: plain text or numbers; labels in
            the language of the reader
        """
        return []
