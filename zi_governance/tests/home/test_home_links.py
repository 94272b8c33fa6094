import ast
from datetime import date

from odoo.tests import tagged

from ..evidence.common import EvidenceCase


@tagged("post_install", "-at_install")
class TestHomeLinks(EvidenceCase):
    """Behind every figure of the first page stand as many records as it says."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        past = cls._item(
            cls.area, "Rekap lama", "monthly", date(2020, 1, 1), date(2020, 6, 30)
        )
        cls.env["zi.work.plan.task"]._zi_generate(cls.item | past)
        cls.env["zi.follow.up"]._zi_gate_create(
            [
                {
                    "company_id": cls.unit.id,
                    "name": "Perbaiki daftar hadir",
                    "owner_id": cls.secretary.id,
                    "due_date": date(2020, 1, 2),
                }
            ]
        )

    def _home(self, user):
        self.env.flush_all()
        self.env.invalidate_all()
        home = self.env["zi.home"].with_user(user).with_company(self.unit)
        return home.get_home()

    def _behind(self, user, action):
        """Number of records that the client shows for an action."""
        domain = action.get("domain") or []
        if isinstance(domain, str):
            domain = ast.literal_eval(domain)
        env = self.env(user=user, context={"allowed_company_ids": self.unit.ids})
        return env[action["res_model"]].search_count(domain)

    def test_tiles(self):
        """Late and missing tasks, evidence and follow-ups, for who writes and decides;
        each list says something when it is empty."""
        self._for_item(date(2026, 3, 3))
        self._for_item(date(2026, 4, 3))
        for user in (self.head, self.secretary):
            tiles = {tile["code"]: tile for tile in self._home(user)["tiles"]}
            for code in ("late_tasks", "missing_tasks", "late_follow_ups"):
                self.assertGreater(int(tiles[code]["value"]), 0, code)
            self.assertEqual("2", tiles["waiting_evidence"]["value"])
            for code, tile in tiles.items():
                with self.subTest(user=user.login, tile=code):
                    found = self._behind(user, tile["action"])
                    self.assertEqual(tile["value"], str(found))
                    self.assertIn("nocontent", tile["action"]["help"] or "")

    def test_areas_and_gates(self):
        """A bar opens the questions of its area, a predicate its gates, the trend its
        months, the title the LKE."""
        assessment = self.env["zi.assessment"].create(
            {
                "company_id": self.unit.id,
                "year": 2026,
                "instrument_id": self.env.ref("zi_governance.lke_90_2021").id,
            }
        )
        score = self._home(self.head)["score"]
        self.assertEqual(assessment.id, score["action"]["res_id"])
        counted = 0
        for area in score["areas"]:
            found = self._behind(self.head, area["action"])
            self.assertIn(f"{found} of {found}", area["empty"])
            counted += found
        self.assertEqual(113, counted)
        for predicate in score["predicates"]:
            gates = assessment.leading_gate_ids.filtered(
                lambda row, code=predicate["code"]: row.predicate == code
            )
            found = self._behind(self.head, predicate["action"])
            self.assertEqual(len(gates), found)
            self.assertTrue(found)
        snapshots = self._behind(self.head, score["trend"]["action"])
        self.assertEqual(
            len(
                self.env["zi.assessment.snapshot"].search(
                    [("assessment_id", "=", assessment.id)]
                )
            ),
            snapshots,
        )

    def test_lists(self):
        """Every row opens a record that its reader may open, every title a list of at
        least the rows below it."""
        self._for_item(date(2026, 3, 3))
        refused = self._for_item(date(2026, 4, 3))
        refused.with_user(self.secretary).action_refuse("Tanpa tanda tangan")
        decree = self._decree(subject="Pedoman")
        decree.action_submit()
        decree.with_user(self.colleague).action_approve()
        opened = set()
        for user in (self.head, self.secretary, self.member):
            home = self._home(user)
            for item in home["first"] + home["lists"]:
                # Some titles open a form or a page of their own instead of a list.
                if item["action"] and item["action"].get("res_model"):
                    found = self._behind(user, item["action"])
                    self.assertGreaterEqual(found, len(item["rows"]), item["code"])
                for row in item["rows"]:
                    if row["action"] and row["action"].get("res_id"):
                        record = self.env[row["action"]["res_model"]].with_user(user)
                        record.browse(row["action"]["res_id"]).check_access("read")
                        opened.add(item["code"])
        self.assertLessEqual({"approvals", "tasks", "refused", "follow_ups"}, opened)
