from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestUnits(ApprovalCase):
    """Units are closed to each other; oversight opens them for reading, for a time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ministry = cls.env["res.company"].create({"name": "Ministry"})
        cls.branch = cls.env["res.company"].create(
            {"name": "Branch", "parent_id": cls.ministry.id}
        )
        cls.reader = cls.user("reader_m", unit=cls.other_unit)
        cls.branch_author = cls.user("author_c", unit=cls.branch)
        cls.plan = cls.document(user=cls.branch_author, company_id=cls.branch.id)

    def oversee(self, root, **values):
        return self.env["zi.oversight"].create(
            {
                "user_id": self.reader.id,
                "root_id": root.id,
                "date_from": "2026-01-01",
                **values,
            }
        )

    def seen(self, user=None):
        return self.env["test.zi.document"].with_user(user or self.reader).search([])

    def test_other_units_records_do_not_exist(self):
        """Not found, not read, not written, not deleted, not named."""
        self.assertFalse(self.seen())
        mine = self.plan.with_user(self.reader)
        for act in (
            lambda: mine.read(["name"]),
            lambda: mine.write({"remark": "x"}),
            lambda: mine.unlink(),
            lambda: mine.action_submit(),
        ):
            with self.assertRaises(AccessError):
                act()
        self.assertFalse(
            self.env["test.zi.document"].with_user(self.reader).name_search("Plan")
        )

    def test_record_is_not_made_for_another_unit(self):
        """A stranger makes no record in a unit that he does not belong to."""
        with self.assertRaises(AccessError):
            self.env["test.zi.document"].with_user(self.reader).create(
                {"name": "x", "company_id": self.branch.id}
            )

    def test_overseer_reads_without_membership(self):
        """The unit and all below; nothing can be changed, decided or made."""
        self.oversee(self.ministry)
        self.assertEqual(self.plan.ids, self.seen().ids)
        self.assertNotIn(self.branch, self.reader.company_ids)
        mine = self.plan.with_user(self.reader)
        self.assertEqual("Plan", mine.read(["name"])[0]["name"])
        for act in (
            lambda: mine.write({"remark": "x"}),
            lambda: mine.unlink(),
            lambda: mine.action_submit(),
            lambda: (
                self.env["test.zi.document"]
                .with_user(self.reader)
                .create({"name": "x", "company_id": self.branch.id})
            ),
        ):
            with self.assertRaises(AccessError):
                act()

    def test_oversight_ends_with_its_last_day(self):
        """On the day after, nothing is seen; before the first day neither."""
        self.oversee(self.ministry, date_from="2026-03-02", date_to="2026-03-10")
        for moment, count in (
            ("2026-03-01 12:00:00", 0),
            ("2026-03-02 00:00:00", 1),
            ("2026-03-10 23:59:59", 1),
            ("2026-03-11 00:00:00", 0),
        ):
            with self.subTest(moment=moment), freeze_time(moment):
                self.env.invalidate_all()
                self.assertEqual(count, len(self.seen()))

    def test_oversight_of_a_branch_is_not_of_its_parent(self):
        """Reading goes down and never up."""
        self.oversee(self.branch)
        above = self.document(
            user=self.user("author_m", unit=self.ministry), company_id=self.ministry.id
        )
        self.assertNotIn(above.id, self.seen().ids)
        self.assertIn(self.plan.id, self.seen().ids)

    def test_new_unit_comes_under_oversight(self):
        """A unit that is founded later is read as well."""
        self.oversee(self.ministry)
        later = self.env["res.company"].create(
            {"name": "Later", "parent_id": self.branch.id}
        )
        author = self.user("author_l", unit=later)
        document = self.document(user=author, company_id=later.id)
        self.assertIn(document.id, self.seen().ids)

    def test_thousand_units_are_not_carried_in_a_cookie(self):
        """An overseer of many units is a member of none, so his session names none."""
        self.env["res.company"].create(
            [{"name": f"U{n}", "parent_id": self.branch.id} for n in range(30)]
        )
        self.oversee(self.ministry)
        self.assertEqual(self.other_unit, self.reader.company_ids)
        self.assertEqual([self.other_unit.id], list(self.reader._get_company_ids()))
        self.assertIn(self.plan.id, self.seen().ids)

    def test_decisions_and_requests_are_overseen_with_their_document(self):
        """What was decided is read from above; other units' stays closed."""
        secretary = self.user("secretary_c", unit=self.branch)
        head = self.user("head_c", unit=self.branch)
        self.assign(secretary, "secretariat", unit=self.branch)
        self.assign(head, "head", unit=self.branch)
        self.plan.action_submit()
        self.plan.with_user(secretary).action_approve()
        self.plan.with_user(head).action_approve()
        decisions = self.decisions.with_user(self.reader)
        self.assertFalse(decisions.search([]))
        self.oversee(self.ministry)
        self.assertEqual(2, len(decisions.search([])))
        self.assertEqual(
            2, self.env["zi.approval.request"].with_user(self.reader).search_count([])
        )
