from babel.numbers import format_decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import get_lang

_TIME_ZONES = ("Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura")
_MINUTE = 1 / 60
_PEOPLE = 3  # accounts: author, reviewer, decider


class ZiSetupStep(models.Model):
    """One question of the set-up guide: what, who can answer it, and what does not
    work until then.

    Steps are data. ``_zi_done_<code>(company)`` says whether a step is answered in a
    unit; another addon adds a record and a method.
    """

    _name = "zi.setup.step"
    _description = "Step of the set-up guide"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, size=32)
    sequence = fields.Integer(default=10)
    who = fields.Char("Who can answer", translate=True)
    until_then = fields.Char("Until then", translate=True)
    action_ref = fields.Char(help="XML id of the action that answers the step.")
    group_ids = fields.Many2many(
        "res.groups",
        string="Answered by members of",
        help="Who of these opens the screen of the step. Empty: everybody.",
    )
    check_label = fields.Char(
        "Label of the trial",
        translate=True,
        help="For a step that can be tried out at once, such as the mail server.",
    )
    can_answer = fields.Boolean("I can answer it", compute="_compute_can_answer")
    why_not = fields.Char("Why I cannot answer", compute="_compute_can_answer")
    can_check = fields.Boolean("Can be tried out", compute="_compute_can_answer")
    state = fields.Selection(
        [("open", "To be answered"), ("skipped", "Skipped"), ("done", "Done")],
        compute="_compute_state",
    )
    warning = fields.Char(compute="_compute_state")

    _code_unique = models.Constraint("UNIQUE (code)", "There is already such a step.")

    @api.depends_context("company", "uid")
    def _compute_state(self):
        company = self.env.company
        skipped = (
            self.env["zi.setup.skip"].search([("company_id", "=", company.id)]).step_id
        )
        for step in self:
            method = getattr(self, f"_zi_done_{step.code}", None)
            done, warning = method(company.sudo()) if method else (False, "")
            step.warning = warning
            if done:
                step.state = "done"
            else:
                step.state = "skipped" if step in skipped else "open"

    @api.depends("state")
    @api.depends_context("company", "uid", "lang")
    def _compute_can_answer(self):
        company = self.env.company
        for step in self:
            refusal = step._zi_refusal(company)
            step.why_not = refusal
            step.can_answer = not refusal
            step.can_check = (
                not refusal
                and bool(step.check_label)
                and hasattr(self, f"_zi_check_{step.code}")
            )

    def _zi_refusal(self, company):
        """Why the user cannot answer this step now, in one sentence; or False."""
        self.ensure_one()
        groups = self.sudo().group_ids
        if groups and not groups & self.env.user.all_group_ids:
            return self.env._("Answered by: %(who)s.", who=self.who)
        method = getattr(self, f"_zi_refusal_{self.code}", None)
        return method(company) if method else False

    def _zi_refusal_by_head(self, company):
        """Roles are given by the head in office, before there is one by the
        administrator."""
        heads = self.env["zi.role.assignment"]._zi_holders(company, "head")
        if not heads or self.env.user in heads.user_id:
            return False
        return self.env._(
            "The head in office gives this role: %(names)s.",
            names=", ".join(heads.user_id.mapped("name")),
        )

    def _zi_refusal_secretariat(self, company):
        return self._zi_refusal_by_head(company)

    def _zi_refusal_acting(self, company):
        return self._zi_refusal_by_head(company)

    def _zi_refusal_head(self, company):
        """The head's superior may still be entered once there is a head."""
        if self.warning:
            return False
        return self._zi_refusal_by_head(company)

    def _zi_refusal_by_role(self, company):
        """The screens of the secretariat ask for the role of today, not the group."""
        roles = self.env["zi.role.assignment"]
        user = self.env.user
        if any(
            roles._zi_holders(company, code, user=user)
            for code in ("secretariat", "chair")
        ):
            return False
        holders = roles._zi_holders(company, "secretariat")
        if not holders:
            return self.env._(
                "The unit has no secretariat yet: answer that step first."
            )
        return self.env._(
            "The secretariat answers this: %(names)s.",
            names=", ".join(holders.user_id.mapped("name")),
        )

    def _zi_refusal_team(self, company):
        return self._zi_refusal_by_role(company)

    def _zi_refusal_instrument(self, company):
        return self._zi_refusal_by_role(company)

    def _zi_refusal_plan(self, company):
        return self._zi_refusal_by_role(company)

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_check(self):
        """Try out what the step set up, such as a mail to oneself."""
        self.ensure_one()
        if not self.can_check:
            raise UserError(
                self.why_not or self.env._("This step has nothing to try out.")
            )
        return getattr(self, f"_zi_check_{self.code}")(self.env.company)

    def _zi_check_mail(self, company):
        return (
            self.env["zi.unit.setting"]._zi_of(company).sudo(False).action_test_mail()
        )

    def action_open(self):
        """Go to where the step is answered."""
        self.ensure_one()
        if not self.can_answer:
            raise UserError(self.why_not)
        method = getattr(self, f"_zi_open_{self.code}", None)
        action = method(self.env.company) if method else None
        if action:
            return action
        action = self.env["ir.actions.actions"]._for_xml_id(self.action_ref)
        if action["type"] == "ir.actions.server":
            return self.env["ir.actions.server"].browse(action["id"]).run()
        return action

    def action_skip(self):
        """Leave the step for later; the guide keeps it in sight."""
        self.env["zi.setup.skip"].create(
            [{"company_id": self.env.company.id, "step_id": step.id} for step in self]
        )

    def action_unskip(self):
        """Take the step up again."""
        self.env["zi.setup.skip"].search(
            [("company_id", "=", self.env.company.id), ("step_id", "in", self.ids)]
        ).unlink()

    def _zi_form(self, model, name, res_id=False, **defaults):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "res_id": res_id,
            "views": [[False, "form"]],
            "context": {f"default_{key}": value for key, value in defaults.items()},
        }

    def _zi_open_hours(self, company):
        return self._zi_form(
            "resource.calendar", self.name, company.sudo().resource_calendar_id.id
        )

    def _zi_open_role(self, code, **defaults):
        """The form of a new assignment, with its role chosen."""
        role = self.env.ref(f"zi_governance.role_{code}")
        return self._zi_form(
            "zi.role.assignment", self.name, role_id=role.id, **defaults
        )

    def _zi_open_secretariat(self, company):
        holders = self.env["zi.role.assignment"]._zi_holders(company, "secretariat")
        return self._zi_open_role("secretariat") if len(holders) < 2 else None

    def _zi_open_head(self, company):
        if not self.env["zi.role.assignment"]._zi_holders(company, "head"):
            return self._zi_open_role("head")
        return self.env["zi.unit.setting"].action_open() if self.warning else None

    def _zi_open_acting(self, company):
        return self._zi_open_role("head", capacity="plh")

    def _zi_open_plan(self, company):
        """The import offers the standard plan too; a plan that exists is shown."""
        if self._zi_count("zi.work.plan", [("company_id", "=", company.id)]):
            return None
        return self.env["ir.actions.actions"]._for_xml_id(
            "zi_governance.zi_work_plan_import_action"
        )

    # ------------------------------------------------------------------
    # WHETHER A STEP IS ANSWERED
    # ------------------------------------------------------------------

    def _zi_count(self, model, domain):
        records = self.env.get(model)
        return records is not None and bool(
            records.sudo().search_count(domain, limit=1)
        )

    def _zi_done_unit(self, company):
        setting = self.env["zi.unit.setting"]._zi_of(company)
        return bool(company.zi_unit_code and setting.city), ""

    def _zi_done_hours(self, company):
        """Hours of an Indonesian working week, in an Indonesian time zone."""
        calendar = company.resource_calendar_id
        if not calendar.attendance_ids or calendar.tz not in _TIME_ZONES:
            return False, self.env._(
                "The time zone is %(zone)s. Choose the one of the unit.",
                zone=calendar.tz or self.env._("not chosen"),
            )
        rule = self.env["zi.parameter"]._zi_number(
            "hari_kerja_jam", company._zi_today(), default="0"
        )
        hours = calendar.hours_per_day
        if rule and abs(hours - float(rule)) > _MINUTE:
            return True, self.env._(
                "%(hours)s hours a day are entered; the rule says %(rule)s.",
                hours=self._zi_short(hours),
                rule=self._zi_short(float(rule)),
            )
        return True, ""

    def _zi_short(self, value):
        """A number with the reader's decimal sign and no zeros behind it."""
        return format_decimal(value, "0.##", locale=get_lang(self.env).code)

    def _zi_done_account(self, company):
        """Three people at least: one writes, one reviews, one approves."""
        count = (
            self.env["res.users"]
            .sudo()
            .search_count(
                [
                    ("share", "=", False),
                    ("company_ids", "in", company.ids),
                    ("id", "not in", self._zi_technical_users().ids),
                ]
            )
        )
        warning = (
            self.env._(
                "%(count)s so far: one person writes, another reviews, a third "
                "approves.",
                count=count,
            )
            if count < _PEOPLE
            else ""
        )
        return count >= _PEOPLE, warning

    def _zi_technical_users(self):
        """Accounts that stand for no person of the office."""
        users = self.env["res.users"]
        for xmlid in ("base.user_root", "base.user_admin"):
            users |= self.env.ref(xmlid, raise_if_not_found=False) or users
        return users

    def _zi_done_head(self, company):
        holders = self.env["zi.role.assignment"]._zi_holders(company, "head")
        superior = self.env["zi.unit.setting"]._zi_of(company).superior_office
        warning = (
            self.env._(
                "The superior of the head is not entered (particulars of the unit): "
                "the head's own matters wait."
            )
            if holders and not superior
            else ""
        )
        return bool(holders), warning

    def _zi_done_acting(self, company):
        return (
            self._zi_count(
                "zi.role.assignment",
                [("company_id", "=", company.id), ("capacity", "!=", "definitive")],
            ),
            "",
        )

    def _zi_done_secretariat(self, company):
        holders = self.env["zi.role.assignment"]._zi_holders(company, "secretariat")
        heads = self.env["zi.role.assignment"]._zi_holders(company, "head")
        both = holders.user_id & heads.user_id
        if both:
            return True, self.env._(
                "%(names)s is secretary and head: nobody may approve what he reviewed.",
                names=", ".join(both.mapped("name")),
            )
        if len(holders.user_id) == 1:
            return True, self.env._(
                "Only one secretary: what he writes himself nobody can review."
            )
        return bool(holders), ""

    def _zi_done_section(self, company):
        employees = self.env["hr.employee"].sudo()
        total = employees.search_count([("company_id", "=", company.id)])
        without = employees.search_count(
            [("company_id", "=", company.id), ("parent_id", "=", False)]
        )
        warning = (
            self.env._("%(count)s employees have no superior.", count=without)
            if without > 1
            else ""
        )
        return total > 1 and without < total, warning

    def _zi_done_calendar(self, company):
        year = company._zi_today().year
        return (
            self._zi_count(
                "resource.calendar.leaves",
                [
                    ("calendar_id", "=", company.resource_calendar_id.id),
                    ("resource_id", "=", False),
                    ("date_from", ">=", f"{year}-01-01"),
                    ("date_from", "<=", f"{year}-12-31"),
                ],
            ),
            "",
        )

    def _zi_done_instrument(self, company):
        return self._zi_count("zi.assessment", [("company_id", "=", company.id)]), ""

    def _zi_done_plan(self, company):
        plans = (
            self.env["zi.work.plan"].sudo().search([("company_id", "=", company.id)])
        )
        if not plans or plans.filtered(lambda plan: plan.approval_state == "approved"):
            return bool(plans), ""
        waiting = plans.filtered(lambda plan: plan.approval_state == "waiting")[:1]
        return True, (
            self.env._("Not approved yet: %(who)s.", who=waiting.approval_waits_for)
            if waiting
            else self.env._("Not submitted yet: open the plan and submit it.")
        )

    def _zi_done_team(self, company):
        members = self.env["zi.team.member"].sudo()
        running = members.search(
            members._zi_running_domain(company._zi_today())
            & Domain("company_id", "=", company.id)
        )
        return bool(running), self._zi_team_warning(company, running)

    def _zi_team_warning(self, company, members):
        """Who would approve or check his own work, and areas that nobody works in."""
        workers = members.filtered("area_id").user_id
        roles = self.env["zi.role.assignment"]
        deciders = (
            roles._zi_holders(company, "head")
            | roles._zi_holders(company, "secretariat")
        ).user_id
        both = workers & deciders
        if both:
            return self.env._(
                "%(names)s works in a working group and decides or checks as well: "
                "what he enters himself another person has to decide.",
                names=", ".join(both.mapped("name")),
            )
        areas = self.env["zi.area"].search([("kind", "=", "lever")])
        without = areas - members.area_id
        if members and without:
            return self.env._(
                "No working group yet: %(areas)s.",
                areas=", ".join(without.mapped("display_name")),
            )
        return ""

    def _zi_done_number(self, company):
        return (
            self._zi_count("zi.number.pattern", [("company_id", "=", company.id)]),
            "",
        )

    def _zi_done_values(self, company):
        setting = self.env["zi.unit.setting"]._zi_of(company)
        return bool(setting.values_name and setting.pact_text), ""

    def _zi_done_mail(self, company):
        """A server is entered and a test mail has left through it."""
        server = self._zi_count("ir.mail_server", [])
        tested = self.env["zi.unit.setting"]._zi_of(company).mail_tested_at
        warning = (
            self.env._("No test mail has left yet.") if server and not tested else ""
        )
        return bool(server and tested), warning

    def _zi_done_outside(self, company):
        """Core parts that call other people's servers are switched off."""
        cron = self.env.ref(
            "mail.ir_cron_module_update_notification", raise_if_not_found=False
        )
        return not (cron and cron.sudo().active), ""
