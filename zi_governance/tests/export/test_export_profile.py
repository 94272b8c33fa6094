from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ExportCase


@tagged("post_install", "-at_install")
class TestExportProfile(ExportCase):
    def test_next_package_follows_the_calendar(self):
        """The next package is of the month that runs, on the fifth working day of the
        one after."""
        self.assertEqual(self.profile.next_on, date(2026, 7, 7))
        self.assertEqual(self.profile.next_period, "June 2026")

    def test_days_off_of_the_unit_count(self):
        """A day off of the unit's own calendar moves the day."""
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Cuti bersama",
                "calendar_id": self.unit.resource_calendar_id.id,
                "company_id": self.unit.id,
                "date_from": "2026-07-01 17:00:00",
                "date_to": "2026-07-02 16:59:59",
            }
        )
        self.profile.invalidate_recordset()
        self.assertEqual(self.profile.next_on, date(2026, 7, 8))

    def test_impossible_day_is_refused(self):
        """A 32nd day, a 16th working day, a thirteenth month do not exist."""
        for values in (
            {"anchor_kind": "calendar_day", "anchor_number": 32},
            {"anchor_number": 16},
            {"anchor_number": 0},
            {"anchor_month": 13},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                self.profile.write(values)

    def test_code_stays_once_packages_carry_it(self):
        """The code is part of file names and chains."""
        self._at(2026, 2, 6, 2)
        self._job_with_mail()
        with self.assertRaises(ValidationError):
            self.profile.code = "lain"
        self.profile.write({"code": "itjen", "name": "Nama baru"})
        self.assertEqual(self.profile.name, "Nama baru")

    def test_used_profile_is_archived_not_deleted(self):
        """Its packages stay readable."""
        self._at(2026, 2, 6, 2)
        self._job_with_mail()
        with self.assertRaises(UserError):
            self.profile.unlink()

    def test_address_has_to_be_one(self):
        """A list of addresses, or a word, is no address."""
        for email in ("itjen", "a@b.id, c@d.id", "a b@c.id"):
            with (
                self.subTest(email),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.env["zi.export.recipient"].create(
                    {"profile_id": self.profile.id, "name": "X", "email": email}
                )

    def test_line_is_a_register_or_a_list(self):
        """Neither both nor none."""
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.env["zi.export.profile.line"].create({"profile_id": self.profile.id})

    def test_only_the_secretariat_of_today_orders(self):
        """A member of the group whose office has ended, and an employee, do not."""
        self.env["zi.role.assignment"].search(
            [("user_id", "=", self.colleague.id)]
        ).date_to = date(2026, 6, 15)
        self._at(2026, 6, 17, 2)
        with self.assertRaises(AccessError):
            self.profile.with_user(self.colleague).action_send_now()
        with self.assertRaises(AccessError):
            self.profile.with_user(self.employee).read(["name"])

    def test_other_unit_sees_nothing(self):
        """A secretary of another unit finds neither profile nor package."""
        other = self._person(
            "export_other", "Sekretaris Lain", "group_zi_secretariat", self.other_unit
        )
        self.assertFalse(self.env["zi.export.profile"].with_user(other).search([]))
        with self.assertRaises(AccessError):
            self.profile.with_user(other).read(["name"])
