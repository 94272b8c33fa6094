from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common import BEGIN, EventCase


@tagged("post_install", "-at_install")
class TestEvent(EventCase):
    """The life of an event, from the invitation to its figures."""

    def _mails(self):
        return (
            self.env["mail.mail"]
            .sudo()
            .search([("subject", "like", "Rapat triwulan")], order="id")
        )

    def test_invitations_go_out_once_with_a_calendar_file(self):
        """Everybody on the list gets one mail with the event; the moment is kept."""
        event = self._event(people=(self.head, self.employee), agenda="Capaian")
        event.action_invite()
        self.assertEqual("invited", event.state)
        mails = self._mails()
        self.assertEqual(
            {"doc_head@example.com", "doc_employee@example.com"},
            set(mails.mapped("email_to")),
        )
        content = mails[0].attachment_ids.raw
        self.assertIn(b"DTSTART:20260615T060000Z", content)
        self.assertIn(b"LOCATION:Aula", content)
        self.assertIn("Capaian", mails[0].body_html)
        self.assertEqual(2, len(event.attendance_ids.filtered("invited_at")))

        event._zi_add_people(self._employee(self.member))
        event.action_invite()
        self.assertEqual(3, len(self._mails()))

    def test_no_invitation_is_dated_after_the_begin(self):
        """Once it has begun nobody is invited any more, and the refusal says why."""
        event = self._event(people=(self.employee,))
        self._at(0)
        with self.assertRaisesRegex(UserError, "proves nothing"):
            event.action_invite()
        self.assertFalse(event.attendance_ids.invited_at)

    def test_changed_time_is_told_with_the_same_event(self):
        """A new time marks the event, and the second mail replaces the first."""
        event = self._event(people=(self.employee,))
        event.action_invite()
        event.write(
            {"start": BEGIN + timedelta(hours=1), "stop": BEGIN + timedelta(hours=2)}
        )
        self.assertTrue(event.changed_since)
        event.action_send_change()
        self.assertFalse(event.changed_since)
        first, second = self._mails().attachment_ids.sorted("id").mapped("raw")
        uid = [line for line in first.split(b"\r\n") if line.startswith(b"UID")][0]
        self.assertIn(uid, second)
        self.assertIn(b"SEQUENCE:1", second)

    def test_cancelled_with_a_reason_and_told(self):
        """Cancelling asks for a reason, tells those invited, and nothing follows."""
        event = self._event(people=(self.employee,))
        event.action_invite()
        self.assertEqual("zi.event.reason", event.action_cancel()["res_model"])
        event.action_cancel("Kepala dinas luar")
        self.assertEqual("cancelled", event.state)
        self.assertIn("Kepala dinas luar", self._mails()[-1].body_html)
        self.assertIn(b"METHOD:CANCEL", self._mails()[-1].attachment_ids.raw)
        with self.assertRaises(UserError):
            event.write({"place": "Lapangan"})
        with self.assertRaises(UserError):
            event.action_hold()

    def test_whom_to_invite(self):
        """Persons, sections with those below, the team and everybody; nobody twice."""
        section = self.env["hr.department"].create(
            {"name": "Seksi", "company_id": self.unit.id}
        )
        below = self.env["hr.department"].create(
            {"name": "Bagian", "company_id": self.unit.id, "parent_id": section.id}
        )
        self._employee(self.member).department_id = below
        event = self._event(people=(self.employee,))
        stranger = self._person("ev_stranger", "Orang Lain", unit=self.other_unit)
        wizard = self.env["zi.event.invite"].with_user(self.secretary)
        wizard.create(
            {
                "event_id": event.id,
                "department_ids": [(6, 0, section.ids)],
                "employee_ids": [(6, 0, self._employee(self.employee).ids)],
            }
        ).action_confirm()
        self.assertEqual(
            self.member | self.employee, event.sudo().attendance_ids.user_id
        )
        wizard.create({"event_id": event.id, "everybody": True}).action_confirm()
        self.assertEqual(6, len(event.attendance_ids))
        self.assertNotIn(stranger, event.sudo().attendance_ids.user_id)

    def test_series_is_made_at_once_each_its_own_record(self):
        """Every Friday until a date: same hour of the unit, same people, own state."""
        event = self._event(people=(self.employee,))
        series = self.env["zi.event.series"].with_user(self.secretary)
        series.create({"event_id": event.id, "until": "2026-07-06"}).action_confirm()
        events = self.env["zi.event"].search(
            [("series_id", "=", event.id)], order="start"
        )
        self.assertEqual(
            ["2026-06-15", "2026-06-22", "2026-06-29", "2026-07-06"],
            [str(day) for day in events.mapped("date")],
        )
        self.assertEqual({6}, {moment.hour for moment in events.mapped("start")})
        self.assertEqual(4, len(events.attendance_ids))
        events[1].action_cancel("Libur")
        self.assertEqual("planned", events[2].state)
        with self.assertRaises(UserError):
            series.create(
                {"event_id": event.id, "until": "2036-07-06"}
            ).action_confirm()

    def test_closing_takes_the_figures(self):
        """Who gave no answer was absent; shares, head and leader are as they were."""
        team = self.env["zi.team"].create(
            {"name": "Tim", "company_id": self.unit.id, "date_from": "2026-01-01"}
        )
        role = self.env["zi.team.role"].search([], limit=1)
        for user in (self.head, self.employee, self.member):
            self.env["zi.team.member"].create(
                {
                    "team_id": team.id,
                    "employee_id": self._employee(user).id,
                    "role_id": role.id,
                }
            )
        event = self._event(
            "apel",
            people=(self.head, self.employee, self.member, self.deputy),
            team_id=team.id,
            guests_allowed=True,
        )
        event.action_invite()
        self._row(event, self.deputy).with_user(self.deputy).action_excuse("Sakit")
        self._at(5)
        with self.assertRaisesRegex(UserError, "pembina"):
            event.action_hold()
        event.leader_id = self._employee(self.head)
        event.action_hold()
        self._check_in(event, self.head)
        self._row(event, self.employee).with_user(self.secretary).action_present()
        event._zi_check_in_guest("Tamu", "Puskesmas", "k" * 64)
        event.action_close()
        self.assertEqual("absent", self._row(event, self.member).state)
        self.assertEqual("excused", self._row(event, self.deputy).state)
        self.assertRecordValues(
            event,
            [
                {
                    "invited_total": 4,
                    "present_total": 2,
                    "guest_total": 1,
                    "present_percent": 50,
                    "team_percent": 66,
                    "team_majority": True,
                    "head_present": True,
                    "leader_present": True,
                    "leader_is_head": True,
                    "invited_before": True,
                }
            ],
        )

    def test_half_of_a_team_is_not_more_than_half(self):
        """One of two members is no majority, and a tick is no own check-in."""
        team = self.env["zi.team"].create(
            {"name": "Tim", "company_id": self.unit.id, "date_from": "2026-01-01"}
        )
        role = self.env["zi.team.role"].search([], limit=1)
        for user in (self.head, self.employee):
            self.env["zi.team.member"].create(
                {
                    "team_id": team.id,
                    "employee_id": self._employee(user).id,
                    "role_id": role.id,
                }
            )
        event = self._event("olahraga", people=(self.head,), team_id=team.id)
        self._at(5)
        event.action_hold()
        self._row(event, self.head).with_user(self.secretary).action_present()
        event.action_close()
        self.assertFalse(event.team_majority)
        self.assertFalse(event.head_present)

    def test_what_is_closed_stays(self):
        """After closing neither the event nor its list is changed."""
        event = self._event("olahraga", people=(self.employee, self.member))
        self._at(5)
        event.action_hold()
        row = self._row(event, self.employee).with_user(self.secretary)
        row.action_present()
        event.action_close()
        for act in (
            lambda: event.write({"name": "Lain"}),
            lambda: row.write({"role": "speaker"}),
            row.action_absent,
            lambda: row.action_excuse("x"),
            row.unlink,
            lambda: event._zi_add_people(self._employee(self.head)),
            event.action_hold,
            event.unlink,
        ):
            with self.assertRaises(UserError):
                act()

    def test_held_without_anybody_is_not_closed(self):
        """An event to which nobody came proves nothing and is not closed."""
        event = self._event("olahraga", people=(self.employee,))
        with self.assertRaises(UserError):
            self._at(-90)
            event.action_hold()
        self._at(1)
        event.action_hold()
        with self.assertRaisesRegex(UserError, "Nobody"):
            event.action_close()

    def test_religious_activity_knows_no_names(self):
        """Neither screen nor server nor SQL can note who came, only how many."""
        event = self._event("rohani")
        with self.assertRaises(UserError):
            event._zi_add_people(self._employee(self.employee))
        with self.assertRaises(UserError):
            self.env["zi.event.attendance"].with_user(self.secretary).create(
                {"event_id": event.id, "employee_id": self._employee(self.employee).id}
            )
        self.env.flush_all()
        for mode in ("names", "count"):
            with (
                self.subTest(mode=mode),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(
                    SQL(
                        "INSERT INTO zi_event_attendance (event_id, mode, guest_name,"
                        " role, state) VALUES (%s, %s, 'x', 'participant', 'open')",
                        event.id,
                        mode,
                    )
                )
        self._at(1)
        event.action_hold()
        with self.assertRaisesRegex(UserError, "how many"):
            event.action_close()
        event.headcount = 34
        event.action_close()
        self.assertEqual("closed", event.state)

    @mute_logger("odoo.sql_db")
    def test_names_do_not_turn_into_a_count(self):
        """An event with a list cannot become one of which no names are noted."""
        event = self._event("olahraga", people=(self.employee,))
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            event.kind_id = self.kinds["rohani"]
            self.env.flush_all()

    def test_a_changed_kind_leaves_past_events(self):
        """A kind that is counted from now on does not touch the lists of before."""
        event = self._event("olahraga", people=(self.employee,))
        self.kinds["olahraga"].attendance = "count"
        self.env.flush_all()
        self.assertEqual("names", event.attendance_mode)

    def test_nonsense_is_refused_in_words(self):
        """Ends before it begins, lasts for ever, checks in next week, a script as
        address of the meeting."""
        for values, error in (
            ({"stop": BEGIN - timedelta(hours=1)}, IntegrityError),
            ({"stop": BEGIN + timedelta(days=40)}, ValidationError),
            ({"check_in_until": BEGIN + timedelta(days=3)}, ValidationError),
            ({"check_in_from": BEGIN - timedelta(days=3)}, ValidationError),
            ({"online_url": "javascript:alert(1)"}, ValidationError),
            ({"headcount": 3}, ValidationError),
        ):
            with (
                self.subTest(values=values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(error),
                self.env.cr.savepoint(),
            ):
                self._event(**values)
                self.env.flush_all()

    def test_day_is_the_units(self):
        """An event after midnight of the unit belongs to its own day."""
        self.unit.resource_calendar_id.tz = "Asia/Jakarta"
        event = self._event(start=BEGIN.replace(hour=18), stop=BEGIN.replace(hour=19))
        self.assertEqual("2026-06-16", str(event.date))
        self.assertIn("01:00", event._zi_when())
        self.assertIn("WIB", event._zi_when())

    def test_list_costs_the_same_queries_for_any_number(self):
        """Counts of a list are read by one query."""
        events = self.env["zi.event"]
        for _number in range(6):
            events |= self._event("olahraga", people=(self.employee, self.member))
        names = ["name", "invited_count", "present_count", "guest_count"]
        costs = []
        for some in (events, events[:2], events):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.with_user(self.secretary).read(names)
            costs.append(self.env.cr.sql_log_count - before)
        self.assertEqual(costs[1], costs[2])
