from collections import Counter
from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .office import OfficePlanCase


@tagged("post_install", "-at_install")
class TestPlanStandard(OfficePlanCase):
    def test_standard_plan_is_whole(self):
        """68 indicators, 159 evidence items, 18 area and 15 priority targets."""
        plan = self._load()
        self.assertEqual((plan.line_count, plan.item_count), (68, 159))
        kinds = Counter(
            self.env["zi.target"]
            .search([("company_id", "=", self.unit.id)])
            .mapped("kind")
        )
        self.assertEqual(kinds, {"area": 18, "priority": 15})

    def test_windows_move_with_the_year(self):
        """Month offsets count from January of the plan's own year."""
        for year in (2020, 2026):
            with self.subTest(year):
                item = self._load(year).item_ids.filtered(
                    lambda i: (i.line_sequence, i.sequence) == (2, 1)
                )
                self.assertEqual(item.date_from, date(year + 1, 1, 1))

    def test_odd_windows_come_with_a_mark_and_a_repair(self):
        """Every item without date, before the plan or with a misfit is marked, and
        its repair has no mark."""
        plan = self._load()
        self.assertEqual(
            Counter(plan.item_ids.filtered("issue").mapped("issue"))["no_date"], 64
        )
        self.assertTrue(all(plan.item_ids.filtered("issue").mapped("repair_text")))
        plan.action_apply_repairs()
        self.assertFalse(plan.item_ids.filtered("issue"))

    def test_unserved_questions(self):
        """Under 90/2021 the plan leaves 29 of 113 questions, and the gates show what
        that costs."""
        plan = self._load()
        self.assertEqual(plan.unserved_count, 29)
        self.assertEqual(len(plan.instrument_id.question_ids), 113)
        lost = {gate.scope: lost for gate, _most, lost in plan._zi_gate_costs()}
        shares = [question._zi_share() for question in plan._zi_unserved()]
        self.assertEqual(lost["total"], sum(shares))
        self.assertIn("Nilai total", plan._zi_unserved()[0].gate_text)

    def test_line_from_a_question(self):
        """One click makes an indicator that serves the question."""
        plan = self._load()
        question = plan._zi_unserved()[0].with_user(self.secretary)
        question.with_context(plan_id=plan.id).action_make_plan_line()
        plan.invalidate_recordset()
        self.assertEqual((plan.line_count, plan.unserved_count), (69, 28))
        with self.assertRaises(UserError):
            question.action_make_plan_line()

    def test_load_is_fast_in_queries(self):
        """159 items come in with a few dozen queries, not with one each."""
        self._load(2025)
        self.env.flush_all()
        before = self.cr.sql_log_count
        self._load(2026)
        self.assertLess(self.cr.sql_log_count - before, 120)

    def test_target_without_measure_is_not_reached(self):
        """Values do not make a target reached that has no measure."""
        self._load()
        target = self.env["zi.target"].search(
            [("company_id", "=", self.unit.id)], limit=1
        )
        self.assertTrue(target.line_ids)
        target.write(
            {"target_value": 5, "value_ids": [(0, 0, {"quarter": "1", "value": 9})]}
        )
        self.assertEqual(target.status, "no_measure")
        target.measure = "Jumlah kegiatan"
        self.assertEqual(target.status, "reached")
        target.direction = "down"
        self.assertEqual(target.status, "behind")
        target.write({"status": "reached"})
        self.assertEqual(target.status, "behind")
