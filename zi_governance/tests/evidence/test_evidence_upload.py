import base64
import io
from datetime import date

from PIL import Image

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..documents.common import TODAY
from .common import EvidenceCase, office, pdf, photo

_EVIL = {
    "halaman.pdf": b"<html><script>alert(1)</script></html>",
    "gambar.png": b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>",
    "gambar.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "program.pdf": b"MZ\x90\x00 program",
    "program.exe": b"MZ\x90\x00 program",
    "makro.docx": office(["word/document.xml", "word/vbaProject.bin"]),
    "makro2.xlsx": office(["xl/workbook.xml"], "<T>macroEnabled</T>"),
    "nama.jpg": pdf(),
    "kosong.pdf": b"",
    "tanpa_akhiran": pdf(),
    "naskah.txt": b"#!/bin/sh\nrm -rf /",
}


@tagged("post_install", "-at_install")
class TestEvidenceUpload(EvidenceCase):
    def _upload(self, files, user=None, model="zi.work.plan.item", record=None):
        return self.Evidence.with_user(user or self.member)._zi_upload(
            files, model, (record or self.item).id
        )

    def test_evil_files_are_refused_by_content(self):
        """What a file is counts, not what its name says."""
        for name, content in _EVIL.items():
            with self.subTest(name=name):
                result = self._upload([(name, content)])
                self.assertFalse(result["created"])
                self.assertEqual(len(result["refused"]), 1)
        self.assertFalse(
            self.env["ir.attachment"].search([("res_model", "=", "zi.evidence")])
        )

    def test_day_may_be_given_for_all(self):
        """Files may come with their day: a past one counts there, none lies ahead."""
        day = date(TODAY.year, 2, 3)
        files = [("a.pdf", pdf("a")), ("b.pdf", pdf("b"))]
        upload = self.Evidence.with_user(self.member)._zi_upload
        result = upload(files, "zi.work.plan.item", self.item.id, day.isoformat())
        rows = self.Evidence.browse(result["created"])
        self.assertEqual(rows.mapped("date"), [day, day])
        ahead = upload(files, "zi.work.plan.item", self.item.id, date(2030, 1, 1))
        self.assertFalse(ahead["created"])
        for wrong in ("31/02/2026", "besok", {"a": 1}):
            with self.subTest(wrong=wrong), self.assertRaises(UserError):
                upload(files, "zi.work.plan.item", self.item.id, wrong)

    def test_several_at_once(self):
        """A refused file does not hold the others back, and says why."""
        result = self._upload(
            [
                ("a.pdf", pdf("a")),
                ("b.pdf", _EVIL["halaman.pdf"]),
                ("c.jpg", photo()),
            ]
        )
        rows = self.Evidence.browse(result["created"])
        self.assertEqual(rows.mapped("file_name"), ["a.pdf", "c.jpg"])
        self.assertEqual(rows.item_ids, self.item)
        self.assertEqual(rows.area_ids, self.area)
        self.assertTrue(rows[1].thumbnail)
        self.assertEqual(result["refused"][0]["name"], "b.pdf")
        self.assertIn("b.pdf", result["refused"][0]["message"])

    def test_size_limit(self):
        """A file above the limit is refused with both sizes."""
        self.env["ir.config_parameter"].set_param("zi_governance.evidence_max_mb", "1")
        result = self._upload([("besar.pdf", pdf() + b" " * 1_200_000)])
        self.assertIn("1.1 MB", result["refused"][0]["message"])

    def test_picture_of_too_many_pixels_is_refused(self):
        """A picture that is small in bytes and huge in pixels is refused in words."""
        stream = io.BytesIO()
        Image.new("1", (20000, 20000)).save(stream, "PNG")
        result = self._upload([("besar.png", stream.getvalue())])
        self.assertIn("too many pixels", result["refused"][0]["message"])

    def test_file_that_is_all_ending_has_a_name(self):
        """A file named only “.pdf” is shown by that."""
        result = self._upload([(".pdf", pdf())])
        self.assertEqual(self.Evidence.browse(result["created"]).name, ".pdf")

    def test_junk_instead_of_files_is_refused_in_words(self):
        """What a program sends by mistake is no crash."""
        evidence = self.Evidence.with_user(self.member)
        with self.assertRaises(UserError):
            evidence.action_upload([1], "zi.work.plan.item", self.item.id)
        with self.assertRaises(UserError):
            evidence.action_upload([], "zi.work.plan.item", "abc")
        self.assertFalse(evidence.action_upload(None)["created"])

    def test_names_are_cleaned(self):
        """Paths, control characters and overlong names do not reach the store."""
        result = self._upload([("..\\..\\etc/pa\x00ss\nwd.pdf", pdf())])
        self.assertEqual(
            self.Evidence.browse(result["created"]).file_name, "passwd.pdf"
        )
        result = self._upload([("x" * 400 + ".pdf", pdf("2"))])
        self.assertLess(len(self.Evidence.browse(result["created"]).file_name), 256)

    def test_html_and_emoji_in_a_name_stay_text(self):
        """A name is text, whatever stands in it."""
        result = self._upload([("=HYPERLINK(1)<b>😀.pdf", pdf())])
        self.assertEqual(
            self.Evidence.browse(result["created"]).name, "=HYPERLINK(1)<b>😀"
        )

    def test_rpc_upload_takes_base64(self):
        """The public method takes the same files as base64 and refuses rubbish."""
        result = self.Evidence.with_user(self.member).action_upload(
            [
                {"name": "a.pdf", "data": base64.b64encode(pdf()).decode()},
                {"name": "b.pdf", "data": "%%%"},
            ],
            "zi.work.plan.item",
            self.item.id,
        )
        self.assertEqual((len(result["created"]), len(result["refused"])), (1, 1))

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.models")
    def test_targets_are_checked(self):
        """Files go to items of one's own area and to nothing else."""
        result = self._upload([("a.pdf", pdf())], record=self.foreign_item)
        self.assertFalse(result["created"])
        for model, record_id in (("res.users", 2), ("zi.evidence", 0)):
            with self.subTest(model=model), self.assertRaises(UserError):
                self.Evidence.with_user(self.member)._zi_upload(
                    [("a.pdf", pdf())], model, record_id
                )

    def test_wizard_attaches_new_and_present_evidence(self):
        """One form attaches a file and evidence that is there already."""
        present = self._enter()
        wizard = (
            self.env["zi.evidence.attach"]
            .with_user(self.member)
            .create(
                {
                    "item_id": self.item.id,
                    "upload": base64.b64encode(pdf("w")),
                    "file_name": "w.pdf",
                    "date": "2026-06-11",
                    "evidence_ids": [(6, 0, present.ids)],
                }
            )
        )
        wizard.action_confirm()
        self.assertEqual(len(self.item.evidence_ids), 2)
        foreign = wizard.copy({"item_id": self.foreign_item.id})
        with self.assertRaises(AccessError):
            foreign.action_confirm()


@tagged("post_install", "-at_install")
class TestEvidenceRoute(EvidenceCase, HttpCase):
    def test_route_enters_files_of_the_session(self):
        """Dropped files arrive through one address, as the logged-in person."""
        self.authenticate("doc_member", "doc_member")
        answer = self._post([("a.pdf", pdf("r")), ("b.pdf", _EVIL["halaman.pdf"])])
        self.assertEqual(answer.status_code, 200)
        result = answer.json()
        self.assertEqual((len(result["created"]), len(result["refused"])), (1, 1))
        self.assertEqual(
            self.Evidence.browse(result["created"]).uploader_id, self.member
        )

    def test_route_says_how_large_a_file_is(self):
        """A file above the limit is refused with its own size."""
        self.env["ir.config_parameter"].set_param("zi_governance.evidence_max_mb", "1")
        self.authenticate("doc_member", "doc_member")
        answer = self._post(
            [("a.pdf", pdf() + b" " * (3 * 2**20)), ("b.pdf", pdf("b"))]
        )
        result = answer.json()
        self.assertIn("3.0 MB", result["refused"][0]["message"])
        self.assertEqual(1, len(result["created"]))

    @mute_logger("odoo.http")
    def test_route_needs_the_form_token_and_a_login(self):
        """Another site cannot send files in the name of a person."""
        self.authenticate("doc_member", "doc_member")
        self.assertEqual(self._post([("a.pdf", pdf())], token=False).status_code, 400)
        self.authenticate(None, None)
        answer = self._post([("a.pdf", pdf())], token=False)
        self.assertNotIn("created", answer.text)
        self.assertFalse(self.item.evidence_ids)

    def _post(self, files, token=True):
        data = {"res_model": "zi.work.plan.item", "res_id": self.item.id}
        if token:
            data["csrf_token"] = http.Request.csrf_token(self)
        return self.url_open(
            "/zi_governance/evidence/upload",
            data=data,
            files=[
                ("ufile", (name, io.BytesIO(content), "application/octet-stream"))
                for name, content in files
            ],
        )
