from unittest.mock import patch

import requests

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..documents.common import ADDRESS
from .common import PublicCase

_GET = "odoo.addons.zi_governance.models.public.zi_public_address_check.requests.get"


@tagged("post_install", "-at_install")
class TestPublicAddress(PublicCase):
    def setUp(self):
        super().setUp()
        self.pages = self.env["zi.public.page"].with_context(lang="en_US")
        self.env["ir.module.module"]._get("zi_governance").demo = False

    def _answer(self, status=200, body=None, **headers):
        answer = requests.Response()
        answer.status_code = status
        answer._content = body or b""
        answer.headers.update(headers)
        return answer

    def _fault(self, found):
        effect = {
            "side_effect" if isinstance(found, Exception) else "return_value": found
        }
        with patch(_GET, **effect) as call:
            fault = self.pages._zi_test_address(ADDRESS)
        self.assertEqual(f"{ADDRESS}/zi/keys.json", call.call_args.args[0])
        return fault

    def test_own_keys_are_recognised(self):
        """The address is right when this system's own keys answer there."""
        body = self.visit("/zi/keys.json").content
        self.assertEqual("", self._fault(self._answer(body=body)))

    def test_each_fault_has_its_words(self):
        """What failed is said so that somebody can mend it."""
        for found, words in (
            (requests.exceptions.SSLError(), "certificate"),
            (requests.exceptions.ConnectTimeout(), "firewall"),
            (requests.exceptions.ConnectionError(), "DNS"),
            (self._answer(502), "status 502"),
            (self._answer(301, Location="https://b.example/"), "https://b.example/"),
            (self._answer(body=b"<html>"), "something else"),
            (self._answer(body=b"[]"), "something else"),
            (self._answer(body=b'{"keys": []}'), "another office"),
        ):
            with self.subTest(words=words):
                self.assertIn(words, self._fault(found))

    def test_unfit_address_is_not_even_asked(self):
        """No request goes to an address inside of the office."""
        with patch(_GET) as call:
            for address in ("", "http://127.0.0.1:22", "http://10.0.0.1", "ftp://x.id"):
                self.assertTrue(self.pages._zi_test_address(address))
        call.assert_not_called()

    def test_guide_says_what_is_left(self):
        """The step is open without an address, warns until it is tested, then rests."""
        step = self.env.ref("zi_governance.setup_step_address")
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("zi.public_base_url", "http://localhost:8069")
        self.assertEqual(("open", True), (step.state, bool(step.warning)))
        parameters.set_param("zi.public_base_url", ADDRESS)
        step.invalidate_recordset()
        self.assertEqual(("done", True), (step.state, bool(step.warning)))
        admin = new_test_user(
            self.env,
            "address_admin",
            groups="base.group_system,zi_governance.group_zi_admin",
            lang="en_US",
        )
        settings = self.env["res.config.settings"].with_user(admin).create({})
        body = self.visit("/zi/keys.json").content
        with patch(_GET, return_value=self._answer(body=body)):
            result = settings.action_zi_test_address()
        self.assertEqual("success", result["params"]["type"])
        step.invalidate_recordset()
        self.assertEqual(("done", False), (step.state, bool(step.warning)))

        mine = step.with_user(admin)
        self.assertTrue(mine.can_check)
        with patch(_GET, return_value=self._answer(body=b"{}")):
            result = mine.action_check()
        self.assertEqual("danger", result["params"]["type"])
        step.invalidate_recordset()
        self.assertEqual(("done", True), (step.state, bool(step.warning)))
        self.assertFalse(step.with_user(self.employee).can_check)

    def test_only_the_saved_address_is_tested_by_the_administrator(self):
        """What is typed and not saved is not tested, and nobody else tests."""
        settings = self.env["res.config.settings"].create({})
        settings.zi_public_base_url = "https://lain.example.go.id"
        with self.assertRaises(UserError), patch(_GET) as call:
            settings.action_zi_test_address()
        call.assert_not_called()
        with self.assertRaises(AccessError):
            settings.with_user(self.employee).action_zi_test_address()
