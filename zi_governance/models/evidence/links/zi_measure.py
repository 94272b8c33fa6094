from odoo import api, models


class ZiMeasure(models.AbstractModel):
    _inherit = "zi.measure"

    @api.model
    def _zi_measure(self, code, companies, year):
        if code != "plan_tasks_on_time":
            return super()._zi_measure(code, companies, year)
        return self._zi_tasks_on_time(companies, year)

    @api.model
    def _zi_tasks_on_time(self, companies, year):
        """Plan tasks that were proven by their due date, of those due so far."""
        tasks = self.env["zi.work.plan.task"].sudo()
        groups = tasks._read_group(
            [
                ("company_id", "in", companies.ids),
                ("stage", "!=", "dropped"),
                ("date_due", ">=", f"{year}-01-01"),
                ("date_due", "<=", f"{year}-12-31"),
            ],
            ["company_id", "date_due:day", "proven_on:day"],
            ["__count"],
        )
        today = {unit.id: unit._zi_today() for unit in companies}
        found = {}
        for unit, due, proven, count in groups:
            if due > today[unit.id]:
                continue
            on_time, all_due = found.get(unit.id, (0, 0))
            in_time = bool(proven) and proven <= due
            found[unit.id] = (on_time + count * in_time, all_due + count)
        source = self.env._("tasks of the work plan")
        return {unit_id: (*counts, source) for unit_id, counts in found.items()}
