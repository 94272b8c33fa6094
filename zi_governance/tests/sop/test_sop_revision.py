from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import SopCase


@tagged("post_install", "-at_install")
class TestSopRevision(SopCase):
    # ------------------------------------------------------------------
    # WRITING
    # ------------------------------------------------------------------

    def test_numbers_and_branches_follow_moved_steps(self):
        """A step moved to the front takes its number along in the branches."""
        revision = self._revision()
        steps = revision.step_ids.sorted("number")
        revision.step_ids = [(1, steps[2].id, {"sequence": 5})]
        self.assertEqual(
            self._numbers(revision),
            [
                (1, "Menguji sampel", 0, 0),
                (2, "Menerima sampel", 0, 0),
                (3, "Memeriksa kelayakan sampel", 1, 2),
                (4, "Menyerahkan hasil", 0, 0),
            ],
        )

    def test_branch_to_a_deleted_step_is_emptied_and_reported(self):
        """A branch never leads to whatever took the place of a step that is gone."""
        revision = self._revision()
        revision.step_ids.filtered(lambda s: s.number == 1).unlink()
        decision = revision.step_ids.filtered(lambda s: s.symbol == "decision")
        self.assertEqual((decision.number, decision.yes_to, decision.no_to), (1, 2, 0))
        self.assertIn("Decision 1 does not say", revision.check_text)

    def test_form_numbers_a_new_step_and_redraws_the_checks(self):
        """While one types, numbers, branches and warnings follow."""
        revision = self._revision()
        with Form(revision) as form:
            with form.step_ids.new() as step:
                step.activity = "Mengarsipkan"
                self.assertEqual(step.number, 0)
            self.assertIn("Step 5 has no executor", form.check_text)
            with form.step_ids.edit(4) as step:
                self.assertEqual(step.number, 5)
                step.executor_codes = "b a"
        last = revision.step_ids.sorted("number")[-1]
        self.assertEqual((last.number, last.executor_codes), (5, "B A"))

    def test_letters_of_executors(self):
        """New columns get free letters; a column that goes leaves no letter behind."""
        revision = self._revision()
        revision.executor_ids = [(0, 0, {"name": "Penyelia"})]
        self.assertEqual(
            revision.executor_ids.sorted("id").mapped("code"), ["A", "B", "C"]
        )
        revision.step_ids[0].executor_codes = "BA"
        self.assertEqual(revision.step_ids[0].executor_codes, "B A")
        revision.executor_ids.filtered(lambda row: row.code == "B").unlink()
        self.assertEqual(
            revision.step_ids.sorted("number").mapped("executor_codes"),
            ["A", False, False, "A"],
        )

    def test_unknown_letter_is_refused(self):
        """A step cannot name an executor that the revision does not have."""
        revision = self._revision()
        with self.assertRaisesRegex(UserError, "names the executor X"):
            revision.step_ids[0].executor_codes = "X"

    def test_times_are_held_against_the_promise(self):
        """10 + 20 + 120 + 30 minutes are compared with the promised time."""
        revision = self._revision(service_value=3, service_unit="hour")
        self.assertEqual(revision.total_minutes, 180)
        self.assertFalse(revision.check_text)
        revision.service_value = 2
        self.assertIn("more than the 120 minutes", revision.check_text)

    # ------------------------------------------------------------------
    # APPROVAL AND LIFE
    # ------------------------------------------------------------------

    def test_approval_gives_number_dates_and_review(self):
        """The first approval numbers the SOP; the review falls due a year later."""
        revision = self._approve(self._revision())
        sop = revision.sop_id
        self.assertTrue(sop.number)
        self.assertEqual(revision.number, sop.number)
        self.assertEqual(revision.effective_date, date(2026, 6, 15))
        self.assertEqual(revision.review_due, date(2027, 6, 15))
        self.assertEqual(revision.status, "current")
        self.assertEqual(sop.state, "current")
        self.assertEqual(sop.current_id, revision)
        self.assertFalse(revision._zi_uncovered())

    def test_incomplete_revision_is_not_submitted(self):
        """Without executor, end or a real target nothing goes before the head."""
        revision = self._revision()
        revision.step_ids[1].no_to = 9
        with self.assertRaisesRegex(UserError, "leads to step 9"):
            revision.action_submit()
        self.assertEqual(revision.approval_state, "draft")

    def test_approved_content_is_locked(self):
        """Steps, executors and identity of an approved revision stay."""
        revision = self._approve(self._revision())
        step = revision.step_ids[0]
        for act in (
            lambda: step.write({"activity": "Lain"}),
            lambda: step.unlink(),
            lambda: revision.executor_ids[0].write({"name": "Lain"}),
            lambda: revision.write({"warning": "Lain"}),
            lambda: revision.write({"step_ids": [(0, 0, {"activity": "Lain"})]}),
            lambda: revision.sop_id.write({"number": "LAIN/1"}),
        ):
            with self.assertRaises(UserError):
                act()

    def test_next_revision_replaces_on_its_day(self):
        """The old one is in force until the day before the new one begins."""
        old = self._approve(self._revision())
        new = old.with_user(self.secretary)._zi_next_revision()
        self.assertEqual(new.revision_no, 1)
        self.assertEqual(self._numbers(new), self._numbers(old))
        new.effective_date = date(2026, 7, 1)
        self._approve(new)
        self.assertEqual((old.status, new.status), ("current", "not_yet"))
        self.assertEqual(old.sop_id.current_id, old)
        self._travel(date(2026, 7, 1))
        # By the date alone, before any job ran.
        self.assertEqual(old._zi_status(date(2026, 7, 1)), "superseded")
        self.assertEqual((old.status, new.status), ("superseded", "current"))
        found = self.env["zi.sop.revision"].search(
            [("sop_id", "=", old.sop_id.id), ("status", "=", "current")]
        )
        self.assertEqual(found, new)
        self.env["zi.sop.revision"]._cron_daily()
        self.assertEqual(old.approval_state, "superseded")
        self.assertEqual(new.approval_state, "approved")

    def test_two_revisions_are_not_under_way_at_once(self):
        """A second draft waits until the first was decided."""
        first = self._revision()
        second = self._revision(first.sop_id)
        first.action_submit()
        with self.assertRaisesRegex(UserError, "is under way already"):
            second.action_submit()

    def test_withdrawal_is_decided_with_a_reason(self):
        """The head's approval takes the revision out of force, on its day."""
        revision = self._approve(self._revision())
        self._travel(date(2026, 6, 20))
        withdrawal = (
            self.env["zi.sop.withdrawal"]
            .with_user(self.secretary)
            .create({"revision_id": revision.id, "reason": "Alat rusak"})
        )
        self.assertEqual(revision.status, "current")
        self._approve(withdrawal)
        self.assertEqual(revision.approval_state, "withdrawn")
        self.assertEqual(revision.status, "withdrawn")
        self.assertEqual(revision.ended_on, date(2026, 6, 19))
        self.assertEqual(revision.sop_id.state, "withdrawn")

    def test_revision_that_never_begins_ends_nothing(self):
        """Withdrawn before its day, it leaves the one before in force."""
        old = self._approve(self._revision())
        new = old.with_user(self.secretary)._zi_next_revision()
        new.effective_date = date(2026, 7, 1)
        self._approve(new)
        self._approve(
            self.env["zi.sop.withdrawal"]
            .with_user(self.secretary)
            .create({"revision_id": new.id, "reason": "Ditunda"})
        )
        self._travel(date(2026, 7, 2))
        self.assertEqual((old.status, new.status), ("current", "withdrawn"))

    # ------------------------------------------------------------------
    # WHO MAY
    # ------------------------------------------------------------------

    def test_section_writes_its_own_drafts_only(self):
        """People of the owning section write; others do not, and do not see drafts."""
        sop = self._sop(self.analyst)
        revision = self._revision(sop, self.analyst)
        revision.step_ids[0].activity = "Menerima dan mencatat sampel"
        stranger = revision.with_user(self.employee)
        self.assertFalse(
            self.env["zi.sop"].with_user(self.employee).search([("id", "=", sop.id)])
        )
        with self.assertRaises(AccessError):
            stranger.write({"warning": "x"})
        with self.assertRaises(AccessError):
            stranger.step_ids.write({"activity": "x"})
        with self.assertRaises(AccessError):
            self._sop(self.employee)

    def test_employees_read_what_was_approved(self):
        """Once approved, every employee of the unit reads the SOP and its steps."""
        revision = self._approve(self._revision())
        stranger = revision.with_user(self.employee)
        self.assertEqual(len(stranger.step_ids), 4)
        self.assertEqual(stranger.sop_id.state, "current")

    def test_list_of_sops_costs_the_same_for_many(self):
        """States of ten SOPs take no more queries than those of two."""
        revisions = [self._approve(self._revision()) for _number in range(10)]
        sops = self.env["zi.sop"].union(*[revision.sop_id for revision in revisions])

        def queries(records):
            self.env.invalidate_all()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            records.mapped("state")
            records.mapped("review_late")
            return self.env.cr.sql_log_count - before

        queries(sops)
        self.assertEqual(queries(sops), queries(sops[:2]))

    # ------------------------------------------------------------------
    # PROCESS MAP
    # ------------------------------------------------------------------

    def test_main_process_without_sop_is_marked(self):
        """An SOP in force of a part covers the main process above it."""
        parts = self.env["zi.business.process"].create(
            {
                "name": "Uji mikrobiologi",
                "code": "LAB-1",
                "parent_id": self.process.id,
                "company_id": self.unit.id,
            }
        )
        self.assertTrue(self.process.lacks_sop)
        self._approve(self._revision(self._sop(process_id=parts.id)))
        self.env.invalidate_all()
        self.assertFalse(self.process.lacks_sop)
        lacking = self.env["zi.business.process"].search(
            [("lacks_sop", "=", True), ("company_id", "=", self.unit.id)]
        )
        self.assertFalse(lacking)

    def test_steps_are_found_by_their_text(self):
        """Search in the text of steps finds the SOP."""
        revision = self._revision()
        revision.step_ids[2].output = "Lembar hasil uji bakteriologi"
        found = self.env["zi.sop"].search([("step_text", "ilike", "bakteriologi")])
        self.assertEqual(found, revision.sop_id)
