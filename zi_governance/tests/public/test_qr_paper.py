import io
import subprocess
import tempfile
from pathlib import Path

import zxingcpp
from PIL import Image, ImageFilter
from pypdf import PdfReader

from odoo.exceptions import UserError
from odoo.tests import tagged

from ...tools import zi_verify
from .common import PublicCase

_DPI = 150


@tagged("post_install", "-at_install")
class TestQrPaper(PublicCase):
    """QR codes on real PDF pages, read by a real decoder."""

    def _pdf(self, record, report="report_decree"):
        self.allow_pdf_render()
        content, kind = (
            self.env["ir.actions.report"]
            .with_context(force_report_rendering=True)
            ._render_qweb_pdf(f"zi_governance.{report}", record.ids)
        )
        self.assertEqual("pdf", kind)
        return content

    def _photos(self, content):
        """The first page as it comes from a scanner at 150 dpi."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "paper.pdf"
            path.write_bytes(content)
            subprocess.run(
                ["pdftoppm", "-r", str(_DPI), "-png", str(path), f"{folder}/page"],
                check=True,
            )
            pages = sorted(Path(folder).glob("page*.png"))
            return [Image.open(io.BytesIO(page.read_bytes())) for page in pages]

    def _codes(self, picture):
        return [code.text for code in self._found(picture)]

    def _found(self, picture):
        return zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)

    def _text(self, content):
        pages = PdfReader(io.BytesIO(content)).pages
        return " ".join(" ".join(page.extract_text().split()) for page in pages)

    def test_code_on_paper_decodes_turned_and_blurred(self):
        """Printed at its size and rasterised at 150 dpi, the code reads straight, at an
        angle and out of focus, and what it says is genuine."""
        paper = self.paper()
        content = self._pdf(paper)
        page = self._photos(content)[0].convert("L")
        expected = paper._zi_qr()["text"]
        known = self.env["zi.signing.key"]._zi_public_keys()
        for angle in (0, 7, 20):
            for blur in (0, 0.6, 1.0):
                with self.subTest(angle=angle, blur=blur):
                    photo = page.rotate(
                        angle, expand=True, fillcolor=255, resample=Image.BICUBIC
                    ).filter(ImageFilter.GaussianBlur(blur))
                    self.assertEqual([expected], self._codes(photo))
        self.assertEqual(paper.number, zi_verify.check(expected, known)["number"])

    def test_code_is_printed_at_its_size(self):
        """The code itself, without its quiet zone, is at least 40 mm wide."""
        page = self._photos(self._pdf(self.paper()))[0].convert("L")
        [code] = self._found(page)
        width = (code.position.top_right.x - code.position.top_left.x) / _DPI * 25.4
        self.assertGreaterEqual(width, 39.7)  # within a pixel of 40 mm
        self.assertLess(width, 46)

    def test_paper_says_what_the_code_is(self):
        """Beside the code stands that it is no certified signature, and the address."""
        paper = self.paper()
        text = self._text(self._pdf(paper))
        self.assertIn("bukan tanda tangan elektronik tersertifikasi", text)
        self.assertIn("zi.contoh.go.id", text)
        self.assertNotIn("CONTOH.", text)

    def test_draft_carries_no_code(self):
        """A draft is marked DRAF and can be printed without any address."""
        self.env["ir.config_parameter"].set_param("zi.public_base_url", "")
        content = self._pdf(self._decree("prosedur_pengaduan"))
        self.assertIn("DRAF", self._text(content))
        for page in self._photos(content):
            self.assertEqual([], self._codes(page))

    def test_replaced_paper_carries_no_code(self):
        """A print of what was replaced is marked and carries no code."""
        old = self.paper()
        self.paper(replaces_ids=[(6, 0, old.ids)])
        content = self._pdf(old)
        self.assertIn("DIGANTI", self._text(content))
        self.assertEqual([], self._codes(self._photos(content)[0]))

    def test_approved_paper_needs_a_public_address(self):
        """Without an address, or with one that is reached from inside only, nothing
        is printed, and the message says who mends it."""
        paper = self.paper()
        self.env["ir.module.module"]._get("zi_governance").demo = False
        for address in ("", "http://localhost:8069", "http://10.0.0.5"):
            with self.subTest(address=address):
                self.env["ir.config_parameter"].set_param("zi.public_base_url", address)
                with self.assertRaises(UserError) as caught:
                    self._pdf(paper)
                self.assertIn("set-up guide", str(caught.exception))

    def test_demo_office_prints_samples(self):
        """The demo office prints a local address, and the paper says it is a sample."""
        self.env["ir.module.module"]._get("zi_governance").demo = True
        self.env["ir.config_parameter"].set_param(
            "zi.public_base_url", "http://localhost:8069"
        )
        self.assertIn("CONTOH.", self._text(self._pdf(self.paper())))

    def test_too_long_address_is_refused_where_it_is_entered(self):
        """An address that leaves no room in a code is refused with the number of
        characters."""
        paper = self.paper()
        self.env["ir.config_parameter"].set_param(
            "zi.public_base_url", "https://" + "a" * 60 + ".go.id"
        )
        with self.assertRaises(UserError) as caught:
            paper._zi_qr()
        self.assertIn("56", str(caught.exception))

    def test_long_number_and_unit_still_have_a_code(self):
        """However long number, unit and address are, the paper has a code that can be
        read and is genuine; the number in it is cut."""
        paper = self.paper()
        self.unit.zi_unit_code = "unit-kerja-yang-panjang-sekali/1"
        self.env["ir.config_parameter"].set_param(
            "zi.public_base_url", "https://" + "a" * 42 + ".go.id"
        )
        self.env.cr.execute(
            "UPDATE zi_decree SET number = repeat('Nomor/panjang-', 9) WHERE id = %s",
            [paper.id],
        )
        self.env.invalidate_all()
        text = paper._zi_qr_text(paper._zi_verification_url())
        self.assertLessEqual(len(text), 230)
        said = zi_verify.check(text, self.env["zi.signing.key"]._zi_public_keys())
        self.assertTrue(said["number"].startswith("NO"), said["number"])
        self.assertTrue(said["number"].endswith(".."))

    def test_letter_of_the_keys(self):
        """The letter shows the fingerprint as the verifier computes it."""
        key = self.env["zi.signing.key"]._zi_active()
        text = self._text(self._pdf(key, "report_signing_key"))
        self.assertIn(key.key_id, text)
        self.assertIn(key.fingerprint[:39], text)
        self.assertIn("/zi/keys.json", text)
