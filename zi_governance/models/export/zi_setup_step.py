from odoo import models
from odoo.fields import Command


class ZiSetupStep(models.Model):
    """The step of the Inspectorate is answered by a standing package that somebody
    receives; the addresses and the day of the unit are taken into the first one."""

    _inherit = "zi.setup.step"

    def _zi_done_inspectorate(self, company):
        done = self._zi_count(
            "zi.export.profile",
            [("company_id", "=", company.id), ("recipient_ids.active", "=", True)],
        )
        return done, ""

    def _zi_open_inspectorate(self, company):
        """The standing packages; the first one is prepared from the unit's settings."""
        if self._zi_count("zi.export.profile", [("company_id", "=", company.id)]):
            return None
        setting = self.env["zi.unit.setting"]._zi_of(company)
        sheets = (
            self.env["zi.export.sheet"]
            .sudo()
            .search([("active", "=", True)], order="sequence, id")
        )
        defaults = {
            "name": self.env._("Monthly package for the Inspectorate"),
            "code": "itjen",
            "anchor_number": setting.inspectorate_day or 5,
            "line_ids": [
                Command.create({"sheet_id": sheet.id, "sequence": sheet.sequence})
                for sheet in sheets
            ],
            "recipient_ids": [
                Command.create({"name": address, "email": address})
                for address in setting._zi_inspectorate_addresses()
            ],
        }
        return {
            **self._zi_form("zi.export.profile", self.name),
            "context": {f"default_{key}": value for key, value in defaults.items()},
        }
