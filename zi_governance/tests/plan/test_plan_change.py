import base64
from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..evidence.common import pdf
from .office import OfficePlanCase


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 03:00:00")
class TestPlanChange(OfficePlanCase):
    def _prove(self, item, day):
        """A file of the working group, checked by the secretariat."""
        evidence = (
            self.env["zi.evidence"]
            .with_user(self.member)
            .create(
                {
                    "company_id": self.unit.id,
                    "name": "Notula",
                    "date": day,
                    "upload": base64.b64encode(pdf()),
                    "file_name": "notula.pdf",
                    "item_ids": [(6, 0, item.ids)],
                }
            )
        )
        evidence.with_user(self.secretary).action_verify()

    def test_approval_locks_and_makes_tasks(self):
        """The approved plan has its tasks; its text is locked, its owners are not."""
        plan = self._plan()
        self._approve(plan)
        self.assertEqual(plan.approval_state, "approved")
        self.assertEqual(plan.task_count, 12)
        item = plan.item_ids.with_user(self.secretary)
        for record, values in (
            (plan, {"name": "Lain"}),
            (plan.line_ids, {"indicator": "Lain"}),
            (item, {"cadence": "once"}),
            (plan, {"line_ids": [(5,)]}),
        ):
            with self.subTest(values), self.assertRaises(UserError):
                record.with_user(self.secretary).write(values)
        item.owner_id = self.member
        self.assertEqual(plan.task_ids.owner_id, self.member)
        plan.line_ids.with_user(self.secretary).write(
            {"item_ids": [(1, item.id, {"owner_id": self.colleague.id})]}
        )
        self.assertTrue(plan.approval_intact)
        self.assertFalse(plan._zi_verify_coverage())

    def test_change_waits_beside_the_approved_plan(self):
        """Until the new version is approved the old one stays as it was; then tasks
        and proof pass over to the items with the same origin."""
        plan = self._plan()
        self._approve(plan)
        self._prove(plan.item_ids, date(2026, 1, 20))
        version = self.Plan.browse(
            plan.with_user(self.secretary).action_new_version()["res_id"]
        )
        again = plan.with_user(self.secretary).action_new_version()
        self.assertEqual(again["res_id"], version.id)
        self.assertEqual((version.version, version.previous_id), (2, plan))
        version.line_ids.indicator = "Monev setiap triwulan"
        version.item_ids.cadence = "quarterly"
        self.assertEqual(plan.line_ids.indicator, "Monev berkala")
        self.assertEqual(plan.task_count, 12)
        with self.assertRaises(UserError):
            version.with_user(self.secretary).action_make_tasks()
        self._approve(version)
        self.assertEqual(plan.approval_state, "superseded")
        self.assertFalse(plan.task_ids)
        stages = {task.label_key: task.stage for task in version.task_ids}
        self.assertEqual(
            {key for key, stage in stages.items() if stage == "done"},
            {"2026-01", "2026-Q1"},
        )
        self.assertEqual(
            {key for key, stage in stages.items() if stage == "open"},
            {"2026-Q2", "2026-Q3", "2026-Q4"},
        )
        self.assertEqual(version.item_ids.evidence_count, 1)

    def test_removed_item_drops_its_open_tasks(self):
        """An item that the new version no longer has keeps its tasks as dropped."""
        plan = self._plan()
        line = plan.line_ids
        self.env["zi.work.plan.item"].with_user(self.secretary).create(
            {
                "line_id": line.id,
                "sequence": 2,
                "name": "Foto",
                "date_from": date(2026, 1, 1),
                "date_to": date(2026, 3, 31),
            }
        )
        self._approve(plan)
        version = self.Plan.browse(
            plan.with_user(self.secretary).action_new_version()["res_id"]
        )
        version.item_ids.filtered(lambda item: item.sequence == 2).unlink()
        self._approve(version)
        self.assertEqual(plan.task_ids.mapped("stage"), ["dropped"])

    def test_one_approved_plan_per_year(self):
        """A second plan of the year is not approved beside the first."""
        first, second = self._plan(), self._plan()
        self._approve(first)
        with self.assertRaisesRegex(UserError, "Change the plan"):
            second.with_user(self.secretary).action_submit()

    def test_previous_version_is_not_chosen_by_hand(self):
        """Nobody makes his plan the successor of another one over RPC."""
        first, second = self._plan(), self._plan()
        with self.assertRaises(AccessError):
            second.with_user(self.secretary).previous_id = first
        with self.assertRaises(AccessError):
            second.item_ids.with_user(self.secretary).origin_id = first.item_ids

    def test_unmended_plan_is_not_submitted(self):
        """Items without a usable window are mended first; one click does it."""
        plan = self._plan(date_from=False, date_to=False)
        with self.assertRaisesRegex(UserError, "1.1"):
            plan.with_user(self.secretary).action_submit()
        with self.assertRaises(AccessError):
            plan.item_ids.with_user(self.employee).write({"issue_mend": False})
        plan.item_ids.with_user(self.secretary).write({"issue_mend": False})
        self.assertTrue(plan.item_ids.issue_mend)
        plan.with_user(self.secretary).action_apply_repairs()
        plan.with_user(self.secretary).action_submit()

    def test_copy_to_next_year_shifts_dates(self):
        """Next year's plan has all windows and years one year later, no proof, no
        tasks, and the targets with the last value as baseline."""
        plan = self._load()
        target = self.env["zi.target"].search(
            [("company_id", "=", self.unit.id), ("year", "=", 2026)], limit=1
        )
        target.write(
            {"measure": "Jumlah", "value_ids": [(0, 0, {"quarter": "1", "value": 7})]}
        )
        copy = self.Plan.browse(
            plan.with_user(self.secretary).action_copy_next_year()["res_id"]
        )
        self.assertEqual((copy.year, copy.line_count, copy.item_count), (2027, 68, 159))
        for old, new in zip(plan.item_ids, copy.item_ids, strict=True):
            self.assertEqual(
                [day and day.year + 1 for day in (old.date_from, old.date_to)],
                [day and day.year for day in (new.date_from, new.date_to)],
            )
        self.assertEqual(copy.line_ids[0].target_text, "Juni 2027")
        self.assertFalse(copy.task_ids)
        twin = self.env["zi.target"].search(
            [("company_id", "=", self.unit.id), ("year", "=", 2027)]
        )
        self.assertEqual(len(twin), 33)
        self.assertEqual(twin.filtered(lambda t: t.name == target.name).baseline, 7)

    def test_leap_day_stays_the_end_of_february(self):
        """A window to the last day of February ends with February in any year."""
        plan = self._plan(
            cadence="once", date_from=date(2026, 2, 1), date_to=date(2026, 2, 28)
        )
        copy = plan.with_user(self.secretary).action_copy_next_year()
        copy = self.Plan.browse(copy["res_id"])
        copy = copy.with_user(self.secretary).action_copy_next_year()
        item = self.Plan.browse(copy["res_id"]).item_ids
        self.assertEqual(item.date_to, date(2028, 2, 29))
