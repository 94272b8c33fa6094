from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...controllers.public.verification import ZiPublicVerification
from ...tools.page_cache import PageCache
from .common import PublicCase


@tagged("post_install", "-at_install")
class TestPublicError(PublicCase):
    def _assert_own_page(self, answer, code):
        self.assertEqual(code, answer.status_code)
        self.assertIn('<html lang="id"', answer.text)
        self.assertIn("Zona Integritas", answer.text)
        self.assertIn("Content-Security-Policy", answer.headers)
        self.assertEqual("no-store", answer.headers["Cache-Control"])
        self.assertNotIn("werkzeug", answer.text.lower())
        self.assertNotIn("odoo", answer.text.lower())

    def test_address_that_does_not_exist(self):
        """Whatever stands below /zi gets our page for 404."""
        for path in (
            "/zi/tidak-ada",
            "/zi/a/b/c",
            "/zi//a",
            "/zi/a%0Ab",
            "/zi/%00",
            "/zi/%ff%fe",
            "/zi/../zi/x",
            "/zi/x?self=1&cls=2&rest=3&token=4&lang=%00",
        ):
            with self.subTest(path=path):
                self._assert_own_page(self.visit(path), 404)

    def test_wrong_method(self):
        """A page that is only read answers any other method with 405 and says which
        methods it takes."""
        for method in ("POST", "PUT", "DELETE", "PATCH", "FOO"):
            with self.subTest(method=method):
                answer = self.visit("/zi/keys.json", method=method)
                self._assert_own_page(answer, 405)
                self.assertEqual("GET", answer.headers["Allow"])

    def test_too_large(self):
        """More than a page accepts gets our page for 413."""
        answer = self.visit("/zi/x", method="POST", data=b"a=" + b"x" * 200_000)
        self._assert_own_page(answer, 413)

    def test_broken_form(self):
        """A body that cannot be read is no crash."""
        answer = self.visit(
            "/zi/x",
            method="POST",
            data=b"--x\r\nnonsense",
            headers={"Content-Type": "multipart/form-data; boundary=x"},
        )
        self.assertLess(answer.status_code, 500)

    @mute_logger("odoo.http")
    def test_crash(self):
        """A crash tells the visitor nothing about it."""

        def crash(*_args, **_kwargs):
            raise ZeroDivisionError("RAHASIA")

        with patch.object(ZiPublicVerification, "_zi_unknown_code", crash):
            answer = self.visit("/zi/v/x")
        self._assert_own_page(answer, 500)
        self.assertNotIn("RAHASIA", answer.text)

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_crash_in_the_database(self):
        """Our page comes also when the transaction is broken."""

        def crash(controller):
            controller.env.cr.execute("SELECT no_such_column")

        with patch.object(ZiPublicVerification, "_zi_unknown_code", crash):
            self._assert_own_page(self.visit("/zi/v/x"), 500)

    @mute_logger("odoo.http")
    def test_refusal(self):
        """A refusal keeps its inner words to itself."""

        secret = "RAHASIA"
        refusal = UserError(secret)

        def refuse(*_args, **_kwargs):
            raise refusal

        with patch.object(ZiPublicVerification, "_zi_unknown_code", refuse):
            answer = self.visit("/zi/v/x")
        self._assert_own_page(answer, 422)
        self.assertNotIn("RAHASIA", answer.text)

    @mute_logger("odoo.addons.zi_governance.models.public.ir_http", "odoo.http")
    def test_page_of_last_resort(self):
        """A broken template still gives a page with the words."""
        self.env.registry.zi_constant_pages = PageCache()
        view = self.env.ref("zi_governance.public_error")
        view.with_context(lang=None).arch_db = view.arch_db.replace(
            't-out="title"', 't-out="no_such_name.x"'
        )
        answer = self.visit("/zi/tidak-ada")
        self.assertEqual(500, answer.status_code)
        self.assertIn("<h1>", answer.text)
        self.assertIn("Content-Security-Policy", answer.headers)

    def test_other_addresses_are_cores(self):
        """Outside of /zi nothing changes."""
        answer = self.url_open("/zix/tidak-ada")
        self.assertEqual(404, answer.status_code)
        self.assertNotIn("Content-Security-Policy", answer.headers)
