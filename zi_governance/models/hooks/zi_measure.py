from odoo import api, models


class ZiMeasure(models.AbstractModel):
    """Figures that percent answers, targets and tiles need, by code."""

    _name = "zi.measure"
    _description = "Measured figures"

    @api.model
    def _zi_measure(self, code, companies, year):
        """Numerator and denominator of a figure, per unit.

        :param str code: code of the figure, e.g. ``complaint_finished``
        :param res.company companies: units
        :param int year: calendar year of the unit
        :return: ``{company id: (numerator, denominator, sources)}``; integers or
            ``Fraction``; ``sources`` is text that says where they come from. Units
            that nobody answers for are missing
        """
        return {}
