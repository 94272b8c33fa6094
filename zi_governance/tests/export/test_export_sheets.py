from datetime import date

from odoo.tests import tagged

from .common import ExportCase


@tagged("post_install", "-at_install")
class TestExportSheets(ExportCase):
    def _sheet(self, code, first=date(2026, 6, 1), last=date(2026, 6, 30)):
        run = self.Run.new({"date_from": first, "date_to": last})
        sheet = self.env.ref(f"zi_governance.export_sheet_{code}")._zi_sheet(
            self.unit, run
        )
        codes = [column.code for column in sheet.columns]
        return [dict(zip(codes, row, strict=True)) for row in sheet.checked_rows()]

    def test_every_registered_sheet_adds_up(self):
        """Each sheet gives as many rows as it tells, with and without data."""
        for moment in (date(2020, 1, 1), date(2026, 6, 1)):
            for row in self.env["zi.export.sheet"].search([]):
                with self.subTest(row.code, moment=moment):
                    run = self.Run.new({"date_from": moment, "date_to": moment})
                    sheet = row._zi_sheet(self.unit, run)
                    list(sheet.checked_rows())
                    self.assertTrue(not sheet.roll or sheet.roll.adds_up)

    def test_plan_says_what_was_due_and_is_not_done(self):
        """Tasks due by the end of the period, late ones with their days."""
        plan = self._plan()
        self._approve(plan)
        area, indicator, *rows = self._sheet("plan")
        self.assertEqual(area["component"], self.mp.display_name)
        self.assertEqual(indicator["indicator"], "Monev berkala")
        self.assertEqual(len(rows), 6)
        self.assertEqual(rows[0]["item"], "Notula")
        self.assertEqual(rows[0]["late"], 150)
        self.assertIsNone(rows[-1]["late"])

    def test_lke_is_the_official_sheet(self):
        """Section headings, then their questions, with three columns."""
        assessment = self.env["zi.assessment"].create(
            {
                "company_id": self.unit.id,
                "year": 2026,
                "instrument_id": self.instrument.id,
            }
        )
        rows = self._sheet("lke")
        questions = [row for row in rows if row["question"] and row["entered"]]
        self.assertEqual(len(questions), len(assessment.answer_ids))
        self.assertGreater(len(rows), len(questions))
        gates = self._sheet("lke_gates")
        self.assertEqual(
            len(gates),
            self.env["zi.assessment.gate.result"].search_count(
                [("assessment_id", "=", assessment.id)]
            ),
        )

    def test_decisions_name_capacity_and_hash(self):
        """What an acting head decided is shown as such, here and as an exception."""
        self._assign(
            self.deputy,
            "role_head",
            capacity="plh",
            date_from=date(2026, 6, 10),
            date_to=date(2026, 6, 20),
        )
        plan = self._plan()
        plan.with_user(self.secretary).action_submit()
        plan.with_user(self.colleague).action_approve()
        plan.with_user(self.deputy).action_approve()
        rows = self._sheet("decisions")
        self.assertEqual([row["capacity"] for row in rows], [None, "Plh."])
        self.assertEqual(len(rows[-1]["chain"]), 64)
        acting = self._exceptions("acting")
        self.assertEqual(len(acting), 1)
        self.assertIn("Plh.", acting[0][2])

    def _exceptions(self, kind, first=date(2026, 6, 1), last=date(2026, 6, 30)):
        rows = self.env["zi.export.exception"]._zi_exceptions(self.unit, first, last)
        return [row[1:] for row in rows if row[0] == kind]

    def test_every_kind_is_listed_with_its_number(self):
        """A kind without exceptions says 0: a nought is an answer."""
        rows = self._sheet("exceptions")
        counts = {row["kind"]: row["count"] for row in rows if row["record"] is None}
        self.assertEqual(
            set(counts),
            set(self.env["zi.export.exception"]._zi_exception_kinds().values()),
        )

    def test_returned_and_withdrawn_are_exceptions(self):
        """A returned document and a withdrawn request stand with reason and person."""
        plan = self._plan()
        plan.with_user(self.secretary).action_submit()
        plan.with_user(self.colleague).action_return("Belum lengkap")
        plan.with_user(self.secretary).action_submit()
        plan.with_user(self.secretary).action_withdraw_submission()
        self.assertEqual(self._exceptions("returned")[0][2], "Belum lengkap")
        self.assertEqual(len(self._exceptions("cancelled")), 1)
        self.assertFalse(
            self._exceptions("returned", date(2026, 5, 1), date(2026, 5, 31))
        )

    def test_late_tasks_are_told_with_their_owner(self):
        """What was due and not delivered by the end, since when."""
        plan = self._plan(owner_id=self.member.id)
        self._approve(plan)
        late = self._exceptions("late_task")
        self.assertEqual(len(late), 6)
        self.assertEqual(late[0][1], date(2026, 1, 31))
        self.assertEqual(late[0][3], "Anggota Uji")

    def _decrees(self, count, day=date(2026, 6, 10)):
        """Approved documents of the unit with running numbers."""
        kind = self.env.ref("zi_governance.decree_kind_sk_pencabutan")
        decrees = self.env["zi.decree"]
        for number in range(count):
            decree = decrees.create(
                {
                    "company_id": self.unit.id,
                    "kind_id": kind.id,
                    "subject": f"Uji {number}",
                    "dictum": "x",
                }
            )
            decree._zi_gate_write(
                {
                    "number": self.env["zi.number.pattern"]._zi_take(
                        self.unit, kind, day
                    ),
                    "date": day,
                }
            )
            decrees |= decree
        return decrees

    def test_missing_numbers_are_one_list(self):
        """Numbers that no record holds, neighbours as one row; archived ones are held,
        and what came after the period is not told of it."""
        self.unit.zi_unit_code = "BLU"
        decrees = self._decrees(6)
        self.assertFalse(self._exceptions("number_gap"))
        gone = decrees[1] | decrees[2] | decrees[5]
        self.env.cr.execute("DELETE FROM zi_decree WHERE id = ANY(%s)", [gone.ids])
        self.env.invalidate_all()
        later = self._decrees(1, date(2026, 7, 2))
        rows = self._exceptions("number_gap")
        self.assertEqual(
            [row[0] for row in rows], ["2-3 of naskah 2026", "6 of naskah 2026"]
        )
        self.assertEqual(rows[0][2], "No record holds it.")
        later._zi_gate_write({"date": date(2026, 6, 30)})
        self.assertEqual(len(self._exceptions("number_gap")), 2)

    def test_missing_number_that_was_decided_names_its_decision(self):
        """The log of decisions still knows which document had the number."""
        self.unit.zi_unit_code = "BLU"
        decree = self._decrees(2)[0]
        title = f"{decree.number}. SK: Uji"
        request = self.env["zi.approval.decision"].sudo()
        row = request.search([("company_id", "=", self.unit.id)], limit=1)
        if not row:
            self._approve(self._plan())
            row = request.search([("company_id", "=", self.unit.id)], limit=1)
        self.env.cr.execute(
            "ALTER TABLE zi_approval_decision DISABLE TRIGGER USER;"
            "UPDATE zi_approval_decision SET record_name = %s WHERE id = %s;"
            "ALTER TABLE zi_approval_decision ENABLE TRIGGER USER;"
            "DELETE FROM zi_decree WHERE id = %s",
            [title, row.id, decree.id],
        )
        self.env.invalidate_all()
        (gap,) = self._exceptions("number_gap")
        self.assertIn(title, gap[2])

    def test_evidence_stands_as_it_was_at_the_end_of_the_period(self):
        """What was looked at later still waits in the register of an earlier month."""
        evidence = (
            self.env["zi.evidence"]
            .with_user(self.secretary)
            .create(
                {
                    "name": "Notula",
                    "company_id": self.unit.id,
                    "date": date(2026, 6, 15),
                    "upload": "JVBERi0xLjQgYnVrdGk=",
                    "file_name": "bukti.pdf",
                }
            )
        )
        self._at(2026, 7, 3, 3)
        evidence.with_user(self.colleague).action_verify()
        (june,) = self._sheet("evidence")
        self.assertEqual(june["state"], "Waiting for verification")
        self.assertIsNone(june["verifier"])
        (july,) = self._sheet("evidence", date(2026, 7, 1), date(2026, 7, 31))
        self.assertEqual(
            (july["state"], july["verifier"]), ("Verified", "Sekretaris Dua")
        )
