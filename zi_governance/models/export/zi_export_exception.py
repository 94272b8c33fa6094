from odoo import api, models


class ZiExportException(models.AbstractModel):
    """What an auditor asks about a period: gaps, late entries, refusals, changes.

    Addons add theirs by inheritance. Nothing here holds the content of a sealed or
    confidential record.
    """

    _name = "zi.export.exception"
    _description = "Exceptions of a period"

    @api.model
    def _zi_exception_kinds(self):
        """Code and words of every kind, in the order in which they are listed.

        Kinds are listed with their number also when there is none: a nought is an
        answer.

        :return: dict
        """
        return {}

    @api.model
    def _zi_exceptions(self, company, first, last):
        """Rows of one unit and period.

        :param res.company company: the unit
        :param date first: first day, in the unit's time zone
        :param date last: last day
        :return: iterable of ``(kind, number, date or None, text, person)``
        """
        return []
