import random
from fractions import Fraction

from odoo.tests import tagged

from ...tools import lke
from .common import LkeCase


@tagged("post_install", "-at_install")
class TestAssessmentScore(LkeCase):
    """Stored scores and gates, brought up to date by single answers."""

    def _score(self, kind, code, column="self"):
        return self.assessment.score_ids.filtered(
            lambda row: (row.column, row.kind, row.code) == (column, kind, code)
        )

    def _gate(self, code, predicate="WBK", column="self"):
        return self.assessment.gate_result_ids.filtered(
            lambda row: (
                (row.column, row.predicate, row.gate_id.code)
                == (column, predicate, code)
            )
        )

    def _stored(self):
        """All stored figures as plain values, by what they are about."""
        self.env.flush_all()
        self.env.invalidate_all()
        scores = {
            (row.column, row.kind, row.code): (
                row.exact,
                row.maximum,
                row.answered,
                row.question_count,
                row.value,
            )
            for row in self.assessment.score_ids
        }
        gates = {
            (row.column, row.gate_id.id): (
                row.exact,
                row.margin_exact,
                row.met,
                row.near_miss,
                row.answered,
            )
            for row in self.assessment.gate_result_ids
        }
        return scores, gates

    def _written(self, action):
        """How many rows of each table an action writes or makes."""
        counts = {}
        cr = self.env.cr
        self.env.flush_all()
        tables = (
            "zi_assessment_answer",
            "zi_assessment_score",
            "zi_assessment_gate_result",
            "zi_assessment",
        )

        def versions(table):
            # The row's version changes with every UPDATE, even to the same value.
            cr.execute(f"SELECT id, ctid::text FROM {table}")  # pylint: disable=E8103
            return dict(cr.fetchall())

        before = {table: versions(table) for table in tables}
        action()
        self.env.flush_all()
        for table in tables:
            after = versions(table)
            counts[table] = sum(
                1 for row_id in after if before[table].get(row_id) != after[row_id]
            )
        return counts

    def test_empty_lke_is_not_filled_in(self):
        """An empty LKE says how much is missing and never that it failed."""
        record = self.assessment
        self.assertEqual(record.wbk_state, "empty")
        self.assertEqual(record.wbk_text, "Not filled in: 113 of 113")
        self.assertEqual(record.wbbm_text, "Not filled in: 113 of 113")
        self.assertEqual(record.progress_text, "Not filled in: 113 of 113")
        for gate in record.gate_result_ids:
            self.assertEqual(gate.state, "empty")
            self.assertNotIn("Not met", gate.status_text)

    def test_unanswered_counts_zero_but_not_as_complete(self):
        """One answer of a section of two gives half its weight; the rest is open."""
        self._choose("P.I.1.a", "A")
        section = self._score("section", "P.I.1")
        self.assertEqual(section.exact, "1/4")
        self.assertEqual((section.answered, section.question_count), (1, 2))
        self.assertEqual(self.assessment.missing_count, 112)
        self.assertIn("112 of 113", self.assessment.wbk_text)

    def test_one_answer_writes_what_counts_it_only(self):
        """One answer writes its row, the six sums above it and their gates."""
        self._choose("P.V.1.a", "B")
        counts = self._written(lambda: self._choose("P.V.1.a", "A"))
        self.assertEqual(
            counts,
            {
                "zi_assessment_answer": 1,
                # section, area in its half, area, half, enablers, total
                "zi_assessment_score": 6,
                # total, enablers, area, area in its half, of WBK and WBBM
                "zi_assessment_gate_result": 8,
                "zi_assessment": 0,
            },
        )

    def test_result_answer_writes_what_counts_it_only(self):
        """An answer of the results touches no sum of the enablers."""
        answer = self._answer("H.1.a", self.secretary)
        answer.self_index = "3"
        counts = self._written(lambda: answer.write({"self_index": "3,5"}))
        self.assertEqual(counts["zi_assessment_answer"], 1)
        # section, area, half, results, total
        self.assertEqual(counts["zi_assessment_score"], 5)
        # total, clean, IPAK, of WBK and WBBM
        self.assertEqual(counts["zi_assessment_gate_result"], 6)

    def test_a_note_writes_no_score(self):
        """A note, or the same answer again, leaves every sum alone."""
        self._choose("P.V.1.a", "B")
        for vals in (
            {"self_note": "lihat SK"},
            {"self_option_id": self._option(self._answer("P.V.1.a"), "B").id},
        ):
            counts = self._written(
                lambda vals=vals: self._answer("P.V.1.a", self.secretary).write(vals)
            )
            self.assertEqual(counts["zi_assessment_score"], 0)
            self.assertEqual(counts["zi_assessment_gate_result"], 0)

    def test_single_answers_equal_a_full_recomputation(self):
        """Answers in random order leave exactly what a full recomputation gives."""
        rng = random.Random(20260615)
        answers = list(self.assessment.answer_ids.with_user(self.secretary))
        for answer in rng.choices(answers, k=90):
            answer.write(self._random_entry(rng, answer))
        stored = self._stored()
        self.assessment._zi_recompute()
        self.assertEqual(self._stored(), stored)
        self.assessment.score_ids.unlink()
        self.assessment.gate_result_ids.unlink()
        self.assessment._zi_recompute(["self"])
        self.assertEqual(self._stored(), stored)

    def _random_entry(self, rng, answer):
        if answer.answer_type == "PCT":
            lower = rng.randint(0, 7)
            upper = rng.randint(0, 9) if lower else 0
            return {"self_numerator": str(upper), "self_denominator": str(lower)}
        if answer.answer_type == "IDX":
            return {"self_index": rng.choice(["0", "3.14159", "3,6", "4", False])}
        return {
            "self_option_id": rng.choice([*answer.question_id.option_ids.ids, False])
        }

    def test_stored_sums_equal_the_plain_arithmetic(self):
        """Section, half, area and total are the exact sums of the answers."""
        for answer in self.assessment.answer_ids.with_user(self.secretary):
            if answer.answer_type == "ABCD":
                answer.self_option_id = self._option(answer, "B")
        structure = self.instrument._zi_structure()
        expected = sum(
            (
                Fraction(67, 100) * structure.shares[answer.question_id.id]
                for answer in self.assessment.answer_ids
                if answer.answer_type == "ABCD"
            ),
            Fraction(0),
        )
        self.assertEqual(Fraction(self._score("total", "total").exact), expected)
        self.assertEqual(
            sum(
                Fraction(row.exact)
                for row in self.assessment.score_ids
                if row.kind == "section"
            ),
            expected,
        )

    def test_gate_met_exactly_is_met(self):
        """IPAK 3.60 is exactly the minimum of 15.75 and meets it."""
        answer = self._answer("H.1.a", self.secretary)
        answer.self_index = "3.6"
        gate = self._gate("IPAK")
        self.assertTrue(gate.met)
        self.assertEqual((gate.value_text, gate.margin_text), ("15,75", "+0,00"))

    def test_near_miss_says_so(self):
        """A gate missed by less than the display shows says so in words."""
        answer = self._answer("H.1.a", self.secretary)
        answer.self_index = "3.5999"
        gate = self._gate("IPAK")
        self.assertFalse(gate.met)
        self.assertTrue(gate.near_miss)
        self.assertEqual(gate.value_text, "15,75")
        self.assertIn("0,00044", gate.status_text)
        self.assertIn("less than the two decimals show", gate.status_text)

    def test_total_reached_but_gate_missed_does_not_pass(self):
        """A total above 75 does not pass while one gate is missed."""
        self._fill()
        self._answer("H.2", self.secretary).self_index = "3.1"
        record = self.assessment
        self.assertGreater(record.self_total, 85)
        self.assertEqual(record.wbk_state, "not_met")
        self.assertEqual(record.wbk_text, "1 of 12 gates not met")
        self._answer("H.2", self.secretary).self_index = "3.2"
        self.assertEqual(record.wbk_state, "met")
        self.assertEqual(record.wbbm_state, "not_met")

    def test_advisory_gates_do_not_decide(self):
        """A missed half-area gate is shown and does not stop the unit."""
        self._fill()
        # 4.0 of 8 in area I: above 60% of the area with reform, below in pemenuhan
        for code in ("P.I.3.a", "P.I.3.b", "P.I.3.c", "P.I.4.d"):
            self._choose(code, "D")
        for code in ("P.I.2.b", "P.I.2.c", "P.I.1.b", "P.I.4.b"):
            self._choose(code, "C")
        self.assertFalse(self._gate("PARUH-P-MP").met)
        self.assertTrue(self._gate("AREA-MP").met)
        self.assertEqual(self.assessment.wbk_state, "met")

    def test_columns_have_their_own_scores(self):
        """The TPI's judgement moves the TPI's sums and leaves the unit's alone."""
        self._reach("tpi")
        self.assessment.answer_ids.with_user(self.tpi).action_agree()
        self._choose("P.I.1.a", "B", self.tpi, "tpi")
        self.assertEqual(self.assessment.self_total_text, "100,00")
        self.assertEqual(self.assessment.tpi_total_text, "99,75")
        self.assertEqual(self._gate("TOTAL", column="tpi").value_text, "99,75")
        self.assertEqual(self.assessment.leading_column, "self")
        self._judge()
        self.assertEqual(self.assessment.leading_column, "tpi")
        self.assertEqual(self.assessment.leading_total_text, "99,75")

    def test_setting_for_nothing_to_count_moves_the_score(self):
        """Changing what zero of zero is worth brings all sums up to date."""
        self._answer("R.V.2", self.secretary).write(
            {"self_numerator": "0", "self_denominator": "0"}
        )
        self.assertEqual(self._score("section", "R.V.2").exact, "0")
        self.assessment.with_user(self.secretary).zero_denominator = "full"
        self.assertEqual(self._score("section", "R.V.2").exact, "3")
        self.assertEqual(self._gate("TOTAL").value_text, "3,00")

    def test_old_instrument_scores_with_its_weights(self):
        """10/2019 knows one half of enablers, and reaches 100 too."""
        old = self._assessment(self.env.ref("zi_governance.lke_10_2019"), 2020)
        for answer in old.answer_ids.with_user(self.secretary):
            answer.write(self._best_entry(answer, "self"))
        self.assertEqual(old.self_total_text, "100,00")
        self.assertEqual((old.wbk_state, old.wbbm_state), ("met", "met"))
        self.assertFalse(old.score_ids.filtered(lambda row: row.kind == "half_area"))

    # -- the way to pass -------------------------------------------------

    def test_shortest_way_begins_with_failing_gates(self):
        """The first steps lift a gate that fails, and following them passes."""
        self._fill()
        self._answer("H.2", self.secretary).self_index = "3.1"
        self._choose("P.II.1.a", "D")
        way = self.assessment._zi_shortest_way("WBK")
        self.assertEqual(way[0][1].question, "H.2")
        self.assertIn("PRIMA", way[0][1].gates)
        plan = self.assessment._zi_plan_to_pass("WBK")
        self.assertTrue(plan.reachable)
        self.assertEqual([move.question for move in plan.moves], ["H.2"])
        first = self.assessment.way_ids[0]
        self.assertEqual(first.code, "H.2")
        self.assertEqual(first.way_next_text, "Index 4")
        self.assertIn("prima", first.way_gates_text)
        self.assertIn(
            "Enough for WBK, 1 in all: better answers to H.2.", self.assessment.way_text
        )
        self.assertEqual(first.action_open()["res_id"], first.id)

    def test_gate_leads_to_the_answers_that_lift_it(self):
        """A missed gate lists its own answers, the strongest first; a met gate none."""
        self._fill()
        for code, letter in (("P.II.1.a", "D"), ("P.II.1.b", "C"), ("P.I.1.a", "B")):
            self._choose(code, letter)
        self._answer("H.2", self.secretary).self_index = "3.1"
        gate = self._gate("PRIMA")
        self.assertEqual(gate.way_ids.mapped("code"), ["H.2"])
        self.assertEqual(gate.action_open_way()["res_id"], gate.id)
        total = self._gate("TOTAL")
        self.assertTrue(total.met)
        self.assertFalse(total.way_ids)
        for answer in self.assessment.answer_ids:
            answer.with_user(self.secretary).write(
                {
                    f"self_{part}": False
                    for part in ("option_id", "numerator", "denominator", "index")
                }
            )
        lifts = [
            float(a.way_lift_text.replace(",", "."))
            for a in self._gate("TOTAL").way_ids
        ]
        self.assertEqual(len(lifts), 113)
        self.assertEqual(lifts, sorted(lifts, reverse=True))

    # -- years and units --------------------------------------------------

    def _area(self, record, code):
        return record.score_ids.filtered(
            lambda row: (row.column, row.kind, row.code) == ("self", "area", code)
        )

    def test_score_beside_the_year_before(self):
        """Each part shows the unit's year before and the exact difference."""
        before = self._assessment(self.instrument, 2025)
        self._answer("P.I.1.a", self.secretary, before).self_option_id = self._option(
            self._answer("P.I.1.a", assessment=before), "A"
        )
        self._choose("P.I.1.b", "A")
        self._choose("P.I.1.a", "A")
        row = self._area(self.assessment, "MP")
        self.assertEqual(row.previous_text, "2025: 0,25 of 8,00")
        self.assertEqual(row.difference_text, "+0,25")
        self.assertAlmostEqual(row.difference, 0.25 / 8)
        first = self._area(before, "MP")
        self.assertFalse(first.previous_text or first.difference_text)
        self.assertEqual(self._area(self.assessment, "TL").difference_text, "0,00")

    def test_other_instrument_is_compared_by_share(self):
        """With other weights the difference is in percentage points, and says so."""
        before = self._assessment(self.env.ref("zi_governance.lke_10_2019"), 2024)
        self._choose("P.I.1.a", "A")
        row = self._area(self.assessment, "H1")
        self.assertIn("2024", row.previous_text)
        weights = {self._area(before, "H1").maximum, row.maximum}
        self.assertEqual(len(weights), 2)
        self.assertEqual(row.difference_text, "0,00 percentage points")

    def test_other_units_do_not_mix_into_the_comparison(self):
        """The year before of another unit is not this unit's."""
        self._assessment(self.instrument, 2025, self.other_unit)
        self.env.invalidate_all()
        self.assertFalse(self._area(self.assessment, "MP").previous_text)

    def test_comparing_takes_the_same_queries_for_any_rows(self):
        """The years before are read once, however many rows are shown."""
        self._assessment(self.instrument, 2025)
        self.env.flush_all()
        counts = []
        for ids in (self.assessment.score_ids[:3].ids, self.assessment.score_ids.ids):
            self.env.invalidate_all()
            rows = self.env["zi.assessment.score"].browse(ids)
            rows.mapped("exact")
            before = self.env.cr.sql_log_count
            rows.mapped("difference_text")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)

    def test_way_of_wbbm_differs(self):
        """What lifts WBBM is asked of the gates of WBBM."""
        self._fill()
        self._answer("H.2", self.secretary).self_index = "3.3"
        self.assertFalse(self.assessment._zi_plan_to_pass("WBK").moves)
        self.assertEqual(
            [m.question for m in self.assessment._zi_plan_to_pass("WBBM").moves],
            ["H.2"],
        )

    def test_question_cost(self):
        """Every question tells its points, what is lost and which gates it holds."""
        self._fill()
        self._choose("P.I.1.a", "B")
        cost = self.assessment._zi_question_cost()
        question = self._answer("P.I.1.a").question_id
        self.assertEqual(cost[question.id]["share"], Fraction(1, 4))
        self.assertEqual(cost[question.id]["lost"], Fraction(1, 4))
        self.assertEqual(cost[question.id]["gates"], [])
        self.assertEqual(sum(item["share"] for item in cost.values()), 100)

    def test_radar_shows_areas_against_their_minimum(self):
        """The radar has one axis per area, with its share and its minimum."""
        self._fill()
        html = self.assessment.radar_html
        self.assertEqual(html.count("<text"), 8)
        self.assertIn("Tatalaksana", html)
        self.assertEqual(html.count("stroke-dasharray"), 1)

    # -- query counts ----------------------------------------------------

    def test_queries_of_one_answer(self):
        """One answer costs the same few queries, however full the LKE is."""
        self._fill()
        answer = self._answer("P.V.1.a", self.secretary)
        option = self._option(answer, "B")
        self.env.flush_all()
        self.env.invalidate_all()
        self._choose("P.V.1.b", "B")
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(40):
            answer.write({"self_option_id": option.id})
            self.env.flush_all()

    def test_queries_of_the_sheet(self):
        """Reading the list of all 113 questions takes a fixed number of queries."""
        self._fill()
        fields = [
            "code",
            "question_text",
            "self_option_id",
            "self_text",
            "self_hint",
            "self_points",
            "share",
            "self_open",
            "tpi_open",
            "state",
            "section_id",
            "options_text",
        ]
        # browse: the one2many's own prefetch is empty after invalidation
        model = self.env["zi.assessment.answer"].with_user(self.member)
        answers = model.browse(self.assessment.answer_ids.ids)
        answers.read(fields)

        def count(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.read(fields)
            return self.env.cr.sql_log_count - before

        count(answers[:10])
        few, many = count(answers[:10]), count(answers)
        self.assertEqual(many, few)
        self.assertLessEqual(many, 30)

    def test_queries_of_a_list_of_lkes(self):
        """The list of LKEs takes as many queries for ten years as for two."""
        for year in range(2010, 2019):
            self._assessment(self.instrument, year)
        fields = ["display_name", "leading_total_text", "wbk_text", "progress_text"]
        records = self.env["zi.assessment"].search([("company_id", "=", self.unit.id)])
        records = records.with_user(self.head)
        records[:2].read(fields)

        def count(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.read(fields)
            return self.env.cr.sql_log_count - before

        count(records[:2])
        self.assertEqual(count(records), count(records[:2]))

    def test_rounding_is_display_only(self):
        """Half of a hundredth is shown rounded up and compared exactly."""
        self.assertEqual(lke.display(Fraction(155, 10000), decimal_comma=True), "0,02")
        self._answer("R.IV.1", self.secretary).write(
            {"self_numerator": "1", "self_denominator": "3"}
        )
        row = self._score("section", "R.IV.1")
        self.assertEqual((row.exact, row.value_text), ("2/3", "0,67"))
