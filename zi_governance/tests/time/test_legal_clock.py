from datetime import date, datetime
from importlib.util import module_from_spec, spec_from_file_location

from odoo.exceptions import UserError, ValidationError
from odoo.modules import get_module_path
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..documents.common import DocumentCase


class ClockCase(DocumentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Clock = cls.env["zi.legal.clock"]
        for unit, zone in (
            (cls.unit, "Asia/Jakarta"),
            (cls.other_unit, "Asia/Jayapura"),
        ):
            cls._calendar(unit, zone)

    @classmethod
    def _calendar(cls, unit, zone):
        unit.resource_calendar_id = cls.env["resource.calendar"].create(
            {"name": unit.name, "company_id": unit.id, "tz": zone}
        )

    @classmethod
    def _load(cls, unit, year=2026, user=None):
        wizard = cls.env["zi.holiday.load"].with_user(user or cls.env.user)
        loader = wizard.create({"year": year, "company_ids": [(6, 0, unit.ids)]})
        loader.action_load()
        return loader

    def _due(self, code, start, unit=None, stops=()):
        return self.Clock._zi_due(code, unit or self.unit, start, stops)


@tagged("post_install", "-at_install")
class TestLegalClock(ClockCase):
    def setUp(self):
        super().setUp()
        self.env.user.company_ids |= self.unit | self.other_unit
        self._load(self.unit)

    def test_shipped_clocks_are_there(self):
        """All 47 clocks and 16 parameters of the rules are loaded, lengths kept."""
        shipped = self.env["ir.model.data"].search_count(
            [("module", "=", "zi_governance"), ("model", "=", "zi.legal.clock")]
        )
        self.assertEqual(shipped, 47)
        self.assertEqual(
            self.env.ref("zi_governance.clock_dumas_berkadar").length, "60"
        )
        self.assertEqual(
            self.env["zi.parameter"]._zi_value("ikm_bobot_unsur", date(2026, 1, 1)),
            "1/n",
        )
        self.assertEqual(
            self.env["zi.parameter"]._zi_number("hari_kerja_jam", date(2026, 1, 1)) * 2,
            15,
        )

    def test_parameters_say_what_they_set(self):
        """No parameter shows its code or the code of a unit; what came with the addon
        has no note of its making."""
        shipped = self.env["zi.parameter"].search([])
        self.assertEqual(16, len(shipped))
        for parameter in shipped:
            self.assertNotIn("_", parameter.display_name + parameter.unit)
        self.assertFalse(shipped.message_ids)

    def test_parameters_of_an_earlier_version_are_named(self):
        """The migration names what is empty and leaves what an office wrote."""
        first = self.env.ref("zi_governance.parameter_abk_jam_efektif")
        second = self.env.ref("zi_governance.parameter_hari_kerja_jam")
        first.write({"name": False, "unit": "hour_per_year"})
        second.write({"name": "Nama kantor", "unit": "jam kerja"})
        path = (
            f"{get_module_path('zi_governance')}/migrations/19.0.1.1.0/"
            "post-parameters.py"
        )
        spec = spec_from_file_location("post_parameters", path)
        script = module_from_spec(spec)
        spec.loader.exec_module(script)

        script.migrate(self.env.cr, "19.0.1.0.0")

        self.env.invalidate_all()
        self.assertEqual(first.unit, "jam per tahun")
        self.assertIn("Jam kerja efektif", first.name)
        self.assertEqual((second.name, second.unit), ("Nama kantor", "jam kerja"))

    def test_joint_leave_is_no_working_day(self):
        """From Tuesday 17 March 2026 five working days end after Eid: Nyepi, joint
        leave and weekend do not count."""
        due, estimated = self._due("dumas_permintaan_informasi", date(2026, 3, 17))
        self.assertEqual(due, date(2026, 3, 31))
        self.assertFalse(estimated)

    def test_event_on_a_holiday_is_day_zero(self):
        """The day of the event is day 0, also on a holiday."""
        due, _estimated = self._due("dumas_verifikasi", date(2026, 8, 17))
        self.assertEqual(due, date(2026, 8, 20))

    def test_unknown_next_year_makes_an_estimate(self):
        """A clock that runs into a year whose joint leave is not loaded says so."""
        due, estimated = self._due("dumas_tidak_berkadar", date(2026, 12, 21))
        self.assertTrue(estimated)
        self._load(self.unit, 2027)
        again, estimated = self._due("dumas_tidak_berkadar", date(2026, 12, 21))
        self.assertFalse(estimated)
        self.assertGreaterEqual(again, due)

    def test_estimated_day_marks_the_due_date(self):
        """A due date that counts around an estimated Eid is an estimate."""
        self._load(self.unit, 2027)
        _due, estimated = self._due("dumas_permintaan_informasi", date(2027, 3, 5))
        self.assertTrue(estimated)
        _due, estimated = self._due("dumas_permintaan_informasi", date(2027, 7, 5))
        self.assertFalse(estimated)

    def test_rule_of_the_day_of_the_event_decides(self):
        """The clock that was in force on the day of the event sets the length."""
        before, _e = self._due("gratifikasi_kelengkapan", date(2026, 1, 19))
        after, _e = self._due("gratifikasi_kelengkapan", date(2026, 1, 20))
        self.assertEqual((before, after), (date(2026, 3, 4), date(2026, 2, 19)))

    def test_other_units_days_do_not_count(self):
        """A day off of one unit moves no clock of another, nor does a row without a
        calendar."""
        self.env["resource.calendar.leaves"].create(
            [
                {
                    "name": "Bersama",
                    "calendar_id": calendar,
                    "date_from": "2026-07-06 17:00:00",
                    "date_to": "2026-07-07 16:59:59",
                }
                for calendar in (self.other_unit.resource_calendar_id.id, False)
            ]
        )
        due, _estimated = self._due("dumas_verifikasi", date(2026, 7, 6))
        self.assertEqual(due, date(2026, 7, 9))
        due, _estimated = self._due(
            "dumas_verifikasi", date(2026, 7, 6), self.other_unit
        )
        self.assertEqual(due, date(2026, 7, 10))

    def test_half_a_day_is_no_day_off(self):
        """A leave of some hours does not stop a clock, a whole day does."""
        leave = self.env["resource.calendar.leaves"].create(
            {
                "name": "Listrik padam",
                "calendar_id": self.unit.resource_calendar_id.id,
                "date_from": "2026-07-07 01:00:00",
                "date_to": "2026-07-07 05:00:00",
            }
        )
        self.assertEqual(
            self._due("dumas_verifikasi", date(2026, 7, 6))[0], date(2026, 7, 9)
        )
        leave.date_to = "2026-07-07 10:00:00"
        self.assertEqual(
            self._due("dumas_verifikasi", date(2026, 7, 6))[0], date(2026, 7, 10)
        )

    def test_day_off_is_the_units_local_day(self):
        """A holiday in Jayapura (UTC+9) begins at 15:00 UTC of the day before."""
        self._load(self.other_unit)
        for unit in (self.unit, self.other_unit):
            with self.subTest(unit=unit.name):
                days = self.Clock._zi_off_days(unit, [2026])
                self.assertIn(date(2026, 8, 17), days)
                self.assertNotIn(date(2026, 8, 16), days)
                self.assertNotIn(date(2026, 8, 18), days)
        leave = self.env["resource.calendar.leaves"].search(
            [
                ("calendar_id", "=", self.other_unit.resource_calendar_id.id),
                ("name", "ilike", "Kemerdekaan"),
            ]
        )
        self.assertEqual(leave.date_from, datetime(2026, 8, 16, 15, 0))

    def test_stop_with_a_reason_holds_the_clock(self):
        """An open stop leaves no due date; a closed one moves it."""
        stops = [(date(2026, 7, 7), None, "Menunggu kelengkapan")]
        self.assertEqual(
            self._due("dumas_verifikasi", date(2026, 7, 6), stops=stops), (None, False)
        )
        stops = [(date(2026, 7, 7), date(2026, 7, 9), "Menunggu kelengkapan")]
        self.assertEqual(
            self._due("dumas_verifikasi", date(2026, 7, 6), stops=stops)[0],
            date(2026, 7, 13),
        )

    def test_answer_does_not_depend_on_the_reader(self):
        """A plain employee of another zone gets the same date as the administrator."""
        self.employee.tz = "America/New_York"
        due = self.Clock.with_user(self.employee)._zi_due(
            "dumas_verifikasi", self.unit.with_user(self.employee), date(2026, 3, 17)
        )
        self.assertEqual(due, self._due("dumas_verifikasi", date(2026, 3, 17)))

    def test_days_off_are_read_once(self):
        """A hundred due dates of a unit read its days off once."""
        clock = self.Clock._zi_clock_on("dumas_berkadar", date(2026, 2, 2))
        years = clock._zi_years(date(2026, 2, 2))
        self.Clock._zi_days(self.unit, years)
        with self.assertQueryCount(0):
            for _number in range(100):
                self.Clock._zi_days(self.unit, years)

    def test_unknown_clock_is_named(self):
        """A missing clock says which one and where to add it."""
        with self.assertRaisesRegex(UserError, "tidak_ada"):
            self._due("tidak_ada", date(2026, 1, 1))

    def test_bad_length_is_refused(self):
        """A length that no clock can run on is refused when it is saved."""
        clock = self.env.ref("zi_governance.clock_dumas_berkadar")
        for length, unit in (("sepuluh", "hk"), ("-1", "hk"), ("13-45", "date")):
            with self.subTest(length=length), self.assertRaises(ValidationError):
                clock.write({"length": length, "unit": unit})

    @mute_logger("odoo.sql_db")
    def test_two_lengths_on_one_day_are_refused(self):
        """The database refuses two values of one clock in force on the same day."""
        clock = self.env.ref("zi_governance.clock_gratifikasi_kelengkapan")
        with self.assertRaises(Exception) as caught, self.cr.savepoint():
            clock.valid_to = date(2026, 2, 1)
            clock.flush_recordset()
        self.assertEqual(type(caught.exception).__name__, "ExclusionViolation")
