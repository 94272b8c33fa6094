from datetime import date
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from ...tools.page_cache import PageCache
from .common import PublicCase


@tagged("post_install", "-at_install")
class TestVerification(PublicCase):
    def _words(self, record):
        """The first line of a document's page."""
        answer = self.visit(self.token_path(record))
        self.assertEqual(200, answer.status_code)
        return answer.text.partition("<h1>")[2].partition("</h1>")[0].strip()

    def test_paper_in_force_shows_its_facts(self):
        """BERLAKU first, then number, subject, date, approver and hash."""
        paper = self.paper()
        answer = self.visit(self.token_path(paper))
        self.assertEqual(200, answer.status_code)
        text = " ".join(answer.text.split())
        for words in (
            "<h1>BERLAKU</h1>",
            paper.number,
            paper.subject,
            "15 Juni 2026",
            "Kepala Uji",
            "Balai Uji",
            paper._zi_last_decision().content_hash,
        ):
            with self.subTest(words=words):
                self.assertIn(words, text)
        self.assertLess(len(answer.content), 50_000)

    def test_page_is_light_and_strict(self):
        """No script, no foreign address, no cookie; a policy with the style's hash."""
        answer = self.visit(self.token_path(self.paper()))
        self.assertNotIn("<script", answer.text)
        self.assertNotIn(" style=", answer.text)
        self.assertNotIn("http://", answer.text.replace(self.base_url(), ""))
        policy = answer.headers["Content-Security-Policy"]
        self.assertIn("default-src 'none'", policy)
        self.assertNotIn("unsafe", policy)
        self.assertEqual("no-referrer", answer.headers["Referrer-Policy"])
        self.assertIn("noindex", answer.headers["X-Robots-Tag"])
        self.assertEqual("DENY", answer.headers["X-Frame-Options"])

    def test_page_speaks_the_readers_language(self):
        """The browser's language, or the one chosen in the address; the first line
        stays Indonesian."""
        path = self.token_path(self.paper())
        english = self.visit(path, lang="en-GB,en;q=0.9")
        self.assertIn('<html lang="en"', english.text)
        self.assertIn("Approved by", english.text)
        self.assertIn("15 June 2026", english.text)
        self.assertIn("<h1>BERLAKU</h1>", english.text)
        chosen = self.visit(f"{path}?lang=id", lang="en")
        self.assertIn('<html lang="id"', chosen.text)
        self.assertIn('<html lang="id"', self.visit(path, lang="fr").text)

    def test_replaced_paper_leads_to_its_successor(self):
        """DIGANTI, with a link to what is in force now."""
        old = self.paper()
        new = self.paper(replaces_ids=[(6, 0, old.ids)])
        answer = self.visit(self.token_path(old))
        self.assertIn("<h1>DIGANTI</h1>", " ".join(answer.text.split()))
        self.assertIn(f'href="{self.token_path(new)}"', answer.text)
        self.assertEqual("BERLAKU", self._words(new))

    def test_withdrawn_paper_says_so(self):
        """DICABUT once a document withdraws it."""
        old = self.paper()
        self._approve(self._decree("sk_pencabutan", revokes_ids=[(6, 0, old.ids)]))
        self.assertEqual("DICABUT", self._words(old))

    def test_paper_of_a_later_day_says_from_when(self):
        """BELUM BERLAKU with the day, and BERLAKU from that day on; after its last day
        it is over."""
        paper = self.paper(valid_from=date(2026, 7, 1), valid_to=date(2026, 7, 31))
        self.assertEqual("BELUM BERLAKU", self._words(paper))
        self.assertIn("1 Juli 2026", self.visit(self.token_path(paper)).text)
        path = self.token_path(paper)
        self._travel(date(2026, 7, 1))
        self.assertIn("<h1>BERLAKU</h1>", self.visit(path).text)
        self._travel(date(2026, 8, 1))
        self.assertIn("TIDAK BERLAKU LAGI", self.visit(path).text)

    def test_changed_content_is_not_called_in_force(self):
        """What differs from what was approved is never BERLAKU."""
        paper = self.paper()
        path = self.token_path(paper)
        self.env.cr.execute(
            "UPDATE zi_decree SET subject = 'Lain' WHERE id = %s", [paper.id]
        )
        self.env.invalidate_all()
        paper._zi_verify_coverage()
        self.assertIn("<h1>TIDAK SAH</h1>", self.visit(path).text)

    def test_confidential_kind_shows_no_content(self):
        """Of a restricted document neither subject nor approver is shown."""
        kind = self._kind("nota_dinas_benturan")
        self.assertTrue(kind.restricted)
        paper = self._approve(
            self._decree("nota_dinas_benturan", subject="Perkara Marbel")
        )
        text = self.visit(self.token_path(paper)).text
        self.assertIn(paper.number, text)
        self.assertIn("Balai Uji", text)
        self.assertNotIn("Marbel", text)
        self.assertNotIn("Kepala Uji", text)

    def test_unknown_wrong_and_unapproved_are_alike(self):
        """A code that does not exist, is none, or belongs to a draft gets one answer,
        byte for byte."""
        draft = self._decree("prosedur_pengaduan")
        real = self.token_path(self.paper())
        answers = {
            path: self.visit(path)
            for path in (
                "/zi/v/" + "A" * 22,
                "/zi/v/x",
                real[:-1],
                real + "A",
                real[:-1] + ("A" if real[-1] != "A" else "B"),
                self.token_path(draft),
                "/zi/v/%00%00",
                "/zi/v/a/b/c",
                "/zi/v//a",
                "/zi/v/" + "%F0%9F%98%80" * 20,
                "/zi/v/" + "A" * 3000,
                "/zi/v/..%2f..%2fetc",
                "/zi/v/%0a",
                "/zi/v/%ff",
            )
        }
        bodies = {answer.content for answer in answers.values()}
        self.assertEqual({404}, {a.status_code for a in answers.values()})
        self.assertEqual(1, len(bodies))
        self.assertIn(b"TIDAK DITEMUKAN", bodies.pop())
        headers = {
            tuple((k, v) for k, v in a.headers.items() if k not in ("Date",))
            for a in answers.values()
        }
        self.assertEqual(1, len(headers))

    def test_scan_is_counted_and_changes_nothing_else(self):
        """A scan adds one row of code, time and status; the paper stays untouched."""
        paper = self.paper()
        path = self.token_path(paper)
        before = paper.write_date
        self.visit(path)
        self.visit(path)
        scans = self.env["zi.verification.scan"].search([])
        self.assertEqual(["current"] * 2, scans.mapped("status"))
        self.assertEqual(paper.id, scans.token_id.res_id)
        self.assertEqual(
            {"id", "token_id", "scanned_at", "status", "display_name"},
            set(scans._fields),
        )
        self.assertEqual(before, paper.write_date)

    def test_code_is_the_same_at_every_print(self):
        """Printing twice gives the same code; another copy gives another."""
        paper = self.paper()
        first = paper._zi_token()
        self.assertEqual(first, paper._zi_token())
        self.assertNotEqual(first, paper._zi_token("Ruang A"))
        self.assertEqual(paper, self.env["zi.verification.token"]._zi_find(first))
        rows = self.env["zi.verification.token"].search([("res_id", "=", paper.id)])
        self.assertNotIn(first, str(rows.read()))

    @mute_logger("odoo.http")
    def test_unknown_codes_are_limited_and_known_ones_are_not(self):
        """Guessing ends with our page for 429; who holds a real code still reads."""
        limit = self.env.ref("zi_governance.limit_verify_unknown")
        limit.attempts = 3
        path = self.token_path(self.paper())
        codes = [self.visit(f"/zi/v/{n}").status_code for n in range(5)]
        self.assertEqual([404, 404, 404, 429, 429], codes)
        blocked = self.visit("/zi/v/x")
        self.assertEqual(str(limit.minutes * 60), blocked.headers["Retry-After"])
        self.assertEqual(200, self.visit(path).status_code)
        hits = self.env["zi.public.hit"].search([])
        self.assertEqual(3, len(hits))
        self.assertNotIn("127.0.0.1", str(hits.read()))

    def test_hits_are_forgotten(self):
        """After a day nothing is left of an attempt."""
        self.visit("/zi/v/x")
        self.assertTrue(self.env["zi.public.hit"].search([]))
        self._travel(date(2026, 6, 15))
        self.env.cr.execute(
            "UPDATE zi_public_hit SET hit_at = hit_at - interval '26 hours'"
        )
        self._stop_clock()
        self.env["zi.public.hit"]._gc_hits()
        self.env.invalidate_all()
        self.assertFalse(self.env["zi.public.hit"].search([]))

    def test_employees_session_leaves_no_trace(self):
        """An employee who scans while logged in is nobody: no device, no cookie."""
        path = self.token_path(self.paper())
        session = self.authenticate(self.employee.login, self.employee.login)
        self.env.cr.execute("SELECT count(*) FROM res_device_log")
        before = self.env.cr.fetchone()
        answer = self.url_open(path)
        self.assertEqual(200, answer.status_code)
        self.assertNotIn("Set-Cookie", answer.headers)
        self.env.cr.execute("SELECT count(*) FROM res_device_log")
        self.assertEqual(before, self.env.cr.fetchone())
        self.assertTrue(session.sid)

    def test_page_is_made_once_until_its_row_changes(self):
        """A second scan reads no document; any change of the row, also by SQL, shows
        at the next scan."""
        paper = self.paper()
        path = self.token_path(paper)
        self.visit(path)
        with patch.object(type(paper), "_zi_page") as made:
            self.assertIn("<h1>BERLAKU</h1>", self.visit(path).text)
        made.assert_not_called()
        self.env.cr.execute(
            "UPDATE zi_decree SET approval_state = 'withdrawn' WHERE id = %s",
            [paper.id],
        )
        self.env.invalidate_all()
        self.assertIn("<h1>DICABUT</h1>", self.visit(path).text)

    def test_page_that_rests_on_other_rows_is_made_each_time(self):
        """A kind that does not name its rows is never shown from memory."""
        paper = self.paper()
        path = self.token_path(paper)
        self.visit(path)
        with patch.object(type(paper), "_zi_public_rows", return_value=None):
            self.env.registry.zi_page_cache = PageCache()
            self.visit(path)
            with patch.object(type(paper), "_zi_page", autospec=True) as made:
                made.return_value = {"status": "not_found"}
                self.assertEqual(404, self.visit(path).status_code)
