import io

from pypdf import PdfReader

from odoo.tests import tagged

from .test_report import ReportCase


@tagged("post_install", "-at_install")
class TestReportPaper(ReportCase):
    def test_paper_shows_figures_findings_and_signature(self):
        """The printed report holds the frozen figures, the meeting and the signer."""
        self.allow_pdf_render()
        report = self._approve(
            self._monitoring(
                participants="Kepala\nSekretaris",
                finding_ids=[
                    (
                        0,
                        0,
                        {
                            "name": "Bukti kurang",
                            "action": "Lengkapi bukti",
                            "owner_id": self.employee.id,
                            "due_date": "2026-07-31",
                        },
                    )
                ],
            )
        )
        content, _kind = (
            self.env["ir.actions.report"]
            .with_context(force_report_rendering=True)
            ._render_qweb_pdf("zi_governance.report_monitoring", report.ids)
        )
        text = " ".join(
            " ".join(page.extract_text().split())
            for page in PdfReader(io.BytesIO(content)).pages
        )
        for words in (
            "MONITORING DAN EVALUASI PEMBANGUNAN ZI",
            "Berjalan sesuai rencana.",
            "Lengkapi bukti",
            "31 Juli 2026",
            "Kepala Uji",
        ):
            with self.subTest(words=words):
                self.assertIn(words, text)
        self.assertIn(report.figure_ids[0].label, text)
        self.assertNotIn("DRAF", text)

    def test_signer_does_not_say_the_word_of_his_unit_twice(self):
        """The Kepala Balai of Balai Uji signs as Kepala Balai Uji."""
        self.head.employee_ids.job_title = "Kepala Balai"
        report = self._approve(self._monitoring())
        self.assertEqual("Kepala Balai Uji", report._zi_signature_block()["title"])
