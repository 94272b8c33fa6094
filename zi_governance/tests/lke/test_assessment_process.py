from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import LkeCase


@tagged("post_install", "-at_install")
class TestAssessmentProcess(LkeCase):
    def test_from_first_answer_to_predicate(self):
        """An LKE walks from the first answer to the predicate by its buttons."""
        record = self.assessment
        self.assertEqual(record.stage, "draft")
        self._reach("field")
        record.answer_ids.with_user(self.tpn).action_agree()
        record.with_user(self.tpn).write(
            {
                "decree_number": "KEP-9",
                "decree_date": date(2026, 6, 10),
                "predicate_from": date(2026, 6, 10),
            }
        )
        record.with_user(self.tpn).action_grant()
        self.assertEqual(record.stage, "granted")
        self.assertEqual(record.leading_total_text, "100,00")
        held = self.env["zi.predicate"]._zi_held(self.unit, "WBK", date(2026, 12, 1))
        self.assertEqual(held, record.predicate_id)
        self.assertEqual(held.decree_number, "KEP-9")

    def test_steps_follow_the_approval(self):
        """Submitting, reviewing, returning and approving move the step along."""
        record = self.assessment
        self._fill()
        record.with_user(self.secretary).action_submit()
        self.assertEqual(record.stage, "filled")
        record.with_user(self.colleague).action_return("Periksa area II")
        self.assertEqual((record.stage, record.approval_state), ("draft", "returned"))
        record.with_user(self.secretary).action_submit()
        record.with_user(self.colleague).action_approve()
        self.assertEqual(record.stage, "reviewed")
        record.with_user(self.secretary).action_withdraw_submission()
        self.assertEqual(record.stage, "draft")
        self._approve()
        self.assertEqual(record.stage, "approved")

    def test_unanswered_cannot_be_submitted(self):
        """An LKE with open questions is not submitted; the message names them."""
        self._fill()
        self._answer("R.V.2", self.secretary).write(
            {"self_numerator": False, "self_denominator": False}
        )
        with self.assertRaisesRegex(UserError, r"1 of 113 .*R\.V\.2"):
            self.assessment.with_user(self.secretary).action_submit()

    def test_revoked_predicate_stays_in_history(self):
        """A revoked predicate is not held any more and stays listed."""
        self._reach("field")
        record = self.assessment
        record.with_user(self.secretary).write(
            {
                "decree_number": "KEP-9",
                "decree_date": date(2026, 6, 10),
                "predicate_from": date(2026, 6, 10),
            }
        )
        record.with_user(self.secretary).action_grant()
        with self.assertRaisesRegex(UserError, "Fill in first"):
            record.with_user(self.secretary).action_revoke()
        record.with_user(self.secretary).write(
            {"revoke_reason": "Pelanggaran", "revoke_decree": "KEP-10"}
        )
        record.with_user(self.secretary).action_revoke()
        self.assertEqual(record.predicate_id.state, "revoked")
        held = self.env["zi.predicate"]._zi_held(self.unit, "WBK", date(2026, 12, 1))
        self.assertFalse(held)
        with self.assertRaises(UserError):
            record.predicate_id.unlink()

    def test_no_step_out_of_turn(self):
        """A button pressed out of turn says where the LKE stands."""
        record = self.assessment.with_user(self.secretary)
        for action in ("action_send_to_tpi", "action_propose", "action_grant"):
            with (
                self.subTest(action=action),
                self.assertRaisesRegex(UserError, "Being filled in"),
            ):
                getattr(record, action)()

    def test_step_is_not_written(self):
        """Nobody writes the step, the approval or the judge, not even its secretary."""
        for vals in (
            {"stage": "granted"},
            {"approval_state": "approved"},
            {"judged_by_id": self.secretary.id},
            {"predicate_id": 1},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                self.assessment.with_user(self.secretary).write(vals)

    def test_step_is_not_created(self):
        """A new LKE starts at its first step, whatever values or defaults say."""
        model = self.env["zi.assessment"].with_user(self.secretary)
        vals = {
            "company_id": self.unit.id,
            "year": 2027,
            "instrument_id": self.instrument.id,
        }
        with self.assertRaises(AccessError):
            model.create({**vals, "stage": "granted"})
        record = model.with_context(
            default_stage="granted", default_approval_state="approved"
        ).create(vals)
        self.assertEqual((record.stage, record.approval_state), ("draft", "draft"))

    def test_judging_needs_every_judgement_and_the_lhe(self):
        """The TPI closes with number, date, recommendation and no gap."""
        self._reach("tpi")
        record = self.assessment.with_user(self.tpi)
        with self.assertRaisesRegex(UserError, "LHE number"):
            record.action_judge()
        record.write(
            {
                "lhe_number": "LHE-1",
                "lhe_date": date(2026, 6, 20),
                "tpi_recommendation": "propose",
            }
        )
        with self.assertRaisesRegex(UserError, "future"):
            record.action_judge()
        record.lhe_date = date(2026, 6, 1)
        with self.assertRaisesRegex(UserError, "113 answers are not judged"):
            record.action_judge()

    def test_correction_needs_a_new_approval(self):
        """Answers corrected after the judgement are flagged and approved again."""
        self._reach("judged")
        record = self.assessment
        record.with_user(self.secretary).action_start_correction()
        self.assertEqual((record.stage, record.version), ("correcting", 2))
        answer = self._choose("P.I.1.b", "B")
        self.assertTrue(answer.changed_after_tpi)
        self.assertIn("A.", answer.self_judged)
        self.assertEqual(record.changed_count, 1)
        self._choose("P.I.1.b", "A")
        self.assertFalse(answer.changed_after_tpi)
        self._choose("P.I.1.b", "B")
        self._approve()
        self.assertEqual(
            (record.stage, record.approval_state), ("corrected", "approved")
        )
        record.with_user(self.secretary).action_send_to_tpi()
        self._choose("P.I.1.b", "B", self.tpi, "tpi")
        self.assertFalse(answer.changed_after_tpi)
        self.assertEqual(len(record.approval_decision_ids), 4)

    def test_proposing_needs_recommendation_and_conditions(self):
        """The score alone does not propose a unit: conditions are a second light."""
        self._reach("judged")
        record = self.assessment.with_user(self.secretary)
        record.write({"sptjm_number": "S-1", "sptjm_date": date(2026, 6, 1)})
        self.assertEqual(record.wbk_state, "met")
        self.assertEqual(record.propose_state, "unknown")
        with self.assertRaisesRegex(UserError, "not checked yet"):
            record.action_propose()
        self._meet_conditions()
        record.check_ids[0].write({"answer": "no"})
        with self.assertRaisesRegex(UserError, "Not met"):
            record.action_propose()
        record.check_ids[0].write({"answer": "yes"})
        record.action_propose()
        self.assertEqual(record.stage, "proposed")

    def test_conditions_follow_the_year(self):
        """A past year lists the conditions of its year, and yes needs a proof."""
        old = self._assessment(self.env.ref("zi_governance.lke_10_2019"), 2020)
        self.assertIn("akip_2014", old.check_ids.criterion_id.mapped("code"))
        self.assertNotIn(
            "akip_2014", self.assessment.check_ids.criterion_id.mapped("code")
        )
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            self.assessment.check_ids[0].with_user(self.secretary).answer = "yes"
            self.env.flush_all()

    def test_one_lke_per_unit_year_and_instrument(self):
        """A second LKE of the same year and instrument is refused."""
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            self._assessment(self.instrument)

    def test_fields_of_other_steps_are_closed(self):
        """Particulars of a step are entered at that step only, by its people."""
        with self.assertRaises(UserError):
            self.assessment.with_user(self.secretary).lhe_number = "LHE-0"
        with self.assertRaises(UserError):
            self.assessment.with_user(self.secretary).decree_number = "KEP-0"
        self._reach("tpi")
        with self.assertRaises(AccessError):
            self.assessment.with_user(self.secretary).lhe_number = "LHE-0"
        with self.assertRaises(UserError):
            self.assessment.with_user(self.tpi).predicate = "WBBM"
