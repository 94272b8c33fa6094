from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import SopCase


@tagged("post_install", "-at_install")
class TestSopPublic(SopCase, HttpCase):
    """Public pages of SOPs: what they show, what they keep back, what they set."""

    # Counters write in a transaction of their own, which a test cursor cannot.
    _registry_readonly_enabled = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stop_clock()
        cls.revision = cls._approve(
            cls._revision(cls._sop(name="Pengujian <b>air</b> bersih"))
        )
        cls.inner = cls._approve(
            cls._revision(cls._sop(name="Penyimpanan kunci"), public=False)
        )

    def setUp(self):
        super().setUp()
        self._stop_clock()

    def _get(self, path):
        self.env.flush_all()
        response = self.url_open(path, headers={"Accept-Language": "id"})
        self.assertNotIn("Set-Cookie", response.headers)
        self.assertLess(len(response.content), 50_000)
        return response

    def test_list_shows_what_is_public_and_in_force(self):
        """Only approved SOPs that may be shown are listed and found by their steps."""
        page = self._get("/zi/sop").text
        self.assertIn("Pengujian &lt;b&gt;air&lt;/b&gt; bersih", page)
        self.assertNotIn("Penyimpanan kunci", page)
        self.assertIn(
            f"/zi/sop/{self.revision.sop_id.id}", self._get("/zi/sop?q=kelayakan").text
        )
        self.assertNotIn("Pengujian", self._get("/zi/sop?q=tidakada").text)

    def test_page_has_steps_in_words_and_the_drawing(self):
        """Words and drawing stand on the page; nothing needs a script or a style."""
        page = self._get(f"/zi/sop/{self.revision.sop_id.id}").text
        for words in (
            "Menerima sampel",
            "<svg",
            "Jika tidak, lanjut ke langkah 1.",
            self.revision.number,
        ):
            self.assertIn(words, page)
        self.assertNotIn("style=", page)
        self.assertNotIn("<script", page)

    def test_verification_page_shows_the_steps(self):
        """Behind the code: BERLAKU, the steps; DIGANTI once it was replaced."""
        token = self.revision._zi_token()
        page = self._get(f"/zi/v/{token}").text
        self.assertIn("BERLAKU", page)
        self.assertIn("Memeriksa kelayakan sampel", page)
        new = self.revision.with_user(self.secretary)._zi_next_revision()
        self._approve(new)
        page = self._get(f"/zi/v/{token}").text
        self.assertIn("DIGANTI", page)
        self.assertIn(f"/zi/v/{new._zi_token()}", page)
        self._approve(
            self.env["zi.sop.withdrawal"]
            .with_user(self.secretary)
            .create({"revision_id": new.id, "reason": "Alat rusak"})
        )
        self.assertIn("DICABUT", self._get(f"/zi/v/{new._zi_token()}").text)

    def test_inner_sop_tells_only_whether_it_is_in_force(self):
        """What may not be shown has a status and no steps."""
        page = self._get(f"/zi/v/{self.inner._zi_token()}").text
        self.assertIn("BERLAKU", page)
        self.assertNotIn("Memeriksa kelayakan sampel", page)
        self.assertEqual(self._get(f"/zi/sop/{self.inner.sop_id.id}").status_code, 404)

    @mute_logger("odoo.http")
    def test_odd_addresses_get_our_page(self):
        """No number, search or page makes the server fail."""
        for path in (
            "/zi/sop/0",
            "/zi/sop/99999999999999999999",
            "/zi/sop/x",
            "/zi/sop/-1",
        ):
            self.assertEqual(self._get(path).status_code, 404, path)
        for query in (
            "q=%00",
            "q=" + "x" * 3000,
            "q=%25_%27",
            "p=99999",
            "p=%C2%B2",
            "self=1",
        ):
            self.assertEqual(self._get(f"/zi/sop?{query}").status_code, 200, query)

    def test_first_page_lists_the_newest(self):
        """The unit's page has a block of its SOPs, dated."""
        blocks = self.env["zi.public.page"]._zi_sections(self.unit)
        html = "".join(str(block) for _sequence, block in blocks)
        self.assertIn("Pengujian &lt;b&gt;air&lt;/b&gt; bersih", html)
        self.assertNotIn("Penyimpanan kunci", html)
