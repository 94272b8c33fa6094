import json
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ExportCase


@tagged("post_install", "-at_install")
class TestExportRun(ExportCase):
    def test_packages_of_a_year_follow_each_other(self):
        """Whoever comes late catches up every month once, and the verifier accepts
        the chain."""
        self._at(2027, 1, 8, 3)
        self._job_with_mail()
        runs = self._runs(preview=False)
        self.assertEqual(runs.mapped("number"), list(range(1, 13)))
        self.assertEqual(set(runs.mapped("state")), {"sent"})
        report = self._check(runs)
        self.assertEqual(report.faults, 0, report.lines)
        self._job_with_mail()
        self.assertEqual(len(self._runs(preview=False)), 12)

    def test_nothing_before_its_hour(self):
        """On the day, but before the hour, nothing is made."""
        self._at(2026, 2, 6, 0, 30)  # 07:30 in the unit
        self._job_with_mail()
        self.assertFalse(self._runs())
        self._at(2026, 2, 6, 1, 5)
        self._job_with_mail()
        self.assertEqual(self._runs().mapped("period_code"), ["2026-01"])

    def test_opening_is_the_last_closing(self):
        """Evidence that waits over the end of a month opens the next one."""
        self._at(2026, 1, 20, 3)
        evidence = self._evidence()
        self._at(2026, 3, 7, 3)
        self._job_with_mail()
        evidence.with_user(self.colleague).action_verify()
        self._at(2026, 4, 8, 3)
        self._job_with_mail()
        rolls = [
            (sheet.opening, sheet.received, sheet.finished, sheet.closing)
            for sheet in self._runs().sheet_ids.filtered(lambda s: s.code == "evidence")
        ]
        self.assertEqual(rolls, [(0, 1, 0, 1), (1, 0, 0, 1), (1, 0, 1, 0)])

    def _evidence(self):
        return (
            self.env["zi.evidence"]
            .with_user(self.secretary)
            .create(
                {
                    "name": "=cmd()",
                    "company_id": self.unit.id,
                    "date": self.unit._zi_today(),
                    "upload": "JVBERi0xLjQgYnVrdGk=",
                    "file_name": "bukti.pdf",
                }
            )
        )

    def test_a_package_that_does_not_fit_the_last_is_not_sent(self):
        """A register that was changed past the system stops the package, and the
        message names the sheet and both numbers."""
        self._at(2026, 1, 20, 3)
        self._evidence()
        self._at(2026, 2, 6, 3)
        self._job_with_mail()
        self.env.cr.execute(
            "UPDATE zi_evidence SET uploaded_at = '2026-02-10' WHERE company_id = %s",
            [self.unit.id],
        )
        self.env.invalidate_all()
        self._at(2026, 3, 7, 3)
        self.assertFalse(self._job_with_mail())
        run = self._runs(period_code="2026-02")
        self.assertEqual(run.state, "failed")
        self.assertIn("opens with 0", run.error)
        self.assertIn("closed with 1", run.error)

    def test_text_of_a_user_is_no_formula(self):
        """A name that starts with = is text in the file."""
        self._at(2026, 1, 20, 3)
        self._evidence()
        self._at(2026, 2, 6, 3)
        self._job_with_mail()
        rows = self._sheet_rows(self._runs(), "Register of evidence")
        self.assertIn("=cmd()", [cell for row in rows for cell in row])

    def test_preview_is_no_package(self):
        """A preview has a file and no number, is not sent and stops nothing."""
        self._at(2026, 2, 3, 3)
        self.profile.with_user(self.secretary).action_preview()
        self.assertFalse(self._job_with_mail())
        preview = self._runs(preview=True)
        self.assertTrue(preview.attachment_id)
        self.assertFalse(preview.number)
        self._at(2026, 2, 6, 3)
        self.assertEqual(len(self._job_with_mail()), 1)

    def test_head_approves_where_the_profile_says_so(self):
        """Nothing leaves before the decision; a changed file is not covered by it."""
        self.profile.approval_needed = True
        self._at(2026, 2, 6, 3)
        self.assertFalse(self._job_with_mail())
        run = self._runs()
        self.assertEqual((run.state, run.approval_state), ("built", "waiting"))
        with self.assertRaises(AccessError):
            run.with_user(self.secretary).action_approve()
        run.with_user(self.head).action_approve()
        self.assertEqual(len(self._job_with_mail()), 1)
        self.assertEqual(run.state, "sent")

    def test_without_approval_there_is_nothing_to_submit(self):
        """A profile that asks for no decision offers none and refuses the request."""
        self._at(2026, 2, 6, 3)
        self._job_with_mail()
        run = self._runs().with_user(self.secretary)
        self.assertIn("without a decision", run.approval_submit_refusal)
        with self.assertRaises(UserError):
            run.action_submit()

    def test_amendment_shows_exactly_its_difference(self):
        """What changed since the package was sent, and nothing else, stands on the
        first sheet; the chain goes on."""
        self._at(2026, 1, 20, 3)
        evidence = self._evidence()
        self._at(2026, 2, 6, 3)
        self._job_with_mail()
        first = self._runs()
        evidence.sudo()._zi_gate_write({"name": "Notula rapat"})
        asked = first.with_user(self.secretary).action_amend("  ")
        self.assertEqual(asked["res_model"], "zi.export.amend")
        first.with_user(self.secretary).action_amend("Judul bukti salah.")
        sent = self._job_with_mail()
        self.assertEqual(len(sent), 1)
        self.assertIn(b"Amendment 1", sent[0])
        amended = self._runs(amendment=1)
        rows = self._sheet_rows(amended, "Changes")
        changes = [row for row in rows[4:] if row and row[0] == "Register of evidence"]
        self.assertEqual(
            [(row[3], row[4], row[5]) for row in changes if row[3] != "Last change"],
            [("What it shows", "=cmd()", "Notula rapat")],
        )
        self.assertEqual(self._check(first + amended).faults, 0)

    def test_cancel_frees_the_number(self):
        """A package that has not left can be taken back; one that left cannot."""
        self.profile.approval_needed = True
        self._at(2026, 2, 6, 3)
        self._job_with_mail()
        run = self._runs()
        run.with_user(self.secretary).action_cancel()
        self.assertEqual((run.state, run.number), ("cancelled", 0))
        self.profile.with_user(self.head).approval_needed = False
        self.assertFalse(self._job_with_mail(), "made again behind the clerk's back")
        self.assertIn("January 2026", self.profile.held_text)
        self.profile.with_user(self.secretary).action_send_now()
        self.assertEqual(len(self._job_with_mail()), 1)
        self.assertFalse(self.profile.held_text)
        again = self._runs(state="sent")
        self.assertEqual(again.number, 1)
        with self.assertRaises(UserError):
            again.with_user(self.secretary).action_cancel()

    def test_a_cancelled_period_is_not_left_out(self):
        """Later packages wait for the one that was taken back, and say for which."""
        self.profile.approval_needed = True
        self._at(2026, 2, 6, 3)
        self._job_with_mail()
        self._runs().with_user(self.secretary).action_cancel()
        self.profile.with_user(self.head).approval_needed = False
        self._at(2026, 3, 7, 3)
        self.assertFalse(self._job_with_mail())
        february = self._runs(period_code="2026-02")
        self.assertIn("January 2026", february.waits_text)
        self.profile.with_user(self.secretary).action_send_now()
        self.assertEqual(len(self._job_with_mail()), 2)
        self.assertEqual(
            [(run.number, run.period_code) for run in self._runs(state="sent")],
            [(1, "2026-01"), (2, "2026-02")],
        )

    def test_the_package_before_is_amended_and_this_one_goes_on(self):
        """A package that does not fit the one before waits for its amendment, which
        goes into the chain first."""
        self._at(2026, 1, 20, 3)
        self._evidence()
        self._at(2026, 2, 6, 3)
        self._job_with_mail()
        self.env.cr.execute(
            "UPDATE zi_evidence SET uploaded_at = '2026-02-10' WHERE company_id = %s",
            [self.unit.id],
        )
        self.env.invalidate_all()
        self._at(2026, 3, 7, 3)
        self._job_with_mail()
        january = self._runs(period_code="2026-01")
        january.with_user(self.secretary).action_amend("Tanggal unggah salah.")
        self.assertEqual(len(self._job_with_mail()), 2)
        runs = self._runs(state="sent")
        self.assertEqual(
            [(run.number, run.period_code, run.amendment) for run in runs],
            [(1, "2026-01", 0), (2, "2026-01", 1), (3, "2026-02", 0)],
        )
        report = self._check(runs)
        self.assertEqual(report.faults, 0, report.lines)

    def test_clock_set_back_keeps_order_and_sends_nothing_twice(self):
        """An hour that comes twice makes no second package, and the next one is not
        made before the last."""
        self._at(2026, 2, 6, 3)
        self.assertEqual(len(self._job_with_mail()), 1)
        first = self._runs()
        self._at(2026, 2, 6, 1, 30)
        self.assertFalse(self._job_with_mail())
        first.with_user(self.secretary).action_amend("Uji.")
        self.assertEqual(len(self._job_with_mail()), 1)
        amended = self._runs(amendment=1)
        self.assertEqual(amended.made_at, first.made_at)
        self.assertEqual(self._check(first + amended).faults, 0)

    def test_summer_time(self):
        """Where clocks are moved, the hour that is left out and the hour that comes
        twice give one package each."""
        self.unit.resource_calendar_id.tz = "Europe/Amsterdam"
        self.profile.write(
            {
                "since": date(2026, 2, 1),
                "anchor_kind": "calendar_day",
                "anchor_number": 29,
                "anchor_shift": "none",
                "hour": 2,
            }
        )
        self._at(2026, 3, 29, 0, 30)
        self.assertFalse(self._job_with_mail())
        self._at(2026, 3, 29, 1, 30)
        self.assertEqual(len(self._job_with_mail()), 1)
        self.profile.anchor_number = 25
        self._at(2026, 9, 26, 3)
        self._job_with_mail()
        for minute in (0, 30):
            for hour in (0, 1):
                self._at(2026, 10, 25, hour, minute)
                self._job_with_mail()
        runs = self._runs(preview=False)
        self.assertEqual(len(runs), len(set(runs.mapped("date_from"))))
        self.assertEqual(runs[-1].period_code, "2026-09")

    def test_month_without_data(self):
        """A month in which nothing happened has its package, and every sheet says
        so."""
        self._at(2026, 2, 6, 3)
        self.assertEqual(len(self._job_with_mail()), 1)
        rows = self._sheet_rows(self._runs(), "Register of evidence")
        self.assertIn(["There is nothing for this period."], rows)

    def test_nobody_writes_what_the_system_sets(self):
        """State, number, file and hash are refused whatever the client sends."""
        self._at(2026, 2, 6, 3)
        self._job_with_mail()
        run = self._runs().with_user(self.secretary)
        for values in (
            {"state": "planned"},
            {"number": 7},
            {"sha256": "0" * 64},
            {"attachment_id": False},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                run.write(values)
        with self.assertRaises(AccessError):
            self.env["zi.export.delivery"].with_user(self.secretary).create(
                {"run_id": run.id, "name": "x", "email": "x@y.id", "message_id": "<x>"}
            )

    def test_manifest_names_what_the_cover_shows(self):
        """Decisions, predecessor and rows stand in the signed manifest."""
        self._at(2026, 3, 7, 3)
        self._job_with_mail()
        first, second = self._runs()
        manifest = json.loads(second.manifest_id.raw)
        self.assertEqual(manifest["previous"], first.content_hash)
        self.assertEqual(manifest["decisions_before"]["number"], first.chain_no)
        self.assertEqual(
            sum(sheet["rows"] for sheet in manifest["sheets"][1:]), second.row_count
        )
        cover = self._sheet_rows(second, "Cover")
        self.assertIn(second.content_hash, [row[1] for row in cover if len(row) > 1])

    @mute_logger("odoo.addons.zi_governance.models.export.zi_export_send")
    def test_a_sheet_that_breaks_is_told_and_tried_again(self):
        """A failing register stops its package only, with its reason."""
        self.profile.line_ids.filtered(
            lambda line: line.sheet_id.code != "plan"
        ).unlink()
        sheet = self.env.ref("zi_governance.export_sheet_plan")
        self.env.cr.execute(
            "UPDATE zi_export_sheet SET model = 'gone.model' WHERE id = %s", [sheet.id]
        )
        self.env.invalidate_all()
        self._at(2026, 2, 6, 3)
        self.assertFalse(self._job_with_mail())
        run = self._runs()
        self.assertEqual((run.state, run.attempts), ("failed", 1))
        self.assertIn("no sheet", run.error)
        self.assertTrue(run.activity_ids)
        self.env.cr.execute(
            "UPDATE zi_export_sheet SET model = 'zi.export.governance' WHERE id = %s",
            [sheet.id],
        )
        self.env.invalidate_all()
        self._at(2026, 2, 6, 4)
        self.assertEqual(len(self._job_with_mail()), 1)

    def test_year_end_and_leap_day(self):
        """December goes in January; February of a leap year has its last day."""
        self.profile.since = date(2027, 12, 1)
        self._at(2028, 3, 8, 3)
        self._job_with_mail()
        self.assertEqual(
            self._runs().mapped("date_to"),
            [date(2027, 12, 31), date(2028, 1, 31), date(2028, 2, 29)],
        )

    def test_preview_warns_before_it_goes(self):
        """No recipient, no address, a period that still runs: told on the preview."""
        self.profile.recipient_ids.unlink()
        self.unit.email = False
        self.env["ir.config_parameter"].set_param("zi.public_base_url", False)
        self._at(2026, 1, 20, 3)
        self.profile.with_user(self.secretary).action_preview()
        self._job_with_mail()
        preview = self._runs(preview=True).with_user(self.secretary)
        for words in (
            "names no recipient",
            "no mail address",
            "No outgoing mail server",
            "no public address",
            "still change",
        ):
            with self.subTest(words):
                self.assertIn(words, preview.warnings)

    def test_order_of_the_head_is_not_taken_back_by_others(self):
        """Who makes the packages cannot free them from the head's decision, and what
        waits for it goes only with it."""
        self.profile.approval_needed = True
        self._at(2026, 2, 6, 3)
        self._job_with_mail()
        with self.assertRaises(AccessError):
            self.profile.with_user(self.secretary).approval_needed = False
        self.profile.with_user(self.head).approval_needed = False
        self.assertFalse(self._job_with_mail())
        self._runs().with_user(self.head).action_approve()
        self.assertEqual(len(self._job_with_mail()), 1)

    def test_files_of_a_package_stay(self):
        """Neither the secretariat nor a program exchanges or deletes them."""
        self._at(2026, 2, 6, 3)
        self._job_with_mail()
        for file in (self._runs().attachment_id, self._runs().manifest_id):
            for user in (self.secretary, self.env.user):
                with self.subTest(file.name, user=user.login):
                    with self.assertRaises(AccessError):
                        file.with_user(user).write({"raw": b"lain"})
                    with self.assertRaises(AccessError):
                        file.with_user(user).unlink()
