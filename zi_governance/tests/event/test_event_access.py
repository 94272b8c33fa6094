from odoo.tests import tagged
from odoo.tools import mute_logger

from ..json2 import Json2Case
from .common import EventCase


@tagged("post_install", "-at_install")
class TestEventAccess(EventCase, Json2Case):
    """What each role reads and changes over JSON-2."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.event = cls._event(people=(cls.employee, cls.member))
        cls.closed_event = cls._event(
            people=(cls.employee,), open_to="invited", name="Rapat tertutup"
        )
        cls.outsider = cls._person("ev_outsider", "Orang Luar")
        cls.foreigner = cls._person("ev_foreigner", "Unit Lain", unit=cls.other_unit)
        # API keys are judged by the real clock.
        cls._stop_clock()

    def setUp(self):
        super().setUp()
        self._stop_clock()

    def _ids(self, user, model, domain):
        answer = self.call(user, model, "search", domain=domain)
        self.assertEqual(200, answer.status_code, answer.text[:300])
        return set(answer.json())

    def test_who_reads_which_event(self):
        """Open ones by everybody of the unit, others by those concerned."""
        both = [("id", "in", (self.event | self.closed_event).ids)]
        for user, expected in (
            (self.outsider, self.event),
            (self.employee, self.event | self.closed_event),
            (self.secretary, self.event | self.closed_event),
            (self.head, self.event | self.closed_event),
            (self.foreigner, self.env["zi.event"]),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(set(expected.ids), self._ids(user, "zi.event", both))

    def test_who_reads_whose_attendance(self):
        """One's own row by oneself; the list by organiser, secretariat and head."""
        rows = self.event.sudo().attendance_ids
        domain = [("event_id", "=", self.event.id)]
        own = self._row(self.event, self.employee)
        for user, expected in (
            (self.employee, own),
            (self.outsider, rows.browse()),
            (self.colleague, rows),
            (self.head, rows),
            (self.foreigner, rows.browse()),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(
                    set(expected.ids), self._ids(user, "zi.event.attendance", domain)
                )

    @mute_logger("odoo.http")
    def test_nobody_is_made_present_over_the_wire(self):
        """Neither fields nor context keys nor methods make somebody present."""
        own = self._row(self.event, self.employee)
        other = self._row(self.event, self.member)
        for values in (
            {"state": "present", "checked_in_at": "2026-06-15 06:00:00"},
            {"way": "own"},
            {"invited_at": "2026-06-01 00:00:00"},
            {"user_id": self.outsider.id},
        ):
            for user in (self.employee, self.secretary):
                self.assert_refused(
                    user,
                    "zi.event.attendance",
                    "write",
                    ids=own.ids,
                    vals=values,
                    context={"zi_gate": True},
                )
        self.assert_refused(
            self.employee, "zi.event.attendance", "action_present", ids=own.ids
        )
        self.assert_refused(
            self.employee, "zi.event.attendance", "action_present", ids=other.ids
        )
        self.assert_refused(
            self.employee,
            "zi.event.attendance",
            "action_excuse",
            ids=other.ids,
            reason="x",
        )
        for method in ("_zi_check_in", "_zi_check_in_guest", "_zi_enter"):
            self.assert_refused(self.employee, "zi.event", method, ids=self.event.ids)
        self.assert_refused(
            self.outsider,
            "zi.event.attendance",
            "create",
            vals_list=[
                {
                    "event_id": self.event.id,
                    "employee_id": self._employee(self.outsider).id,
                }
            ],
        )
        self.assertEqual({"open"}, set(self.event.attendance_ids.mapped("state")))

    @mute_logger("odoo.http")
    def test_stranger_changes_nothing(self):
        """Who only reads an event neither changes, invites, closes nor cancels it."""
        for method, extra in (
            ("write", {"vals": {"name": "x"}}),
            ("action_invite", {}),
            ("action_send_change", {}),
            ("action_hold", {}),
            ("action_close", {}),
            ("action_stop_check_in", {}),
            ("action_show_code", {}),
            ("action_cancel", {"reason": "x"}),
            ("unlink", {}),
        ):
            for user in (self.employee, self.outsider, self.head):
                with self.subTest(method=method, user=user.login):
                    self.assert_refused(
                        user, "zi.event", method, ids=self.event.ids, **extra
                    )
        self.assertEqual("planned", self.event.state)

    @mute_logger("odoo.http")
    def test_state_and_figures_are_the_servers(self):
        """Not even the organiser writes state, moments or figures."""
        for values in (
            {"state": "closed"},
            {"present_total": 60},
            {"head_present": True},
            {"team_majority": True},
            {"invited_before": True},
            {"invited_at": "2026-01-01 00:00:00"},
            {"check_in_hash": "0" * 64},
            {"date": "2026-01-01"},
            {"attendance_mode": "count"},
            {"leader_is_head": True},
        ):
            with self.subTest(values=values):
                self.assert_refused(
                    self.secretary,
                    "zi.event",
                    "write",
                    ids=self.event.ids,
                    vals=values,
                    context={"zi_gate": True},
                )

    def test_employee_organises_his_own(self):
        """Everybody may enter an event; without the right to an area it has none."""
        values = {
            "name": "Senam",
            "kind_id": self.kinds["olahraga"].id,
            "start": "2026-06-19 00:00:00",
            "stop": "2026-06-19 01:00:00",
        }
        answer = self.call(self.outsider, "zi.event", "create", vals_list=[values])
        self.assertEqual(200, answer.status_code, answer.text[:300])
        [event_id] = answer.json()
        answer = self.call(
            self.outsider,
            "zi.event",
            "write",
            ids=[event_id],
            vals={"place": "Lapangan"},
        )
        self.assertEqual(200, answer.status_code, answer.text[:300])
        with mute_logger("odoo.http"):
            self.assert_refused(
                self.outsider,
                "zi.event",
                "create",
                vals_list=[
                    {**values, "area_id": self.env.ref("zi_governance.area_mp").id}
                ],
            )
            self.assert_refused(
                self.employee,
                "zi.event",
                "write",
                ids=[event_id],
                vals={"organiser_id": self.employee.id},
            )

    def test_own_excuse_over_the_wire(self):
        """The invited person says himself that he cannot come."""
        own = self._row(self.event, self.employee)
        answer = self.call(
            self.employee,
            "zi.event.attendance",
            "action_excuse",
            ids=own.ids,
            reason="Dinas luar",
        )
        self.assertEqual(200, answer.status_code, answer.text[:300])
        self.assertRecordValues(own, [{"state": "excused", "reason": "Dinas luar"}])
