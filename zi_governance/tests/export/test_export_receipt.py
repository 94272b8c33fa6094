import re

from odoo.tests import HttpCase, tagged

from .common import ExportCase


@tagged("post_install", "-at_install")
class TestExportReceipt(ExportCase, HttpCase):
    # Counters open a cursor of their own inside a reading request; one shared test
    # cursor cannot be both.
    _registry_readonly_enabled = False

    def setUp(self):
        super().setUp()
        self.env["ir.config_parameter"].set_param(
            "zi.public_base_url", "https://zi.example.go.id"
        )
        self._at(2026, 2, 6, 3)
        (self.mail,) = self._job_with_mail()
        self.delivery = self._runs().delivery_ids

    def _path(self):
        return f"/zi/terima/{self.delivery._zi_receipt_token()}"

    def test_link_stands_in_the_mail_and_opening_it_changes_nothing(self):
        """A scanner that opens the link confirms nothing; no cookie is set."""
        link = f"https://zi.example.go.id{self._path()}".encode()
        self.assertIn(link, self.mail.replace(b"=\r\n", b""))
        page = self.url_open(self._path())
        self.assertEqual(page.status_code, 200)
        self.assertIn(self._runs().sha256, page.text)
        self.assertNotIn("Set-Cookie", page.headers)
        self.env.invalidate_all()
        self.assertFalse(self.delivery.received_at)

    def test_button_notes_the_receipt_once(self):
        """The button notes name and time; a second name does not replace the first."""
        nonce = self._nonce(self.url_open(self._path()).text)
        for name in ("Auditor Uji", "Orang lain"):
            page = self.url_open(self._path(), data={"name": name, "nonce": nonce})
            self.assertEqual(page.status_code, 200)
        self.env.invalidate_all()
        self.assertEqual(self.delivery.received_by, "Auditor Uji")

    def _nonce(self, html):
        return re.search(r'name="nonce" value="([^"]+)"', html)[1]

    def test_forged_form_is_refused(self):
        """Without a name, or with a nonce that is not ours, nothing is noted."""
        nonce = self._nonce(self.url_open(self._path()).text)
        for data in ({"name": "", "nonce": nonce}, {"name": "X", "nonce": "palsu"}):
            with self.subTest(data):
                page = self.url_open(self._path(), data=data)
                self.assertEqual(page.status_code, 400)
        self.env.invalidate_all()
        self.assertFalse(self.delivery.received_at)

    def test_wrong_code_is_an_unknown_page(self):
        """A code that is not one is answered like one that does not exist."""
        pages = [
            self.url_open(f"/zi/terima/{code}") for code in ("x", "0" * 32, "a%00b")
        ]
        self.assertEqual({page.status_code for page in pages[:2]}, {404})
        self.assertEqual(pages[0].text, pages[1].text)
        self.assertLess(pages[2].status_code, 500)

    def test_cover_carries_the_code_and_its_page_tells_the_status(self):
        """The page behind the cover's code says in force, after an amendment that it
        was replaced."""
        run = self._runs()
        path = f"/zi/v/{run._zi_token()}"
        page = self.url_open(path, headers={"Accept-Language": "id"})
        self.assertIn("BERLAKU", page.text)
        self.assertIn(run.content_hash, page.text)
        run.with_user(self.secretary).action_amend("Salah hitung.")
        self._job_with_mail()
        page = self.url_open(path, headers={"Accept-Language": "id"})
        self.assertIn("DIGANTI", page.text)
