from datetime import date

from odoo.tests import tagged

from ..lke.common import LkeCase


@tagged("post_install", "-at_install")
class TestProposal(LkeCase):
    """Rules propose answers; a person decides."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls.env["zi.evidence.rule"].create(
            {
                "name": "Tindak lanjut diperiksa",
                "code": "uji",
                "model_name": "zi.follow.up",
                "states": "checked",
                "per": "quarter",
                "question_codes": "P.I.3.c",
                "scale": "1:A | >1/2:B | >0:C",
            }
        )

    def _settle(self, *months):
        for month in months:
            self.env["zi.follow.up"].create(
                {
                    "company_id": self.unit.id,
                    "name": "Uji",
                    "owner_id": self.employee.id,
                    "due_date": date(2026, month, 5),
                }
            )._zi_gate_write({"state": "checked"})
        self.rule._zi_evaluate(self.unit, [2026])

    def test_share_of_windows_proposes_a_letter(self):
        """One of four quarters is C, three are B, four are A; the self-assessment
        stays as it was."""
        answer = self._answer("P.I.3.c")
        for months, letter in (((2,), "C"), ((5, 8), "B"), ((11,), "A")):
            with self.subTest(letter=letter):
                self._settle(*months)
                self.assertEqual(answer.proposed_option_id.letter, letter)
        self.assertIn("4", answer.proposed_reason)
        self.assertFalse(answer.self_option_id)

    def test_nothing_found_proposes_nothing(self):
        """Without a window met there is no proposal, and an old one goes."""
        answer = self._answer("P.I.3.c")
        self._settle(2)
        self.env["zi.follow.up"].search([])._zi_gate_write({"state": "open"})
        self._settle()
        self.assertFalse(answer.proposed_option_id)

    def test_measure_proposes_share(self):
        """A measured share proposes by the same scale."""
        self.rule.write(
            {
                "measure_code": "plan_tasks_on_time",
                "question_codes": "P.I.3.a",
            }
        )
        answer = self._answer("P.I.3.a")
        self.patch(
            type(self.env["zi.measure"]),
            "_zi_measure",
            lambda model, code, units, year: {self.unit.id: (2, 3, "uji")},
        )
        self.rule._zi_evaluate(self.unit, [2026])
        self.assertEqual(answer.proposed_option_id.letter, "B")
        self.assertIn("2", answer.proposed_reason)

    def test_evidence_stands_beside_the_answer(self):
        """An answer shows the evidence of its question and year, however linked."""
        answer = self._answer("P.V.1.b")
        row = self.env["zi.evidence"]._zi_from_record(
            self.env["zi.follow.up"].create(
                {
                    "company_id": self.unit.id,
                    "name": "Uji",
                    "owner_id": self.employee.id,
                    "due_date": date(2026, 3, 5),
                }
            ),
            question_ids=[(6, 0, answer.question_id.ids)],
        )
        answer.invalidate_recordset()
        self.assertEqual(answer.evidence_ids, row)
        self.assertFalse(self._answer("P.V.1.a").evidence_ids)
