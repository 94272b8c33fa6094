from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..documents.common import DocumentCase


@tagged("post_install", "-at_install")
class TestTeam(DocumentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team = cls.env["zi.team"].create(
            {
                "name": "Tim Kerja ZI",
                "company_id": cls.unit.id,
                "date_from": date(2026, 1, 1),
                "date_to": date(2026, 12, 31),
            }
        )
        cls.Member = cls.env["zi.team.member"]
        cls.area = cls.env.ref("zi_governance.area_pgw")
        cls.line = cls.Member.create(
            {
                "team_id": cls.team.id,
                "employee_id": cls._employee(cls.member).id,
                "role_id": cls.env.ref("zi_governance.team_role_pokja_pgw").id,
                "date_from": date(2026, 3, 1),
                "date_to": date(2026, 8, 31),
            }
        )

    def _areas(self, day=None, user=None, unit=None):
        return self.Member._zi_areas(user or self.member, unit or self.unit, day)

    def test_membership_counts_between_its_dates_only(self):
        """A member's area is his from the first to the last day, both included."""
        for day, expected in (
            (date(2026, 2, 28), False),
            (date(2026, 3, 1), True),
            (date(2026, 8, 31), True),
            (date(2026, 9, 1), False),
        ):
            with self.subTest(day=day):
                self.assertEqual(self.area in self._areas(day), expected)

    def test_membership_ends_with_its_team(self):
        """A team that ended gives its members nothing, whatever their own dates."""
        self.team.date_to = date(2026, 5, 31)
        self.assertFalse(self._areas())

    def test_archived_team_gives_nothing(self):
        """An archived team has no running members."""
        self.team.active = False
        self.assertFalse(self._areas())

    def test_membership_is_of_one_unit(self):
        """Membership in one unit gives nothing in another."""
        self.assertFalse(self._areas(unit=self.other_unit))
        self.assertTrue(
            self.Member._zi_is_member_of_area(self.member, self.unit, self.area)
        )

    def test_areas_take_one_query(self):
        """The gate's question costs one query and is not cached."""
        self._areas()
        self.env.flush_all()
        for _time in range(2):
            with self.assertQueryCount(1):
                self._areas(date(2026, 6, 15))

    def test_plain_member_changes_no_membership(self):
        """The working group itself writes no team and no membership."""
        line = self.line.with_user(self.member)
        with self.assertRaises(AccessError):
            line.date_to = date(2027, 1, 1)
        with self.assertRaises(AccessError):
            self.team.with_user(self.member).date_to = date(2027, 1, 1)

    def test_nobody_adds_himself(self):
        """The secretary enters others, never himself, also through the team."""
        role = self.env.ref("zi_governance.team_role_pokja_tl")
        values = {
            "employee_id": self._employee(self.secretary).id,
            "role_id": role.id,
        }
        with self.assertRaises(AccessError):
            self.Member.with_user(self.secretary).create(
                {**values, "team_id": self.team.id}
            )
        with self.assertRaises(AccessError):
            self.team.with_user(self.secretary).write({"member_ids": [(0, 0, values)]})
        with self.assertRaises(AccessError):
            self.line.with_user(self.secretary).employee_id = self._employee(
                self.secretary
            )
        self.Member.with_user(self.colleague).create(
            {**values, "team_id": self.team.id}
        )

    def test_begun_membership_stays(self):
        """A membership that has begun is ended, not rewritten or deleted."""
        self.env.cr.execute(
            "UPDATE zi_team_member SET create_date = '2026-03-01' WHERE id = %s",
            [self.line.id],
        )
        self.line.invalidate_recordset(["create_date"])
        line = self.line.with_user(self.secretary)
        with self.assertRaises(UserError):
            line.employee_id = self._employee(self.employee)
        with self.assertRaises(UserError):
            line.unlink()
        line.date_to = date(2026, 6, 30)

    def test_membership_opens_the_menus(self):
        """Who joins a working group sees its menus without an administrator."""
        self.Member.with_user(self.secretary).create(
            {
                "team_id": self.team.id,
                "employee_id": self._employee(self.employee).id,
                "role_id": self.env.ref("zi_governance.team_role_pokja_ak").id,
            }
        )
        self.assertTrue(self.employee.has_group("zi_governance.group_zi_working_group"))

    def test_other_unit_does_not_read_the_team(self):
        """Teams are read inside their unit."""
        stranger = self._person(
            "doc_stranger", "Orang Lain", "group_zi_secretariat", self.other_unit
        )
        with self.assertRaises(AccessError):
            self.team.with_user(stranger).read(["name"])
        self.assertFalse(
            self.env["zi.team"].with_user(stranger).search([("id", "=", self.team.id)])
        )
