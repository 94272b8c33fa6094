from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestApprovalDates(ApprovalCase):
    def waiting_for_head(self, **values):
        document = self.submitted(**values)
        document.with_user(self.secretary).action_approve()
        return document

    def test_acting_period_ends_at_midnight_of_the_unit(self):
        """16:59 UTC is the last minute of the day in WIB, 17:00 the next day."""
        deputy = self.user("deputy_a")
        self.assign(deputy, "head", "plh", date_from="2026-03-01", date_to="2026-03-10")
        with freeze_time("2026-03-10 16:59:59"):
            document = self.waiting_for_head()
            self.assertTrue(document.with_user(deputy).approval_can_decide)
        with freeze_time("2026-03-10 17:00:00"):
            self.env.invalidate_all()
            self.assertFalse(document.with_user(deputy).approval_can_decide)
            with self.assertRaisesRegex(AccessError, "in office today"):
                document.with_user(deputy).action_approve()
        with freeze_time("2026-02-28 16:59:59"), self.assertRaises(AccessError):
            document.with_user(deputy).action_approve()
        with freeze_time("2026-02-28 17:00:00"):
            document.with_user(deputy).action_approve()
        self.assertEqual("approved", document.approval_state)

    def test_time_zone_of_the_client_does_not_count(self):
        """A context with another time zone does not lengthen the acting period."""
        deputy = self.user("deputy_a", tz="Pacific/Honolulu")
        self.assign(deputy, "head", "plh", date_from="2026-03-01", date_to="2026-03-10")
        with freeze_time("2026-03-10 20:00:00"):
            document = self.waiting_for_head()
            mine = document.with_user(deputy).with_context(tz="Pacific/Honolulu")
            with self.assertRaises(AccessError):
                mine.action_approve()

    def test_head_of_another_unit_does_not_decide(self):
        """A head who may open this unit is its head only by assignment."""
        both = (self.unit | self.other_unit).ids
        stranger = self.user("head_b", unit=self.other_unit)
        stranger.company_ids = [(6, 0, both)]
        self.assign(stranger, "head", unit=self.other_unit)
        document = self.waiting_for_head()
        mine = document.with_user(stranger).with_context(allowed_company_ids=both)
        with self.assertRaisesRegex(AccessError, "Unit A"):
            mine.action_approve()

    def assert_refused(self, constraint, act):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(IntegrityError, constraint),
            self.cr.savepoint(),
        ):
            act()

    def test_definitive_heads_do_not_overlap(self):
        """The database refuses a second definitive head on the same days."""
        other = self.user("other_a")
        self.assert_refused("definitive_no_overlap", lambda: self.assign(other, "head"))

    def test_acting_needs_a_last_day(self):
        """Plt and Plh end some day."""
        other = self.user("other_a")
        self.assert_refused("acting_has_end", lambda: self.assign(other, "head", "plt"))

    def test_nobody_appoints_himself(self):
        """Neither the head nor an administrator gives a role to himself."""
        admin = self.user("admin_a", groups="base.group_system")
        for user in (admin, self.head):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["zi.role.assignment"].with_user(user).create(
                    {
                        "user_id": user.id,
                        "role_id": self.env.ref("zi_governance.role_wbs_custodian").id,
                        "company_id": self.unit.id,
                    }
                )

    def test_roles_are_given_by_the_head_in_office(self):
        """The administrator appoints only while the unit has no head."""
        admin = self.user("admin_a", groups="base.group_system")
        values = {
            "user_id": self.colleague.id,
            "role_id": self.env.ref("zi_governance.role_secretariat").id,
            "company_id": self.unit.id,
        }
        assignments = self.env["zi.role.assignment"]
        with self.assertRaisesRegex(AccessError, "given by the head"):
            assignments.with_user(admin).create(values)
        with self.assertRaises(AccessError):
            assignments.with_user(self.secretary).create(values)
        assignments.with_user(self.head).create(values)
        empty = self.env["res.company"].create({"name": "Unit C"})
        admin.company_ids = [(4, empty.id)]
        self.colleague.company_ids = [(4, empty.id)]
        assignments.with_user(admin).with_context(allowed_company_ids=empty.ids).create(
            {
                **values,
                "role_id": self.env.ref("zi_governance.role_head").id,
                "company_id": empty.id,
            }
        )

    def test_acting_head_does_not_give_the_office_away(self):
        """Plt/Plh cannot appoint a head, nor lengthen his own period."""
        deputy = self.user("deputy_a")
        acting = self.assign(deputy, "head", "plh", date_to="2099-01-01")
        with self.assertRaises(AccessError):
            acting.with_user(deputy).date_to = "2099-12-31"
        with self.assertRaises(AccessError):
            self.env["zi.role.assignment"].with_user(deputy).create(
                {
                    "user_id": self.colleague.id,
                    "role_id": self.env.ref("zi_governance.role_head").id,
                    "company_id": self.unit.id,
                    "capacity": "plh",
                    "date_to": "2099-01-01",
                }
            )

    def test_days_that_passed_keep_their_holder(self):
        """An entered assignment keeps person, role and days that have passed."""
        item = self.env["zi.role.assignment"].search(
            [("user_id", "=", self.secretary.id)]
        )
        as_head = item.with_user(self.head)
        for values in (
            {"user_id": self.colleague.id},
            {"capacity": "plh", "date_to": "2099-01-01"},
            {"date_from": "2021-01-01"},
            {"date_to": "2021-01-01"},
        ):
            with (
                self.subTest(values=values),
                self.assertRaises(UserError),
                self.cr.savepoint(),
            ):
                as_head.write(values)
        with self.assertRaises(UserError):
            as_head.unlink()
        as_head.date_to = fields.Date.add(self.unit._zi_today(), days=1)

    def test_menus_open_and_close_with_the_assignment(self):
        """The group of a role is given on its first day and taken after its last."""
        group = self.env.ref("zi_governance.group_zi_head")
        deputy = self.user("deputy_a")
        with freeze_time("2026-03-01 03:00:00"):
            self.assign(
                deputy, "head", "plh", date_from="2026-03-05", date_to="2026-03-10"
            )
            self.assertNotIn(group, deputy.group_ids)
        with freeze_time("2026-03-04 17:30:00"):
            self.env["zi.role.assignment"]._cron_groups()
            self.assertIn(group, deputy.group_ids)
        with freeze_time("2026-03-10 16:30:00"):
            self.env["zi.role.assignment"]._cron_groups()
            self.assertIn(group, deputy.group_ids)
        with freeze_time("2026-03-10 17:30:00"):
            self.env["zi.role.assignment"]._cron_groups()
            self.assertNotIn(group, deputy.group_ids)

    def test_due_date_comes_from_the_setting(self):
        """The number of days is a parameter; nonsense falls back to three."""
        config = self.env["ir.config_parameter"]
        today = self.unit._zi_today()
        for value, days in (("5", 5), ("0", 0), ("soon", 3), ("", 3)):
            with self.subTest(value=value):
                config.set_param("zi_governance.approval_due_days", value)
                request = self.requests_of(self.submitted())
                self.assertEqual(fields.Date.add(today, days=days), request.due_date)

    def test_reminder_goes_once_a_day_and_once_per_person(self):
        """From the day before it is due, one mail however many documents wait."""
        mails = self.env["mail.mail"].sudo()
        with freeze_time("2026-03-02 03:00:00"):
            self.submitted(name="one")
            self.submitted(name="two")
        requests = self.env["zi.approval.request"]

        def run():
            before = mails.search([])
            requests._cron_remind()
            return (mails.search([]) - before).mapped("email_to")

        with freeze_time("2026-03-03 03:00:00"):
            self.assertEqual([], run())
        both = {self.secretary.email_formatted, self.secretary2.email_formatted}
        with freeze_time("2026-03-04 03:00:00"):
            sent = run()
            self.assertEqual(both, set(sent))
            self.assertEqual(2, len(sent))
            self.assertEqual([], run())

    def test_late_request_is_escalated_once(self):
        """After its date the secretariat is told that the head has not decided."""
        mails = self.env["mail.mail"].sudo()
        with freeze_time("2026-03-02 03:00:00"):
            document = self.waiting_for_head()
        request = self.requests_of(document).filtered(lambda r: r.state == "waiting")
        with freeze_time("2026-03-05 03:00:00"):
            self.env["zi.approval.request"]._cron_remind()
            self.assertFalse(request.escalated_at)
        with freeze_time("2026-03-06 03:00:00"):
            before = mails.search([])
            self.env["zi.approval.request"]._cron_remind()
            sent = (mails.search([]) - before).mapped("email_to")
            self.assertEqual(
                {
                    self.head.email_formatted,
                    self.secretary.email_formatted,
                    self.secretary2.email_formatted,
                },
                set(sent),
            )
            self.assertTrue(request.escalated_at)
        with freeze_time("2026-03-07 03:00:00"):
            before = mails.search([])
            self.env["zi.approval.request"]._cron_remind()
            sent = (mails.search([]) - before).mapped("email_to")
            self.assertEqual([self.head.email_formatted], sent)
