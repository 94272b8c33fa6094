from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..lke.common import LkeCase


@tagged("post_install", "-at_install")
class TestUnits(LkeCase):
    """What an assessor and an overseer see of other people's units."""

    def _cards(self, user):
        self.env.flush_all()
        self.env.invalidate_all()
        home = self.env["zi.home"].with_user(user).get_home()
        return {card["code"]: card for card in home["units"]}

    def test_assessor_sees_what_waits_for_him(self):
        """Before the LKE is sent nothing waits; then the answers not judged yet."""
        card = self._cards(self.tpi)["assessor"]
        self.assertIn("None waits", card["text"])
        self.assertFalse(card["text_action"])
        self.assertEqual([False], [row["waits"] for row in card["rows"]])

        self._answer("H.2", self.secretary).self_index = "4"
        self.assessment.sudo()._zi_gate_write({"stage": "tpi"})
        self.assessment.sudo()._zi_recompute(["tpi"])
        self._answer("H.2", self.tpi).tpi_index = "3"

        card = self._cards(self.tpi)["assessor"]
        self.assertIn("1 wait for you", card["text"])
        self.assertIn("112 of 113 not judged", card["rows"][0]["hint"])
        self.assertTrue(card["rows"][0]["waits"])
        self.assertEqual(self.assessment.id, card["rows"][0]["action"]["res_id"])
        behind = card["text_action"]
        rows = self.env[behind["res_model"]].with_user(self.tpi)
        self.assertEqual(1, rows.search_count(behind["domain"]))

    def test_card_of_the_tpn_is_its_own(self):
        """The national assessor waits for the proposal, not for the TPI's step."""
        self.assessment.sudo()._zi_gate_write({"stage": "tpi"})
        self.assertFalse(self._cards(self.tpn)["national_assessor"]["rows"][0]["waits"])
        self.assessment.sudo()._zi_gate_write({"stage": "proposed"})
        cards = self._cards(self.tpn)
        self.assertEqual(["national_assessor"], list(cards))
        self.assertTrue(cards["national_assessor"]["rows"][0]["waits"])

    def test_ended_assessor_sees_no_unit(self):
        """A role that ended shows nothing any more."""
        role = self.env["zi.role.assignment"].search([("user_id", "=", self.tpi.id)])
        role.flush_recordset()
        # The end lies in the past, which nobody can enter afterwards.
        self.env.cr.execute(
            "UPDATE zi_role_assignment SET date_to = %s WHERE id = %s",
            (date(2026, 1, 2), role.id),
        )
        role.invalidate_recordset()
        self.assertNotIn("assessor", self._cards(self.tpi))

    def test_overseer_reads_totals_of_his_units_only(self):
        """Units overseen come with score and standing; others do not appear."""
        inspector = self._outsider("lke_itjen", "Auditor Uji", "inspector")
        other = self.env["res.company"].create({"name": "Unit Lain"})
        card = self._cards(inspector)["oversight"]
        self.assertEqual([self.unit.name], [row["title"] for row in card["rows"]])
        self.assertIn("1 have not filled in", card["text"])
        self.assertEqual("", card["rows"][0]["score"])

        self._answer("H.2", self.secretary).self_index = "4"
        row = self._cards(inspector)["oversight"]["rows"][0]
        self.assertEqual("17,50", row["score"])
        rows = self.env["zi.unit.overview"].with_user(inspector).search([])
        self.assertNotIn(other, rows.company_id)

    def test_overview_has_one_row_per_unit_with_its_newest_lke(self):
        """An older LKE does not count; a unit without one says so and opens none."""
        self._assessment(self.env.ref("zi_governance.lke_10_2019"), year=2020)
        rows = self.env["zi.unit.overview"].search(
            [("company_id", "in", (self.unit | self.ministry).ids)]
        )
        by_unit = {row.company_id: row for row in rows}
        self.assertEqual(2, len(rows))
        self.assertEqual(self.assessment, by_unit[self.unit].assessment_id)
        self.assertEqual("empty", by_unit[self.unit].standing)
        self.assertEqual("none", by_unit[self.ministry].standing)
        self.assertEqual(self.assessment.id, by_unit[self.unit].action_open()["res_id"])
        with self.assertRaisesRegex(UserError, "has no LKE"):
            by_unit[self.ministry].action_open()

    def test_overview_takes_the_judgement_that_counts(self):
        """After the TPI judged, its total and its gates stand in the row."""
        self._answer("H.2", self.secretary).self_index = "4"
        self.assessment.sudo()._zi_gate_write({"stage": "tpi"})
        self.assessment.sudo()._zi_recompute(["tpi"])
        self._answer("H.2", self.tpi).tpi_index = "2"
        row = self.env["zi.unit.overview"].search([("company_id", "=", self.unit.id)])
        self.assertEqual(("self", "35/2"), (row.column, row.exact))

        self.assessment.sudo()._zi_gate_write({"stage": "judged"})
        self.env.flush_all()
        row.invalidate_recordset()
        self.assertEqual(("tpi", "35/4"), (row.column, row.exact))
        failing = self.assessment.leading_gate_ids.filtered(
            lambda gate: gate.predicate == "WBK" and gate.deciding and not gate.met
        )
        self.assertEqual(len(failing), row.unmet_count)

    def test_queries_do_not_grow_with_the_units_overseen(self):
        """An overseer's page asks as much for two units as for twelve."""
        inspector = self._outsider("lke_itjen2", "Auditor Uji", "inspector")
        self._make_units(2)
        before = self._count(inspector)
        self._make_units(10)
        self.assertEqual(before, self._count(inspector))

    def _make_units(self, count):
        self.env["res.company"].create(
            [
                {"name": f"Unit {count} {n}", "parent_id": self.unit.id}
                for n in range(count)
            ]
        )

    def _count(self, user):
        for _warm in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            self._cards(user)
        self.env.invalidate_all()
        start = self.env.cr.sql_log_count
        self._cards(user)
        return self.env.cr.sql_log_count - start
