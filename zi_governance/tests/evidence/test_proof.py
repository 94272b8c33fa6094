from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import EvidenceCase


@tagged("post_install", "-at_install")
class TestProof(EvidenceCase):
    def test_item_for_which_something_was_delivered_stays(self):
        """Neither the item nor its indicator nor its plan is deleted with the proof."""
        self._for_item(date(2026, 6, 10))
        self.assertNotEqual("empty", self.item.proof_state)
        item = self.item.with_user(self.secretary)
        for record in (item, item.line_id, item.plan_id):
            with self.assertRaisesRegex(UserError, "already delivered"):
                record.unlink()
        self.foreign_item.with_user(self.secretary).unlink()

    def test_four_colours(self):
        """Empty, waiting, proven; refused evidence leaves it incomplete."""
        may = self._task(5)
        self.assertEqual(may.proof_state, "empty")
        row = self._for_item(date(2026, 5, 20))
        self.assertEqual(may.proof_state, "waiting")
        self.assertEqual(self.item.proof_state, "incomplete")
        self.assertIn("1 berkas", may.missing_text)
        row.with_user(self.secretary).action_verify()
        self.assertEqual(may.proof_state, "proven")
        again = self._for_item(date(2026, 4, 20))
        again.with_user(self.secretary).action_refuse("Kabur")
        april = self._task(4)
        self.assertEqual(april.proof_state, "incomplete")
        self.assertIn("Kabur", april.missing_text)

    def test_counts_by_its_own_date(self):
        """The date of the evidence decides, not the day of the upload."""
        row = self._for_item(date(2026, 2, 28))
        row.with_user(self.secretary).action_verify()
        self.assertEqual(self._task(2).proof_state, "proven")
        self.assertEqual(self._task(3).proof_state, "empty")
        self.assertEqual(self._task(6).proof_state, "empty")

    def test_date_moved_moves_the_proof(self):
        """A corrected date leaves one window and enters the other."""
        row = self._for_item(date(2026, 2, 28))
        self._task(2)
        self.assertEqual(self._task(2).proof_state, "waiting")
        row.with_user(self.member).write({"date": date(2026, 3, 1)})
        self.assertEqual(self._task(2).proof_state, "empty")
        self.assertEqual(self._task(3).proof_state, "waiting")

    def test_item_is_as_green_as_its_windows(self):
        """An item is proven when every window that has begun is."""
        for month in range(1, 7):
            row = self._for_item(date(2026, month, 10))
            row.with_user(self.secretary).action_verify()
        self._task(1)
        self.assertEqual(self.item.proof_state, "proven")
        self._travel(date(2026, 7, 1))
        self.item._zi_refresh_proof()
        self.assertEqual(self.item.proof_state, "incomplete")

    def test_one_file_serves_several_items(self):
        """One piece of evidence proves every item that it fits."""
        second = self._item(self.area, "Laporan lain", "monthly")
        row = self._for_item(date(2026, 5, 20))
        row.with_user(self.member).write({"item_ids": [(4, second.id)]})
        row.with_user(self.secretary).action_verify()
        self.assertEqual(self._task(5).proof_state, "proven")
        self.assertEqual(self._task(5, second).proof_state, "proven")

    def test_link_after_verification_waits(self):
        """A verified file that is linked to a further item waits there until the
        secretariat confirms; nobody turns his own item green."""
        row = self._for_item(date(2026, 5, 20))
        row.with_user(self.secretary).action_verify()
        second = self._item(self.area, "Laporan lain", "monthly")
        row.with_user(self.member).write({"item_ids": [(4, second.id)]})
        task = self._task(5, second)
        self.assertEqual(task.proof_state, "waiting")
        self.assertTrue(row.links_waiting)
        self.assertIn(row, self.Evidence.search([("links_waiting", "=", True)]))
        with self.assertRaises(AccessError):
            row.with_user(self.member).action_verify_links()
        row.with_user(self.secretary).action_verify_links()
        self.assertEqual(task.proof_state, "proven")

    def test_taken_back_evidence_proves_nothing(self):
        """Evidence that its uploader takes back leaves its windows empty."""
        row = self._for_item(date(2026, 5, 20))
        self._task(5)
        row.with_user(self.member).unlink()
        self.assertEqual(self._task(5).proof_state, "empty")
        self.assertEqual(self.item.proof_state, "empty")

    def test_colour_is_not_written(self):
        """Nobody paints a task or an item green."""
        task = self._task(5)
        for record in (task, self.item):
            for user in (self.member, self.secretary):
                with self.subTest(model=record._name, user=user.login):
                    with self.assertRaises(AccessError):
                        record.with_user(user).with_context(zi_gate=1).write(
                            {"proof_state": "proven"}
                        )

    def test_queries_do_not_grow_with_tasks(self):
        """Refreshing twelve windows reads as often as refreshing one."""
        yearly = self._item(self.area, "Tahunan", "yearly")
        self._task(1, yearly)
        self._task(1)
        self._for_item(date(2026, 5, 20))
        self._for_item(date(2026, 5, 21), item=yearly)

        def count(item):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            item._zi_refresh_proof()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(self.item)
        self.assertEqual(count(yearly), count(self.item))

    def test_closing_a_month_keeps_its_figures(self):
        """A closed month keeps how much was proven then, whatever comes later."""
        self.env["zi.period"]._zi_make_year(self.unit, 2026)
        self._task(1)
        self._for_item(date(2026, 1, 10)).with_user(self.secretary).action_verify()
        january = self.env["zi.period"]._zi_find(self.unit, date(2026, 1, 1))
        january.with_user(self.secretary).action_close()
        self._for_item(date(2026, 1, 11), name="lagi.pdf")
        values = {figure.code: figure.value for figure in january.figure_ids}
        self.assertEqual(
            (values["evidence_verified"], values["evidence_waiting"]), ("1", "0")
        )
        self.assertEqual((values["tasks_due"], values["tasks_proven"]), ("1", "1"))
