import base64
import io
import json
from datetime import date

import openpyxl

from odoo.tests import tagged

from .common import ExportCase


class Reader:
    """The Inspectorate's reader: a workbook and its manifest, nothing else."""

    def __init__(self, run):
        self.book = openpyxl.load_workbook(io.BytesIO(run.attachment_id.raw))
        manifest = json.loads(run.manifest_id.raw)
        self.sheets = {sheet["code"]: sheet for sheet in manifest["sheets"]}

    def rows(self, code):
        """Rows of a sheet as dicts by the codes of its columns."""
        sheet = self.sheets[code]
        codes = [column["code"] for column in sheet["columns"]]
        first = sheet["first_row"] + 1
        found = self.book[sheet["parts"][0]["name"]].iter_rows(
            first, first + sheet["rows"] - 1, 1, len(codes), values_only=True
        )
        return [dict(zip(codes, row, strict=True)) for row in found]

    def answer(self, question):
        """Number in the one cell of a question, and the rows of its list."""
        found = [row for row in self.rows("exceptions") if row["kind"] == question]
        head, *rows = found
        return head["count"], rows

    def cover(self):
        """The table of the sheets on the cover, by the name of the sheet."""
        page = self.book[self.sheets["cover"]["parts"][0]["name"]]
        table = {}
        for row in page.iter_rows(max_col=8, values_only=True):
            if table or row[0] == "Sheet":
                if not row[0]:
                    break
                table[row[0]] = row[1:]
        return table

    def texts(self):
        """All texts of the cover."""
        page = self.book[self.sheets["cover"]["parts"][0]["name"]]
        return [
            cell
            for row in page.iter_rows(values_only=True)
            for cell in row
            if isinstance(cell, str)
        ]


@tagged("post_install", "-at_install")
class TestExportQuestions(ExportCase):
    """What an auditor asks each month is one cell or one list of the package."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        sheet = cls.env.ref("zi_governance.export_sheet_lke")
        sop = cls.env.ref("zi_governance.export_sheet_sop")
        cls.profile.write(
            {"line_ids": [(0, 0, {"sheet_id": sheet.id}), (0, 0, {"sheet_id": sop.id})]}
        )

    def _package(self, year, month, day=8):
        """The package that the job sends on a day."""
        self._at(year, month, day, 3)
        self._job_with_mail()
        return Reader(self._runs().filtered(lambda run: run.state == "sent")[-1:])

    def _evidence(self, name, **values):
        return (
            self.env["zi.evidence"]
            .with_user(self.secretary)
            .create(
                {
                    "name": name,
                    "company_id": self.unit.id,
                    "date": self.unit._zi_today(),
                    "upload": base64.b64encode(b"%PDF-1.4 " + name.encode()),
                    "file_name": "bukti.pdf",
                    **values,
                }
            )
        )

    def test_what_was_due_and_is_not_done(self):
        """By whom, since when."""
        self._at(2026, 1, 5, 3)
        self._approve(self._plan(owner_id=self.member.id))
        count, rows = self._package(2026, 3).answer("Due and not done")
        self.assertEqual(count, len(rows))
        self.assertEqual(count, 2)
        self.assertEqual(rows[0]["person"], "Anggota Uji")
        self.assertEqual(rows[0]["date"].date(), date(2026, 1, 31))

    def test_which_clocks_were_broken(self):
        """A follow-up past its last day, whose it is, and when that was."""
        self._at(2026, 1, 5, 3)
        self.env["zi.follow.up"].create(
            {
                "name": "Perbaiki papan pengumuman",
                "company_id": self.unit.id,
                "owner_id": self.member.id,
                "due_date": date(2026, 1, 20),
            }
        )
        count, rows = self._package(2026, 2).answer("Clocks that were broken")
        self.assertEqual(count, 1)
        self.assertEqual(rows[0]["text"], "Perbaiki papan pengumuman")
        self.assertEqual(rows[0]["date"].date(), date(2026, 1, 20))
        self.assertEqual(rows[0]["person"], "Anggota Uji")

    def test_what_was_entered_after_the_period_closed(self):
        """Evidence of a closed month, by whom."""
        self._at(2026, 2, 2, 3)
        self.env["zi.period"]._zi_make_year(self.unit, 2026)
        period = self.env["zi.period"].search(
            [("company_id", "=", self.unit.id), ("code", "=", "2026-01")]
        )
        period.with_user(self.secretary).action_close()
        self._at(2026, 2, 20, 3)
        late = self._evidence("Notula yang tertinggal", date=date(2026, 1, 15))
        reader = self._package(2026, 3)
        count, rows = reader.answer("Entered after the period was closed")
        self.assertEqual((count, rows[0]["record"]), (1, str(late.id)))
        self.assertEqual(rows[0]["person"], "Sekretaris Uji")
        (entry,) = reader.rows("evidence")
        self.assertEqual((entry["number"], entry["late"]), (late.id, "Yes"))
        count, rows = reader.answer("Periods closed or reopened")
        self.assertEqual((count, rows[0]["record"]), (1, "2026-01"))

    def test_what_acting_heads_decided(self):
        """Each decision of a Plt. or Plh., as such, and the roles that were given."""
        self._at(2026, 1, 12, 3)
        self._assign(
            self.deputy,
            "role_head",
            capacity="plh",
            date_from=date(2026, 1, 10),
            date_to=date(2026, 1, 20),
        )
        plan = self._plan()
        plan.with_user(self.secretary).action_submit()
        plan.with_user(self.colleague).action_approve()
        plan.with_user(self.deputy).action_approve()
        reader = self._package(2026, 2)
        count, rows = reader.answer("Decided by an acting head (Plt./Plh.)")
        self.assertEqual(count, 1)
        self.assertIn("Wakil Uji", rows[0]["person"])
        self.assertIn("Plh.", rows[0]["text"])
        decisions = reader.rows("decisions")
        self.assertEqual([row["capacity"] for row in decisions], [None, "Plh."])

    def test_who_gained_access(self):
        """Roles and confidential groups that were given, by whom."""
        self._at(2026, 1, 12, 3)
        role = self._assign(
            self.deputy,
            "role_head",
            capacity="plh",
            date_from=date(2026, 1, 10),
            date_to=date(2026, 1, 20),
        )
        # The database's own clock does not travel.
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE zi_role_assignment SET create_date = '2026-01-12' WHERE id = %s",
            [role.id],
        )
        self.env["zi.access.alert"]._zi_raise(self.unit, "group", "doc_employee: WBS")
        count, rows = self._package(2026, 2).answer("Access given, taken or touched")
        self.assertEqual(count, len(rows))
        texts = [row["text"] for row in rows]
        self.assertIn("doc_employee: WBS", texts)
        given = next(row for row in rows if "Plh." in (row["record"] or ""))
        self.assertIn("Wakil Uji", given["text"])

    def test_which_answers_rose_and_on_which_evidence(self):
        """From what, to what, by whom, on what; an answer that fell is no rise."""
        self._at(2026, 1, 5, 3)
        assessment = self.env["zi.assessment"].create(
            {
                "company_id": self.unit.id,
                "year": 2026,
                "instrument_id": self.instrument.id,
            }
        )
        answers = assessment.answer_ids.filtered(
            lambda row: row.code in ("P.I.2.b", "P.I.2.c")
        ).with_user(self.secretary)
        for answer, letter in zip(answers, "BA", strict=True):
            answer.self_option_id = self._option(answer, letter)
        self._package(2026, 2)
        self._at(2026, 2, 20, 3)
        new = self._evidence(
            "Rencana aksi", question_ids=[(6, 0, answers[0].question_id.ids)]
        )
        for answer, letter in zip(answers, "AB", strict=True):
            answer.self_option_id = self._option(answer, letter)
        reader = self._package(2026, 3)
        count, (row,) = reader.answer(
            "LKE answers that rose, and on which new evidence"
        )
        self.assertEqual(count, 1)
        self.assertIn("P.I.2.b", row["record"])
        self.assertIn(f"New evidence: {new.id}.", row["text"])
        self.assertIn("B. ", row["text"].split("→")[0])
        self.assertEqual(row["person"], "Sekretaris Uji")
        question = next(r for r in reader.rows("lke") if r["code"] == "P.I.2.b")
        self.assertEqual((question["self"], question["evidence"]), ("A", str(new.id)))

    def _option(self, answer, letter):
        return answer.question_id.option_ids.filtered(lambda o: o.letter == letter)

    def test_last_closing_is_this_opening(self):
        """The cover shows both figures of each register side by side and says whether
        they are equal."""
        self._at(2026, 1, 20, 3)
        self._evidence("Notula")
        first = self._package(2026, 2).cover()["Register of evidence"]
        self.assertEqual(first, (1, None, 0, 1, 0, 1, None))
        second = self._package(2026, 3).cover()["Register of evidence"]
        self.assertEqual(second, (1, 1, 1, 0, 0, 1, "Yes"))

    def test_package_says_what_it_does_not_hold(self):
        """Confidential content, the files, sheets not ordered, rows left out; on the
        cover, and the same in the manifest."""
        self._at(2026, 1, 5, 3)
        self._approve(self._plan())
        reader = self._package(2026, 2)
        texts = reader.texts()
        manifest = json.loads(self._runs()[-1:].manifest_id.raw)
        for sentence in manifest["not_held"]:
            self.assertIn(sentence, texts)
        for word in (
            "whistleblowing",
            "files of the evidence",
            "“Gates of the LKE”: not ordered",
            "Work plan: 0 tasks that were dropped",
            "Register of SOPs: 0 revisions that are not approved yet",
        ):
            with self.subTest(word):
                self.assertTrue(any(word in text for text in texts), texts)

    def test_every_question_has_its_cell(self):
        """In a month without data each answer is nought, not missing."""
        reader = self._package(2026, 2)
        for words in self.env["zi.export.exception"]._zi_exception_kinds().values():
            with self.subTest(words):
                count, rows = reader.answer(words)
                self.assertEqual(count, len(rows))
