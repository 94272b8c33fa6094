import base64
import io
from datetime import date

from pypdf import PdfWriter

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PublicCase


def _pdf():
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    content = io.BytesIO()
    writer.write(content)
    return base64.b64encode(content.getvalue())


class TransparencyCase(PublicCase):
    def publication(self, record=None, **values):
        shown = {
            "name": "Pedoman pengaduan",
            "company_id": self.unit.id,
            "media_id": self.env.ref("zi_governance.publication_media_zi_page").id,
            "date_from": date(2026, 6, 15),
        }
        if record is not None:
            shown.update(res_model=record._name, res_id=record.id)
        return (
            self.env["zi.publication"]
            .with_user(self.secretary)
            .create({**shown, **values})
        )


@tagged("post_install", "-at_install")
class TestTransparency(TransparencyCase):
    def _page(self, path="/zi/u/BLU"):
        answer = self.visit(path)
        self.assertEqual(200, answer.status_code)
        return answer.text

    def test_published_paper_stands_there_with_date_file_and_check(self):
        """An approved and published document is shown, downloaded and verified."""
        paper = self.paper()
        row = self.publication(paper, document=_pdf(), document_name="a.pdf")
        self.assertNotIn("Pedoman pengaduan", self._page())
        row.action_publish()
        text = self._page()
        for words in (
            "Pedoman pengaduan",
            paper.number,
            "15 Juni 2026",
            "Kepala Uji",
            f'href="/zi/dok/{row.id}"',
            f'href="{self.token_path(paper)}"',
        ):
            with self.subTest(words=words):
                self.assertIn(words, text)
        answer = self.visit(f"/zi/dok/{row.id}")
        self.assertEqual(base64.b64decode(_pdf())[:5], answer.content[:5])
        self.assertEqual("application/pdf", answer.headers["Content-Type"])
        self.assertIn("all", self.visit("/zi/u/BLU").headers["X-Robots-Tag"])

    def test_nothing_unapproved_or_confidential_is_published(self):
        """A draft and a restricted document are refused, however they get there."""
        draft = self._decree("prosedur_pengaduan")
        secret = self._approve(self._decree("nota_dinas_benturan"))
        for record in (draft, secret):
            with self.subTest(record=record.id), self.assertRaises(UserError):
                self.publication(record).action_publish()

    def test_what_ends_or_changes_disappears(self):
        """A paper that is replaced, and a publication that is over, show no more."""
        paper = self.paper()
        row = self.publication(paper, document=_pdf(), document_name="a.pdf")
        row.action_publish()
        self.assertIn("Pedoman pengaduan", self._page())
        self.env.cr.execute(
            "UPDATE zi_decree SET approval_state = 'withdrawn' WHERE id = %s",
            [paper.id],
        )
        self.env.invalidate_all()
        self.assertNotIn("Pedoman pengaduan", self._page())
        self.assertEqual(404, self.visit(f"/zi/dok/{row.id}").status_code)
        self.env.cr.execute(
            "UPDATE zi_decree SET approval_state = 'approved' WHERE id = %s",
            [paper.id],
        )
        self.env.invalidate_all()
        self.assertIn("Pedoman pengaduan", self._page())
        row.action_end()
        self._travel(date(2026, 6, 16))
        self.assertNotIn("Pedoman pengaduan", self._page())

    def test_published_file_is_not_exchanged(self):
        """What visitors downloaded stays what was published."""
        row = self.publication(document=_pdf(), document_name="a.pdf")
        row.action_publish()
        with self.assertRaises(UserError):
            row.write({"document": False})

    def test_files_of_others_are_not_served(self):
        """Only a file that is published today is served, whatever number is asked."""
        draft = self.publication(document=_pdf(), document_name="a.pdf")
        for number in (draft.id, 0, 999999999, 2**40):
            with self.subTest(number=number):
                self.assertEqual(404, self.visit(f"/zi/dok/{number}").status_code)

    def test_units_are_found_by_their_code(self):
        """A unit's page by its code in any case; another code is not found."""
        self.assertIn("Balai Uji", self._page("/zi/u/blu"))
        self.assertIn("Balai Uji", self._page("/zi?unit=BLU"))
        for code in ("XX", "%25", "_LU", "%00", "B%5CU", "a" * 500):
            with self.subTest(code=code):
                self.assertEqual(404, self.visit(f"/zi/u/{code}").status_code)

    def test_several_units_are_listed(self):
        """With several units /zi lists those that show something."""
        self.other_unit.zi_unit_code = "BLN"
        for unit in (self.unit, self.other_unit):
            row = self.env["zi.publication"].create(
                {
                    "name": "Maklumat",
                    "company_id": unit.id,
                    "media_id": self.env.ref(
                        "zi_governance.publication_media_zi_page"
                    ).id,
                    "date_from": date(2026, 6, 15),
                    "address": "/zi",
                }
            )
            row._zi_move("live")
        text = self._page("/zi")
        self.assertIn('href="/zi/u/BLU"', text)
        self.assertIn('href="/zi/u/BLN"', text)

    def test_queries_do_not_grow_with_the_publications(self):
        """One and ten published documents take the same number of queries."""
        pages = self.env["zi.public.page"].with_context(lang="id_ID")

        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            pages._zi_published_items(self.unit)
            return self.env.cr.sql_log_count - before

        self.publication(self.paper()).action_publish()
        queries()
        one = queries()
        for _number in range(9):
            self.publication(self.paper()).action_publish()
        queries()
        self.assertLessEqual(queries(), one)
