from odoo import api, fields, models


class ZiDashboardTile(models.Model):
    """A figure on the pages of units.

    An addon registers a row and answers ``_zi_tile_<code>(units, period)`` with
    ``{unit id: tools.sheet.Tile}``, by one query for all units. A tile over
    confidential records returns suppressed figures only.
    """

    _name = "zi.dashboard.tile"
    _description = "Dashboard tile"
    _inherit = ["zi.registered.method"]
    _order = "sequence, id"

    _zi_method_prefix = "_zi_tile_"

    group_ids = fields.Many2many(
        "res.groups",
        string="Shown to",
        help="Empty: everybody who opens the page.",
    )

    _code_unique = models.Constraint(
        "UNIQUE (code)", "There is already a tile with this code."
    )

    @api.model
    def _zi_tiles(self, units, period=None):
        """Figures of the tiles that the user may see.

        :param res.company units: units of the page; those that the user may not
            open, as member or from above, are left out
        :param period: passed on as it is
        :return: list of ``(tile row, {unit id: tools.sheet.Tile})`` in order
        """
        user = self.env.user
        units = units.filtered(lambda unit: self._zi_may_open(unit))
        tiles = self.sudo().search([])
        found = []
        for tile in tiles:
            if tile.group_ids and not tile.group_ids & user.all_group_ids:
                continue
            figures = tile._zi_call(units, period)
            if figures is not None:
                found.append((tile, figures))
        return found

    @api.model
    def _zi_may_open(self, unit):
        """Whether the user is a member of the unit or reads it from above today."""
        if unit in self.env.user.sudo().company_ids:
            return True
        today = unit._zi_today()
        return any(
            item.user_id == self.env.user
            and item.date_from <= today <= (item.date_to or today)
            for item in unit.sudo().zi_oversight_ids
        )
