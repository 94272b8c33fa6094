import base64
from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PlanCase


@tagged("post_install", "-at_install")
class TestPlanVersion(PlanCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan()

    def test_approval_makes_the_tasks(self):
        """The approved plan has its dated tasks: twelve monthly ones and one."""
        self._approve(self.plan)
        self.assertEqual(13, self.plan.task_count)

    def test_approved_plan_is_locked(self):
        """Nothing that the head approved can be changed, added or deleted."""
        self._approve(self.plan)
        plan = self.plan.with_user(self.secretary)
        line = plan.line_ids[0]
        for attempt in (
            lambda: plan.write({"name": "Lain"}),
            lambda: line.write({"indicator": "Lain"}),
            lambda: line.item_ids.write({"cadence": "yearly"}),
            lambda: line.copy({"sequence": 3}),
            lambda: line.unlink(),
            lambda: plan.write({"approval_state": "draft"}),
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                attempt()

    def test_plan_without_evidence_is_not_submitted(self):
        """An indicator that nothing proves keeps the plan from being submitted."""
        self.plan.line_ids[0].item_ids.unlink()
        with self.assertRaisesRegex(UserError, "without an evidence item: 1"):
            self.plan.with_user(self.secretary).action_submit()

    def test_window_to_mend_is_not_submitted(self):
        """A window with a fault keeps the plan from being submitted."""
        self.plan.item_ids[1].write({"date_from": False, "date_to": False})
        self.assertTrue(self.plan.item_ids[1].issue_mend)
        with self.assertRaisesRegex(UserError, "has to be mended"):
            self.plan.with_user(self.secretary).action_submit()

    def test_new_version_takes_over(self):
        """The approved plan stays in force until its new version is approved; then
        the version has the tasks, and what they proved."""
        self._approve(self.plan)
        monthly, single = self.plan.item_ids
        tasks = monthly.task_ids
        june = tasks.filtered(lambda task: task.label_key == "2026-06")
        self.env["zi.evidence"].with_user(self.member).create(
            {
                "company_id": self.unit.id,
                "date": date(2026, 6, 10),
                "name": "Laporan Juni",
                "upload": base64.b64encode(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"),
                "file_name": "laporan.pdf",
                "item_ids": [(6, 0, monthly.ids)],
            }
        )
        self.assertEqual("delivered", june.stage)
        self.plan.with_user(self.secretary).action_new_version()
        version = self.Plan.search([("previous_id", "=", self.plan.id)])
        version.line_ids[1].unlink()
        self.assertEqual("approved", self.plan.approval_state)
        self.assertEqual(tasks, monthly.task_ids)
        dropped = single.task_ids
        self._approve(version)
        self.assertEqual("superseded", self.plan.approval_state)
        self.assertEqual(tasks, version.item_ids.task_ids)
        self.assertEqual("delivered", june.stage)
        self.assertEqual("dropped", dropped.stage)
        self.assertTrue(dropped.dropped_reason)
        self.assertEqual(2, len(self.plan.line_ids))

    def test_one_approved_plan_a_year(self):
        """A second plan of the year is no way around the approved one."""
        self._approve(self.plan)
        rival = self._plan()
        with self.assertRaisesRegex(UserError, "already the approved plan"):
            rival.with_user(self.secretary).action_submit()

    def test_next_year_moves_dates(self):
        """The copy for next year has all windows a year later and no proof."""
        item = self.plan.item_ids[1]
        item.name = "SK tim 2026, UU Nomor 5 Tahun 2014"
        self.plan.with_user(self.secretary).action_copy_next_year()
        copy = self.Plan.search(
            [("company_id", "=", self.unit.id), ("year", "=", 2027)]
        )
        moved = copy.item_ids[1]
        self.assertEqual("SK tim 2027, UU Nomor 5 Tahun 2014", moved.name)
        self.assertEqual(date(2027, 6, 30), moved.date_to)
        self.assertEqual("empty", moved.proof_state)
        self.assertFalse(copy.task_ids)
