from ast import literal_eval
from datetime import date

from odoo.tests import tagged

from ..evidence.common import EvidenceCase
from ..lke.common import LkeCase


@tagged("post_install", "-at_install")
class TestHome(LkeCase):
    def _home(self, user):
        return self.env["zi.home"].with_user(user).with_company(self.unit).get_home()

    def _area(self, code):
        score = self._home(self.secretary)["score"]
        return next(area for area in score["areas"] if area["code"] == code)

    def test_result_area_follows_the_gate_of_its_question(self):
        """Quality of service below 3.20 is shown as not met, from there on as met."""
        answer = self._answer("H.2", self.secretary)
        answer.self_index = "3.19"
        self.assertIs(self._area("H2")["met"], False)
        self.assertAlmostEqual(self._area("H2")["minimum_share"], 0.8)

        answer.self_index = "3.20"
        self.assertIs(self._area("H2")["met"], True)
        self.assertEqual(self._area("H2")["margin"], "+0,00")

    def test_area_without_a_gate_says_neither(self):
        """Without a deciding gate nothing is found for an area, and none is made up."""
        for xmlid in ("area_h2", "area_h1", "area_mp"):
            area = self.env.ref(f"zi_governance.{xmlid}")
            self.assertIsNone(self.assessment._zi_area_gate(area, {}))

    def test_tiles_count_what_their_list_shows(self):
        """A tile's figure is the number of rows behind it, of this unit only."""
        self.env["zi.follow.up"]._zi_gate_create(
            [
                {
                    "company_id": unit.id,
                    "name": "Perbaiki daftar hadir",
                    "owner_id": owner.id,
                    "due_date": date(2020, 1, 2),
                }
                for unit, owner in (
                    (self.unit, self.secretary),
                    (self.ministry, self.tpi),
                )
            ]
        )

        tiles = {tile["code"]: tile for tile in self._home(self.secretary)["tiles"]}

        tile = tiles["late_follow_ups"]
        self.assertEqual(tile["value"], "1")
        self.assertEqual(tile["level"], "danger")
        rows = self.env[tile["action"]["res_model"]].with_user(self.secretary)
        self.assertEqual(len(rows.search(tile["action"]["domain"])), 1)

    def test_employee_sees_no_tiles_and_no_score(self):
        """Who has no function gets his own lists, and no figure of the office."""
        home = self._home(self.employee)
        self.assertFalse(home["tiles"])
        self.assertFalse(home["score"])
        self.assertEqual(["pact"], [item["code"] for item in home["first"]])
        self.assertFalse(home["units"])
        self.assertEqual(["ways"], [item["code"] for item in home["lists"]])
        self.env["zi.integrity.pact"]._zi_sign(
            self.employee._zi_employee(self.unit),
            self.env["zi.integrity.pact.text"]._zi_current(self.unit),
            "password",
        )
        home = self._home(self.employee)
        self.assertFalse(home["first"])
        self.assertEqual("Nothing waits for you today.", home["quiet"])

    def test_ways_of_an_employee_open_and_are_not_for_who_sees_figures(self):
        """Each way on an employee's page opens for him; who has figures has none."""
        ways = self._home(self.employee)["lists"][-1]
        self.assertEqual("ways", ways["code"])
        self.assertGreater(len(ways["rows"]), 2)
        for row in ways["rows"]:
            action = row["action"]
            if action["type"] == "ir.actions.server":
                action = (
                    self.env["ir.actions.server"]
                    .browse(action["id"])
                    .with_user(self.employee)
                    .run()
                )
            model = self.env[action["res_model"]].with_user(self.employee)
            self.assertTrue(model.has_access("read"), row["title"])
        for user in (self.secretary, self.tpi):
            home = self.env["zi.home"].with_user(user).get_home()
            self.assertNotIn("ways", [item["code"] for item in home["lists"]])

    def test_queries_do_not_grow_with_the_units(self):
        """The page of one unit asks as much with two units as with twelve."""
        before = self._count(self.head)
        self.env["res.company"].create([{"name": f"Unit {n}"} for n in range(10)])

        self.assertEqual(self._count(self.head), before)

    def _count(self, user):
        """Queries of a page with warm registry caches and a cold record cache."""
        for _warm in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            self._home(user)
        self.env.invalidate_all()
        start = self.env.cr.sql_log_count
        self._home(user)
        return self.env.cr.sql_log_count - start


@tagged("post_install", "-at_install")
class TestHomeFigures(EvidenceCase):
    """What stands on the page and what opens behind it are the same rows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        tasks = cls.env["zi.work.plan.task"]
        tasks._zi_generate(cls.item | cls.foreign_item)

    def _home(self, user):
        return self.env["zi.home"].with_user(user).with_company(self.unit).get_home()

    def _behind(self, action, user):
        self.assertNotIn("search_default_", str(action.get("context") or ""))
        domain = action["domain"]
        if isinstance(domain, str):
            domain = literal_eval(domain)
        model = self.env[action["res_model"]].with_user(user)
        return model.with_context(allowed_company_ids=self.unit.ids).search_count(
            domain
        )

    def test_every_tile_opens_as_many_rows_as_it_says(self):
        """Late and missing tasks, evidence, follow-ups and reports."""
        self._for_item(date(2026, 1, 2), name="satu.pdf")
        self.env["zi.follow.up"]._zi_gate_create(
            [
                {
                    "company_id": self.unit.id,
                    "name": "Perbaiki daftar hadir",
                    "owner_id": self.secretary.id,
                    "due_date": date(2020, 1, 2),
                }
            ]
        )
        for user in (self.head, self.secretary):
            tiles = self._home(user)["tiles"]
            self.assertGreaterEqual(len(tiles), 5)
            for tile in tiles:
                with self.subTest(user=user.login, tile=tile["code"]):
                    self.assertTrue(tile["action"], "nothing opens")
                    self.assertEqual(
                        int(tile["value"]), self._behind(tile["action"], user)
                    )
            self.assertGreater(sum(int(tile["value"]) for tile in tiles), 2)

    def test_attach_is_offered_to_who_may(self):
        """The button shows to the working group of the area, the owner and the
        secretariat; who is refused by the server is not offered it."""
        task = self._task(3)
        self.assertTrue(task.with_user(self.member).may_attach)
        self.assertTrue(task.with_user(self.secretary).may_attach)
        self.assertTrue(task.item_id.with_user(self.member).may_attach)
        self.assertFalse(task.with_user(self.head).may_attach)
        self.assertFalse(task.item_id.with_user(self.head).may_attach)
        foreign = self.foreign_item.task_ids[:1]
        self.assertFalse(foreign.with_user(self.member).may_attach)
        foreign.owner_id = self.member
        self.assertTrue(foreign.with_user(self.member).may_attach)
