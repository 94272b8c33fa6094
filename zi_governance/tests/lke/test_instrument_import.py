import base64
import io
import random

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...tools import instrument_sheet as sheet
from .common import LkeCase


@tagged("post_install", "-at_install")
class TestInstrumentImport(LkeCase):
    """A further instrument comes from a spreadsheet, whole or not at all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls._person("lke_import_admin", "Admin Uji", "group_zi_admin")

    # -- helpers -----------------------------------------------------------

    def _layout(self, instrument=None):
        return (instrument or self.instrument).with_user(self.secretary)._zi_layout()[1]

    def _changed(self, changes, data=None):
        """A layout with some cells changed: ``{(sheet, row, column title): value}``."""
        book = load_workbook(io.BytesIO(data or self._layout()))
        for (name, row, title), value in changes.items():
            page = book[name]
            if name == sheet.HEAD:
                page.cell(row, 2).value = value
                continue
            titles = [cell.value for cell in page[1]]
            page.cell(row, titles.index(title) + 1).value = value
        return self._bytes(book)

    def _bytes(self, book):
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()

    def _wizard(self, data, user=None):
        wizard = (
            self.env["zi.instrument.import"]
            .with_user(user or self.admin)
            .create({"file": base64.b64encode(data), "file_name": "instrumen.xlsx"})
        )
        wizard.action_read()
        return wizard

    def _import(self, data, code="91/2026"):
        wizard = self._wizard(data)
        self.assertFalse(wizard.line_ids.mapped("message"))
        wizard.code = code
        action = wizard.action_import()
        return self.env["zi.instrument"].browse(action["res_id"])

    # -- round trip ------------------------------------------------------------

    def test_round_trip_scores_alike(self):
        """Both shipped instruments come back with the same scores for any answers."""
        rng = random.Random(90)
        for no, xmlid in enumerate(("lke_90_2021", "lke_10_2019")):
            old = self.env.ref(f"zi_governance.{xmlid}")
            new = self._import(self._layout(old), f"salinan {no}")
            with self.subTest(xmlid):
                self.assertFalse(new._zi_problems())
                self.assertEqual(new.question_count, old.question_count)
                for ours, theirs in zip(old.gate_ids, new.gate_ids, strict=True):
                    self.assertEqual(
                        (ours.minimum, ours.scope, ours.deciding, ours.confidence),
                        (
                            theirs.minimum,
                            theirs.scope,
                            theirs.deciding,
                            theirs.confidence,
                        ),
                    )
                first = self._assessment(old, 2031 + no)
                second = self._assessment(new, 2031 + no)
                for ours, theirs in zip(
                    first.answer_ids, second.answer_ids, strict=True
                ):
                    self.assertEqual(ours.code, theirs.code)
                    self._answer_alike(rng, ours, theirs)
                self.assertEqual(
                    [(s.kind, s.code, s.exact, s.maximum) for s in first.score_ids],
                    [(s.kind, s.code, s.exact, s.maximum) for s in second.score_ids],
                )
                self.assertEqual(
                    first.gate_result_ids.mapped("margin_exact"),
                    second.gate_result_ids.mapped("margin_exact"),
                )

    def _answer_alike(self, rng, first, second):
        if first.answer_type == "PCT":
            values = {
                "self_numerator": str(rng.randint(0, 5)),
                "self_denominator": str(rng.randint(1, 5)),
            }
            first.write(values)
            second.write(values)
        elif first.answer_type == "IDX":
            first.self_index = second.self_index = rng.choice(["0", "2.5", "3.6"])
        else:
            letter = rng.choice(first.question_id.option_ids.mapped("letter"))
            first.self_option_id = self._option(first, letter)
            second.self_option_id = self._option(second, letter)

    def test_own_values_of_a_question_survive(self):
        """A question that differs from its kind of answer keeps its values."""
        copy = self.instrument.copy()
        question = copy.question_ids.filtered(lambda q: q.code == "P.I.3.a")
        question.option_ids.filtered(lambda o: o.letter == "B").value = "0.6"
        question.zero_denominator = "full"
        advisory = copy.question_ids.filtered(lambda q: q.code == "P.I.3.b")
        advisory.is_advisory = True
        new = self._import(self._layout(copy))
        found = {q.code: q for q in new.question_ids}
        self.assertEqual(
            found["P.I.3.a"].option_ids.mapped("value"),
            question.option_ids.mapped("value"),
        )
        self.assertEqual(found["P.I.3.a"].zero_denominator, "full")
        self.assertTrue(found["P.I.3.b"].is_advisory)
        self.assertFalse(found["P.I.3.c"].is_advisory)

    def test_numbers_of_a_spreadsheet_stay_exact(self):
        """Weights typed as figures, with comma or point, are read exactly."""
        rows = [
            no
            for no, question in enumerate(self.instrument.question_ids, start=2)
            if question.section_id.code == "P.I.1"
        ]
        for value in (0.5, "0,5", "0.50", "1/2"):
            changes = {(sheet.QUESTIONS, no, "Bobot bagian"): value for no in rows}
            with self.subTest(value=value):
                wizard = self._wizard(self._changed(changes))
                self.assertFalse(wizard.line_ids.mapped("message"))
                self.assertEqual(wizard.weight_total, "100,0000")

    # -- faults ------------------------------------------------------------------

    def test_weights_must_add_up(self):
        """Weights that miss 100 by a ten-thousandth are refused with their sum."""
        rows = [
            no
            for no, question in enumerate(self.instrument.question_ids, start=2)
            if question.section_id.code == "P.I.1"
        ]
        data = self._changed(
            {(sheet.QUESTIONS, no, "Bobot bagian"): "0.5001" for no in rows}
        )
        wizard = self._wizard(data)
        self.assertEqual(len(wizard.line_ids), 1)
        self.assertIn("add up", wizard.line_ids.message)
        self.assertEqual(wizard.weight_total, "100,0001")
        count = self.env["zi.instrument"].search_count([])
        with self.assertRaisesRegex(UserError, "Nothing was imported"):
            wizard.action_import()
        self.assertEqual(self.env["zi.instrument"].search_count([]), count)

    def test_faults_are_told_by_sheet_and_row(self):
        """Every wrong cell is a line with its place; none hides another."""
        page = sheet.QUESTIONS
        wizard = self._wizard(
            self._changed(
                {
                    (page, 2, "Area"): "XX",
                    (page, 3, "Bobot bagian"): "setengah",
                    (page, 4, "Pertanyaan"): None,
                    (page, 5, "Kode"): "P.I.2.b",
                    (page, 7, "Paruh"): "separuh",
                    (page, 8, "Jenis jawaban"): "XYZ",
                    (page, 9, "Bobot bagian"): "9",
                    (page, 10, "Kode"): "=A1",
                    (sheet.GATES, 2, "Nilai minimal"): "tujuh",
                    (sheet.GATES, 3, "Predikat"): "WBX",
                    (sheet.VALUES, 2, "Nilai"): "satu",
                    (sheet.HEAD, 4, ""): "kemarin",
                }
            )
        )
        places = {(line.sheet, line.sheet_row) for line in wizard.line_ids}
        for row in (2, 3, 4, 7, 8, 9, 10):
            self.assertIn((page, row), places)
        self.assertIn((sheet.GATES, 2), places)
        self.assertIn((sheet.GATES, 3), places)
        self.assertIn((sheet.VALUES, 2), places)
        self.assertIn((sheet.HEAD, 0), places)
        with self.assertRaises(UserError):
            wizard.action_import()

    def test_structure_is_checked(self):
        """A minimum beyond reach, an unknown scope and a doubled code are told."""
        wizard = self._wizard(
            self._changed(
                {
                    (sheet.GATES, 2, "Nilai minimal"): "101",
                    (sheet.GATES, 3, "Cakupan"): "area:XX",
                }
            )
        )
        messages = "\n".join(wizard.line_ids.mapped("message"))
        self.assertIn("more than can be reached", messages)
        self.assertIn("area:XX", messages)
        wizard = self._wizard(self._changed({(sheet.QUESTIONS, 3, "Kode"): "P.I.1.a"}))
        self.assertEqual(wizard.line_ids.sheet_row, 3)
        self.assertIn("stands in row 2 already", wizard.line_ids.message)

    def test_files_that_are_no_layout(self):
        """Another kind of file, a missing sheet or column is refused in words."""
        for words, data in (
            ("no Excel file", b"%PDF-1.4"),
            ("old format", b"\xd0\xcf\x11\xe0" + b"\0" * 600),
            ("damaged", self._layout()[:3000]),
            ("limit", b"PK" + b"\0" * 11_000_000),
        ):
            with self.subTest(words=words), self.assertRaisesRegex(UserError, words):
                self._wizard(data)
        book = load_workbook(io.BytesIO(self._layout()))
        del book[sheet.GATES]
        book[sheet.QUESTIONS].delete_cols(2)
        wizard = self._wizard(self._bytes(book))
        messages = "\n".join(wizard.line_ids.mapped("message"))
        self.assertIn("“Nilai minimal”: The sheet is missing.", messages)
        self.assertIn("column Paruh", messages)

    def test_code_is_taken(self):
        """A code that another instrument has is refused, an archived one too."""
        wizard = self._wizard(self._layout())
        with self.assertRaisesRegex(UserError, "already an instrument"):
            wizard.action_import()
        wizard.code = False
        with self.assertRaisesRegex(UserError, "Enter the code"):
            wizard.action_import()

    def test_only_the_administrator_imports(self):
        """Instruments are shared by all units: a secretary only takes the layout."""
        for user in (self.secretary, self.head, self.tpi, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._wizard(self._layout(), user)
        self.assertTrue(self._layout().startswith(b"PK"))

    def test_text_that_looks_like_a_formula(self):
        """A question that starts with = stays text on its way out and back."""
        copy = self.instrument.copy()
        copy.question_ids[0].name = "=1+1"
        new = self._import(self._layout(copy))
        self.assertEqual(new.question_ids[0].name, "=1+1")
