import io
from datetime import date

from pypdf import PdfReader

from odoo.tests import tagged

from .common import DocumentCase


@tagged("post_install", "-at_install")
class TestDecreePaper(DocumentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        employee = cls._employee(cls.head)
        employee.zi_nip = "000000000000000001"
        employee.zi_signature_title = "Kepala"
        setting = cls.env["zi.unit.setting"]._zi_of(cls.unit)
        setting.write(
            {
                "name": "Balai Uji Kelas I Contoh",
                "parent_office": "Kementerian Contoh\nDirektorat Jenderal Contoh",
                "address": "Jalan Contoh Nomor 1",
                "city": "Batam",
            }
        )

    def _pages(self, records):
        content, kind = (
            self.env["ir.actions.report"]
            .with_context(force_report_rendering=True)
            ._render_qweb_pdf("zi_governance.report_decree", records.ids)
        )
        self.assertEqual(kind, "pdf")
        return [
            " ".join(page.extract_text().split())
            for page in PdfReader(io.BytesIO(content)).pages
        ]

    def _sk(self, **values):
        return self._decree(
            "sk_tim_zi",
            people=[(self.member, {"function": "Ketua"}), (self.employee, {})],
            considerations="bahwa perlu dibentuk tim;\nbahwa pegawai dipandang mampu;",
            dictum="Membentuk tim.\nKeputusan ini berlaku sejak ditetapkan.",
            regulation_ids=[
                (4, self.env.ref("zi_governance.regulation_permenpanrb_90_2021").id)
            ],
            **values,
        )

    def test_approved_decree_has_the_official_layout(self):
        """Letterhead, considerations, dictum and the signer as the decision has him."""
        self.allow_pdf_render()
        decree = self._approve(self._sk())
        pages = self._pages(decree)
        for words in (
            "KEMENTERIAN CONTOH",
            "BALAI UJI KELAS I CONTOH",
            f"NOMOR {decree.number}",
            "Menimbang",
            "Mengingat",
            "MEMUTUSKAN",
            "KESATU",
            "KEDUA",
            "Ditetapkan di Batam",
            "pada tanggal 15 Juni 2026",
            "Kepala Balai Uji Kelas I Contoh",
            "Kepala Uji",
            "NIP 000000000000000001",
        ):
            with self.subTest(words=words):
                self.assertIn(words, pages[0])
        self.assertIn("LAMPIRAN", pages[-1])
        self.assertIn("Anggota Uji", pages[-1])
        for number, page in enumerate(pages, 1):
            self.assertIn(f"Halaman {number} dari {len(pages)}", page)
            self.assertNotIn("DRAF", page)

    def test_draft_is_marked_on_every_page(self):
        """What is not approved says so on each page and names no signer."""
        self.allow_pdf_render()
        for page in self._pages(self._sk()):
            self.assertIn("DRAF", page)
            self.assertNotIn("Kepala Uji", page)

    def test_several_documents_print_at_once(self):
        """Documents chosen together come in one file, each with its own pages."""
        self.allow_pdf_render()
        decrees = self._approve(self._decree()) | self._approve(self._decree())
        pages = self._pages(decrees)
        self.assertEqual(len(pages), 2)
        for decree, page in zip(decrees, pages, strict=True):
            self.assertIn(decree.number, page)
            self.assertIn("Halaman 1 dari 1", page)

    def test_long_list_repeats_its_head(self):
        """A list over several pages has its head on each."""
        self.allow_pdf_render()
        people = self.env["hr.employee"].create(
            [
                {"name": f"Orang {number:02}", "company_id": self.unit.id}
                for number in range(1, 31)
            ]
        )
        decree = self._decree("sk_umum")
        decree.member_ids = [(0, 0, {"employee_id": person.id}) for person in people]
        pages = [page for page in self._pages(decree) if "Orang" in page]
        self.assertEqual(len(pages), 2)
        for page in pages:
            self.assertIn("Kedudukan/Tugas", page)

    def test_text_of_others_is_shown_as_text(self):
        """Markup in a subject is printed as it was typed."""
        self.allow_pdf_render()
        decree = self._decree(subject="<b>Uji</b> & coba")
        self.assertIn("<B>UJI</B> & COBA", self._pages(decree)[0])

    def test_acting_head_signs_as_acting(self):
        """The paper names the office that the acting head minds."""
        self.allow_pdf_render()
        self._assign(
            self.deputy, "role_head", capacity="plh", date_to=date(2026, 6, 30)
        )
        decree = self._approve(self._decree(), head=self.deputy)
        page = self._pages(decree)[0]
        self.assertIn("Plh. Kepala Balai Uji Kelas I Contoh", page)
        self.assertIn("Wakil Uji", page)
