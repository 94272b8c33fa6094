import re

from odoo import http
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..public.common import PublicCase
from .common import EventCase


@tagged("post_install", "-at_install")
class TestEventCheckIn(EventCase, PublicCase):
    """Scanning the code: employees with their account, guests by name."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.event = cls._event(
            "sosialisasi", people=(cls.employee,), name="Sosialisasi ZI"
        )
        cls.token = cls.event._zi_check_in_token()

    def setUp(self):
        super().setUp()
        self._at(5)

    def _login(self, user):
        """A session of the real clock: it is judged by the time of its making."""
        self.authenticate(user.login, user.login)

    def _own_page(self, token=None, post=False, **form):
        path = f"/zi_governance/hadir/{token or self.token}"
        if not post:
            return self.url_open(path)
        form = {"csrf_token": http.Request.csrf_token(self), **form}
        return self.url_open(path, data=form)

    def _nonce(self, page):
        return re.search(r'name="nonce" value="([^"]+)"', page.text)[1]

    def _send(self, nonce, name="Budi Tamu", institution="Puskesmas", token=None):
        return self.visit(
            f"/zi/hadir/{token or self.token}",
            "POST",
            data={"nonce": nonce, "name": name, "institution": institution},
        )

    # ------------------------------------------------------------------
    # THE PAGE
    # ------------------------------------------------------------------

    def test_opening_the_page_changes_nothing(self):
        """The code opens a light page in both addresses, and writes no row."""
        before = self.event.attendance_ids.read(["state", "write_date"])
        for path in ("hadir", "kegiatan"):
            page = self.visit(f"/zi/{path}/{self.token}")
            self.assertEqual(200, page.status_code)
            self.assertIn("Sosialisasi ZI", page.text)
            self.assertNotIn("<script", page.text)
            self.assertIn("no-store", page.headers["Cache-Control"])
        self.env.invalidate_all()
        self.assertEqual(
            before, self.event.attendance_ids.read(["state", "write_date"])
        )
        # Nobody's name stands on it.
        self.assertNotIn("Pegawai Uji", page.text)

    def test_unknown_codes_are_alike(self):
        """Guessed, cut and malformed codes get the page of any unknown code."""
        expected = self.visit("/zi/v/" + "A" * 22)
        for token in ("A" * 22, self.token[:-1], self.token + "A", "%00", "x/y"):
            answer = self.visit(f"/zi/hadir/{token}")
            self.assertEqual(404, answer.status_code)
            self.assertEqual(expected.text, answer.text)

    def test_code_is_found_by_its_hash_only(self):
        """The database holds no code."""
        self.assertNotIn(self.token, str(self.event.sudo().read()))
        self.assertEqual(self.event, self.env["zi.event"]._zi_by_token(self.token))

    # ------------------------------------------------------------------
    # EMPLOYEES
    # ------------------------------------------------------------------

    def test_employee_checks_in_himself(self):
        """He is known, presses the button, and is noted once with the moment."""
        row = self._check_in(self.event, self.employee)
        self.assertEqual(self._row(self.event, self.employee), row)
        self.assertRecordValues(
            row,
            [
                {
                    "state": "present",
                    "way": "own",
                    "checked_by_id": self.employee.id,
                    "invited": True,
                }
            ],
        )
        moment = row.checked_in_at
        self._at(20)
        self.assertEqual(row, self._check_in(self.event, self.employee))
        self.assertEqual(moment, row.checked_in_at)

    def test_employee_page_needs_login_and_a_press(self):
        """Without a session it leads to the login; opened it shows the person and
        writes nothing; a foreign form is refused; the button notes him."""
        path = f"/zi_governance/hadir/{self.token}"
        answer = self.url_open(path, allow_redirects=False)
        self.assertIn("/web/login", answer.headers["Location"])
        self._stop_clock()
        self.event.sudo()._zi_gate_write(self._open_now())
        self.authenticate("doc_employee", "doc_employee")
        page = self.url_open(path)
        self.assertIn("Pegawai Uji", page.text)
        self.assertEqual("open", self._row(self.event, self.employee).state)
        with mute_logger("odoo.http"):
            self.assertEqual(400, self.url_open(path, data={"x": "1"}).status_code)
        self.assertEqual("open", self._row(self.event, self.employee).state)
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
        answer = self.url_open(path, data={"csrf_token": token})
        self.assertEqual(200, answer.status_code)
        self.env.invalidate_all()
        row = self._row(self.event, self.employee)
        self.assertEqual(("present", "own"), (row.state, row.way))
        self.assertEqual(404, self.url_open(path[:-1] + "_").status_code)

    def _open_now(self):
        from datetime import timedelta

        from odoo import fields

        now = fields.Datetime.now()
        return {"start": now, "stop": now + timedelta(hours=1)}

    def test_walk_in_is_noted_as_not_invited(self):
        """An open event takes an employee who was not on the list, and says so."""
        row = self._check_in(self.event, self.member)
        self.assertFalse(row.invited)
        self.assertEqual("present", row.state)

    def test_closed_list_takes_those_invited_only(self):
        """Who is not on the list of a closed event is refused in words."""
        self.event.open_to = "invited"
        with self.assertRaisesRegex(UserError, "not on the list"):
            self._check_in(self.event, self.member)
        self._check_in(self.event, self.employee)

    def test_other_units_and_strangers_are_refused(self):
        """Somebody of another unit, or without an employee, does not check in."""
        foreigner = self._person("ci_foreign", "Unit Lain", unit=self.other_unit)
        with self.assertRaisesRegex(UserError, "Only employees"):
            self._check_in(self.event, foreigner)

    def test_only_while_it_is_open(self):
        """Too early, too late, stopped, cancelled and closed are refused in words."""
        event = self._event("olahraga", people=(self.employee,))
        for minutes, words in ((-61, "not begun"), (91, "closed")):
            self._at(minutes)
            with self.assertRaisesRegex(UserError, words):
                self._check_in(event, self.employee)
        self._at(10)
        event.action_stop_check_in()
        self._at(11)
        with self.assertRaisesRegex(UserError, "closed"):
            self._check_in(event, self.employee)
        cancelled = self._event("olahraga", people=(self.employee,))
        cancelled.action_cancel("Hujan")
        with self.assertRaisesRegex(UserError, "cancelled"):
            self._check_in(cancelled, self.employee)
        counted = self._event("rohani")
        with self.assertRaisesRegex(UserError, "no names"):
            self._check_in(counted, self.employee)

    def test_two_phones_at_once_make_one_row(self):
        """The loser of a race is told to try again, and then finds his row."""
        self._check_in(self.event, self.member)
        person = self._employee(self.member)
        with mute_logger("odoo.sql_db"), self.assertRaises(ConcurrencyError):
            self.event.sudo()._zi_enter(
                {
                    "employee_id": person.id,
                    "user_id": self.member.id,
                    "state": "present",
                    "checked_in_at": "2026-06-15 06:05:00",
                    "way": "own",
                    "role": "participant",
                }
            )
        self.assertEqual(1, len(self._row(self.event, self.member)))

    # ------------------------------------------------------------------
    # GUESTS
    # ------------------------------------------------------------------

    def test_guest_is_listed_as_unverified_once(self):
        """A guest types name and institution; sent twice he is listed once; the
        officer confirms him."""
        nonce = self._nonce(self.visit(f"/zi/hadir/{self.token}"))
        for _time in range(2):
            answer = self._send(nonce)
            self.assertEqual(200, answer.status_code)
        self.env.invalidate_all()
        guest = self.event.attendance_ids.filtered("guest_name")
        self.assertRecordValues(
            guest,
            [
                {
                    "guest_name": "Budi Tamu",
                    "guest_institution": "Puskesmas",
                    "way": "guest",
                    "state": "present",
                }
            ],
        )
        guest.with_user(self.secretary).action_present()
        self.assertEqual("officer", guest.way)

    def test_bad_forms_are_refused_at_their_field(self):
        """Empty, endless and forged forms add nobody, and no error is a crash."""
        nonce = self._nonce(self.visit(f"/zi/hadir/{self.token}"))
        for form in (
            (nonce, "", "Puskesmas"),
            (nonce, "x" * 200, "Puskesmas"),
            (nonce, "Budi", ""),
            ("forged", "Budi", "Puskesmas"),
            ("", "Budi", "Puskesmas"),
        ):
            answer = self._send(*form)
            self.assertEqual(400, answer.status_code)
            self.assertIn('role="alert"', answer.text)
        self.assertFalse(self.event.attendance_ids.filtered("guest_name"))

    def test_typed_markup_stays_text(self):
        """What a guest types is shown as text and stored without control letters."""
        nonce = self._nonce(self.visit(f"/zi/hadir/{self.token}"))
        answer = self._send(nonce, "<b>Budi\x00</b>")
        self.assertIn("&lt;b&gt;Budi&lt;/b&gt;", answer.text)

    def test_guests_only_where_they_may_come(self):
        """A meeting without guests, and one that is over, take none."""
        nonce = self._nonce(self.visit(f"/zi/hadir/{self.token}"))
        self.event.guests_allowed = False
        answer = self._send(nonce)
        self.assertEqual(400, answer.status_code)
        self.assertNotIn(
            'name="institution"', self.visit(f"/zi/hadir/{self.token}").text
        )
        self.event.guests_allowed = True
        self._at(200)
        self.assertEqual(400, self._send(nonce).status_code)
        self.assertFalse(self.event.attendance_ids.filtered("guest_name"))

    def test_page_in_both_languages(self):
        """The page speaks the language of the reader."""
        self.assertIn(
            "I am an employee", self.visit(f"/zi/hadir/{self.token}", lang="en").text
        )
        self.assertIn('lang="id"', self.visit(f"/zi/hadir/{self.token}").text)
