from odoo import api, models
from odoo.fields import Domain

from ...tools.sheet import Tile


class ZiHome(models.AbstractModel):
    """Tiles of this addon: what is late and what waits, one query for all units."""

    _inherit = "zi.home"

    @api.model
    def _zi_count_tile(self, model, domain, units, action):
        """Count rows per unit; the aim of each of these tiles is none.

        :param str model: model with ``company_id``
        :param Domain domain: what is counted
        :param res.company units: units of the page
        :param str action: XML id of the list of the same rows
        :return: ``{unit id: tools.sheet.Tile}``
        """
        counts = {
            unit.id: count
            for unit, count in self.env[model]._read_group(
                domain & Domain("company_id", "in", units.ids),
                ["company_id"],
                ["__count"],
            )
        }
        return {
            unit_id: Tile(value=counts.get(unit_id, 0), target=0, action=action)
            for unit_id in units.ids
        }

    @api.model
    def _zi_tile_late_tasks(self, units, period):
        in_force = Domain(
            "plan_id.approval_state", "not in", ["superseded", "withdrawn"]
        )
        return self._zi_count_tile(
            "zi.work.plan.task",
            Domain("state", "=", "late") & in_force,
            units,
            "zi_governance.zi_home_late_task_action",
        )

    @api.model
    def _zi_tile_missing_tasks(self, units, period):
        in_force = Domain(
            "plan_id.approval_state", "not in", ["superseded", "withdrawn"]
        )
        return self._zi_count_tile(
            "zi.work.plan.task",
            Domain("is_missing", "=", True) & in_force,
            units,
            "zi_governance.zi_work_plan_task_action_missing",
        )

    @api.model
    def _zi_tile_waiting_evidence(self, units, period):
        return self._zi_count_tile(
            "zi.evidence",
            Domain("state", "=", "waiting"),
            units,
            "zi_governance.zi_home_waiting_evidence_action",
        )

    @api.model
    def _zi_tile_late_follow_ups(self, units, period):
        return self._zi_count_tile(
            "zi.follow.up",
            Domain("late", "=", True),
            units,
            "zi_governance.zi_home_late_follow_up_action",
        )

    @api.model
    def _zi_tile_missing_reports(self, units, period):
        return self._zi_count_tile(
            "zi.report.slot",
            Domain("state", "=", "missing"),
            units,
            "zi_governance.zi_home_missing_report_action",
        )
