from odoo import fields, models


class ZiExportSheet(models.Model):
    """A sheet that packages for the Inspectorate may hold.

    An addon registers a row and answers ``_zi_sheet_<code>(units, period)`` with a
    ``tools.sheet.Sheet``. It runs as a technical user, reads in batches, and leaves
    out or suppresses what its confidentiality asks for by itself.
    """

    _name = "zi.export.sheet"
    _description = "Export sheet"
    _inherit = ["zi.registered.method"]
    _order = "sequence, id"

    _zi_method_prefix = "_zi_sheet_"

    period_kind = fields.Selection(
        [
            ("month", "Month"),
            ("quarter", "Quarter"),
            ("semester", "Half-year"),
            ("year", "Year"),
            ("any", "Any period"),
        ],
        required=True,
        default="month",
    )
    confidentiality = fields.Selection(
        [
            ("open", "Not confidential"),
            ("office", "Inside the office"),
            ("inspectorate", "Inspectorate only, without names"),
        ],
        required=True,
        default="office",
        help="Exact counts go to the Inspectorate without names. Public pages and "
        "pages for all staff suppress counts below five.",
    )

    _code_unique = models.Constraint(
        "UNIQUE (code)", "There is already a sheet with this code."
    )

    def _zi_sheet(self, units, period):
        """The sheet of a period.

        :param res.company units: units that the package is about
        :param period: what ``zi.period`` gives; passed on as it is
        :return: ``tools.sheet.Sheet``, or None when its addon is gone
        """
        return self._zi_call(units, period)
