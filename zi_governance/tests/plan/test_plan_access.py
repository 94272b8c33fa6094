from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import PlanCase


@tagged("post_install", "-at_install")
class TestPlanAccess(PlanCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan()
        cls.own, cls.foreign = cls.plan.line_ids

    def test_working_group_writes_its_area(self):
        """A member changes the indicators and items of his own area."""
        line = self.own.with_user(self.member)
        line.action_steps = "Rapat"
        line.item_ids.name = "Laporan"
        self.assertEqual("Rapat", self.own.action_steps)
        self.assertEqual("Laporan", self.own.item_ids.name)

    def test_working_group_leaves_other_areas(self):
        """A member changes, adds and deletes nothing in another area, and moves
        nothing into or out of it."""
        foreign = self.foreign.with_user(self.member)
        own = self.own.with_user(self.member)
        values = {
            "plan_id": self.plan.id,
            "sequence": 9,
            "area_id": self.other_area.id,
            "indicator": "Lain",
        }
        for attempt in (
            lambda: foreign.write({"action_steps": "Rapat"}),
            lambda: foreign.item_ids.write({"name": "Lain"}),
            lambda: own.env["zi.work.plan.line"].create(values),
            lambda: foreign.write({"area_id": self.area.id}),
            lambda: own.write({"area_id": self.other_area.id}),
            lambda: own.item_ids.write({"line_id": foreign.id}),
            lambda: foreign.unlink(),
        ):
            with self.assertRaises(AccessError), self.cr.savepoint():
                attempt()

    def test_membership_that_ended_writes_nothing(self):
        """The day after the team has ended its member writes no more."""
        self.team.date_to = date(2026, 6, 30)
        self._travel(date(2026, 7, 1))
        with self.assertRaises(AccessError):
            self.own.with_user(self.member).action_steps = "Rapat"

    def test_plain_employee_only_reads(self):
        """An employee reads the plan and writes nothing of it."""
        plan = self.plan.with_user(self.employee)
        self.assertEqual("Rencana 2026", plan.name)
        for attempt in (
            lambda: plan.write({"name": "Lain"}),
            lambda: plan.line_ids.write({"action_steps": "Rapat"}),
            lambda: plan.item_ids.write({"name": "Lain"}),
            lambda: plan.env["zi.work.plan.import"].create({}),
            lambda: plan.action_make_tasks(),
        ):
            with self.assertRaises(AccessError), self.cr.savepoint():
                attempt()

    def test_inspector_reads_the_unit_he_oversees(self):
        """An inspector of the ministry reads the plan, and changes nothing."""
        ministry = self.env["res.company"].create({"name": "Inspektorat Uji"})
        inspector = new_test_user(
            self.env,
            "plan_inspector",
            groups="base.group_user,zi_governance.group_zi_inspector",
            company_id=ministry.id,
            company_ids=[(6, 0, ministry.ids)],
        )
        plan = self.plan.with_user(inspector)
        with self.assertRaises(AccessError):
            plan.read(["name"])
        self.env["zi.oversight"].create(
            {
                "user_id": inspector.id,
                "root_id": self.unit.id,
                "date_from": date(2026, 1, 1),
            }
        )
        self.assertEqual("Rencana 2026", plan.read(["name"])[0]["name"])
        self.assertEqual(2, len(plan.line_ids.mapped("indicator")))
        with self.assertRaises(AccessError):
            plan.line_ids.write({"action_steps": "Rapat"})

    def test_owner_reports_progress_only(self):
        """The owner of a task reports progress, and neither its proof nor its date."""
        self.plan.action_make_tasks()
        task = self.foreign.item_ids.task_ids
        task.owner_id = self.employee
        own = task.with_user(self.employee)
        own.progress = 40
        self.assertEqual(40, task.progress)
        with self.assertRaises(AccessError):
            own.date_due = date(2026, 12, 31)
        with self.assertRaises(AccessError):
            own.with_context(zi_gate=True).write({"proof_state": "proven"})
        with self.assertRaises(AccessError):
            task.with_user(self.member).progress = 50

    def test_late_and_missing_follow_the_day(self):
        """A task is late after its last day, and missing from its month on."""
        self.plan.action_make_tasks()
        task = self.foreign.item_ids.task_ids
        self.assertEqual(date(2026, 6, 30), task.date_due)
        for day, state, is_missing in (
            (date(2026, 5, 31), "open", False),
            (date(2026, 6, 1), "open", True),
            (date(2026, 6, 30), "open", True),
            (date(2026, 7, 1), "late", True),
        ):
            with self.subTest(day=day):
                self._travel(day)
                task.invalidate_recordset(["state", "is_missing"])
                self.assertEqual(state, task.state)
                self.assertEqual(is_missing, task.is_missing)

    def test_tasks_of_nobody_are_of_the_working_group(self):
        """A task without an owner is among the tasks of its working group alone."""
        self.plan.action_make_tasks()
        domain = [("plan_id", "=", self.plan.id), ("is_mine", "=", True)]
        mine = self.Task.with_user(self.member).search(domain)
        self.assertEqual(self.own.item_ids.task_ids, mine.sudo().sorted("id"))
        self.assertFalse(self.Task.with_user(self.employee).search(domain))
