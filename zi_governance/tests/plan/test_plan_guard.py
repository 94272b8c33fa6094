from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .office import OfficePlanCase


@tagged("post_install", "-at_install")
class TestPlanGuard(OfficePlanCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._load()
        cls.own = cls.plan.line_ids.filtered(lambda line: line.area_id == cls.mp)
        cls.foreign = cls.plan.line_ids.filtered(lambda line: line.area_id == cls.tl)
        cls.inspector = cls._person("doc_itjen", "Auditor", "group_zi_inspector")
        cls.stranger = cls._person(
            "doc_other", "Sekretaris lain", "group_zi_secretariat", cls.other_unit
        )

    def _values(self, area):
        return {
            "plan_id": self.plan.id,
            "sequence": 900,
            "area_id": area.id,
            "indicator": "Baru",
        }

    def test_working_group_writes_its_area(self):
        """Lines and items of the own area are written, made and deleted."""
        line = self.own[0].with_user(self.member)
        line.indicator = "Diubah"
        line.item_ids[0].name = "Diubah"
        new = self.env["zi.work.plan.line"].with_user(self.member)
        new = new.create(self._values(self.mp))
        new.unlink()

    def test_working_group_leaves_other_areas(self):
        """No line or item of another area, and none moved out of or into one."""
        lines = self.env["zi.work.plan.line"].with_user(self.member)
        foreign, own = self.foreign[0].with_user(self.member), self.own[0]
        attempts = (
            lambda: foreign.write({"indicator": "x"}),
            lambda: foreign.item_ids[0].write({"owner_id": self.member.id}),
            lambda: foreign.item_ids[0].action_apply_repair(),
            lambda: foreign.unlink(),
            lambda: foreign.item_ids[0].unlink(),
            lambda: foreign.write({"area_id": self.mp.id}),
            lambda: own.with_user(self.member).write({"area_id": self.tl.id}),
            lambda: (
                own.item_ids[0].with_user(self.member).write({"line_id": foreign.id})
            ),
            lambda: lines.create(self._values(self.tl)),
            lambda: self.plan.with_user(self.member).write({"name": "x"}),
        )
        for number, attempt in enumerate(attempts):
            with self.subTest(number), self.assertRaises(AccessError):
                with self.env.cr.savepoint():
                    attempt()
                    self.env.flush_all()

    def test_membership_that_ended_gives_nothing(self):
        """The day after the membership the area is read only."""
        self.membership.sudo().date_to = date(2026, 6, 14)
        with self.assertRaises(AccessError):
            self.own[0].with_user(self.member).indicator = "x"

    def test_employee_and_inspector_read(self):
        """Employees and the inspector read the plan and change nothing."""
        for user in (self.employee, self.inspector):
            line = self.own[0].with_user(user)
            self.assertTrue(line.indicator)
            for record in (line, line.item_ids[0], self.plan.with_user(user)):
                with self.subTest(record._name), self.assertRaises(AccessError):
                    record.write(
                        {"sequence": 77} if record != self.plan else {"year": 1}
                    )

    def test_secretariat_of_another_unit(self):
        """Another unit's secretariat neither reads nor writes the plan."""
        with self.assertRaises(AccessError):
            self.plan.with_user(self.stranger).read(["name"])
        self.stranger.company_ids += self.unit
        plan = self.plan.with_user(self.stranger).with_context(
            allowed_company_ids=(self.other_unit | self.unit).ids
        )
        with self.assertRaises(AccessError):
            plan.name = "x"

    def test_group_alone_is_not_enough(self):
        """Who has the secretariat's group but holds the role no longer is refused."""
        self.env["zi.role.assignment"].search(
            [("user_id", "=", self.secretary.id)]
        ).sudo().date_to = date(2026, 6, 14)
        with self.assertRaises(AccessError):
            self.plan.with_user(self.secretary).name = "x"

    def test_nobody_makes_or_deletes_tasks(self):
        """Tasks come from the plan only."""
        self.plan.action_make_tasks()
        task = self.plan.task_ids[0]
        for user in (self.member, self.secretary):
            with self.subTest(user.login), self.assertRaises(AccessError):
                task.with_user(user).unlink()
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.Task.with_user(user).create(
                    {
                        "item_id": task.item_id.id,
                        "label_key": "x",
                        "date_from": "2026-01-01",
                        "date_to": "2026-01-01",
                        "date_due": "2026-01-01",
                    }
                )

    def test_target_values_of_the_own_area(self):
        """A working group enters values of its own targets only."""
        targets = self.env["zi.target"].search([("company_id", "=", self.unit.id)])
        values = self.env["zi.target.value"].with_user(self.member)
        own = targets.filtered(lambda target: target.area_id == self.mp)[0]
        foreign = targets.filtered(lambda target: target.area_id == self.tl)[0]
        values.create({"target_id": own.id, "quarter": "1", "value": 1})
        with self.assertRaises(AccessError):
            values.create({"target_id": foreign.id, "quarter": "1", "value": 1})
