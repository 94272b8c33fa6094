import io
import re

from pypdf import PdfReader

from odoo.tests import tagged

from .common import SopCase


@tagged("post_install", "-at_install")
class TestSopPaper(SopCase):
    def _pages(self, revision, orientation="landscape"):
        content, kind = (
            self.env["ir.actions.report"]
            .with_context(force_report_rendering=True)
            ._render_qweb_pdf(f"zi_governance.report_sop_{orientation}", revision.ids)
        )
        self.assertEqual(kind, "pdf")
        reader = PdfReader(io.BytesIO(content))
        self.box = reader.pages[0].mediabox
        return [" ".join(page.extract_text().split()) for page in reader.pages]

    def _long(self, count=30):
        return self._revision(
            step_ids=[
                (
                    0,
                    0,
                    {
                        "sequence": number * 10,
                        "number": number,
                        "activity": f"Kegiatan nomor {number} dari SOP uji",
                        "executor_codes": "AB"[number % 2],
                        "symbol": {1: "start", 8: "decision", count: "end"}.get(
                            number, "process"
                        ),
                        "no_to": 3 if number == 8 else 0,
                        "inputs": "Formulir",
                        "time_value": 5,
                        "output": f"Hasil {number}",
                    },
                )
                for number in range(1, count + 1)
            ]
        )

    def test_approved_paper_has_the_official_layout(self):
        """Identity block, then every step on pages that repeat the head."""
        self.allow_pdf_render()
        revision = self._long()
        revision.write(
            {
                "warning": "Hasil uji dapat salah",
                "equipment": "Timbangan\nInkubator",
                "regulation_ids": [
                    (4, self.env.ref("zi_governance.regulation_permenpanrb_90_2021").id)
                ],
            }
        )
        self._approve(revision)
        for orientation in ("landscape", "portrait"):
            with self.subTest(orientation=orientation):
                pages = self._pages(revision, orientation)
                landscape = self.box.width > self.box.height
                self.assertEqual(landscape, orientation == "landscape")
                for words in (
                    "Nomor SOP",
                    revision.number,
                    "Tanggal efektif",
                    "15 Juni 2026",
                    "Kepala Uji",
                    "Dasar hukum",
                    "Permenpan",
                    "Inkubator",
                    "Hasil uji dapat salah",
                ):
                    self.assertIn(words, pages[0])
                table = pages[1:]
                for page in table:
                    for words in ("Kegiatan", "Pelaksana", "Mutu Baku", "Petugas"):
                        self.assertIn(words, page)
                text = " ".join(table)
                for number in range(1, 31):
                    self.assertRegex(text, rf"nomor\s+{number}\s+dari")
                for number, page in enumerate(pages, 1):
                    self.assertIn(f"Halaman {number} dari {len(pages)}", page)
                    self.assertNotIn("DRAF", page)

    def test_draft_is_marked_and_bears_no_qr(self):
        """What nobody approved says so on each page, and has no code to scan."""
        self.allow_pdf_render()
        revision = self._revision()
        for page in self._pages(revision):
            self.assertIn("DRAF", page)
            self.assertNotIn("Kepala Uji", page)
        self.assertFalse(revision._zi_paper()["qr"])

    def test_replaced_revision_says_so(self):
        """A print of what is no longer in force is marked."""
        self.allow_pdf_render()
        old = self._approve(self._revision())
        self._approve(old.with_user(self.secretary)._zi_next_revision())
        self.assertIn("DIGANTI", self._pages(old)[0])

    def test_text_is_printed_as_it_was_typed(self):
        """Markup in a step reaches the paper as text."""
        self.allow_pdf_render()
        revision = self._revision()
        revision.step_ids[0].activity = "<b>Uji</b> & coba"
        pages = " ".join(self._pages(revision))
        self.assertIn("<b>Uji</b> & coba", pages)
        self.assertNotIn("style=", revision.flowchart_svg)
        self.assertFalse(re.search("<b>", revision.flowchart_svg))
