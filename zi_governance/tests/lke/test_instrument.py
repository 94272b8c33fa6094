from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import LkeCase


@tagged("post_install", "-at_install")
class TestInstrument(LkeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls._person("lke_admin", "Admin Uji", "group_zi_admin")

    def test_shipped_instruments_are_sound(self):
        """Both shipped sheets add up and have XML ids for all their parts."""
        for xmlid, questions in (("lke_90_2021", 113), ("lke_10_2019", 84)):
            instrument = self.env.ref(f"zi_governance.{xmlid}")
            with self.subTest(instrument=instrument.code):
                self.assertEqual(instrument.question_count, questions)
                self.assertEqual(instrument.weight_total, "100,00")
                self.assertFalse(instrument._zi_problems())
                self.assertFalse(instrument.problem_text)
        question = self.env.ref("zi_governance.lke_90_2021_p_i_1_a")
        self.assertEqual(question.code, "P.I.1.a")
        self.assertEqual(
            self.env["zi.instrument.question"]._zi_find("90/2021", ["P.I.1.a", "X"]),
            {"P.I.1.a": question},
        )

    def test_half_area_gates_are_advisory(self):
        """Gates of low confidence are shown and do not decide."""
        low = self.instrument.gate_ids.filtered(lambda g: g.confidence == "low")
        self.assertEqual(len(low), 24)
        self.assertFalse(any(low.mapped("deciding")))

    def test_violations_use_the_decrease(self):
        """R.III.3 is a decrease; other percentages are parts of a whole."""
        formulas = {
            q.code: q.formula
            for q in self.instrument.question_ids
            if q.answer_type == "PCT"
        }
        self.assertEqual(formulas.pop("R.III.3"), "decrease")
        self.assertEqual(set(formulas.values()), {"ratio"})

    def test_loading_again_keeps_what_was_edited(self):
        """An upgrade leaves edited hints and minimums alone and doubles nothing."""
        old = self.env.ref("zi_governance.lke_10_2019")
        old.gate_ids[0].minimum = "70"
        old.question_ids[0].evidence_hint = "SK Kepala Balai"
        count = self.env["zi.instrument.question"].search_count([])
        self.env["zi.instrument"]._zi_load_shipped()
        self.assertEqual(old.gate_ids[0].minimum, "70")
        self.assertEqual(old.question_ids[0].evidence_hint, "SK Kepala Balai")
        self.assertEqual(self.env["zi.instrument.question"].search_count([]), count)

    def test_instrument_in_use_is_locked(self):
        """An instrument in use loses no question and changes no rule, for nobody."""
        self.assertTrue(self.instrument.in_use)
        question = self.instrument.question_ids[0]
        for action in (
            question.unlink,
            self.instrument.unlink,
            self.instrument.section_ids[0].unlink,
            question.option_ids[0].unlink,
            self.instrument.gate_ids[0].unlink,
            lambda: self.instrument.section_ids[0].write({"weight": "2"}),
            lambda: question.write({"answer_type": "ABC"}),
            lambda: question.write({"name": "Lain"}),
            lambda: question.write({"option_ids": [(2, question.option_ids[0].id)]}),
            lambda: question.option_ids[0].write({"value": "0.9"}),
            lambda: self.instrument.gate_ids[0].write({"minimum": "70"}),
            lambda: self.instrument.gate_ids[0].write({"deciding": False}),
            lambda: self.instrument.write({"code": "91/2021"}),
            lambda: question.copy({"code": "P.I.1.z"}),
        ):
            with self.assertRaisesRegex(UserError, "is used by assessments"):
                action()
        question.evidence_hint = "boleh diperbaiki"
        self.instrument.valid_to = "2027-12-31"

    def test_archived_lke_locks_too(self):
        """An archived LKE still rests on its instrument."""
        self.assessment.active = False
        with self.assertRaises(UserError):
            self.instrument.question_ids[0].unlink()

    def test_copy_is_a_new_version(self):
        """A copy has all parts, its own code, and can be changed."""
        copy = self.instrument.copy()
        self.assertEqual(copy.code, "90/2021 v2")
        self.assertFalse(copy._zi_problems())
        self.assertEqual(len(copy.question_ids), 113)
        self.assertEqual(
            len(copy.question_ids.option_ids),
            len(self.instrument.question_ids.option_ids),
        )
        self.assertEqual(len(copy.gate_ids), 48)
        copy.section_ids[0].weight = "0.6"
        self.assertEqual([p.code for p in copy._zi_problems()], ["weights_total"])
        self.assertIn("100,10", copy.problem_text)
        self.assertEqual(self.instrument.copy().code, "90/2021 v3")

    def test_unsound_instrument_is_not_used(self):
        """An LKE is not made with weights that do not add up."""
        copy = self.instrument.copy()
        copy.section_ids[0].weight = "0.6"
        with self.assertRaisesRegex(UserError, "add up to 100,10"):
            self._assessment(copy, 2027)

    def test_memory_follows_a_change(self):
        """A changed weight is used at once, although the sheet stays in memory."""
        copy = self.instrument.copy()
        before = copy._zi_structure().section_by_code["P.I.1"].weight
        copy.section_ids.filtered(lambda s: s.code == "P.I.1").weight = "0.25"
        after = copy._zi_structure().section_by_code["P.I.1"].weight
        self.assertEqual((str(before), str(after)), ("1/2", "1/4"))

    def test_numbers_are_exact_text(self):
        """A weight or value that is no exact number is refused with its place."""
        copy = self.instrument.copy()
        for wrong in ("0,5", "setengah", "", "1e2", "1/0", "nan"):
            with self.subTest(wrong=wrong), self.assertRaises(ValidationError):
                copy.section_ids[0].weight = wrong or "-"

    def test_year_keeps_the_instrument_of_its_year(self):
        """The instrument in force on a day is found by its dates."""
        of_date = self.env["zi.instrument"]._zi_of_date
        self.assertEqual(of_date("2020-12-31").code, "10/2019")
        self.assertEqual(of_date("2022-01-01").code, "90/2021")
        old = self._assessment(self.env.ref("zi_governance.lke_10_2019"), 2026)
        self.assertIn("not in force", old.instrument_warning)
        self.assertFalse(self.assessment.instrument_warning)

    def test_only_the_administrator_changes_instruments(self):
        """Secretaries, assessors and employees read instruments, no more."""
        copy = self.instrument.copy()
        for user in (self.secretary, self.head, self.tpi, self.member, self.employee):
            with self.subTest(user=user.login):
                self.assertTrue(copy.with_user(user).question_ids[0].name)
                with self.assertRaises(AccessError):
                    copy.with_user(user).section_ids[0].weight = "1"
                with self.assertRaises(AccessError):
                    copy.with_user(user).question_ids[0].unlink()
        copy.with_user(self.admin).section_ids[0].name = "Tim"

    @mute_logger("odoo.sql_db")
    def test_codes_are_unique(self):
        """A question code occurs once per instrument."""
        copy = self.instrument.copy()
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            copy.question_ids[0].copy({"code": copy.question_ids[1].code})
