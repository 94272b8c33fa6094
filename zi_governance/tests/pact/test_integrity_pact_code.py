import re
from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PactCase


@tagged("post_install", "-at_install")
class TestIntegrityPactCode(PactCase):
    """Who has no account signs on the officer's device with a one-time code."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = cls._person(
            "pact_officer", "Petugas Uji", "group_personnel_officer"
        )
        cls._assign(cls.officer, "role_personnel_officer")
        cls.guard = cls.env["hr.employee"].create(
            {
                "name": "Penjaga Uji",
                "company_id": cls.unit.id,
                "private_email": "penjaga@example.com",
            }
        )

    def _device(self, user=None, employee=None):
        return (
            self.env["zi.integrity.pact.device"]
            .with_user(user or self.officer)
            .with_company(self.unit)
            .create(
                {"company_id": self.unit.id, "employee_id": (employee or self.guard).id}
            )
        )

    def _send(self, device):
        """Press the button and read the code that the mail to the signer holds."""
        sent = []

        def send(mails, *_args, **_kwargs):
            sent.extend(mails.mapped("body_html"))

        with patch.object(self.registry["mail.mail"], "send", send):
            device.action_send_code()
        return re.search(r"\b\d{6}\b", sent[-1]).group()

    def test_code_goes_to_the_signer_and_signs_once(self):
        """The officer sends a code he does not see; it signs once."""
        device = self._device()
        code = self._send(device)
        action = device.action_sign(code)
        pact = self.env["zi.integrity.pact"].browse(action["res_id"])
        self.assertEqual(self.guard, pact.employee_id)
        self.assertEqual("code", pact.method)
        self.assertEqual(self.officer, pact.device_user_id)
        self.assertFalse(pact.user_id)
        with self.assertRaises(UserError):
            device.action_sign(code)

    def test_wrong_old_and_foreign_codes_are_refused(self):
        """Only the latest code of this person, within half an hour."""
        device = self._device()
        first = self._send(device)
        second = self._send(device)
        other = self.env["hr.employee"].create(
            {"name": "Sopir Uji", "company_id": self.unit.id}
        )
        for case, target, code in (
            ("wrong", device, "000000" if second != "000000" else "000001"),
            ("replaced", device, first),
            ("another's", self._device(employee=other), second),
        ):
            with self.subTest(case), self.assertRaises(UserError):
                target.action_sign(code)
        self._travel(date(2026, 6, 16))
        with self.assertRaises(UserError):
            device.action_sign(second)

    def test_guessing_ends_soon(self):
        """After five attempts the right code waits too."""
        device = self._device()
        code = self._send(device)
        for _attempt in range(5):
            with self.assertRaises(UserError):
                device.action_sign("12345")
        with self.assertRaisesRegex(UserError, "Too many"):
            device.action_sign(code)

    def test_who_has_an_account_signs_himself(self):
        """No officer signs for somebody who can log in."""
        with self.assertRaisesRegex(UserError, "account"):
            self._device(employee=self.file).action_send_code()

    def test_only_officers_of_the_unit(self):
        """A personnel officer of another unit, or without assignment, is refused."""
        stranger = self._person(
            "pact_stranger", "Petugas Lain", "group_personnel_officer"
        )
        with self.assertRaises(AccessError):
            self._device(stranger).action_send_code()

    def test_officer_never_sees_the_code(self):
        """Showing a code is the secretariat's, and who showed it does not enter it."""
        self.guard.private_email = False
        with self.assertRaises(AccessError):
            self._device().action_show_code()
        with self.assertRaises(UserError):
            self._device().action_send_code()
        self._assign(self.secretary, "role_personnel_officer")
        shown = self._device(self.secretary).action_show_code()["params"]["message"]
        with self.assertRaises(UserError):
            self._device(self.secretary).action_sign(shown)
        action = self._device().action_sign(shown)
        pact = self.env["zi.integrity.pact"].browse(action["res_id"])
        self.assertEqual(self.officer, pact.device_user_id)

    def test_codes_are_readable_by_nobody(self):
        """Not even the administrator reads them, and only hashes are stored."""
        code = self._send(self._device())
        rows = self.env["zi.integrity.pact.code"]
        for user in (self.officer, self.secretary, self.env.ref("base.user_admin")):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                rows.with_user(user).search_read([])
        stored = rows.sudo().search([("employee_id", "=", self.guard.id)])
        self.assertNotIn(code, stored.code_hash)
