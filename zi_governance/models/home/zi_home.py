import ast

from odoo import api, models
from odoo.tools import format_date

_ROWS = 6


class ZiHome(models.AbstractModel):
    """First page: where the unit stands, what is late, what needs me.

    Every figure comes with the action that opens the records behind it, and every
    record is read with the rights of the reader.
    """

    _name = "zi.home"
    _description = "Home page"

    @api.model
    def get_home(self):
        """Everything that the home page shows to the present user.

        :return: dict of plain values, see ``static/src/home/zi_home.js``
        """
        company = self.env.company
        return {
            "unit": self.env["zi.unit.setting"]._zi_of(company).display_name,
            "today": format_date(
                self.env, company._zi_today(), date_format="EEEE, d MMMM y"
            ),
            "setup": self._zi_setup(),
            "tiles": self._zi_tiles(company),
            "score": self._zi_score(company),
            "lists": self._zi_lists(company),
        }

    # ------------------------------------------------------------------
    # SET-UP GUIDE
    # ------------------------------------------------------------------

    def _zi_setup(self):
        user = self.env.user
        if not user.has_group("zi_governance.group_zi_admin") and not user.has_group(
            "zi_governance.group_zi_secretariat"
        ):
            return False
        steps = self.env["zi.setup.step"].search([])
        done = steps.filtered(lambda step: step.state == "done")
        first = steps.filtered(lambda step: step.state == "open")[:1]
        if not first:
            return False
        return {
            "title": self.env._(
                "Set-up guide: %(done)s of %(total)s answered",
                done=len(done),
                total=len(steps),
            ),
            "hint": self.env._("Next: %(step)s", step=first.name),
            "share": len(done) / len(steps),
            "action": self._zi_action("zi_governance.zi_setup_step_action"),
        }

    # ------------------------------------------------------------------
    # TILES
    # ------------------------------------------------------------------

    def _zi_tiles(self, company):
        """Registered tiles that the reader's groups may see."""
        rows = []
        for tile, figures in self.env["zi.dashboard.tile"]._zi_tiles(company):
            figure = figures.get(company.id)
            if figure is None:
                continue
            rows.append(
                {
                    "code": tile.code,
                    "label": tile.name,
                    "value": figure.text or str(figure.value or 0),
                    "hint": "",
                    "level": self._zi_level(figure),
                    "action": figure.action and self._zi_tile_action(figure, company),
                }
            )
        return rows

    def _zi_level(self, figure):
        """Green when the figure keeps its target, else a warning."""
        if figure.value is None or figure.target is None:
            return "neutral"
        return "good" if figure.value <= figure.target else "danger"

    def _zi_tile_action(self, figure, company):
        """The list behind a tile, of the unit that the page shows."""
        action = self._zi_action(figure.action)
        domain = ast.literal_eval(action.get("domain") or "[]")
        action["domain"] = [*domain, ("company_id", "=", company.id)]
        return action

    # ------------------------------------------------------------------
    # SCORE
    # ------------------------------------------------------------------

    def _zi_score(self, company):
        return self.env["zi.assessment"]._zi_home_card(company)

    # ------------------------------------------------------------------
    # LISTS
    # ------------------------------------------------------------------

    def _zi_lists(self, company):
        """Short lists of what needs the reader; other addons append theirs."""
        return [self._zi_list_approvals(company), self._zi_list_tasks(company)]

    def _zi_list_tasks(self, company):
        tasks = self.env["zi.work.plan.task"].search(
            [
                ("company_id", "=", company.id),
                ("is_mine", "=", True),
                ("is_missing", "=", True),
                ("plan_id.approval_state", "not in", ["superseded", "withdrawn"]),
            ],
            limit=_ROWS,
            order="date_due, id",
        )
        return {
            "code": "tasks",
            "title": self.env._("My tasks"),
            "empty": self.env._("No task of yours is due this month."),
            "action": self._zi_action("zi_governance.zi_work_plan_task_action_mine"),
            "rows": [
                {
                    "id": task.id,
                    "title": task.display_name,
                    "hint": self.env._(
                        "due %(due)s", due=format_date(self.env, task.date_due)
                    ),
                    "late": task.state == "late",
                    "action": self._zi_record_action(task),
                }
                for task in tasks
            ],
        }

    def _zi_list_approvals(self, company):
        requests = self.env["zi.approval.request"].search(
            [("can_decide", "=", True)], limit=_ROWS
        )
        return {
            "code": "approvals",
            "title": self.env._("Waits for my decision"),
            "empty": self.env._("Nothing waits for your decision."),
            "action": self._zi_action("zi_governance.zi_approval_request_action"),
            "rows": [
                {
                    "id": request.id,
                    "title": request.title,
                    "hint": self.env._(
                        "%(kind)s, due %(due)s",
                        kind=request.kind_id.sudo().name,
                        due=format_date(self.env, request.due_date),
                    ),
                    "late": request.days_left < 0,
                    "action": self._zi_record_action(request),
                }
                for request in requests
            ],
        }

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def _zi_action(self, xmlid, domain=None, context=None):
        """A window action as the client takes it, narrowed to a domain."""
        action = self.env["ir.actions.actions"]._for_xml_id(xmlid)
        if domain is not None:
            action["domain"] = domain
        if context is not None:
            action["context"] = context
        return action

    def _zi_record_action(self, record):
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [[False, "form"]],
        }
