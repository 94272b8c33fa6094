from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .common import PactCase


@tagged("post_install", "-at_install")
class TestIntegrityPactRound(HttpCase, PactCase):
    """Many sign on one day, each with his own phone."""

    _registry_readonly_enabled = False

    def _round(self, people=None, **values):
        people = people or (self.file | self._employee(self.member))
        return (
            self.env["zi.integrity.pact.round"]
            .with_user(self.secretary)
            .create(
                {
                    "name": "Pelantikan",
                    "company_id": self.unit.id,
                    "expected_ids": [
                        (0, 0, {"employee_id": person.id}) for person in people
                    ],
                    **values,
                }
            )
        )

    def _page(self, token, data=None):
        return self.url_open(f"/zi_governance/pakta/{token}", data=data)

    def _csrf(self, page):
        return page.text.split('name="csrf_token" value="')[1].split('"')[0]

    def test_sign_by_the_code_on_the_wall(self):
        """Opening changes nothing; the button with the password signs in the round."""
        item = self._round()
        item.action_open()
        token = item.sudo().token
        self.authenticate(self.employee.login, self._password(self.employee))
        page = self._page(token)
        self.assertEqual(200, page.status_code)
        self.assertFalse(item.pact_ids)
        wrong = self._page(
            token, {"csrf_token": self._csrf(page), "secret": "salah sekali"}
        )
        self.assertEqual(400, wrong.status_code)
        self.assertFalse(item.sudo().pact_ids)
        done = self._page(
            token,
            {
                "csrf_token": self._csrf(page),
                "secret": self._password(self.employee),
            },
        )
        self.assertEqual(200, done.status_code)
        self.assertEqual(self.file, item.sudo().pact_ids.employee_id)
        self.assertEqual("no-store", done.headers["Cache-Control"])

    def test_stranger_to_the_list_is_refused_in_words(self):
        """Who is not expected, guesses a code or comes too late signs nothing."""
        item = self._round(self._employee(self.member))
        item.action_open()
        token = item.sudo().token
        self.authenticate(self.employee.login, self._password(self.employee))
        self.assertIn("not on the list", self._page(token).text)
        self.assertIn("not valid", self._page("A" * 22).text)
        item.action_close()
        self.assertIn("not valid", self._page(token).text)
        self.assertFalse(
            self.env["zi.integrity.pact"].search([("employee_id", "=", self.file.id)])
        )

    def test_without_login_nothing_is_shown(self):
        """The page asks for the own login first."""
        item = self._round()
        item.action_open()
        page = self._page(item.sudo().token)
        self.assertIn("/web/login", page.url)

    def test_closing_keeps_the_coverage_of_the_day(self):
        """Figures of the day stay when people sign later."""
        item = self._round()
        item.action_open()
        self._sign()
        item.action_close()
        self.assertEqual((1, 2), (item.signed_count, item.expected_count))
        self.assertEqual((1, 6), (item.office_signed_count, item.office_count))
        self._sign(self.member)
        self.env.invalidate_all()
        self.assertEqual(1, item.signed_count)
        with self.assertRaises(UserError):
            item.name = "Lain"
        with self.assertRaises(UserError):
            item.unlink()

    def test_figures_cannot_be_typed(self):
        """Coverage, state and code are the system's."""
        item = self._round()
        for vals in ({"state": "closed"}, {"signed_count": 99}, {"office_count": 1}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                item.write(vals)
                item.flush_recordset()

    def test_opened_on_its_own_day_only(self):
        """No signing is opened in advance or afterwards."""
        item = self._round(date="2026-06-20")
        with self.assertRaises(UserError):
            item.action_open()
