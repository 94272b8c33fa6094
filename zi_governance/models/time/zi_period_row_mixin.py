from odoo import api, fields, models
from odoo.exceptions import UserError


class ZiPeriodRowMixin(models.AbstractModel):
    """A dated row: entered after its period was closed, it is marked as late.

    What was there when a period closed stays as it was. ``_zi_period_date`` names
    the row's own date (a Date of the unit), ``_zi_period_frozen`` the fields that a
    closed period freezes beside it.
    """

    _name = "zi.period.row.mixin"
    _description = "Dated row of a period"
    _inherit = ["zi.unit.mixin", "zi.gate.mixin"]

    _zi_period_date = "date"
    _zi_period_frozen: tuple[str, ...] = ()

    late_entry = fields.Boolean(
        "Late entry",
        copy=False,
        help="Entered or dated after the period of its date had ended or was closed.",
    )

    def _zi_all_gated_fields(self):
        return super()._zi_all_gated_fields() | {"late_entry"}

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._zi_mark_late()
        return rows

    def write(self, vals):
        frozen = ({self._zi_period_date} | set(self._zi_period_frozen)) & set(vals)
        if frozen and not self._zi_gate_open():
            self._zi_check_period_open(frozen, vals)
        dated = self._zi_period_date in vals
        result = super().write(vals)
        if dated:
            self._zi_mark_late()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed_period(self):
        self._zi_check_period_open()

    def _zi_mark_late(self):
        """Set the mark where it holds; it never goes away again."""
        late = self.filtered(lambda row: not row.late_entry)._zi_is_late()
        if late:
            late.sudo()._zi_gate_write({"late_entry": True})

    def _zi_is_late(self):
        """Rows whose own date lies in a period that is closed now."""
        closed = self._zi_in_closed()
        return self.filtered(lambda row: row.id in closed)

    def _zi_in_closed(self):
        """Ids of the rows whose date lies in a closed period; one query."""
        name = self._zi_period_date
        pairs = {row.id: (row.company_id.id, row[name]) for row in self}
        closed = self.env["zi.period"]._zi_closed_on(pairs.values())
        return {row_id for row_id, pair in pairs.items() if pair in closed}

    def _zi_check_period_open(self, names=None, vals=None):
        """Raise when a row that its period's figures counted would change."""
        closed = self._zi_in_closed()
        for row in self:
            if row.id not in closed or row.late_entry:
                continue
            if names is not None and not row._zi_row_would_change(names, vals):
                continue
            raise UserError(
                self.env._(
                    "“%(record)s” lies in a closed period and stays as it was "
                    "reported. Correct the figure by an amendment, or ask the head to "
                    "reopen the period.",
                    record=row.display_name,
                )
            )

    def _zi_row_would_change(self, names, vals):
        self.ensure_one()
        for name in names:
            field = self._fields[name]
            if field.type in ("one2many", "many2many"):
                return True
            new = field.convert_to_record(
                field.convert_to_cache(vals[name], self), self
            )
            if new != self[name]:
                return True
        return False
