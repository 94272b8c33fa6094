from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .office import OfficePlanCase


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 03:00:00")
class TestPlanTask(OfficePlanCase):
    def _tasks(self, **item):
        plan = self._plan(**item)
        plan.action_make_tasks()
        return plan.task_ids.sorted("date_due")

    def test_monthly_item_has_a_task_per_month(self):
        """Each month of the window is due on its last day."""
        tasks = self._tasks()
        self.assertEqual(len(tasks), 12)
        self.assertEqual(tasks[1].date_due, date(2026, 2, 28))
        self.assertEqual(tasks[1].label_key, "2026-02")

    def test_cadences(self):
        """Quarter, half-year, year and once give four, two, one and one; what is made
        on change has no date."""
        for cadence, count in (
            ("quarterly", 4),
            ("semester", 2),
            ("yearly", 1),
            ("once", 1),
            ("on_change", 0),
        ):
            with self.subTest(cadence):
                self.assertEqual(len(self._tasks(cadence=cadence)), count)

    def test_making_tasks_again_makes_no_doubles(self):
        """Tasks can be made again at any time."""
        plan = self._plan()
        plan.action_make_tasks()
        first = plan.task_ids
        plan.action_make_tasks()
        self.assertEqual(plan.task_ids, first)

    def test_one_task_per_window_in_the_database(self):
        """PostgreSQL refuses a second task of an item for the same window."""
        task = self._tasks()[0]
        values = {
            name: task[name]
            for name in ("label_key", "date_from", "date_to", "date_due")
        }
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.Task.create({**values, "item_id": task.item_id.id})
            self.env.flush_all()

    def test_narrower_window_drops_open_tasks_only(self):
        """What was delivered stays; open tasks outside the new window are dropped,
        and come back when the window does."""
        tasks = self._tasks()
        tasks[10]._zi_gate_write({"proof_state": "proven"})
        item = tasks.item_id
        item.date_to = date(2026, 6, 30)
        item.plan_id.action_make_tasks()
        self.assertEqual(
            [task.stage for task in tasks],
            ["open"] * 6 + ["dropped"] * 4 + ["done", "dropped"],
        )
        item.date_to = date(2026, 12, 31)
        item.plan_id.action_make_tasks()
        self.assertEqual(tasks[7].stage, "open")
        self.assertEqual(len(item.task_ids), 12)

    def test_state_follows_the_day(self):
        """An open task is late from the day after its last; a delivered one is not."""
        tasks = self._tasks()
        tasks[0]._zi_gate_write({"proof_state": "waiting"})
        tasks[1]._zi_gate_write({"proof_state": "proven"})
        self.assertEqual(
            tasks[:6].mapped("state"),
            ["delivered", "done", "late", "late", "late", "open"],
        )
        found = self.Task.search([("state", "=", "late"), ("id", "in", tasks.ids)])
        self.assertEqual(found, tasks[2:5])
        groups = dict(
            self.Task._read_group([("id", "in", tasks.ids)], ["state"], ["__count"])
        )
        self.assertEqual(groups, {"late": 3, "open": 7, "delivered": 1, "done": 1})

    def test_day_is_the_unit_s(self):
        """At 18:00 UTC on 30 June it is July in Jakarta, where June's task is late,
        and still June in a unit that lives by London."""
        task = self._tasks()[5]
        for zone, state in (("Asia/Jakarta", "late"), ("Europe/London", "open")):
            self.unit.resource_calendar_id.tz = zone
            self.env.invalidate_all()
            with self.subTest(zone), freeze_time("2026-06-30 18:00:00"):
                self.assertEqual(task.state, state)
                self.env.flush_all()
                found = self.Task.search([("state", "=", state), ("id", "=", task.id)])
                self.assertEqual(found, task)

    def test_missing_this_month(self):
        """Late tasks and those due by the end of this month are missing."""
        tasks = self._tasks()
        found = self.Task.search([("is_missing", "=", True), ("id", "in", tasks.ids)])
        self.assertEqual(found, tasks[:6])
        self.assertEqual(tasks.filtered("is_missing"), tasks[:6])

    def test_mine(self):
        """Mine are the tasks that I own, and those of my group that nobody owns."""
        tasks = self._tasks()
        tasks[0].sudo().owner_id = self.employee
        mine = self.Task.with_user(self.member).search(
            [("is_mine", "=", True), ("id", "in", tasks.ids)]
        )
        self.assertEqual(mine, tasks[1:])
        self.assertEqual(
            self.Task.with_user(self.employee).search([("is_mine", "=", True)]),
            tasks[0],
        )

    def test_delivery_day_is_the_first_one(self):
        """The day of delivery stays when the proof is checked later."""
        task = self._tasks()[0]
        task._zi_gate_write({"proof_state": "waiting"})
        with freeze_time("2026-06-20 03:00:00"):
            task._zi_gate_write({"proof_state": "proven"})
        self.assertEqual(task.delivered_on, date(2026, 6, 15))
        self.assertEqual(task.proven_on, date(2026, 6, 20))

    def test_line_is_as_green_as_its_weakest_item(self):
        """Two proven items and an empty one make an empty indicator."""
        plan = self._plan()
        line = plan.line_ids
        line.item_ids._zi_gate_write({"proof_state": "proven"})
        self.assertEqual(line.proof_state, "proven")
        other = line.item_ids.copy({"sequence": 2})
        self.assertEqual(line.proof_state, "empty")
        other._zi_gate_write({"proof_state": "waiting"})
        self.assertEqual(line.proof_state, "waiting")

    def test_nobody_writes_a_colour(self):
        """Colours and dates of a task are not written from outside."""
        task = self._tasks()[0].with_user(self.member)
        for values in (
            {"proof_state": "proven"},
            {"date_due": "2026-12-31"},
            {"item_id": task.item_id.copy({"sequence": 9}).id},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                task.with_context(zi_gate=True).write(values)
        task.write({"stage": "done", "progress": 40})
        self.assertEqual((task.stage, task.progress), ("open", 40))

    def test_owner_reports_progress_only(self):
        """An owner outside the working group reports progress, and gives the task to
        nobody else; another employee does neither."""
        task = self._tasks()[0]
        task.sudo().owner_id = self.employee
        task.with_user(self.employee).progress = 50
        with self.assertRaises(AccessError):
            task.with_user(self.employee).owner_id = self.member
        with self.assertRaises(AccessError):
            task.with_user(self.deputy).progress = 60
        task.with_user(self.member).owner_id = self.member

    def test_reminder_goes_once_a_week(self):
        """Owner or working group get to-dos and one mail; the next day nothing."""
        tasks = self._tasks()
        mails = self.env["mail.mail"]
        before = mails.search([])
        self.Task._cron_remind()
        new = mails.search([]) - before
        self.assertIn(self.member.email_formatted, new.mapped("email_to"))
        self.assertEqual(
            len(
                new.filtered(lambda mail: mail.email_to == self.member.email_formatted)
            ),
            1,
        )
        due = tasks[:5]
        self.assertEqual(due.activity_ids.user_id, self.member)
        self.assertFalse(tasks[6:].activity_ids)
        self.Task._cron_remind()
        self.assertEqual(mails.search([]) - before, new)
        due[0]._zi_gate_write({"proof_state": "waiting"})
        self.assertFalse(due[0].activity_ids)

    def test_on_change_gets_a_task_when_it_happens(self):
        """The working group adds a task on the day of the change."""
        item = self._plan(cadence="on_change").item_ids
        action = item.with_user(self.member).action_add_occurrence()
        task = self.Task.browse(action["res_id"])
        self.assertEqual(task.date_from, date(2026, 6, 15))
        with self.assertRaises(AccessError):
            item.with_user(self.employee).action_add_occurrence()

    def test_list_queries_do_not_grow(self):
        """Reading a board of all tasks takes as many queries as a board of a few."""
        plan = self._load()
        plan.action_make_tasks()
        names = ["name", "state", "period_label", "date_due", "area_id", "is_missing"]
        tasks = plan.task_ids
        self.assertGreater(len(tasks), 200)

        def cost(count):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.Task.browse(tasks[:count].ids).read(names)
            return self.cr.sql_log_count - before

        cost(1)
        self.assertEqual(cost(len(tasks)), cost(100))
