import base64
from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..documents.common import DocumentCase


class FollowUpCase(DocumentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.area = cls.env.ref("zi_governance.area_pgw")
        cls.team = cls.env["zi.team"].create(
            {"name": "Tim", "company_id": cls.unit.id, "date_from": date(2026, 1, 1)}
        )
        cls.env["zi.team.member"].create(
            {
                "team_id": cls.team.id,
                "employee_id": cls._employee(cls.member).id,
                "role_id": cls.env.ref("zi_governance.team_role_pokja_pgw").id,
            }
        )

    def _make(self, user=None, **more):
        return (
            self.env["zi.follow.up"]
            .with_user(user or self.secretary)
            .create(
                {
                    "company_id": self.unit.id,
                    "name": "Pasang jadwal layanan",
                    "owner_id": self.employee.id,
                    "due_date": date(2026, 6, 20),
                    "area_id": self.area.id,
                    **more,
                }
            )
        )


@tagged("post_install", "-at_install")
class TestFollowUp(FollowUpCase):
    def test_who_may_enter_one(self):
        """Secretariat and head everywhere, a working group in its own area only."""
        self.assertTrue(self._make(self.secretary))
        self.assertTrue(self._make(self.head, area_id=False))
        self.assertTrue(self._make(self.member))
        for values in (
            {"area_id": self.env.ref("zi_governance.area_mp").id},
            {"area_id": False},
            {"company_id": self.other_unit.id},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                self._make(self.member, **values)
        with self.assertRaises(AccessError):
            self._make(self.employee)

    def test_ended_membership_gives_nothing(self):
        """The day after the membership ended the area is closed to the person."""
        item = self._make(self.member)
        self.team.date_to = date(2026, 6, 14)
        with self.assertRaises(AccessError):
            item.with_user(self.member).write({"name": "Lain"})

    def test_done_needs_a_result(self):
        """Nobody reports done without text and something that shows it."""
        item = self._make()
        action = item.with_user(self.employee).action_done()
        self.assertEqual(action["res_model"], "zi.follow.up.act")
        with self.assertRaisesRegex(UserError, "evidence"):
            item.with_user(self.employee).action_done("Sudah dipasang")
        with self.assertRaises(AccessError):
            item.with_user(self.secretary).action_done("Sudah dipasang")

    def test_state_and_checker_are_not_written_directly(self):
        """State, result, checker and origin are set by the buttons only."""
        item = self._make()
        for values in (
            {"state": "checked"},
            {"checked_by_id": self.head.id},
            {"result": "beres"},
            {"settled_at": "2026-06-01 00:00:00"},
            {"origin_model": "res.users", "origin_id": 2},
        ):
            for user in (self.secretary, self.head, self.member):
                with self.subTest(values=values, user=user.login):
                    with self.assertRaises(AccessError):
                        item.with_user(user).with_context(zi_gate=1).write(values)
        with self.assertRaises(AccessError):
            self._make(state="checked")
        with self.assertRaises(AccessError):
            item.with_user(self.employee).write({"name": "x"})

    def test_nobody_moves_his_own_date(self):
        """An owner of the working group cannot give himself more time."""
        item = self._make(self.secretary, owner_id=self.member.id)
        with self.assertRaises(AccessError):
            item.with_user(self.member).write({"due_date": date(2026, 12, 31)})
        item.with_user(self.secretary).write({"due_date": date(2026, 7, 31)})
        self.assertEqual(item.first_due_date, date(2026, 6, 20))

    def test_secretary_does_not_check_what_he_did_himself(self):
        """The right to check does not reach one's own follow-up, whether one raised
        it or not."""
        for raised_by in (self.secretary, self.head):
            item = self._make(raised_by, owner_id=self.secretary.id)
            mine = item.with_user(self.secretary)
            self.env["zi.evidence"].with_user(self.secretary).action_upload(
                [
                    {
                        "name": f"{item.id}.pdf",
                        "data": base64.b64encode(b"%PDF-1.7\n%%EOF\n").decode(),
                    }
                ],
                "zi.follow.up",
                item.id,
            )
            mine.action_done("Sudah dipasang")
            for attempt in (mine.action_check, lambda m=mine: m.action_refuse("x")):
                with self.assertRaises(AccessError):
                    attempt()
            item.with_user(self.colleague).action_check()
            self.assertEqual("checked", item.state)

    def test_cancelling_needs_a_reason_and_another_person(self):
        """The owner cannot cancel what he has to do."""
        item = self._make(owner_id=self.secretary.id, user=self.head)
        with self.assertRaises(AccessError):
            item.with_user(self.secretary).action_cancel("Tidak perlu")
        item.with_user(self.head).action_cancel("Tidak perlu")
        self.assertEqual((item.state, item.check_note), ("cancelled", "Tidak perlu"))
        with self.assertRaises(UserError):
            item.with_user(self.head).action_check()

    def test_register_keeps_every_row(self):
        """A follow-up is cancelled, never deleted."""
        with self.assertRaises(UserError):
            self._make().unlink()

    def test_confidential_origin_makes_none(self):
        """A confidential record has its own steps and no follow-up."""
        record = self._make()
        type(record)._zi_confidential = True
        self.addCleanup(delattr, type(record), "_zi_confidential")
        with self.assertRaises(AccessError):
            self.env["zi.follow.up"]._zi_from(record, {"name": "x"})

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.models")
    def test_who_reads(self):
        """An employee reads what he has to do himself, and nothing of other units."""
        mine = self._make()
        other = self._make(owner_id=self.member.id)
        seen = self.env["zi.follow.up"].with_user(self.employee).search([])
        self.assertIn(mine, seen)
        self.assertNotIn(other, seen)
        foreign = self.env["zi.follow.up"].create(
            {
                "company_id": self.other_unit.id,
                "name": "Lain",
                "owner_id": self._person("fu_other", "Lain", unit=self.other_unit).id,
                "due_date": date(2026, 6, 20),
            }
        )
        self.assertFalse(foreign.with_user(self.secretary).has_access("read"))

    def test_reminder_once_and_escalation(self):
        """The owner is reminded once before the date, the secretariat after it."""
        item = self._make()
        item.activity_ids.unlink()
        model = self.env["zi.follow.up"].sudo()
        with self.freeze(date(2026, 6, 18)):
            model._zi_remind_clock("due", self.unit)
            model._zi_remind_clock("due", self.unit)
        self.assertEqual(item.activity_ids.user_id, self.employee)
        self.assertEqual(len(item.activity_ids), 1)
        with self.freeze(date(2026, 6, 21)):
            model._zi_remind_clock("due", self.unit)
        self.assertIn(self.secretary, item.activity_ids.user_id)

    def freeze(self, day):
        """The unit's day; the server's own clock goes with it."""
        self._travel(day)
        return freeze_time(day + timedelta(hours=5))

    def test_late_is_asked_in_the_units_day(self):
        """On its last day a follow-up is in time, on the next it is late."""
        item = self._make()
        self._travel(date(2026, 6, 20))
        self.assertFalse(item.late)
        self._travel(date(2026, 6, 21))
        item.invalidate_recordset(["late"])
        self.assertTrue(item.late)
