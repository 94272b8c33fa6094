from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .test_legal_clock import ClockCase


@tagged("post_install", "-at_install")
class TestHolidayLoad(ClockCase):
    def setUp(self):
        super().setUp()
        self.env.user.company_ids |= self.unit | self.other_unit

    def _rows(self, unit=None):
        unit = unit or self.unit
        return self.env["resource.calendar.leaves"].search(
            [
                ("calendar_id", "=", unit.resource_calendar_id.id),
                ("zi_kind", "!=", False),
            ]
        )

    def test_holidays_and_joint_leave_of_2026(self):
        """2026 has 17 national holidays and 8 days of joint leave."""
        loader = self._load(self.unit)
        rows = self._rows()
        self.assertEqual(len(rows), 25)
        self.assertEqual(len(rows.filtered(lambda r: r.zi_kind == "joint_leave")), 8)
        self.assertEqual((loader.holiday_count, loader.joint_leave_count), (17, 8))
        self.assertIn(date(2026, 12, 24), self.Clock._zi_off_days(self.unit, [2026]))

    def test_running_it_again_changes_nothing(self):
        """A second run keeps the rows, and its preview says so."""
        self._load(self.unit)
        before = self._rows()
        again = self._load(self.unit)
        self.assertEqual(self._rows(), before)
        self.assertEqual(set(again.line_ids.mapped("change")), {"kept"})

    def test_wrong_days_are_corrected_and_own_days_stay(self):
        """A day that an earlier run loaded wrongly goes; what people entered stays."""
        self._load(self.unit)
        rows = self._rows()
        rows[0].name = "Salah"
        moved = rows[1]
        moved.write(
            {"date_from": "2026-07-13 17:00:00", "date_to": "2026-07-14 16:59:59"}
        )
        own = self.env["resource.calendar.leaves"].create(
            {
                "name": "HUT kantor",
                "calendar_id": self.unit.resource_calendar_id.id,
                "date_from": "2026-07-06 17:00:00",
                "date_to": "2026-07-07 16:59:59",
            }
        )
        loader = self._load(self.unit)
        self.assertEqual(
            {line.change: line.date for line in loader.line_ids}["removed"],
            date(2026, 7, 14),
        )
        self.assertEqual(len(self._rows()), 25)
        self.assertTrue(own.exists())
        self.assertNotIn("Salah", self._rows().mapped("name"))

    def test_all_units_in_one_run(self):
        """One run fills the calendar of every chosen unit; a shared calendar is
        parted first."""
        self.other_unit.resource_calendar_id = self.unit.resource_calendar_id
        self._load(self.unit | self.other_unit)
        self.assertNotEqual(
            self.unit.resource_calendar_id, self.other_unit.resource_calendar_id
        )
        self.assertEqual(len(self._rows(self.unit)), 25)
        self.assertEqual(len(self._rows(self.other_unit)), 25)

    def test_estimated_days_are_marked(self):
        """Days whose date is only computed carry the mark, not the word."""
        self._load(self.unit, 2027)
        eid = self._rows().filtered("zi_estimated")
        self.assertTrue(eid)
        self.assertFalse([name for name in eid.mapped("name") if "perkiraan" in name])

    def test_year_without_joint_leave_says_so(self):
        """A year whose joint leave is not decreed loads with a warning."""
        loader = self.env["zi.holiday.load"].create(
            {"year": 2028, "company_ids": [(6, 0, self.unit.ids)]}
        )
        self.assertTrue(loader.no_joint_leave)

    def test_who_may_load(self):
        """The unit's secretariat loads its days; others and other units do not."""
        self._load(self.unit, user=self.secretary)
        self.assertEqual(len(self._rows()), 25)
        with self.assertRaises(AccessError):
            self._load(self.unit, user=self.member)
        with self.assertRaises(AccessError):
            self._load(self.other_unit, user=self.secretary)
