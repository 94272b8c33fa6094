from odoo.fields import Domain
from odoo.tests import TransactionCase, freeze_time, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestUnitRules(TransactionCase):
    """Record rules name the units by their ids, so that the index is used."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root = cls.env["res.company"].create({"name": "Kementerian Uji"})
        cls.unit = cls.env["res.company"].create(
            {"name": "Unit Uji", "parent_id": cls.root.id}
        )
        cls.home = cls.env["res.company"].create({"name": "Inspektorat Uji"})
        cls.user = new_test_user(
            cls.env,
            "unit_rules_reader",
            groups="base.group_user,zi_governance.group_zi_inspector",
            company_id=cls.home.id,
            company_ids=[(6, 0, cls.home.ids)],
        )

    def _domain(self):
        rules = self.env["ir.rule"].with_user(self.user)
        return rules._compute_domain("zi.assessment", "read")

    def _oversee(self):
        return self.env["zi.oversight"].create(
            {
                "user_id": self.user.id,
                "root_id": self.root.id,
                "date_from": "2020-01-01",
            }
        )

    def _ids(self):
        [condition] = [
            part
            for part in self._domain().iter_conditions()
            if part.field_expr == "company_id"
        ]
        return set(condition.value)

    def test_no_rule_asks_for_the_oversight_itself(self):
        """A rule that joins the oversight reads the rows of all units."""
        rules = self.env["ir.rule"].with_context(active_test=False)
        slow = rules.search(
            Domain("model_id.model", "=like", "zi.%")
            & Domain("domain_force", "like", "zi_oversight")
        )
        self.assertFalse(slow, slow.mapped("name"))

    def test_who_oversees_nothing_reads_his_unit_by_its_id(self):
        """Without oversight the rule is nothing but the active companies."""
        self.assertEqual({self.home.id}, self._ids())

    def test_oversight_is_known_at_once_and_lost_at_once(self):
        """Cached rules follow when oversight is given, ended or taken away."""
        self.assertNotIn(self.unit.id, self._ids())

        row = self._oversee()
        self.assertEqual({self.home.id, self.root.id, self.unit.id}, self._ids())

        row.date_to = "2020-01-31"
        self.assertEqual({self.home.id}, self._ids())

        row.date_to = False
        self.assertIn(self.unit.id, self._ids())
        row.unlink()
        self.assertEqual({self.home.id}, self._ids())

    def test_client_cannot_move_the_day(self):
        """The last day is the person's own, whatever time zone a client sends."""
        self.user.tz = "Asia/Jakarta"
        self._oversee().date_to = "2026-03-10"
        oversight = self.env["zi.oversight"]
        with freeze_time("2026-03-10 12:00:00"):
            for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
                with self.subTest(zone=zone):
                    asked = oversight.with_context(tz=zone)
                    self.assertIn(self.unit.id, asked._zi_units_of(self.user))
