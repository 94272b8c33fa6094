import base64
import io

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...tools import lke_workbook
from .common import LkeCase

_AT = lke_workbook.columns()
_NASTY = [
    "=1+1",
    '=HYPERLINK("http://contoh.invalid","klik")',
    "+62 812",
    "@SUM(A1)",
    "<b>tebal</b> & <script>alert(1)</script>",
    "baris satu\nbaris dua",
    "emoji 😀 dan aksara ꦗꦮ",
    "0012",
    "http://contoh.invalid/surat",
    "  diberi spasi  ",
]


@tagged("post_install", "-at_install")
class TestAssessmentWorkbook(LkeCase):
    """The LKE goes out as a workbook and comes back without loss."""

    # -- helpers -----------------------------------------------------------

    def _export(self, user=None):
        record = self.assessment.with_user(user or self.secretary)
        return record._zi_workbook()[1]

    def _edit(self, data, changes, column="self"):
        """Fill in a workbook as a person would.

        :param dict changes: ``{(code, part): value}``
        """
        book = load_workbook(io.BytesIO(data))
        sheet = book["LKE"]
        rows = {sheet.cell(no, 1).value: no for no in range(1, sheet.max_row + 1)}
        for (code, part), value in changes.items():
            at = _AT[column, part] + 1
            sheet.cell(rows[code], at).value = value
        return self._bytes(book)

    def _bytes(self, book):
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()

    def _wizard(self, data, user=None, assessment=None):
        wizard = (
            self.env["zi.assessment.import"]
            .with_user(user or self.secretary)
            .create(
                {
                    "assessment_id": (assessment or self.assessment).id,
                    "file": base64.b64encode(data),
                    "file_name": "lke.xlsx",
                }
            )
        )
        wizard.action_read()
        return wizard

    def _line(self, wizard, code, part=None):
        lines = wizard.line_ids.filtered(
            lambda line: line.code == code and (not part or line.part == part)
        )
        self.assertEqual(len(lines), 1, (code, part, lines.mapped("part")))
        return lines

    def _snapshot(self):
        """Every stored value of the answers, with the version of its row."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT a.*, a.ctid::text FROM zi_assessment_answer a "
            "WHERE assessment_id = %s ORDER BY id",
            [self.assessment.id],
        )
        return self.env.cr.fetchall()

    def _answered(self):
        """An LKE with an answer of every kind and notes that spreadsheets mangle."""
        self._choose("P.I.1.a", "A")
        self._choose("P.V.1.a", "B")
        self._answer("R.V.2", self.secretary).write(
            {"self_numerator": "7", "self_denominator": "12", "self_info": "0"}
        )
        self._answer("H.1.a", self.secretary).self_index = "3.60"
        answers = self.assessment.answer_ids[: len(_NASTY)].with_user(self.secretary)
        for answer, text in zip(answers, _NASTY, strict=True):
            answer.self_note = text

    # -- out ---------------------------------------------------------------

    def test_sheet_holds_the_questions_in_their_tree(self):
        """The sheet has every question, its options, and the headings above it."""
        self._answered()
        sheet = load_workbook(io.BytesIO(self._export()))["LKE"]
        codes = [cell.value for cell in sheet["A"]]
        for answer in self.assessment.answer_ids:
            self.assertIn(answer.code, codes)
        self.assertLess(codes.index("P.I"), codes.index("P.I.1"))
        self.assertLess(codes.index("P.I.1"), codes.index("P.I.1.a"))
        row = codes.index("R.V.2") + 1
        self.assertEqual(sheet.cell(row, _AT["self", "numerator"] + 1).value, 7)
        self.assertEqual(sheet.cell(row, _AT["self", "denominator"] + 1).value, 12)
        self.assertEqual(sheet.freeze_panes, "C6")

    def test_text_stays_text(self):
        """A note that starts with = is a text in the file, never a formula."""
        self._answered()
        sheet = load_workbook(io.BytesIO(self._export()))["LKE"]
        cells = [row[_AT["self", "note"]] for row in sheet.iter_rows(min_row=6)]
        notes = {cell.value: cell.data_type for cell in cells if cell.value}
        self.assertEqual(notes["=1+1"], "s")
        self.assertNotIn("f", notes.values())

    def test_only_own_cells_are_open(self):
        """Cells that the reader may not write are protected, by step and area."""
        book = load_workbook(io.BytesIO(self._export(self.member)))
        sheet = book["LKE"]
        self.assertTrue(sheet.protection.sheet)
        self.assertEqual(book["zi_identity"].sheet_state, "veryHidden")
        rows = {cell.value: cell.row for cell in sheet["A"]}
        for code, column, locked in (
            ("P.V.1.a", "self", False),
            ("P.I.1.a", "self", True),
            ("P.V.1.a", "tpi", True),
            ("P.V.1.a", "tpn", True),
        ):
            cell = sheet.cell(rows[code], _AT[column, "answer"] + 1)
            with self.subTest(code=code, column=column):
                self.assertEqual(cell.protection.locked, locked)

    def test_choices_are_offered(self):
        """An open cell offers the options of its question, an index 0 to 4."""
        sheet = load_workbook(io.BytesIO(self._export()))["LKE"]
        rows = {cell.value: cell.row for cell in sheet["A"]}
        rules = {
            str(rule.sqref): rule for rule in sheet.data_validations.dataValidation
        }
        option = sheet.cell(rows["P.I.3.a"], _AT["self", "answer"] + 1).coordinate
        self.assertEqual(rules[option].formula1, '"A,B,C,D"')
        index = sheet.cell(rows["H.1.a"], _AT["self", "answer"] + 1).coordinate
        self.assertEqual((rules[index].formula1, rules[index].formula2), ("0", "4"))

    def test_foreign_reader_gets_no_file(self):
        """Whoever may not read the LKE may not export it."""
        other = self._person(
            "lke_wb_other", "Sekretaris Lain", "group_zi_secretariat", self.other_unit
        )
        with self.assertRaises(AccessError):
            self._export(other)
        with self.assertRaises(AccessError):
            self.assessment.with_user(self.employee).action_export_workbook()

    # -- and back ----------------------------------------------------------

    def test_round_trip_changes_nothing(self):
        """A file that nobody filled in writes no row, also after a spreadsheet saved
        it again."""
        self._answered()
        data = self._export()
        again = self._bytes(load_workbook(io.BytesIO(data)))
        for name, content in (("as exported", data), ("saved again", again)):
            with self.subTest(name):
                before = self._snapshot()
                wizard = self._wizard(content)
                self.assertFalse(wizard.line_ids)
                self.assertGreater(wizard.unchanged_count, 600)
                wizard.action_import()
                self.assertEqual(self._snapshot(), before)

    def test_changes_in_the_file_are_taken(self):
        """Answers, counts, an index and a note come in; the score follows."""
        data = self._edit(
            self._export(),
            {
                ("P.I.1.a", "answer"): "a",
                ("R.V.2", "numerator"): 9,
                ("R.V.2", "denominator"): "12",
                ("R.V.2", "info"): 3,
                ("H.1.a", "answer"): 3.6,
                ("H.2", "answer"): "3,25",
                ("P.I.1.b", "note"): "lihat SK\nnomor 3",
            },
        )
        wizard = self._wizard(data)
        self.assertEqual(set(wizard.line_ids.mapped("status")), {"file"})
        self.assertEqual(wizard.take_count, 7)
        self.assertFalse(self._answer("P.I.1.a").self_option_id)
        wizard.action_import()
        self.assertEqual(self._answer("P.I.1.a").self_value, "1")
        self.assertEqual(self._answer("R.V.2").self_value, "3/4")
        self.assertEqual(self._answer("R.V.2").self_info, "3")
        self.assertEqual(self._answer("H.1.a").self_value, "9/10")
        self.assertEqual(self._answer("H.2").self_index, "3.25")
        self.assertEqual(self._answer("P.I.1.b").self_note, "lihat SK\nnomor 3")
        total = self.assessment.score_ids.filtered(
            lambda row: (row.column, row.kind) == ("self", "total")
        )
        before = total.exact
        self.assessment._zi_recompute(["self"])
        self.assertEqual(total.exact, before)
        self.assertEqual(total.answered, 4)

    def test_an_emptied_cell_empties_the_answer(self):
        """A cell that was emptied is a change, and is shown as such first."""
        self._choose("P.I.1.a", "A")
        wizard = self._wizard(self._edit(self._export(), {("P.I.1.a", "answer"): None}))
        self.assertEqual(self._line(wizard, "P.I.1.a").status, "file")
        wizard.action_import()
        self.assertFalse(self._answer("P.I.1.a").self_option_id)

    def test_left_out_line_stays(self):
        """A change that the person leaves out is not written."""
        data = self._edit(
            self._export(), {("P.I.1.a", "answer"): "A", ("P.I.1.b", "answer"): "A"}
        )
        wizard = self._wizard(data)
        self._line(wizard, "P.I.1.a").choice = "here"
        wizard.action_import()
        self.assertFalse(self._answer("P.I.1.a").self_option_id)
        self.assertTrue(self._answer("P.I.1.b").self_option_id)

    # -- three ways ----------------------------------------------------------

    def test_five_outcomes_of_the_comparison(self):
        """Unchanged, file only, here only, alike, conflict: each is told apart."""
        self._choose("P.I.1.a", "B")
        data = self._edit(
            self._export(),
            {
                ("P.I.1.b", "answer"): "A",
                ("P.I.2.a", "answer"): "A",
                ("P.I.2.b", "answer"): "A",
            },
        )
        self._choose("P.I.2.a", "A")
        self._choose("P.I.2.b", "B")
        self._choose("P.I.3.a", "C")
        wizard = self._wizard(data)
        self.assertEqual(
            {line.code: line.status for line in wizard.line_ids},
            {
                "P.I.1.b": "file",
                "P.I.2.a": "alike",
                "P.I.2.b": "conflict",
                "P.I.3.a": "here",
            },
        )
        conflict = self._line(wizard, "P.I.2.b")
        self.assertTrue(conflict.file_text.startswith("A."))
        self.assertTrue(conflict.here_text.startswith("B."))
        with self.assertRaisesRegex(UserError, "P.I.2.b"):
            wizard.action_import()
        self.assertFalse(self._answer("P.I.1.b").self_option_id)
        conflict.choice = "here"
        wizard.action_import()
        self.assertEqual(self._answer("P.I.2.b").self_option_id.letter, "B")
        self.assertEqual(self._answer("P.I.1.b").self_option_id.letter, "A")
        self.assertEqual(self._answer("P.I.3.a").self_option_id.letter, "C")

    def test_conflict_taken_from_the_file(self):
        """The person may decide for the file."""
        data = self._edit(self._export(), {("P.I.2.b", "answer"): "A"})
        self._choose("P.I.2.b", "B")
        wizard = self._wizard(data)
        self._line(wizard, "P.I.2.b").action_take_file()
        wizard.action_import()
        self.assertEqual(self._answer("P.I.2.b").self_option_id.letter, "A")

    def test_change_after_the_preview_is_noticed(self):
        """An answer that changed while somebody looked is not overwritten."""
        wizard = self._wizard(self._edit(self._export(), {("P.I.2.b", "answer"): "A"}))
        self._choose("P.I.2.b", "B")
        wizard.action_import()
        self.assertEqual(self._answer("P.I.2.b").self_option_id.letter, "B")
        self.assertEqual(self._line(wizard, "P.I.2.b").status, "conflict")
        self.assertFalse(self._line(wizard, "P.I.2.b").choice)
        self.assertIn("while you were looking", wizard.note)

    def test_two_files_of_one_export(self):
        """Two people who filled in the same export meet as a conflict."""
        data = self._export()
        first = self._edit(data, {("P.I.2.b", "answer"): "A"})
        second = self._edit(
            data, {("P.I.2.b", "answer"): "B", ("P.I.2.a", "answer"): "A"}
        )
        self._wizard(first).action_import()
        wizard = self._wizard(second, self.colleague)
        self.assertEqual(self._line(wizard, "P.I.2.b").status, "conflict")
        self.assertEqual(self._line(wizard, "P.I.2.a").status, "file")

    # -- bad input -------------------------------------------------------------

    def test_bad_cells_are_told_by_row(self):
        """Each wrong cell is a line with its row; nothing comes in before."""
        changes = {
            ("P.I.1.a", "answer"): "Z",
            ("P.I.1.b", "answer"): "=A1",
            ("P.I.2.a", "answer"): 4,
            ("P.I.2.b", "numerator"): 3,
            ("R.V.2", "numerator"): "tujuh",
            ("R.IV.1", "numerator"): 2.5,
            ("R.IV.1", "denominator"): -1,
            ("H.1.a", "answer"): 4.5,
            ("H.1.b", "answer"): "tiga",
            ("H.2", "answer"): True,
            ("P.I.3.a", "answer"): "A",
        }
        wizard = self._wizard(self._edit(self._export(), changes))
        statuses = {(line.code, line.part): line.status for line in wizard.line_ids}
        self.assertEqual(statuses.pop(("P.I.3.a", "answer")), "file")
        self.assertEqual(set(statuses.values()), {"problem"})
        self.assertEqual(set(statuses), set(changes) - {("P.I.3.a", "answer")})
        self.assertTrue(all(wizard.line_ids.mapped("sheet_row")))
        index = self._line(wizard, "H.1.a")
        self.assertIn("between 0 and 4, not 4,5", index.message)
        self.assertIn("formula", self._line(wizard, "P.I.1.b").message)
        with self.assertRaisesRegex(UserError, "Nothing was imported"):
            wizard.action_import()
        wizard.line_ids.filtered(lambda line: line.status == "problem").choice = "file"
        with self.assertRaises(UserError):
            wizard.action_import()
        wizard.line_ids.filtered(lambda line: line.status == "problem").choice = "here"
        wizard.action_import()
        self.assertEqual(self._answer("P.I.3.a").self_option_id.letter, "A")
        self.assertEqual(self.assessment.answered, 1)

    def test_above_hundred_percent_is_confirmed(self):
        """More than the whole is asked about before it counts as 100 percent."""
        data = self._edit(
            self._export(), {("R.V.2", "numerator"): 6, ("R.V.2", "denominator"): 5}
        )
        wizard = self._wizard(data)
        lines = wizard.line_ids
        self.assertEqual(lines.mapped("status"), ["doubt", "doubt"])
        self.assertIn("120,00%", lines[0].message)
        with self.assertRaises(UserError):
            wizard.action_import()
        lines.choice = "file"
        wizard.action_import()
        self.assertEqual(self._answer("R.V.2").self_value, "1")

    def test_something_of_nothing(self):
        """A numerator above a denominator of 0 is a line to mend."""
        data = self._edit(
            self._export(), {("R.V.2", "numerator"): 3, ("R.V.2", "denominator"): 0}
        )
        wizard = self._wizard(data)
        self.assertEqual(wizard.line_ids.mapped("status"), ["problem", "problem"])

    def test_half_a_decision_is_checked_again(self):
        """Counts that make no sense together are refused as a whole."""
        self._answer("R.V.2", self.secretary).write(
            {"self_numerator": "0", "self_denominator": "0"}
        )
        data = self._edit(
            self._export(),
            {
                ("R.V.2", "numerator"): 3,
                ("R.V.2", "denominator"): 5,
                ("P.I.1.a", "answer"): "A",
            },
        )
        wizard = self._wizard(data)
        self._line(wizard, "R.V.2", "denominator").choice = "here"
        with self.assertRaisesRegex(UserError, "R.V.2"), self.cr.savepoint():
            wizard.action_import()
        self.env.invalidate_all()
        self.assertFalse(self._answer("P.I.1.a").self_option_id)

    def test_changed_codes_and_doubled_rows(self):
        """A changed code, a doubled row and an entry beside no question are told."""
        book = load_workbook(io.BytesIO(self._export()))
        sheet = book["LKE"]
        rows = {cell.value: cell.row for cell in sheet["A"]}
        sheet.cell(rows["P.I.1.a"], 1).value = "P.I.1.x"
        sheet.cell(rows["P.I.1.b"], 1).value = "P.I.2.a"
        at = _AT["self", "answer"] + 1
        sheet.cell(sheet.max_row + 2, at).value = "A"
        wizard = self._wizard(self._bytes(book))
        messages = "\n".join(wizard.line_ids.mapped("message"))
        self.assertIn("no question P.I.1.x", messages)
        self.assertIn("P.I.2.a stands in row", messages)
        self.assertIn("no question.", messages)
        self.assertIn("P.I.1.a", wizard.note)
        with self.assertRaises(UserError):
            wizard.action_import()

    def test_files_that_do_not_belong_here(self):
        """Another file, LKE, version or a touched hidden sheet is refused in words."""
        good = self._export()
        no_sheet, no_identity, moved, touched = (
            load_workbook(io.BytesIO(good)) for _no in range(4)
        )
        no_sheet["LKE"].title = "Lembar1"
        del no_identity["zi_identity"]
        moved["LKE"].delete_cols(3)
        for row in touched["zi_identity"].iter_rows():
            if row[0].value == "P.I.1.a" and row[1].value == "self.answer":
                row[3].value = lke_workbook.digest("B")
        other = self._assessment(self.instrument, 2027)
        for words, data in (
            ("no Excel file", b"%PDF-1.4 bukan tabel"),
            ("no Excel file", b"kode;jawaban\nP.I.1.a;A\n"),
            ("old format", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
            ("damaged", good[: len(good) // 2]),
            ("Choose the workbook", b""),
            ("limit", b"PK" + b"\0" * 11_000_000),
            ("sheet “LKE” is missing", self._bytes(no_sheet)),
            ("not a workbook that was exported", self._bytes(no_identity)),
            ("titles of the columns", self._bytes(moved)),
            ("hidden sheet of this file", self._bytes(touched)),
            ("belongs to", other.with_user(self.secretary)._zi_workbook()[1]),
        ):
            with self.subTest(words=words), self.assertRaisesRegex(UserError, words):
                self._wizard(data)

    def test_other_version_of_the_instrument(self):
        """A file of changed weights or questions is refused."""
        copy = self.instrument.copy()
        record = self._assessment(copy, 2028)
        data = record.with_user(self.secretary)._zi_workbook()[1]
        section = copy.section_ids[0]
        # What nobody may do through the application, a restore could.
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE zi_instrument_section SET weight = '9' WHERE id = %s", [section.id]
        )
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        with self.assertRaisesRegex(UserError, "weights"):
            self._wizard(data, assessment=record)

    def test_note_that_a_spreadsheet_would_change(self):
        """A text that does not survive a spreadsheet is left out, and stays."""
        answer = self._answer("P.I.1.a", self.secretary)
        for text in ("kode _x0041_ begini", "<r>x</r>", "p" * 40_000, "a\x0bb"):
            with self.subTest(text=text[:20]):
                answer.self_note = text
                before = self._snapshot()
                wizard = self._wizard(
                    self._bytes(load_workbook(io.BytesIO(self._export())))
                )
                self.assertFalse(wizard.line_ids)
                wizard.action_import()
                self.assertEqual(self._snapshot(), before)
        wizard = self._wizard(self._edit(self._export(), {("P.I.1.a", "note"): "baru"}))
        self.assertIn("on the screen", self._line(wizard, "P.I.1.a").message)

    # -- who may ---------------------------------------------------------------

    def test_working_group_brings_its_area_only(self):
        """Entries of another area are lines to leave out, for a working group."""
        data = self._edit(
            self._export(self.member),
            {("P.V.1.a", "answer"): "A", ("P.I.1.a", "answer"): "A"},
        )
        wizard = self._wizard(data, self.member)
        self.assertEqual(self._line(wizard, "P.V.1.a").status, "file")
        foreign = self._line(wizard, "P.I.1.a")
        self.assertEqual(foreign.status, "problem")
        self.assertIn("belongs to the area", foreign.message)
        foreign.choice = "here"
        wizard.action_import()
        self.assertEqual(self._answer("P.V.1.a").self_value, "1")
        self.assertFalse(self._answer("P.I.1.a").self_option_id)

    def test_assessor_brings_his_column_only(self):
        """The TPI's file changes his column at his step, and no other column."""
        self._reach("tpi")
        data = self._edit(self._export(self.tpi), {("P.I.1.a", "answer"): "B"}, "tpi")
        data = self._edit(data, {("P.I.1.b", "answer"): "C"})
        wizard = self._wizard(data, self.tpi)
        self.assertEqual(self._line(wizard, "P.I.1.a").status, "file")
        foreign = self._line(wizard, "P.I.1.b")
        self.assertEqual(foreign.status, "problem")
        self.assertIn("only the judgement of the TPI", foreign.message)
        foreign.choice = "here"
        wizard.action_import()
        self.assertEqual(self._answer("P.I.1.a").tpi_option_id.letter, "B")
        self.assertEqual(self._answer("P.I.1.a").self_option_id.letter, "A")
        self.assertEqual(self._answer("P.I.1.b").self_option_id.letter, "A")

    def test_file_of_an_earlier_step(self):
        """A unit's file that returns after the submission brings nothing in."""
        data = self._edit(self._export(), {("P.I.1.a", "answer"): "B"})
        self._fill()
        self.assessment.with_user(self.secretary).action_submit()
        wizard = self._wizard(data)
        line = self._line(wizard, "P.I.1.a")
        self.assertEqual(line.status, "problem")
        self.assertIn("waits for a decision", line.message)

    def test_doctored_lines_write_nothing(self):
        """Preview lines that a client changes do not decide what is written."""
        wizard = self._wizard(self._edit(self._export(), {("P.I.1.a", "answer"): "A"}))
        line = self._line(wizard, "P.I.1.a")
        line.write(
            {
                "answer_id": self._answer("P.I.1.b").id,
                "file_value": "C",
                "column": "tpi",
                "status": "file",
            }
        )
        wizard.action_import()
        self.assertFalse(any(self.assessment.answer_ids.mapped("self_option_id")))
        self.assertFalse(any(self.assessment.answer_ids.mapped("tpi_option_id")))
        self.assertIn("while you were looking", wizard.note)

    def test_others_do_not_import(self):
        """Employees and the head do not get at the wizard."""
        for user in (self.employee, self.head):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._wizard(self._export(), user)
