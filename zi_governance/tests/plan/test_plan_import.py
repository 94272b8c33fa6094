import base64
from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PlanCase, workbook

GOOD = (
    ["I", "MANAJEMEN PERUBAHAN", None, None, None, None],
    [
        1,
        "Tim Kerja",
        "SK Tim terbit",
        "1. Seleksi anggota\n2. Penetapan",
        "1. SK Tim\n2. Notula rapat",
        "Januari s/d Desember 2026",
    ],
    [None, None, "Tim memahami tugas", "Sosialisasi", "Foto kegiatan", "Juni 2026"],
    ["V", "PENGUATAN PENGAWASAN", None, None, None, None],
    [1, "Gratifikasi", "Laporan ada", "Rekap", "Laporan gratifikasi", "Maret 2026"],
)


@tagged("post_install", "-at_install")
class TestPlanImport(PlanCase):
    def _read(self, *rows, content=None, **options):
        wizard = (
            self.env["zi.work.plan.import"]
            .with_user(self.secretary)
            .create(
                {
                    "company_id": self.unit.id,
                    "year": 2026,
                    "with_targets": False,
                    "file": content or workbook(*rows, **options),
                    "file_name": "rencana.xlsx",
                }
            )
        )
        wizard.action_read()
        return wizard

    def _plans(self):
        return self.Plan.search([("company_id", "=", self.unit.id)])

    def test_office_layout_comes_in(self):
        """Merged cells, several steps in a cell and months in Indonesian become
        indicators with their items and windows."""
        wizard = self._read(*GOOD, merged=("A3:A4", "B3:B4"))
        self.assertFalse(self._plans())
        self.assertEqual(0, wizard.problem_count)
        wizard.action_import()
        plan = self._plans()
        self.assertEqual(3, len(plan.line_ids))
        first, second, third = plan.line_ids
        self.assertEqual("Seleksi anggota\nPenetapan", first.action_steps)
        self.assertEqual(["SK Tim", "Notula rapat"], first.item_ids.mapped("name"))
        self.assertEqual("Tim Kerja", second.sub_component)
        self.assertEqual(date(2026, 6, 30), second.item_ids.date_to)
        self.assertEqual([self.other_area] * 2, [first.area_id, second.area_id])
        self.assertEqual(self.area, third.area_id)

    def test_pressed_twice_it_makes_one_plan(self):
        """A second press opens the plan that the first one made."""
        wizard = self._read(*GOOD)
        first, second = wizard.action_import(), wizard.action_import()
        self.assertEqual(first["res_id"], second["res_id"])
        self.assertEqual(1, len(self._plans()))

    def test_nothing_comes_in_with_a_fault(self):
        """One row that cannot be read keeps all rows out, and is named."""
        wizard = self._read(
            *GOOD, [2, "LHKPN", "Semua lapor", "Rekap", "Daftar", "entah kapan"]
        )
        bad = wizard.line_ids.filtered("problem_text")
        self.assertEqual([7], bad.mapped("sheet_row"))
        with self.assertRaisesRegex(UserError, "Row 7"):
            wizard.action_import()
        self.assertFalse(self._plans())
        bad.target_text = "September 2026"
        self.assertEqual(0, wizard.problem_count)
        wizard.action_import()
        self.assertEqual(date(2026, 9, 30), self._plans().item_ids[-1].date_to)

    def test_row_is_left_out_with_a_reason(self):
        """A row is left out only when somebody says why, and the plan tells it."""
        wizard = self._read(*GOOD, [2, "LHKPN", "Lapor", "Rekap", "Daftar", "entah"])
        bad = wizard.line_ids.filtered("problem_text")
        bad.skip = True
        with self.assertRaisesRegex(UserError, "Say why"):
            wizard.action_import()
        bad.skip_reason = "Pindah ke tahun depan"
        wizard.action_import()
        plan = self._plans()
        self.assertEqual(3, len(plan.line_ids))
        self.assertIn("Pindah ke tahun depan", "".join(plan.message_ids.mapped("body")))

    def test_missing_indicator_and_unknown_area_are_shown(self):
        """A component without an indicator and a heading that is no area are faults
        of their rows."""
        wizard = self._read(
            *GOOD,
            [2, "LHKPN", None, None, None, None],
            ["VII", "PENATAAN KANTIN", None, None, None, None],
            [1, "Kantin", "Bersih", "Sapu", "Foto", "Juli 2026"],
        )
        faults = dict(
            wizard.line_ids.filtered("problem_text").mapped(
                lambda line: (line.sheet_row, line.problem_text)
            )
        )
        self.assertEqual({7, 9}, set(faults))
        self.assertIn("indicator", faults[7])
        self.assertIn("area", faults[9])

    def test_proposed_repair_is_one_click(self):
        """A row without a date comes with a proposal that one click applies."""
        wizard = self._read(*GOOD, [2, "LHKPN", "Lapor", "Rekap", "Daftar", None])
        item = wizard.line_ids.filtered(lambda line: line.sheet_row == 7).item_ids
        self.assertEqual("no_date", item.issue)
        self.assertTrue(item.repair_text)
        wizard.action_apply_repairs()
        self.assertFalse(wizard.line_ids.item_ids.filtered("issue_mend"))
        self.assertTrue(item.date_from)

    def test_text_stays_text(self):
        """A name with HTML, an emoji or a leading "=" arrives as it was written."""
        name = "<script>alert(1)</script> 😀"
        wizard = self._read(*GOOD, [2, "LHKPN", name, "Rekap", "Daftar", "Juli 2026"])
        wizard.action_import()
        self.assertEqual(name, self._plans().line_ids[-1].indicator)

    def test_bad_files_are_refused_in_words(self):
        """A file that is no plan is refused with what to do, and makes nothing."""
        png = b"\x89PNG\r\n\x1a\n" + bytes(64)
        whole = base64.b64decode(workbook(*GOOD))
        wrong = b"Nama,Alamat\nA,B\n"
        for content, words in (
            (png, "not a spreadsheet"),
            (whole[: len(whole) // 2], "damaged"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "old format"),
            (wrong, "columns are missing"),
            (bytes(50 * 1024 * 1024), "too large"),
        ):
            with (
                self.subTest(words=words),
                self.assertRaisesRegex(UserError, words),
                self.cr.savepoint(),
            ):
                self._read(content=base64.b64encode(content))
        self.assertFalse(self._plans())

    def test_csv_is_read_too(self):
        """The sheet saved as CSV gives the same indicators."""
        text = (
            "NO;KOMPONEN;INDIKATOR;LANGKAH AKSI;BUKTI FISIK;TARGET\n"
            "V;PENGUATAN PENGAWASAN;;;;\n"
            "1;Gratifikasi;Laporan ada;Rekap;Laporan gratifikasi;Maret 2026\n"
        )
        wizard = self._read(content=base64.b64encode(text.encode()))
        wizard.action_import()
        self.assertEqual("Laporan ada", self._plans().line_ids.indicator)
