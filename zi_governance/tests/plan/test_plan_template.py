from odoo.tests import tagged

from .common import PlanCase


@tagged("post_install", "-at_install")
class TestPlanTemplate(PlanCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls.Plan.with_user(cls.secretary)._zi_load_template(
            cls.unit, 2026, instrument=cls.env.ref("zi_governance.lke_90_2021")
        )

    def test_whole_plan_comes_in(self):
        """The standard plan brings every indicator, evidence item and target."""
        self.assertEqual(68, self.plan.line_count)
        self.assertEqual(159, self.plan.item_count)
        targets = self.env["zi.target"].search([("company_id", "=", self.unit.id)])
        self.assertEqual(18, len(targets.filtered(lambda t: t.kind == "area")))
        self.assertEqual(15, len(targets.filtered(lambda t: t.kind == "priority")))

    def test_target_without_measure_is_not_reached(self):
        """A target of the standard plan has no measure and is shown so, also when a
        value is entered."""
        target = self.env["zi.target"].search(
            [("company_id", "=", self.unit.id)], limit=1
        )
        target.value_ids = [(0, 0, {"quarter": "1", "value": 100.0})]
        self.assertEqual("no_measure", target.status)
        target.write({"measure": "Persentase", "target_value": 90.0})
        self.assertEqual("reached", target.status)

    def test_unserved_questions_are_counted(self):
        """29 of the 113 questions of 90/2021 are served by no indicator."""
        self.assertEqual(113, len(self.plan.instrument_id.question_ids))
        self.assertEqual(29, self.plan.unserved_count)

    def test_line_from_question_serves_it(self):
        """An indicator made from an unserved question serves it from then on."""
        question = self.plan._zi_unserved()[0]
        question.with_user(self.secretary).with_context(
            plan_id=self.plan.id
        ).action_make_plan_line()
        self.assertEqual(69, self.plan.line_count)
        self.assertEqual(28, self.plan.unserved_count)
        self.assertIn(question, self.plan.line_ids[-1].item_ids.question_ids)

    def test_odd_windows_come_with_a_repair(self):
        """Every item that has to be mended has a proposal, and it mends it."""
        marked = self.plan.item_ids.filtered("issue_mend")
        self.assertTrue(marked)
        self.assertTrue(all(marked.mapped("repair_text")))
        self.plan.action_apply_repairs()
        self.assertFalse(self.plan.item_ids.filtered("issue_mend"))

    def test_dates_follow_the_year(self):
        """No text or window of the plan stays in the year of the template."""
        windows = self.plan.item_ids.filtered("date_to").mapped("date_to")
        self.assertFalse([day for day in windows if day.year < 2025])
        self.assertTrue([day for day in windows if day.year == 2026])

    def test_tasks_are_made_once(self):
        """Making the tasks again makes no second one for a window."""
        self.plan.action_apply_repairs()
        self.plan.action_make_tasks()
        tasks = self.plan.task_ids
        self.assertTrue(tasks)
        self.plan.action_make_tasks()
        self.assertEqual(tasks, self.plan.task_ids)

    def test_tasks_cost_few_queries(self):
        """Making tasks that are there already does not grow with the plan."""
        self.plan.action_apply_repairs()
        self.plan.action_make_tasks()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(MAKE_AGAIN):
            self.Task._zi_generate(self.plan.item_ids)
        self.env.invalidate_all()
        with self.assertQueryCount(PROGRESS):
            self.Plan.browse(self.plan.id)._zi_progress()


# Queries of an empty cache: plan, items, tasks and their areas, whatever the number.
MAKE_AGAIN = 7
PROGRESS = 1
