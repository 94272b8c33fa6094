from datetime import datetime
from zoneinfo import ZoneInfo

from odoo import api, fields, models

_FALLBACK_TZ = "Asia/Jakarta"


class ResCompany(models.Model):
    """The work unit (*satker*)."""

    _inherit = "res.company"

    zi_unit_code = fields.Char(
        string="Unit code",
        size=32,
        help="Short code of the unit, printed in document numbers, e.g. BTKL-BTM.",
    )
    zi_oversight_ids = fields.Many2many(
        "zi.oversight",
        "zi_oversight_company_rel",
        "company_id",
        "oversight_id",
        string="Oversight",
        groups="zi_governance.group_zi_admin",
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        self.env["zi.approval.chain"].sudo()._zi_ensure(companies)
        self.env["zi.oversight"].sudo()._zi_refresh(companies)
        return companies

    def write(self, vals):
        result = super().write(vals)
        if "parent_id" in vals:
            self.env["zi.oversight"].sudo()._zi_refresh(self)
        return result

    # ------------------------------------------------------------------
    # TIME OF THE UNIT
    # ------------------------------------------------------------------

    def _zi_tz(self):
        """Time zone of the unit, from its working hours.

        The zone of the reader's browser never counts: a legal date is the unit's.
        """
        self.ensure_one()
        name = self.sudo().resource_calendar_id.tz or self.sudo().partner_id.tz
        return ZoneInfo(name or _FALLBACK_TZ)

    def _zi_today(self):
        """Today's date in the unit's time zone."""
        return self._zi_local(fields.Datetime.now()).date()

    def _zi_local(self, moment):
        """Turn a naive UTC ``datetime`` into the unit's local one.

        :param datetime moment: naive, in UTC, as the ORM stores it
        :return: aware ``datetime`` in the unit's time zone
        """
        return moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(self._zi_tz())

    def _zi_utc(self, local):
        """Turn a naive local ``datetime`` of the unit into naive UTC."""
        aware = datetime.combine(local.date(), local.time(), tzinfo=self._zi_tz())
        return aware.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)
