from importlib.util import module_from_spec, spec_from_file_location

from odoo.exceptions import AccessError, UserError
from odoo.modules.module import get_module_path
from odoo.tests import TransactionCase, new_test_user, tagged

from odoo.addons.mail.tests.common import MockEmail


@tagged("post_install", "-at_install")
class TestSetup(MockEmail, TransactionCase):
    """The set-up guide in an empty unit: each step turns by real data."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context={**cls.env.context, "lang": "en_US", "no_reset_password": True}
        )
        cls.unit = cls.env["res.company"].create({"name": "Balai Baru"})
        cls.admin = cls._user(
            "setup_admin", "base.group_system,base.group_erp_manager,hr.group_hr_user"
        )

    @classmethod
    def _user(cls, login, groups="base.group_user"):
        return new_test_user(
            cls.env,
            login,
            groups=groups,
            name=login.replace("_", " ").title(),
            email=f"{login}@example.com",
            company_id=cls.unit.id,
            company_ids=[(6, 0, cls.unit.ids)],
            lang="en_US",
        )

    def _step(self, code, user=None):
        step = self.env.ref(f"zi_governance.setup_step_{code}")
        step = step.with_user(user or self.admin).with_company(self.unit)
        step.invalidate_recordset()
        return step

    def _give(self, role, user, **values):
        return self.env["zi.role.assignment"].create(
            {
                "company_id": self.unit.id,
                "user_id": user.id,
                "role_id": self.env.ref(f"zi_governance.role_{role}").id,
                **values,
            }
        )

    def _setting(self):
        return self.env["zi.unit.setting"]._zi_of(self.unit)

    def assertOpen(self, code):
        self.assertEqual("open", self._step(code).state)

    def assertDone(self, code):
        step = self._step(code)
        self.assertEqual("done", step.state)
        return step.warning or ""

    # ------------------------------------------------------------------
    # A TEST PER STEP
    # ------------------------------------------------------------------

    def test_unit(self):
        """The secretariat enters code and place; the code lands on the company."""
        self.assertOpen("unit")
        secretary = self._user(
            "setup_sec", "base.group_user,zi_governance.group_zi_secretariat"
        )
        self._setting().with_user(secretary).write(
            {"unit_code": "BLB", "city": "Batam", "company_name": "Balai Batam"}
        )
        self.assertEqual("Balai Batam", self.unit.name)
        self.assertEqual("BLB", self.unit.zi_unit_code)
        self.assertDone("unit")

    def test_code_of_the_unit_is_not_everybodys_to_set(self):
        """Who may not write the particulars does not reach the company by them."""
        employee = self._user("setup_emp")
        with self.assertRaises(AccessError):
            self._setting().with_user(employee).write({"unit_code": "X"})

    def test_hours(self):
        """Another country's zone is open; hours that differ from the rule are told."""
        calendar = self.unit.resource_calendar_id
        calendar.tz = "Europe/Brussels"
        self.assertOpen("hours")
        self.assertIn("Europe/Brussels", self._step("hours").warning)
        calendar.tz = "Asia/Jakarta"
        calendar.hours_per_day = 8
        self.assertIn("8 hours a day", self.assertDone("hours"))
        calendar.hours_per_day = 8.5
        warning = self._step("hours").with_context(lang="id_ID").warning
        self.assertIn("8,5 jam sehari; menurut aturan 7,5.", warning)
        calendar.hours_per_day = 7.5
        self.assertFalse(self.assertDone("hours"))

    def test_calendar(self):
        """Holidays of this year with the unit's own hours answer the step."""
        self.assertOpen("calendar")
        day = self.unit._zi_today().replace(month=8, day=17)
        leave = {
            "name": "HUT RI",
            "calendar_id": self.unit.resource_calendar_id.id,
            "date_from": f"{day} 00:00:00",
            "date_to": f"{day} 23:59:59",
        }
        other = self.env["resource.calendar"].create({"name": "Lain"})
        leaves = self.env["resource.calendar.leaves"]
        leaves.create({**leave, "calendar_id": other.id})
        self.assertOpen("calendar")
        leaves.create(leave)
        self.assertDone("calendar")

    def test_account(self):
        """Three people besides nobody's account; fewer are counted in words."""
        self.assertOpen("account")
        self.assertIn("1 so far", self._step("account").warning)
        for number in range(2):
            self._user(f"setup_person_{number}")
        self.assertFalse(self.assertDone("account"))

    def test_section(self):
        """Employees with superiors; more than one without is told."""
        self.assertOpen("section")
        boss = self.env["hr.employee"].create(
            {"name": "Atasan", "company_id": self.unit.id}
        )
        self.env["hr.employee"].create(
            {"name": "Staf", "company_id": self.unit.id, "parent_id": boss.id}
        )
        self.assertFalse(self.assertDone("section"))
        self.env["hr.employee"].create(
            {"name": "Tanpa atasan", "company_id": self.unit.id}
        )
        self.assertIn("2 employees", self.assertDone("section"))

    def test_secretariat(self):
        """One secretary answers it with a warning, two without."""
        self.assertOpen("secretariat")
        self._give("secretariat", self._user("setup_sec1"))
        self.assertIn("Only one secretary", self.assertDone("secretariat"))
        self._give("secretariat", self._user("setup_sec2"))
        self.assertFalse(self.assertDone("secretariat"))

    def test_secretary_who_is_head_is_named(self):
        """One person in both offices would approve his own review: he is named."""
        both = self._user("setup_both")
        self._give("secretariat", both)
        self._give("secretariat", self._user("setup_sec3"))
        self._give("head", both)
        self.assertIn("Setup Both", self.assertDone("secretariat"))

    def test_head(self):
        """A head in office answers it; his superior is asked for afterwards."""
        self.assertOpen("head")
        self._give("head", self._user("setup_head"))
        self.assertIn("superior of the head", self.assertDone("head"))
        action = self._step("head").action_open()
        self.assertEqual("zi.unit.setting", action["res_model"])
        self._setting().superior_office = "Direktur Jenderal"
        self.assertFalse(self.assertDone("head"))

    def test_acting(self):
        """An acting head of any dates answers it."""
        self.assertOpen("acting")
        today = self.unit._zi_today()
        self._give(
            "head",
            self._user("setup_plh"),
            capacity="plh",
            date_from=today,
            date_to=today,
        )
        self.assertDone("acting")

    def _member(self, user, area, team):
        employee = self.env["hr.employee"].create(
            {"name": user.name, "user_id": user.id, "company_id": self.unit.id}
        )
        return self.env["zi.team.member"].create(
            {
                "team_id": team.id,
                "employee_id": employee.id,
                "role_id": self.env.ref(f"zi_governance.team_role_pokja_{area}").id,
            }
        )

    def test_team(self):
        """Members answer it; areas without a working group are named."""
        self.assertOpen("team")
        team = self.env["zi.team"].create(
            {
                "name": "Tim",
                "company_id": self.unit.id,
                "date_from": self.unit._zi_today(),
            }
        )
        self.assertOpen("team")
        self._member(self._user("setup_pokja"), "mp", team)
        warning = self.assertDone("team")
        self.assertIn("No working group yet", warning)
        self.assertNotIn(self.env.ref("zi_governance.area_mp").name, warning)

    def test_member_who_checks_his_own_work_is_named(self):
        """A secretary in a working group is warned of by name."""
        team = self.env["zi.team"].create(
            {
                "name": "Tim",
                "company_id": self.unit.id,
                "date_from": self.unit._zi_today(),
            }
        )
        secretary = self._user("setup_sec4")
        self._give("secretariat", secretary)
        self._member(secretary, "mp", team)
        self.assertIn("Setup Sec4", self.assertDone("team"))

    def test_instrument(self):
        """An LKE of the unit answers it, another unit's does not."""
        self.assertOpen("instrument")
        instrument = self.env.ref("zi_governance.lke_90_2021")
        other = self.env["res.company"].create({"name": "Balai Lain"})
        for company in (other, self.unit):
            self.assertOpen("instrument")
            self.env["zi.assessment"].create(
                {
                    "company_id": company.id,
                    "year": 2026,
                    "instrument_id": instrument.id,
                }
            )
        self.assertDone("instrument")

    def test_plan(self):
        """A plan answers it; until it is approved the step says what is missing."""
        self.assertOpen("plan")
        plan = self.env["zi.work.plan"].create(
            {"name": "Rencana", "company_id": self.unit.id, "year": 2026}
        )
        self.assertIn("Not submitted yet", self.assertDone("plan"))
        plan._zi_gate_write({"approval_state": "approved"})
        self.assertFalse(self.assertDone("plan"))

    def test_number(self):
        """A pattern of the unit answers it."""
        self.assertOpen("number")
        self.env["zi.number.pattern"].create({"company_id": self.unit.id})
        self.assertDone("number")

    def test_values(self):
        """Values and the text of the pact, both."""
        self.assertOpen("values")
        self._setting().values_name = "ARIF"
        self.assertOpen("values")
        self._setting().pact_text = "Saya tidak akan melakukan korupsi."
        self.assertDone("values")

    def test_inspectorate(self):
        """A standing package that somebody receives answers it; the first one is
        prepared with the addresses and the day of the unit and every sheet."""
        self._setting().write(
            {"inspectorate_emails": "itjen@example.com", "inspectorate_day": 7}
        )
        self.assertOpen("inspectorate")
        secretary = self._user("setup_secretary", "zi_governance.group_zi_secretariat")
        self._give("secretariat", secretary)
        action = self._step("inspectorate", secretary).action_open()
        defaults = {
            name.removeprefix("default_"): value
            for name, value in action["context"].items()
        }
        profile = (
            self.env["zi.export.profile"]
            .with_user(secretary)
            .with_company(self.unit)
            .create(defaults)
        )
        self.assertEqual(profile.company_id, self.unit)
        self.assertEqual(profile.anchor_number, 7)
        self.assertEqual(profile.recipient_ids.email, "itjen@example.com")
        self.assertEqual(
            profile.line_ids.sheet_id, self.env["zi.export.sheet"].search([])
        )
        self.assertDone("inspectorate")
        self.assertEqual(
            self._step("inspectorate", secretary).action_open()["res_model"],
            "zi.export.profile",
        )

    def test_mail(self):
        """A server alone is not enough: a test mail has to leave through it."""
        self.env["ir.mail_server"].search([("id", "!=", 0)]).unlink()
        self.assertOpen("mail")
        self.env["ir.mail_server"].create(
            {"name": "Surel", "smtp_host": "smtp.example.com"}
        )
        self.assertOpen("mail")
        self.assertIn("No test mail", self._step("mail").warning)
        with self.mock_mail_gateway():
            self._step("mail").action_check()
        self.assertDone("mail")

    def test_address(self):
        """The address that the public reaches answers it."""
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("zi.public_base_url", False)
        self.assertOpen("address")
        parameters.set_param("zi.public_base_url", "https://zi.example.go.id")
        self.assertDone("address")

    def test_outside(self):
        """With the update notification off the system calls nobody."""
        settings = self.env["res.config.settings"]
        settings._zi_set_calls_outside(True)
        self.assertOpen("outside")
        settings._zi_set_calls_outside(False)
        self.assertDone("outside")

    # ------------------------------------------------------------------
    # WHO MAY ANSWER
    # ------------------------------------------------------------------

    def test_every_step_opens_a_screen_that_exists(self):
        """Each step names an action; who answers it gets it, others a sentence."""
        secretary = self._user(
            "setup_sec5", "base.group_user,zi_governance.group_zi_secretariat"
        )
        self._give("secretariat", secretary)
        opened = set()
        for step in self.env["zi.setup.step"].search([("id", "!=", 0)]):
            for user in (self.admin, secretary):
                mine = self._step(step.code, user)
                if mine.can_answer:
                    action = mine.action_open()
                    self.assertIn(
                        action["type"],
                        ("ir.actions.act_window", "ir.actions.client"),
                        step.code,
                    )
                    self.env[action["res_model"]].with_user(user).check_access("read")
                    opened.add(step.code)
                else:
                    self.assertTrue(mine.why_not)
                    with self.assertRaises(UserError):
                        mine.action_open()
        codes = set(self.env["zi.setup.step"].search([("id", "!=", 0)]).mapped("code"))
        self.assertEqual(codes, opened)

    def test_roles_are_the_heads_once_he_is_in_office(self):
        """The administrator answers the step until a head is entered, then not."""
        self.assertTrue(self._step("secretariat").can_answer)
        self._give("head", self._user("setup_head2"))
        step = self._step("secretariat")
        self.assertFalse(step.can_answer)
        self.assertIn("Setup Head2", step.why_not)

    def test_work_of_the_secretariat_waits_for_one(self):
        """The group without the role of today is not enough for the plan."""
        user = self._user(
            "setup_sec6", "base.group_user,zi_governance.group_zi_secretariat"
        )
        self.assertIn("no secretariat yet", self._step("plan", user).why_not)
        self._give("secretariat", user)
        self.assertFalse(self._step("plan", user).why_not)
        self.assertEqual(
            "zi.work.plan.import", self._step("plan", user).action_open()["res_model"]
        )

    def test_skip_and_take_up_again(self):
        """A skipped step stays in sight and is nothing that comes next."""
        steps = self.env["zi.setup.step"].search([("id", "!=", 0)])
        for code in steps.mapped("code"):
            before = self._step(code).state
            self._step(code).action_skip()
            after = "done" if before == "done" else "skipped"
            self.assertEqual(after, self._step(code).state, code)
            self._step(code).action_unskip()
            self.assertEqual(before, self._step(code).state, code)

    def test_every_step_says_who_answers_and_what_waits(self):
        """In both languages, for all that an office has to answer once."""
        codes = {
            "unit", "head", "acting", "secretariat", "section", "hours", "calendar",
            "instrument", "plan", "team", "number", "values", "inspectorate", "mail",
            "address", "account", "outside",
        }  # fmt: skip
        steps = self.env["zi.setup.step"].search([("id", "!=", 0)])
        self.assertLessEqual(codes, set(steps.mapped("code")))
        for step in steps:
            indonesian = step.with_context(lang="id_ID")
            for name in ("name", "who", "until_then"):
                self.assertTrue(step[name], step.code)
                self.assertTrue(indonesian[name], step.code)
            self.assertNotEqual(step.until_then, indonesian.until_then, step.code)
        for code in ("mail", "address"):
            self.assertTrue(self._step(code).check_label)
            self.assertTrue(hasattr(steps, f"_zi_check_{code}"))

    def test_home_shows_what_the_reader_can_answer_first(self):
        """The hint of the first page is a step of the reader, not of another."""
        home = self.env["zi.home"].with_user(self.admin).with_company(self.unit)
        hint = home.get_home()["setup"]["hint"]
        self.assertIn(self._step("unit").name, hint)

    def test_from_the_first_login_to_an_approved_plan(self):
        """Each answers his steps with his own rights: admin gives roles and the
        accounts, two secretaries the plan and its review, the head his approval."""
        people = {
            name: self._user(f"setup_{name}") for name in ("one", "two", "kepala")
        }
        for role, name in (
            ("secretariat", "one"),
            ("secretariat", "two"),
            ("head", "kepala"),
        ):
            action = self._step(role).action_open()
            context = {**action["context"], "default_company_id": self.unit.id}
            self.env[action["res_model"]].with_user(self.admin).with_company(
                self.unit
            ).with_context(**context).create({"user_id": people[name].id})
        one = people["one"]
        action = self._step("plan", one).action_open()
        wizard = (
            self.env[action["res_model"]].with_user(one).with_company(self.unit)
        ).create({"year": self.unit._zi_today().year})
        plan_id = wizard.action_load_template()["res_id"]
        plan = self.env["zi.work.plan"].with_user(one).browse(plan_id)
        plan.action_apply_repairs()
        self.assertIn("Not submitted yet", self._step("plan").warning)
        plan.action_submit()
        self.assertIn("Setup Two", self._step("plan").warning)
        plan.with_user(people["two"]).action_approve()
        self.assertIn("Setup Kepala", self._step("plan").warning)
        plan.with_user(people["kepala"]).action_approve()

        self.assertEqual("approved", plan.approval_state)
        for code in ("account", "secretariat", "plan"):
            self.assertFalse(self.assertDone(code))

    # ------------------------------------------------------------------
    # EARLIER INSTALLATIONS
    # ------------------------------------------------------------------

    def test_steps_of_an_earlier_version_follow_the_program(self):
        """The migration lets the upgrade renew the steps and their translations."""
        step = self.env.ref("zi_governance.setup_step_unit")
        data = self.env["ir.model.data"].search(
            [("model", "=", "zi.setup.step"), ("module", "=", "zi_governance")]
        )
        data.noupdate = True
        step.with_context(lang="id_ID").name = "Nama lama"
        self.env.flush_all()
        path = (
            f"{get_module_path('zi_governance')}/migrations/19.0.1.1.0/"
            "pre-setup_steps.py"
        )
        spec = spec_from_file_location("pre_setup_steps", path)
        script = module_from_spec(spec)
        spec.loader.exec_module(script)

        script.migrate(self.env.cr, "19.0.1.0.0")

        self.env.invalidate_all()
        self.assertFalse(any(data.mapped("noupdate")))
        self.assertEqual(step.name, step.with_context(lang="id_ID").name)
