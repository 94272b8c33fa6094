from odoo import models
from odoo.fields import Domain
from odoo.tools import format_date

_ROWS = 6
_APPROVING = ("head", "secretariat", "chair")


class ZiHome(models.AbstractModel):
    """Short lists of what needs the reader; other addons append theirs."""

    _inherit = "zi.home"

    def _zi_lists(self, company):
        """Lists in their order; one without rows shows only when ``always``."""
        return [
            self._zi_list_approvals(),
            self._zi_list_tasks(company),
            self._zi_list_refused(company),
            self._zi_list_follow_ups(company),
            self._zi_list_submitted(),
            self._zi_list_functions(company),
        ]

    def _zi_split_lists(self, company):
        """What stands above the figures of the unit, and what below.

        What waits for the reader comes first; the figures are of the unit.

        :return: two lists of lists
        """
        shown = [
            item
            for item in self._zi_lists(company)
            if item and (item["rows"] or item.get("always"))
        ]
        first = [item for item in shown if item.get("first") and item["rows"]]
        return first, [item for item in shown if item not in first]

    def _zi_quiet(self, lists):
        """A sentence for a day on which nothing waits."""
        if any(item["rows"] for item in lists if item.get("first")):
            return ""
        return self.env._("Nothing waits for you today.")

    def _zi_row(self, record, title, hint, late=False):
        return {
            "id": f"{record._name},{record.id}",
            "title": title,
            "hint": hint,
            "late": late,
            "action": self._zi_record_action(record),
        }

    def _zi_due(self, day):
        return self.env._("due %(due)s", due=format_date(self.env, day))

    def _zi_list_approvals(self):
        roles = self.env["zi.role.assignment"]._zi_running_of(self.env.user).role_id
        requests = self.env["zi.approval.request"].search(
            [("can_decide", "=", True)], limit=_ROWS
        )
        return {
            "code": "approvals",
            "first": True,
            "always": bool(set(roles.mapped("code")) & set(_APPROVING)),
            "title": self.env._("Waits for my decision"),
            "empty": self.env._("Nothing waits for your decision."),
            "action": self._zi_action("zi_governance.zi_approval_request_action"),
            "rows": [
                self._zi_row(
                    request,
                    request.title,
                    self.env._(
                        "%(kind)s, due %(due)s",
                        kind=request.kind_id.sudo().name,
                        due=format_date(self.env, request.due_date),
                    ),
                    request.days_left < 0,
                )
                for request in requests
            ],
        }

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
        working_group = self.env["zi.team.member"]._zi_areas(self.env.user, company)
        return {
            "code": "tasks",
            "first": True,
            "always": bool(working_group),
            "title": self.env._("My tasks"),
            "empty": self.env._("No task of yours is due this month."),
            "action": self._zi_action("zi_governance.zi_work_plan_task_action_mine"),
            "rows": [
                self._zi_row(
                    task,
                    task.display_name,
                    self._zi_due(task.date_due),
                    task.state == "late",
                )
                for task in tasks
            ],
        }

    def _zi_list_refused(self, company):
        """Evidence that came back to who entered it."""
        evidence = self.env["zi.evidence"]
        if not evidence.has_access("read"):
            return False
        domain = [
            ("company_id", "=", company.id),
            ("uploader_id", "=", self.env.uid),
            ("state", "=", "refused"),
        ]
        return {
            "code": "refused",
            "first": True,
            "title": self.env._("My evidence that was refused"),
            "action": self._zi_action("zi_governance.zi_evidence_action", domain, {}),
            "rows": [
                self._zi_row(row, row.name, row.refusal_reason or "", True)
                for row in evidence.search(domain, limit=_ROWS)
            ],
        }

    def _zi_list_follow_ups(self, company):
        domain = [
            ("company_id", "=", company.id),
            ("owner_id", "=", self.env.uid),
            ("state", "in", ["open", "refused"]),
        ]
        rows = self.env["zi.follow.up"].search(domain, limit=_ROWS, order="due_date")
        return {
            "code": "follow_ups",
            "first": True,
            "title": self.env._("My follow-ups"),
            "action": self._zi_action("zi_governance.zi_follow_up_action", domain, {}),
            "rows": [
                self._zi_row(row, row.name, self._zi_due(row.due_date), row.late)
                for row in rows
            ],
        }

    def _zi_list_submitted(self):
        """Documents that the reader submitted and that wait for somebody."""
        domain = [("requested_by_id", "=", self.env.uid), ("state", "=", "waiting")]
        return {
            "code": "submitted",
            "title": self.env._("What I submitted"),
            "action": self._zi_action(
                "zi_governance.zi_approval_request_action", domain, {}
            ),
            "rows": [
                self._zi_row(
                    request,
                    request.title,
                    self.env._("waits for: %(role)s", role=request.role_id.sudo().name),
                )
                for request in self.env["zi.approval.request"].search(
                    domain, limit=_ROWS
                )
            ],
        }

    def _zi_list_functions(self, company):
        """Roles and team functions that the reader holds, with their last day."""
        members = self.env["zi.team.member"]
        domain = members._zi_running_domain(company._zi_today()) & Domain(
            [("company_id", "=", company.id), ("user_id", "=", self.env.uid)]
        )
        rows = [
            self._zi_row(
                member.team_id,
                member.role_id.sudo().name,
                self._zi_function_hint(member.team_id.name, member.date_to),
            )
            for member in members.search(domain, limit=_ROWS)
        ]
        rows += [
            {
                **self._zi_row(
                    item,
                    item.display_name.split(":")[0],
                    self._zi_function_hint(item.company_id.name, item.date_to),
                ),
                "action": False,
            }
            for item in self.env["zi.role.assignment"]
            ._zi_running_of(self.env.user)
            .sudo()[:_ROWS]
        ]
        return {
            "code": "functions",
            "title": self.env._("My roles and functions"),
            "action": False,
            "rows": rows,
        }

    def _zi_ways(self):
        """What every employee may do here, for who sees no figure of the office.

        Other addons append theirs.

        :return: list of rows, see :meth:`_zi_way`
        """
        return [
            self._zi_way(
                title=self.env._("SOPs for me to read"),
                hint=self.env._("Read them, then confirm that you did."),
                xmlid="zi_governance.zi_sop_my_reading_action",
            ),
            self._zi_way(
                title=self.env._("My integrity pact"),
                hint=self.env._("Sign it, or look at what you signed."),
                xmlid="zi_governance.zi_integrity_pact_action_mine",
            ),
            self._zi_way(
                title=self.env._("My events"),
                hint=self.env._("Invitations, attendance and minutes."),
                xmlid="zi_governance.zi_event_action_mine",
            ),
            self._zi_way(
                title=self.env._("Official documents"),
                hint=self.env._(
                    "Decrees and guidelines of the unit that are in force."
                ),
                xmlid="zi_governance.zi_decree_action",
            ),
        ]

    def _zi_way(self, title, hint, xmlid):
        """A row that opens an action instead of a record."""
        return {
            "id": xmlid,
            "title": title,
            "hint": hint,
            "late": False,
            "action": self._zi_action(xmlid),
        }

    def _zi_list_ways(self):
        """A page on which nothing waits is no dead end."""
        return {
            "code": "ways",
            "title": self.env._("What you can do here"),
            "action": False,
            "rows": self._zi_ways(),
        }

    def _zi_function_hint(self, name, date_to):
        if not date_to:
            return name
        return self.env._(
            "%(name)s, until %(day)s", name=name, day=format_date(self.env, date_to)
        )
