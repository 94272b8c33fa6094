from datetime import date
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.modules import get_module_path
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..documents.common import DocumentCase


class ReportCase(DocumentCase):
    """An office that makes the quarterly monitoring and the monthly UPG report."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.monitoring_kind = cls.env.ref("zi_governance.report_kind_monev_zi")
        cls.upg_kind = cls.env.ref("zi_governance.report_kind_upg_bulanan")
        cls.duties = (
            cls.env["zi.report.duty"]
            .with_user(cls.secretary)
            ._zi_take_up(cls.unit, cls.monitoring_kind | cls.upg_kind)
        )

    def _slot(self, kind, first):
        return (
            self.env["zi.report.slot"]
            .with_user(self.secretary)
            .search(
                [
                    ("company_id", "=", self.unit.id),
                    ("kind_id", "=", kind.id),
                    ("date_from", "=", first),
                ]
            )
        )

    def _report(self, kind=None, first=date(2026, 1, 1), **values):
        kind = kind or self.monitoring_kind
        return (
            self.env[kind.report_model]
            .with_user(self.secretary)
            .create(
                {
                    "kind_id": kind.id,
                    "company_id": self.unit.id,
                    "date_from": first,
                    "summary": "<p>Berjalan sesuai rencana.</p>",
                    **values,
                }
            )
        )

    def _monitoring(self, first=date(2026, 1, 1), **values):
        return self._report(
            self.monitoring_kind,
            first,
            closing_date=date(2026, 6, 10),
            meeting_date=date(2026, 6, 12),
            **values,
        )

    def _follow_up(self, **values):
        return self.env["zi.follow.up"].create(
            {
                "name": "Perbaiki",
                "company_id": self.unit.id,
                "owner_id": self.employee.id,
                "due_date": date(2026, 2, 1),
                **values,
            }
        )


@tagged("post_install", "-at_install")
class TestReportSlot(ReportCase):
    def test_an_empty_form_opens(self):
        """A new report, of which nothing is chosen yet, opens without an error."""
        for name in ("zi.periodic.report", "zi.monitoring"):
            with self.subTest(name):
                form = Form(self.env[name].with_user(self.secretary))
                self.assertFalse(form.has_register)

    def test_every_period_of_the_year_is_listed(self):
        """Taking up a report lists its periods of the year with their due dates."""
        slots = self.duties.slot_ids
        self.assertEqual(len(slots.filtered(lambda s: s.kind_id == self.upg_kind)), 12)
        self.assertEqual(
            len(slots.filtered(lambda s: s.kind_id == self.monitoring_kind)), 4
        )
        january = self._slot(self.upg_kind, date(2026, 1, 1))
        self.assertEqual(january.due_date, date(2026, 2, 13))

    def test_missing_is_what_is_past_due(self):
        """Missing, due and still running are told by the day, in list and record."""
        slot = self._slot(self.upg_kind, date(2026, 5, 1))
        for day, state in (
            (date(2026, 5, 31), "coming"),
            (date(2026, 6, 1), "due"),
            (slot.due_date, "due"),
            (date(2026, 7, 1), "missing"),
        ):
            with self.subTest(day=day):
                self._travel(day)
                self.assertEqual(slot.state, state)
                self.assertIn(
                    slot,
                    slot.with_company(self.unit).search([("state", "=", state)]),
                )

    def test_slot_follows_its_report(self):
        """A slot is open, in preparation, submitted, done as its report is."""
        slot = self._slot(self.upg_kind, date(2026, 4, 1))
        report = self._report(self.upg_kind, date(2026, 4, 1))
        self.assertEqual(slot.stage, "drafted")
        report.unlink()
        self.assertEqual(slot.stage, "open")
        report = self._report(self.upg_kind, date(2026, 4, 1))
        report.action_submit()
        self.assertEqual((slot.stage, slot.done_on), ("submitted", date(2026, 6, 15)))
        report.with_user(self.colleague).action_return("Kurang")
        self.assertEqual((slot.stage, slot.done_on), ("drafted", False))
        self._approve(report)
        self.assertEqual(slot.stage, "done")
        self.assertFalse(slot.in_time)
        self.assertTrue(report.late)

    def test_nil_report_in_one_click(self):
        """A period without anything to report is reported by one button, and counts."""
        slot = self._slot(self.upg_kind, date(2026, 5, 1))
        slot.action_make_nil()
        report = self.env["zi.periodic.report"].browse(slot.res_id)
        self.assertTrue(report.nil_report)
        self.assertEqual(report.approval_state, "waiting")
        report.with_user(self.colleague).action_approve()
        report.with_user(self.head).action_approve()
        self.assertEqual(slot.stage, "done")
        with self.assertRaises(UserError):
            slot.action_make_nil()
        with self.assertRaises(UserError):
            self._slot(self.upg_kind, date(2026, 8, 1)).action_make_nil()

    def test_slots_are_the_systems(self):
        """Nobody ticks a report off by hand."""
        slot = self._slot(self.upg_kind, date(2026, 5, 1))
        with self.assertRaises(AccessError):
            slot.stage = "done"
        with self.assertRaises(AccessError):
            slot.sudo().with_user(self.env.ref("base.user_admin")).stage = "done"
        with self.assertRaises(AccessError):
            self.env["zi.report.duty"].with_user(self.member)._zi_take_up(
                self.unit, self.env.ref("zi_governance.report_kind_monev_kip")
            )

    def test_new_year_is_listed_by_the_job(self):
        """The daily job lists the periods of a new year once."""
        self._travel(date(2027, 1, 2))
        for _time in range(2):
            self.env["zi.report.duty"]._cron_slots()
        self.assertEqual(len(self.duties.slot_ids), 2 * 16)


@tagged("post_install", "-at_install")
class TestReport(ReportCase):
    def test_report_covers_a_whole_period(self):
        """The period follows from the cadence, and another one is refused."""
        report = self._report()
        self.assertEqual(report.date_to, date(2026, 3, 31))
        with self.assertRaises(ValidationError):
            self._report(first=date(2026, 4, 15))
        with self.assertRaises(ValidationError):
            self._report(first=date(2026, 4, 1), date_to=date(2026, 4, 30))

    def test_one_report_per_period(self):
        """A period is reported on once."""
        self._report()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            self._report()

    def test_report_waits_for_the_end_of_its_period(self):
        """A report on a running period is not submitted."""
        report = self._report(first=date(2026, 4, 1))
        with self.assertRaises(UserError):
            report.action_submit()

    def test_figures_freeze_at_the_submission(self):
        """Figures are those of the submission, whatever the register says later."""
        report = self._monitoring()
        self.assertEqual(self._value(report, "follow_up"), "0")
        self._follow_up()
        report.action_submit()
        self.assertEqual(self._value(report, "follow_up"), "1")
        self._follow_up()
        report.with_user(self.colleague).action_approve()
        report.with_user(self.head).action_approve()
        with self.assertRaises(UserError):
            report.action_refresh_figures()
        self.assertEqual(self._value(report, "follow_up"), "1")
        self.assertFalse(report._zi_verify_coverage())

    def _value(self, report, code):
        report.invalidate_recordset()
        return report.figure_ids.filtered(lambda row: row.code == code).value

    def test_figures_of_a_register_are_not_typed_over(self):
        """A figure of a register cannot be changed, removed or claimed by hand."""
        report = self._monitoring()
        figure = report.figure_ids.filtered(lambda row: row.code == "follow_up")
        with self.assertRaises(AccessError):
            figure.value = "9"
        with self.assertRaises(AccessError):
            figure.unlink()
        with self.assertRaises(AccessError):
            report.figure_ids = [
                (0, 0, {"label": "x", "value": "1", "typed": False, "code": "x"})
            ]
        report.figure_ids = [(0, 0, {"label": "Peserta", "value": "12"})]
        self.assertTrue(report.figure_ids[-1].typed)

    def test_last_follow_ups_are_asked_first(self):
        """A report is not submitted before it says what became of the last one's
        follow-ups."""
        first = self._monitoring(
            finding_ids=[
                (
                    0,
                    0,
                    {
                        "name": "Bukti kurang",
                        "action": "Lengkapi bukti",
                        "owner_id": self.employee.id,
                        "due_date": date(2026, 7, 31),
                    },
                )
            ]
        )
        self._approve(first)
        follow_up = first.finding_ids.follow_up_id
        self.assertEqual(follow_up.name, "Lengkapi bukti")
        self.assertEqual(follow_up.origin_id, first.id)
        self._travel(date(2026, 7, 10))
        second = self._report(
            first=date(2026, 4, 1),
            closing_date=date(2026, 7, 8),
            meeting_date=date(2026, 7, 9),
        )
        self.assertEqual(second.review_ids.follow_up_id, follow_up)
        with self.assertRaisesRegex(UserError, "Lengkapi bukti"):
            second.action_submit()
        second.review_ids.answer = "Sedang dilengkapi"
        second.action_submit()
        self.assertEqual(second.review_ids.state, "open")

    def test_nil_report_with_a_full_register_is_refused(self):
        """Nil is refused while the register of the period holds something."""
        self._follow_up()
        report = self._monitoring(nil_report=True)
        with self.assertRaises(UserError):
            report.action_submit()

    def test_monitoring_closes_its_figures_before_the_meeting(self):
        """The figures are closed after the period and before the meeting."""
        for closing, meeting in (
            (False, date(2026, 6, 12)),
            (date(2026, 3, 30), date(2026, 6, 12)),
            (date(2026, 6, 13), date(2026, 6, 12)),
            (date(2026, 6, 10), date(2026, 6, 20)),
        ):
            with self.subTest(closing=closing, meeting=meeting):
                report = self._report(closing_date=closing, meeting_date=meeting)
                with self.assertRaises(UserError):
                    report.action_submit()
                report.unlink()

    def test_empty_report_is_refused(self):
        """A report without a word, finding or nil mark is not submitted."""
        report = self._report(self.upg_kind, summary="<p><br></p>")
        with self.assertRaises(UserError):
            report.action_submit()

    def test_correction_is_a_new_version(self):
        """An approved report stays until its corrected version is approved."""
        report = self._approve(self._report(self.upg_kind))
        action = report.action_new_version()
        new = self.env["zi.periodic.report"].with_user(self.secretary)
        new = new.browse(action["res_id"])
        self.assertEqual((new.version, new.amends_id), (2, report))
        self.assertEqual(report.action_new_version()["res_id"], new.id)
        self.assertEqual(report.approval_state, "approved")
        self._approve(new)
        self.assertEqual(report.approval_state, "superseded")
        slot = self._slot(self.upg_kind, date(2026, 1, 1))
        self.assertEqual(slot.res_id, new.id)

    def test_officer_prepares_his_own_report(self):
        """The officer of the register prepares its report, and no other."""
        officer = self._person("doc_upg", "Petugas UPG", "group_upg_officer")
        self._assign(officer, "role_upg_officer")
        values = {"company_id": self.unit.id, "date_from": date(2026, 1, 1)}
        reports = self.env["zi.periodic.report"].with_user(officer)
        report = reports.create({**values, "kind_id": self.upg_kind.id})
        report.summary = "<p>Nihil</p>"
        other = self.env.ref("zi_governance.report_kind_monev_kip")
        with self.assertRaises(AccessError):
            reports.create({**values, "kind_id": other.id})
        with self.assertRaises(AccessError):
            report.with_user(self.member).summary = "<p>Lain</p>"

    def test_published_report_is_a_publication(self):
        """Only an approved report is published; the form knows what it shows."""
        report = self._report(self.upg_kind)
        with self.assertRaises(UserError):
            report.action_publish()
        self._approve(report)
        context = report.action_publish()["context"]
        self.assertEqual(context["default_res_id"], report.id)

    def test_slot_list_costs_the_same_for_any_number(self):
        """Reading the list of due reports takes as many queries for 3 as for 16."""
        slots = self.duties.slot_ids.with_user(self.secretary)
        counts = []
        # The first round warms what is cached once per worker.
        for number in (16, 3, 16):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            slots[:number].read(["display_name", "state", "due_date", "kind_id"])
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])

    def test_changed_register_is_shown(self):
        """When the register of the period says otherwise after the submission, the
        report says so; what has no period is not compared."""
        report = self._monitoring()
        report.action_submit()
        self.assertFalse(report.register_warning)
        self._follow_up()
        report.invalidate_recordset()
        self.assertIn("0 reported, 1 in the register now", report.register_warning)
        self.env["zi.assessment"].create(
            {
                "company_id": self.unit.id,
                "year": 2026,
                "instrument_id": self.env.ref("zi_governance.lke_90_2021").id,
            }
        )
        report.invalidate_recordset()
        self.assertNotIn("LKE", report.register_warning)
        self.assertTrue(
            [
                code
                for code, _label, _value in report.kind_id._zi_figures(
                    self.unit, report.date_from, report.date_to
                )
                if code.startswith("now_lke_")
            ]
        )

    def test_review_of_documents_counts_the_register(self):
        """Documents in force, replaced, ended and out of date, each counted once."""
        self._travel(date(2026, 2, 2))
        old = self._approve(self._decree())
        rule = self.env["zi.regulation"].create(
            {"number": "Aturan Uji 1/2020", "name": "Uji", "date_to": "2026-02-28"}
        )
        self._approve(self._decree(subject="Lain", regulation_ids=[(6, 0, rule.ids)]))
        self._decree(subject="Masih draf")
        self._travel(date(2026, 4, 1))
        self._approve(self._decree(replaces_ids=[(6, 0, old.ids)]))
        self._travel(date(2026, 6, 15))
        kind = self.env.ref("zi_governance.report_kind_kaji_ulang_dokumen")
        figures = self._figures(kind, date(2026, 1, 1), date(2026, 6, 30))
        self.assertEqual(figures["decree_in_force"], 2)
        self.assertEqual(figures["decree_new"], 3)
        self.assertEqual(figures["decree_replaced"], 1)
        self.assertEqual(figures["decree_withdrawn"], 0)
        self.assertEqual(figures["decree_stale"], 1)
        before = self._figures(kind, date(2025, 1, 1), date(2025, 12, 31))
        self.assertFalse(any(before.values()))

    def test_public_information_counts_publications(self):
        """What was begun, shown and ended in the half-year, by channel."""
        media = self.env.ref("zi_governance.publication_media_website")
        shown = self.env["zi.publication"].create(
            [
                {"name": name, "company_id": self.unit.id, "media_id": media.id}
                for name in ("Satu", "Dua", "Draf")
            ]
        )
        shown[0]._zi_gate_write({"state": "live", "date_from": "2026-01-10"})
        shown[1]._zi_gate_write(
            {"state": "ended", "date_from": "2025-01-10", "date_to": "2026-03-01"}
        )
        kind = self.env.ref("zi_governance.report_kind_monev_kip")
        figures = self._figures(kind, date(2026, 1, 1), date(2026, 6, 30))
        self.assertEqual(figures["publication_new"], 1)
        self.assertEqual(figures["publication_shown"], 1)
        self.assertEqual(figures["publication_ended"], 1)
        self.assertEqual(figures[f"publication_{media.code}"], 1)

    def test_update_names_the_registers(self):
        """An office that has the kinds already gets the registers with the update;
        what its administrator chose stays."""
        kip = self.env.ref("zi_governance.report_kind_monev_kip")
        review = self.env.ref("zi_governance.report_kind_kaji_ulang_dokumen")
        kip.figure_model = False
        review.figure_model = "x.chosen"
        path = Path(get_module_path("zi_governance"))
        path = path / "migrations/19.0.1.1.0/post-report_registers.py"
        spec = spec_from_file_location("report_registers", path)
        script = module_from_spec(spec)
        spec.loader.exec_module(script)
        script.migrate(self.env.cr, "19.0.1.0.0")
        kip.invalidate_recordset()
        self.assertEqual(kip.figure_model, "zi.publication")
        self.assertEqual(review.figure_model, "x.chosen")

    def test_kinds_of_this_addon_take_their_figures(self):
        """Each shipped kind whose register is here has one, and it answers."""
        kinds = self.env["zi.periodic.report.kind"].search([("company_id", "=", False)])
        ours = {"monev_zi", "kaji_ulang_dokumen", "kaji_ulang_sop", "monev_kip"}
        self.assertEqual(
            set(kinds.filtered(lambda k: k._zi_register() is not None).mapped("code")),
            ours,
        )
        for kind in kinds.filtered(lambda k: k.code in ours):
            with self.subTest(kind.code):
                self.assertTrue(
                    self._figures(kind, date(2026, 1, 1), date(2026, 3, 31))
                )

    def _figures(self, kind, date_from, date_to):
        rows = kind.with_user(self.secretary)._zi_figures(self.unit, date_from, date_to)
        return {code: value for code, _label, value in rows}
