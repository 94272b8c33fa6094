from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import LkeCase


@tagged("post_install", "-at_install")
class TestAssessmentAnswer(LkeCase):
    """Who writes which column, and what an entry means."""

    # -- people ----------------------------------------------------------

    def test_working_group_writes_its_area_only(self):
        """A member answers the questions of the own area and of no other."""
        answer = self._choose("P.V.1.a", "B", self.member)
        self.assertEqual(answer.self_value, "1/2")
        with self.assertRaisesRegex(AccessError, "P.I.1.a belongs to the area"):
            self._choose("P.I.1.a", "A", self.member)
        both = self._answer("P.V.1.a") | self._answer("P.I.1.a")
        with self.assertRaises(AccessError):
            both.with_user(self.member).write({"self_note": "x"})

    def test_membership_that_ended_gives_nothing(self):
        """The day after the membership ended the member writes nothing."""
        self.team.member_ids.date_to = date(2026, 6, 14)
        with self.assertRaises(AccessError):
            self._choose("P.V.1.a", "B", self.member)

    def test_group_alone_gives_nothing(self):
        """The group of a secretary without the role of the day writes nothing."""
        stray = self._person("lke_stray", "Mantan Sekretaris", "group_zi_secretariat")
        with self.assertRaises(AccessError):
            self._choose("P.I.1.a", "A", stray)

    def test_employee_and_head_write_no_answer(self):
        """Neither an employee nor the head writes an answer."""
        for user in (self.employee, self.head):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._choose("P.I.1.a", "A", user)

    def test_columns_do_not_mix(self):
        """The TPI never changes the unit's answer, nor the unit the TPI's."""
        self._reach("tpi")
        for user, column in (
            (self.tpi, "self"),
            (self.tpi, "tpn"),
            (self.tpn, "tpi"),
            (self.secretary, "tpi"),
            (self.secretary, "tpn"),
            (self.member, "tpi"),
        ):
            for part, value in (("note", "x"), ("numerator", "1"), ("value", "0")):
                with (
                    self.subTest(user=user.login, column=column, part=part),
                    self.assertRaises(AccessError),
                ):
                    self._answer("R.V.2", user).write({f"{column}_{part}": value})

    def test_only_the_column_of_the_step_is_open(self):
        """A column is closed to its own people at every other step."""
        with self.assertRaisesRegex(AccessError, "only the self-assessment is open"):
            self._choose("P.I.1.a", "A", self.tpi, "tpi")
        self._reach("tpi")
        with self.assertRaisesRegex(AccessError, "only the judgement of the TPI"):
            self._choose("P.I.1.a", "B", self.secretary)
        with self.assertRaisesRegex(AccessError, "only the judgement of the TPI"):
            self._choose("P.I.1.a", "B", self.tpn, "tpn")
        self._choose("P.I.1.a", "B", self.tpi, "tpi")

    def test_answering_is_offered_to_whom_a_column_is_open(self):
        """Who would be refused reads the questions; nothing else is offered."""
        may = self._may_answer
        self.assertTrue(may(self.secretary))
        self.assertFalse(may(self.tpi) or may(self.tpn) or may(self.head))
        self._reach("tpi")
        self.assertTrue(may(self.tpi))
        self.assertFalse(may(self.secretary) or may(self.tpn))

    def _may_answer(self, user):
        self.assessment.invalidate_recordset(["may_answer"])
        return self.assessment.with_user(user).may_answer

    def test_submitted_answers_are_locked(self):
        """While the LKE waits for a decision nobody changes an answer."""
        self._fill()
        self.assessment.with_user(self.secretary).action_submit()
        with self.assertRaisesRegex(AccessError, "waits for a decision"):
            self._choose("P.I.1.a", "B")

    def test_tpi_never_judges_the_own_unit(self):
        """Company, employment or team membership keeps an assessor out."""
        self._reach("tpi")
        answer = self._answer("P.I.1.a", self.tpi)
        employee = self.env["hr.employee"].create(
            {"name": "Penilai Uji", "user_id": self.tpi.id, "company_id": self.unit.id}
        )
        with self.assertRaisesRegex(AccessError, "You belong to"):
            answer.tpi_note = "x"
        employee.active = False
        answer.tpi_note = "boleh"
        self.tpi.write({"company_ids": [(4, self.unit.id)]})
        with self.assertRaisesRegex(AccessError, "You belong to"):
            answer.tpi_note = "x"
        self.tpi.write({"company_ids": [(3, self.unit.id)]})
        employee.active = True
        self.env["zi.team.member"].create(
            {
                "team_id": self.team.id,
                "employee_id": employee.id,
                "role_id": self.env.ref("zi_governance.team_role_pokja_mp").id,
            }
        )
        employee.active = False
        with self.assertRaisesRegex(AccessError, "You belong to"):
            answer.tpi_note = "x"

    def test_tpi_needs_the_role_today(self):
        """Group and oversight do not judge without the role of the day."""
        self._reach("tpi")
        self.env["zi.role.assignment"].search(
            [("user_id", "=", self.tpi.id)]
        ).date_to = date(2026, 6, 14)
        with self.assertRaisesRegex(AccessError, "Only the TPI appointed"):
            self._answer("P.I.1.a", self.tpi).tpi_note = "x"

    def test_other_unit_is_out_of_reach(self):
        """A secretary of another unit neither reads nor writes the answers."""
        other = self._person(
            "lke_other", "Sekretaris Lain", "group_zi_secretariat", self.other_unit
        )
        answer = self._answer("P.I.1.a", other)
        with self.assertRaises(AccessError):
            answer.read(["self_value"])
        with self.assertRaises(AccessError):
            answer.write({"self_note": "x"})

    # -- forgery ---------------------------------------------------------

    def test_computed_fields_are_not_written(self):
        """Values, flags and proposals come from the server alone."""
        answer = self._answer("P.I.1.a", self.secretary)
        for vals in (
            {"self_value": "1"},
            {"changed_after_tpi": True},
            {"self_judged": "A"},
            {"proposed_option_id": self._option(answer, "A").id},
            {"proposed_reason": "karena"},
            {"question_id": self._answer("P.I.1.b").question_id.id},
            {"assessment_id": 1 + self.assessment.id},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                answer.write(vals)

    def test_context_opens_no_gate(self):
        """Keys that a client puts into the context open nothing."""
        answer = self._answer("P.I.1.a", self.secretary)
        for key in ({"zi_gate": True}, {"zi_gate": "1"}, {"su": True}):
            with self.subTest(key=key), self.assertRaises(AccessError):
                answer.with_context(**key).write({"self_value": "1"})

    def test_answers_are_neither_made_nor_deleted(self):
        """Rows come with the LKE and stay, for everybody."""
        model = self.env["zi.assessment.answer"]
        vals = {
            "assessment_id": self.assessment.id,
            "question_id": self._answer("P.I.1.a").question_id.id,
        }
        for user in (self.secretary, self.member, self.tpi):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    model.with_user(user).create(vals)
                with self.assertRaises(AccessError):
                    self._answer("P.I.1.a", user).unlink()
        with self.assertRaises(UserError):
            self._answer("P.I.1.a").unlink()

    def test_import_goes_through_the_same_gate(self):
        """``load`` changes no foreign column, no value, and makes no row."""
        self._reach("tpi")
        answer = self._answer("P.I.1.b")
        for user, field, value in (
            (self.tpi, "self_note", "x"),
            (self.secretary, "self_note", "x"),
            (self.secretary, "self_value", "0"),
            (self.tpi, "tpi_value", "0"),
        ):
            result = (
                self.env["zi.assessment.answer"]
                .with_user(user)
                .load([".id", field], [[str(answer.id), value]])
            )
            with self.subTest(user=user.login, field=field):
                self.assertFalse(result["ids"])
                self.assertTrue(result["messages"])
        self.assertEqual(answer.self_value, "1")

    def test_scores_are_not_written(self):
        """Nobody writes, makes or deletes a score or a gate result."""
        for name in ("zi.assessment.score", "zi.assessment.gate.result"):
            row = self.env[name].search([("assessment_id", "=", self.assessment.id)])[0]
            for user in (self.secretary, self.tpi, self.head):
                with self.subTest(model=name, user=user.login):
                    with self.assertRaises(AccessError):
                        row.with_user(user).write({"exact": "100"})
                    with self.assertRaises(AccessError):
                        row.with_user(user).unlink()

    def test_defaults_of_a_client_do_not_prefill(self):
        """``default_`` keys of a client's context answer no question."""
        option = self._option(self._answer("P.I.1.a"), "A")
        record = (
            self.env["zi.assessment"]
            .with_user(self.secretary)
            .with_context(
                default_self_option_id=option.id,
                default_self_value="1",
                default_tpi_value="1",
                default_tpi_note="bagus",
            )
            .create({"company_id": self.unit.id, "year": 2027})
        )
        self.assertFalse(any(record.answer_ids.mapped("self_option_id")))
        self.assertFalse(any(record.answer_ids.mapped("self_value")))
        self.assertFalse(any(record.answer_ids.mapped("tpi_note")))

    # -- meaning ---------------------------------------------------------

    def test_published_values_are_decimals(self):
        """An option is worth what was published: 0.67 and not two thirds."""
        self.assertEqual(self._choose("P.I.3.a", "B").self_value, "67/100")
        self.assertEqual(self._choose("P.I.3.a", "C").self_value, "33/100")
        self.assertFalse(
            self._answer("P.I.3.a", self.secretary).write({"self_option_id": False})
            and self._answer("P.I.3.a").self_value
        )

    def test_percent_from_its_counts(self):
        """A percentage is the exact ratio of its counts."""
        answer = self._answer("R.IV.1", self.secretary)
        answer.write({"self_numerator": "2", "self_denominator": "3"})
        self.assertEqual(answer.self_value, "2/3")
        self.assertEqual(answer.self_hint, "66,67%")

    def test_percent_above_hundred_counts_as_hundred(self):
        """More than the whole counts in full and says so."""
        answer = self._answer("R.I.1.a", self.secretary)
        answer.write({"self_numerator": "6", "self_denominator": "5"})
        self.assertEqual(answer.self_value, "1")
        self.assertEqual(answer.self_hint, "120,00% counts as 100%.")

    def test_one_count_alone_is_no_answer(self):
        """A numerator without its denominator answers nothing yet."""
        answer = self._answer("R.I.1.a", self.secretary)
        answer.write({"self_numerator": "6"})
        self.assertFalse(answer.self_value)
        self.assertIn("missing", answer.self_hint)

    def test_violations_count_as_decrease(self):
        """R.III.3 measures the decrease since last year, clamped to 0..1."""
        for now, last, value, word in (
            ("2", "8", "3/4", "75,00%"),
            ("9", "8", "0", "More than last year"),
            ("0", "0", "1", "counts in full"),
            ("3", "0", "0", "counts 0"),
        ):
            with self.subTest(now=now, last=last):
                answer = self._answer("R.III.3", self.secretary)
                answer.write({"self_numerator": now, "self_denominator": last})
                self.assertEqual(answer.self_value, value)
                self.assertIn(word, answer.self_hint)

    def test_nothing_to_count_follows_the_setting(self):
        """Zero of zero counts 0, in full or not at all, and says which."""
        answer = self._answer("R.V.2", self.secretary)
        answer.write({"self_numerator": "0", "self_denominator": "0"})
        for setting, value, word in (
            ("zero", "0", "counts 0"),
            ("full", "1", "counts in full"),
            ("unanswered", False, "stays unanswered"),
        ):
            with self.subTest(setting=setting):
                self.assessment.with_user(self.secretary).zero_denominator = setting
                self.assertEqual(answer.self_value, value)
                self.assertIn(word, answer.self_hint)
        self.assertEqual(self.assessment.answered, 0)

    def test_something_of_nothing_is_refused(self):
        """A count above a denominator of 0 is a mistake."""
        with self.assertRaisesRegex(ValidationError, "denominator is 0"):
            self._answer("R.V.2", self.secretary).write(
                {"self_numerator": "3", "self_denominator": "0"}
            )

    def test_index_between_0_and_4(self):
        """An index is exact, takes a comma, and is refused beyond 0 to 4."""
        answer = self._answer("H.1.a", self.secretary)
        answer.self_index = "3,6"
        self.assertEqual((answer.self_index, answer.self_value), ("3.6", "9/10"))
        for wrong in ("4.01", "-0,1", "41"):
            with (
                self.subTest(wrong=wrong),
                self.assertRaisesRegex(ValidationError, "between 0 and 4"),
            ):
                answer.self_index = wrong
        for wrong in ("3,6,1", "tiga", "1e2", "=2+1", "٣", "nan"):
            with self.subTest(wrong=wrong), self.assertRaises(ValidationError):
                answer.self_index = wrong

    def test_counts_are_whole_numbers(self):
        """A count with a sign, point, formula or letters is refused."""
        for wrong in ("-1", "1.5", "1.000", "=1", "dua", "1" * 12, "١", True, 2.5):
            with self.subTest(wrong=wrong), self.assertRaises(ValidationError):
                self._answer("R.V.2", self.secretary).self_numerator = wrong

    def test_entry_fits_its_question(self):
        """An option of another question, or counts for an option, are refused."""
        foreign = self._option(self._answer("P.I.1.b"), "A")
        for code, vals in (
            ("P.I.1.a", {"self_option_id": foreign.id}),
            ("P.I.1.a", {"self_numerator": "1", "self_denominator": "2"}),
            ("P.I.1.a", {"self_index": "3"}),
            ("R.V.2", {"self_index": "3"}),
            ("H.2", {"self_option_id": foreign.id}),
        ):
            with self.subTest(code=code, vals=vals), self.assertRaises(ValidationError):
                self._answer(code, self.secretary).write(vals)

    # -- proposals -------------------------------------------------------

    def test_proposal_waits_for_a_person(self):
        """A proposal changes nothing until somebody who may write takes it."""
        answer = self._answer("P.V.1.a")
        answer._zi_propose("A", "Tiga publikasi dalam tahun ini")
        self.assertFalse(answer.self_option_id)
        self.assertTrue(answer.proposal_differs)
        self.assertTrue(answer.proposed_at)
        with self.assertRaises(AccessError):
            answer.with_user(self.tpi).action_accept_proposal()
        answer.with_user(self.member).action_accept_proposal()
        self.assertEqual(answer.self_value, "1")
        self.assertFalse(answer.proposal_differs)
        self.assertEqual(self.assessment.answered, 1)

    def test_proposal_of_counts(self):
        """Counts are proposed and taken like options, zero included."""
        answer = self._answer("R.V.2")
        answer._zi_propose(reason="Register", numerator=0, denominator=7)
        answer.with_user(self.secretary).action_accept_proposal()
        self.assertEqual(
            (answer.self_numerator, answer.self_denominator, answer.self_value),
            ("0", "7", "0"),
        )
        with self.assertRaises(ValidationError):
            answer._zi_propose("E")

    def test_same_proposal_keeps_its_time(self):
        """A proposal that says the same again is not written again."""
        answer = self._answer("P.V.1.a")
        answer._zi_propose("A", "Publikasi")
        answer._zi_gate_write({"proposed_at": "2026-01-01 00:00:00"})
        answer._zi_propose("A", "Publikasi")
        self.assertEqual(answer.proposed_at.year, 2026)
        self.assertEqual(answer.proposed_at.month, 1)
        answer._zi_propose()
        self.assertFalse(answer.proposed_text or answer.proposed_at)

    def test_proposals_of_several_answers(self):
        """Several proposals are taken at once, each checked by itself."""
        own, foreign, bare = (
            self._answer(code) for code in ("P.V.1.a", "P.I.1.a", "P.V.1.b")
        )
        own._zi_propose("B", "Publikasi")
        foreign._zi_propose("A", "SK")
        action = (own | foreign | bare).with_user(self.member).action_accept_proposals()
        self.assertEqual(own.self_option_id.letter, "B")
        self.assertFalse(foreign.self_option_id)
        self.assertFalse(bare.self_option_id)
        message = action["params"]["message"]
        self.assertIn("Proposals taken: 1.", message)
        self.assertIn("Not taken: P.I.1.a.", message)
        self.assertIn("belongs to the area", message)
        self.assertIn("Without another proposal: 1.", message)
        self.assertEqual(action["params"]["type"], "warning")
        self.assertEqual(self.assessment.answered, 1)

    def test_nobody_takes_proposals_for_others(self):
        """An assessor, or the unit at a closed step, takes no proposal."""
        answer = self._answer("P.V.1.a")
        answer._zi_propose("B", "Publikasi")
        action = answer.with_user(self.tpi).action_accept_proposals()
        self.assertFalse(answer.self_option_id)
        self.assertIn("Proposals taken: 0.", action["params"]["message"])
