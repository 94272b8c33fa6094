import base64
import io
from datetime import date

import xlsxwriter

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .office import HEADER, OfficePlanCase, book, office_rows

_GOOD = [1, "Tim kerja", "SK Tim terbit", "1. Seleksi", "SK Tim", "Juni 2020"]


def _sheet(*rows):
    return book([HEADER, ["I. MANAJEMEN PERUBAHAN"], *rows])


@tagged("post_install", "-at_install")
class TestPlanWorkbook(OfficePlanCase):
    def test_office_sheet_gives_the_whole_plan(self):
        """The office's own layout comes in with 68 indicators and 159 items."""
        lines = self.Plan._zi_template_lines()
        rows, merged = office_rows(lines)
        wizard = self._import(book(rows, merged))
        self.assertEqual(
            (wizard.row_count, wizard.item_count, wizard.problem_count), (68, 159, 0)
        )
        plan = self.Plan.browse(wizard.action_import()["res_id"])
        self.assertEqual((plan.line_count, plan.item_count), (68, 159))
        self.assertEqual(plan.unserved_count, 29)
        self.assertEqual(
            plan.line_ids.mapped("indicator"), [line["indicator"] for line in lines]
        )
        first = plan.line_ids[0].item_ids[0]
        self.assertEqual(
            (first.date_from, first.date_to), (date(2020, 6, 1), date(2020, 6, 30))
        )

    def test_import_reads_in_batches(self):
        """Twice the rows cost hardly more queries: nothing is asked row by row."""
        lines = self.Plan._zi_template_lines()

        def cost(count):
            rows, merged = office_rows(lines[:count])
            wizard = self._import(book(rows, merged))
            self.env.flush_all()
            before = self.cr.sql_log_count
            wizard.action_import()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        cost(2)
        small, large = cost(5), cost(68)
        self.assertLess(large, small * 2)

    def test_reading_makes_no_plan(self):
        """A preview is only a preview."""
        before = self.Plan.search_count([])
        self._import(_sheet(_GOOD))
        self.assertEqual(self.Plan.search_count([]), before)

    def test_faults_stand_at_their_rows(self):
        """A missing indicator and an unreadable date are shown with the row's number
        in the sheet, and nothing is imported."""
        wizard = self._import(
            _sheet(
                _GOOD,
                [2, "Rencana", None, "1. Susun", "Dokumen", "Juni 2020"],
                [3, "Monev", "Monev jalan", "1. Rapat", "Notula", "bulan depannya"],
            )
        )
        bad = wizard.line_ids.filtered("problem_text")
        self.assertEqual(bad.mapped("sheet_row"), [4, 5])
        before = self.Plan.search_count([])
        with self.assertRaisesRegex(UserError, "Row 4.*\n.*Row 5"):
            wizard.action_import()
        self.assertEqual(self.Plan.search_count([]), before)

    def test_mended_rows_come_in(self):
        """Mending the fields in the preview clears the faults; a mended target gives
        its dates to the items."""
        wizard = self._import(
            _sheet([1, "Tim kerja", None, "1. Seleksi", "SK Tim", "entah kapan"])
        )
        line = wizard.line_ids
        line.write({"indicator": "SK Tim terbit", "target_text": "Juli 2020"})
        self.assertFalse(line.problem_text)
        self.assertEqual(line.item_ids.date_to, date(2020, 7, 31))
        plan = self.Plan.browse(wizard.action_import()["res_id"])
        self.assertEqual(plan.line_ids.indicator, "SK Tim terbit")

    def test_leaving_out_needs_a_reason(self):
        """A row is left out with a reason only, and the plan's history names it."""
        wizard = self._import(
            _sheet(_GOOD, [2, "Rencana", None, "1. Susun", "Dokumen", "Juni 2020"])
        )
        bad = wizard.line_ids.filtered("problem_text")
        bad.skip = True
        with self.assertRaises(UserError):
            wizard.action_import()
        bad.skip_reason = "Sudah selesai tahun lalu"
        plan = self.Plan.browse(wizard.action_import()["res_id"])
        self.assertEqual(plan.line_count, 1)
        self.assertIn(
            "Sudah selesai tahun lalu", "".join(plan.message_ids.mapped("body"))
        )

    def test_unknown_area_waits_for_a_choice(self):
        """Rows under a heading that is no area need one to be chosen."""
        wizard = self._import(book([HEADER, ["I. KEUANGAN NEGARA"], _GOOD]))
        self.assertTrue(wizard.problem_count)
        wizard.line_ids.area_id = self.mp
        self.assertFalse(wizard.problem_count)

    def test_duplicate_number_is_shown(self):
        """One number for two components of an area is a fault until it is changed."""
        other = [1, "Monev", "Monev jalan", "1. Rapat", "Notula", "Juni 2020"]
        wizard = self._import(_sheet(_GOOD, other))
        self.assertEqual(wizard.problem_count, 1)
        wizard.line_ids.filtered("problem_text").number = "2"
        self.assertFalse(wizard.problem_count)

    def test_evidence_split_can_be_corrected(self):
        """The pieces of the evidence cell are rows that can be edited."""
        wizard = self._import(
            _sheet([1, "Tim", "Tim ada", "1. A", "1. SK\n2. Notula", "Juni 2020"])
        )
        items = wizard.line_ids.item_ids
        self.assertEqual(items.mapped("name"), ["SK", "Notula"])
        items[1].unlink()
        wizard.line_ids.item_ids.name = "SK dan notula"
        plan = self.Plan.browse(wizard.action_import()["res_id"])
        self.assertEqual(plan.item_ids.mapped("name"), ["SK dan notula"])

    def test_dates_in_three_spellings(self):
        """A date cell, words and a range with s/d are all read."""
        wizard = self._import(
            _sheet(
                [1, "A", "Satu", "1. x", "SK", date(2020, 6, 1)],
                [2, "B", "Dua", "1. x", "SK", "juni '20"],
                [3, "C", "Tiga", "1. x", "SK", "Januari s/d Desember 2021"],
            )
        )
        self.assertFalse(wizard.problem_count)
        self.assertEqual(
            [(item.date_from, item.date_to) for item in wizard.line_ids.item_ids],
            [
                (date(2020, 6, 1), date(2020, 6, 30)),
                (date(2020, 6, 1), date(2020, 6, 30)),
                (date(2021, 1, 1), date(2021, 12, 31)),
            ],
        )

    def test_strange_texts_stay_text(self):
        """Formulas, HTML and emoji come in as the text that they are."""
        names = ["=1+1 laporan", "<script>alert(1)</script>", "Notula \U0001f600"]
        csv = "NO,KOMPONEN,INDIKATOR,LANGKAH AKSI,BUKTI FISIK,TARGET\n"
        csv += "I. MANAJEMEN PERUBAHAN,,,,,\n"
        csv += "".join(
            f'{no},K{no},"{name}","1. x","{name}",Juni 2020\n'
            for no, name in enumerate(names, 1)
        )
        wizard = self._import(csv.encode(), "rencana.csv")
        plan = self.Plan.browse(wizard.action_import()["res_id"])
        self.assertEqual(plan.line_ids.mapped("indicator"), names)

    def test_text_with_an_equals_sign_in_a_workbook(self):
        """A text of the common table that begins with = is no formula."""
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
            sheet = book.add_worksheet()
            row = ("1", "Tim", "=1+1 laporan", "1. A", "=Notula", "Juni 2020")
            for number, texts in enumerate((HEADER, ["I. MANAJEMEN PERUBAHAN"], row)):
                for column, text in enumerate(texts):
                    sheet.write_string(number, column, text)
        wizard = self._import(buffer.getvalue())
        self.assertFalse(wizard.problem_count)
        plan = self.Plan.browse(wizard.action_import()["res_id"])
        self.assertEqual(plan.line_ids.indicator, "=1+1 laporan")
        self.assertEqual(plan.line_ids.item_ids.name, "=Notula")

    def test_formula_without_value_has_to_be_corrected(self):
        """A formula that was never calculated is shown at its row."""
        wizard = self._import(
            _sheet([1, "Tim", "Tim ada", "1. A", "=A1&B1", "Juni 2020"])
        )
        self.assertIn("formula", wizard.line_ids.problem_text)
        wizard.line_ids.corrected = True
        self.assertFalse(wizard.line_ids.problem_text)

    def test_bad_files_say_what_to_do(self):
        """Files that are no plan are refused in plain words, and leave nothing."""
        good = _sheet(_GOOD)
        cases = {
            "not a spreadsheet": b"%PDF-1.7 not a sheet",
            "damaged": good[: len(good) // 2],
            "columns are missing": book([["NO", "NAMA", "ALAMAT"], [1, "a", "b"]]),
            "too large": b"PK\x03\x04" + b"0" * (50 * 1024 * 1024),
            "old format": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600,
        }
        for words, data in cases.items():
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                self._import(data)
        wizard = self._import(good, read=False)
        wizard.file = False
        with self.assertRaises(UserError):
            wizard.action_read()

    def test_repairs_in_one_click(self):
        """Every proposed repair of the preview is applied at once."""
        wizard = self._import(_sheet([1, "A", "Satu", "1. x", "SK", None]))
        self.assertEqual(wizard.issue_count, 1)
        self.assertTrue(wizard.line_ids.item_ids.repair_text)
        wizard.action_apply_repairs()
        self.assertFalse(wizard.issue_count)
        self.assertIs(wizard.line_ids.item_ids.repair_text, False)

    def test_only_the_secretariat_imports(self):
        """A working group neither opens the import nor makes a plan with it."""
        with self.assertRaises(AccessError):
            self.env["zi.work.plan.import"].with_user(self.member).create(
                {"file": base64.b64encode(b"x"), "year": 2026}
            )

    def test_standard_plan_in_one_click(self):
        """The wizard loads the standard plan for any year."""
        wizard = self._import(b"x", year=2031, read=False)
        plan = self.Plan.browse(wizard.action_load_template()["res_id"])
        self.assertEqual((plan.year, plan.line_count, plan.item_count), (2031, 68, 159))
