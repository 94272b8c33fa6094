from datetime import date

from psycopg2.errors import RestrictViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SopCase


@tagged("post_install", "-at_install")
class TestSopLife(SopCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.section.manager_id = cls._employee(cls.analyst)
        cls.revision = cls._approve(cls._revision())

    def _copies(self, user=None, places="Ruang pelayanan\nLaboratorium"):
        wizard = (
            self.env["zi.sop.post"]
            .with_user(user or self.analyst)
            .create({"revision_id": self.revision.id, "places": places})
        )
        wizard.action_print()
        return self.revision.copy_ids.sorted("copy_no")

    # ------------------------------------------------------------------
    # POSTED COPIES
    # ------------------------------------------------------------------

    def test_each_place_gets_a_numbered_copy_with_its_own_code(self):
        """Two places, two numbers, two codes that lead to the same revision."""
        first, second = self._copies()
        self.assertEqual((first.copy_no, second.copy_no), (1, 2))
        tokens = {
            first._zi_token(),
            second._zi_token(),
            self.revision._zi_token(),
        }
        self.assertEqual(len(tokens), 3)
        found = self.env["zi.verification.token"]._zi_find(first._zi_token())
        self.assertEqual(found, first)
        page = found._zi_page()
        self.assertEqual(page["status"], "current")
        self.assertIn("Ruang pelayanan", str(page["facts"]))
        self.assertIn("nomor 1: Ruang pelayanan", first._zi_paper()["copy"])
        self.assertEqual(self.revision._zi_paper()["copy"], "Salinan tidak terkendali")

    def test_copies_come_down_when_the_revision_ends(self):
        """A replaced revision makes a task per sheet that still hangs."""
        first, second = self._copies()
        (first | second).action_post()
        second.action_take_down()
        self.assertEqual(first.posted_by_id, self.secretary)
        self._travel(date(2026, 6, 20))
        self._approve(self.revision.with_user(self.secretary)._zi_next_revision())
        self.assertEqual((first.outdated, second.outdated), (True, False))
        tasks = self.env["zi.follow.up"].search([("origin_model", "=", "zi.sop.copy")])
        self.assertEqual(tasks.mapped("origin_id"), first.ids)
        self.assertEqual(tasks.due_date, date(2026, 6, 23))
        page = first._zi_page()
        self.assertEqual(page["status"], "superseded")
        self.assertTrue(page["current_url"])
        self.assertEqual(
            self.env["zi.sop.copy"].search(
                [("outdated", "=", True), ("company_id", "=", self.unit.id)]
            ),
            first,
        )
        first.action_take_down()
        self.assertFalse(first.outdated)

    def test_scan_of_an_ended_copy_is_in_the_list(self):
        """Scans at which the page said DIGANTI count for the sheet."""
        first, second = self._copies()
        token = self.env["zi.verification.token"]._zi_row(first._zi_token())
        scans = self.env["zi.verification.scan"].sudo()
        for status in ("current", "superseded", "withdrawn"):
            scans.create(
                {
                    "token_id": token.id,
                    "scanned_at": "2026-06-15 05:00:00",
                    "status": status,
                }
            )
        self.assertEqual((first.late_scans, second.late_scans), (2, 0))
        found = self.env["zi.sop.copy"].search([("scanned_late", "=", True)])
        self.assertIn(first, found)
        self.assertNotIn(second, found)

    def test_ended_revision_is_not_posted(self):
        """What is not in force gets no sheet and no code."""
        draft = self._revision()
        with self.assertRaises(UserError):
            self.env["zi.sop.copy"].with_user(self.secretary).create(
                {"revision_id": draft.id, "place": "Lobi"}
            )

    def test_stranger_posts_nothing(self):
        """Only who may write the SOP enters copies; nobody deletes one."""
        with self.assertRaises(AccessError):
            self._copies(self.employee)
        first, _second = self._copies()
        with self.assertRaises(AccessError):
            first.with_user(self.employee).action_take_down()
        with self.assertRaises(AccessError):
            first.with_user(self.analyst).write({"copy_no": 9})
        with self.assertRaises(UserError):
            first.unlink()

    # ------------------------------------------------------------------
    # READING
    # ------------------------------------------------------------------

    def test_executors_have_to_read(self):
        """People of the owning section read, say so themselves, and leave the list."""
        revision = self.revision.with_user(self.analyst)
        self.assertEqual((revision.reader_count, revision.read_count), (1, 0))
        self.assertTrue(revision.i_must_read)
        self.assertEqual(revision.unread_text, "Analis Uji")
        mine = [("i_must_read", "=", True)]
        model = self.env["zi.sop.revision"].with_user(self.analyst)
        self.assertEqual(model.search(mine), revision)
        revision.action_acknowledge()
        revision.action_acknowledge()
        self.env.invalidate_all()
        self.assertEqual(len(revision.acknowledgement_ids), 1)
        self.assertFalse(model.search(mine))
        self.assertEqual(revision.read_count, 1)
        row = revision.acknowledgement_ids
        self.assertEqual(row.user_id, self.analyst)
        self.assertEqual(row.content_hash, revision._zi_last_decision().content_hash)

    def test_names_of_who_has_not_read_are_not_for_everybody(self):
        """Another employee sees the count, not the names, nor others' readings."""
        self.revision.with_user(self.analyst).action_acknowledge()
        self.env.invalidate_all()
        stranger = self.revision.with_user(self.employee)
        self.assertFalse(stranger.unread_text)
        self.assertFalse(stranger.acknowledgement_ids)

    def test_nobody_acknowledges_for_another(self):
        """A reading is no row that one may write."""
        with self.assertRaises(AccessError):
            self.env["zi.sop.acknowledgement"].with_user(self.secretary).create(
                {
                    "revision_id": self.revision.id,
                    "employee_id": self._employee(self.analyst).id,
                    "user_id": self.analyst.id,
                    "company_id": self.unit.id,
                    "acknowledged_at": "2026-06-15 05:00:00",
                    "date": "2026-06-15",
                }
            )

    @mute_logger("odoo.sql_db")
    def test_reading_is_kept_for_good(self):
        """Neither the ORM nor SQL takes a reading back."""
        self.revision.with_user(self.analyst).action_acknowledge()
        row = self.revision.acknowledgement_ids
        with self.assertRaises(AccessError):
            row.write({"date": "2020-01-01"})
        with self.assertRaises(AccessError):
            row.unlink()
        self.env.flush_all()
        with self.assertRaises(RestrictViolation), self.env.cr.savepoint():
            self.env.cr.execute(
                "DELETE FROM zi_sop_acknowledgement WHERE id = %s", (row.id,)
            )

    # ------------------------------------------------------------------
    # REVIEW
    # ------------------------------------------------------------------

    def _review(self, **values):
        return (
            self.env["zi.sop.review"]
            .with_user(self.analyst)
            .create(
                {
                    "revision_id": self.revision.id,
                    "date": date(2027, 5, 10),
                    "reason": "Alur dibandingkan dengan sepuluh berkas; tidak ada "
                    "penyimpangan.",
                    **values,
                }
            )
        )

    def test_review_that_finds_it_valid_moves_the_date(self):
        """Still valid because ...: the next review falls due a year later."""
        self._travel(date(2027, 6, 20))
        self.assertTrue(self.revision.sop_id.review_late)
        found = self.env["zi.sop"].search([("review_late", "=", True)])
        self.assertIn(self.revision.sop_id, found)
        review = self._review()
        review.action_finish()
        self.assertEqual(self.revision.review_due, date(2028, 5, 10))
        self.env.invalidate_all()
        self.assertFalse(self.revision.sop_id.review_late)
        with self.assertRaises(UserError):
            review.write({"reason": "Lain sekali dari yang semula ditulis di sini."})
        with self.assertRaises(UserError):
            review.unlink()

    def test_review_that_finds_faults_begins_a_revision(self):
        """The draft that follows has the same steps, to be changed."""
        self._travel(date(2027, 5, 10))
        review = self._review(outcome="revise")
        review.action_finish()
        draft = review.new_revision_id
        self.assertEqual((draft.approval_state, draft.revision_no), ("draft", 1))
        self.assertEqual(self._numbers(draft), self._numbers(self.revision))

    def test_review_needs_a_reason_and_a_day(self):
        """A word is no reason, and nobody reviews in the future."""
        self._travel(date(2027, 5, 10))
        for values, words in (
            ({"reason": "Masih berlaku"}, "Say in a sentence"),
            ({"date": date(2027, 5, 11)}, "lies between"),
        ):
            with self.assertRaisesRegex(UserError, words):
                self._review(**values).action_finish()

    def test_report_counts_reviews(self):
        """The yearly report takes its figures from the reviews."""
        self._travel(date(2027, 6, 20))
        kind = self.env.ref("zi_governance.report_kind_kaji_ulang_sop")
        span = (self.unit, date(2027, 1, 1), date(2027, 12, 31))

        def figures():
            return {code: value for code, _label, value in kind._zi_figures(*span)}

        self.assertEqual(figures()["lacking"], 1)
        self._review().action_finish()
        self.assertEqual(
            {key: figures()[key] for key in ("sop_in_force", "reviewed", "lacking")},
            {"sop_in_force": 1, "reviewed": 1, "lacking": 0},
        )

    # ------------------------------------------------------------------
    # APPLICATION
    # ------------------------------------------------------------------

    def _run(self, results, **values):
        run = (
            self.env["zi.sop.run"]
            .with_user(self.analyst)
            .create(
                {
                    "revision_id": self.revision.id,
                    "case_reference": "LHU/12",
                    **values,
                }
            )
        )
        for line, (result, minutes) in zip(run.line_ids, results, strict=True):
            line.write({"result": result, "actual_minutes": minutes})
        return run

    def test_case_is_held_against_the_times(self):
        """A step that took longer than allowed is late, and the case still counts."""
        run = self._run([("done", 10), ("done", 45), ("done", 100), ("done", 30)])
        run.action_finish()
        self.assertEqual(
            run.line_ids.mapped("result"), ["done", "late", "done", "done"]
        )
        self.assertEqual((run.applied, run.late_count, run.missed_count), (True, 1, 0))
        with self.assertRaises(UserError):
            run.line_ids[0].write({"result": "not_done"})

    def test_step_left_out_means_not_applied(self):
        """One step not done, and the share of applied SOPs falls to none."""
        done = [("done", 0)] * 4
        self._run(done, case_reference="LHU/1").action_finish()
        measure = self.env["zi.measure"]

        def share():
            return measure._zi_measure("sop_applied", self.unit, 2026)[self.unit.id][:2]

        self.assertEqual(share(), (1, 1))
        self._run([("not_done", 0), *done[1:]]).action_finish()
        self.assertEqual(share(), (0, 1))

    def test_unfinished_case_names_the_steps(self):
        """Every step has to be judged before the case counts."""
        run = self._run([("done", 0), (False, 0), ("done", 0), (False, 0)])
        with self.assertRaisesRegex(UserError, "Missing: 2, 4"):
            run.action_finish()

    def test_measures_of_main_work(self):
        """Processes with an SOP, SOPs reviewed, SOPs read."""
        self.env["zi.business.process"].create(
            {"name": "Surveilans", "code": "SUR", "company_id": self.unit.id}
        )

        def measured(code):
            figures = self.env["zi.measure"]._zi_measure(code, self.unit, 2026)
            return figures[self.unit.id][:2]

        self.assertEqual(measured("sop_main_in_force"), (1, 2))
        self.assertEqual(measured("sop_reviewed"), (1, 1))
        self.assertEqual(measured("sop_read"), (0, 1))
        self.revision.with_user(self.analyst).action_acknowledge()
        self.env.invalidate_all()
        self.assertEqual(measured("sop_read"), (1, 1))

    def test_photo_is_checked_by_its_content(self):
        """A program that calls itself a picture is refused."""
        first, _second = self._copies()
        with self.assertRaises(ValidationError):
            first.with_user(self.analyst).write(
                {"photo": "TVqQAAMAAAAEAAAA", "photo_name": "foto.png"}
            )

    def test_altered_content_is_not_in_force(self):
        """A step changed by SQL: the revision says so and no code calls it current."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE zi_sop_step SET activity = 'Lain' WHERE id = %s",
            (self.revision.step_ids[0].id,),
        )
        self.env.invalidate_all()
        self.revision._zi_verify_coverage()
        self.assertEqual(self.revision.status, "altered")
        self.assertIsNone(self.revision._zi_qr())
        self.assertEqual(self.revision.sop_id.state, "altered")
