from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestAccessAlert(ApprovalCase):
    """Every way by which an administrator could take access is told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.user("admin_a", groups="base.group_system")
        cls.custodian = cls.user("custodian_a")
        cls.assign(cls.custodian, "wbs_custodian")
        cls.secret_group = cls.env.ref("zi_governance.group_discipline_examiner")
        cls.case_model = cls.env["ir.model"]._get("test.zi.case")

    def alerts_of(self, act, kind, count=1):
        """What an act adds to the alerts; exactly ``count`` of ``kind``."""
        alerts = self.env["zi.access.alert"]
        mails = self.env["mail.mail"].sudo()
        before, mails_before = alerts.search([]), mails.search([])
        # Told at the addresses of before, should one of them be changed.
        addresses = {self.head.email_formatted, self.custodian.email_formatted}
        act()
        self.env.flush_all()
        new = alerts.search([]) - before
        self.assertEqual([kind] * count, new.mapped("kind"), new.mapped("subject"))
        if count:
            sent = set((mails.search([]) - mails_before).mapped("email_to"))
            self.assertLessEqual(addresses, sent)
        return new

    def test_group_given_and_taken(self):
        """Direct membership, from the user's side and from the group's."""
        as_admin = self.author.with_user(self.admin)
        alert = self.alerts_of(
            lambda: as_admin.write({"group_ids": [Command.link(self.secret_group.id)]}),
            "group",
        )
        self.assertEqual(self.admin, alert.actor_id)
        self.assertIn("author_a", alert.subject)
        group = self.secret_group.with_user(self.admin)
        self.alerts_of(
            lambda: group.write({"user_ids": [Command.unlink(self.author.id)]}), "group"
        )

    def test_group_implied_by_another(self):
        """A group that everybody holds and that implies the confidential one."""
        plain = self.env["res.groups"].create({"name": "Plain"})
        self.author.group_ids += plain
        as_admin = plain.with_user(self.admin)
        self.alerts_of(
            lambda: as_admin.write(
                {"implied_ids": [Command.link(self.secret_group.id)]}
            ),
            "group",
        )
        self.alerts_of(lambda: plain.with_user(self.admin).unlink(), "group")

    def test_new_user_in_a_confidential_group(self):
        """A user who is made with the group, and a group made with the user."""
        self.alerts_of(
            lambda: self.user(
                "new_a",
                groups="base.group_user,zi_governance.group_discipline_examiner",
            ),
            "group",
        )
        self.alerts_of(
            lambda: (
                self.env["res.groups"]
                .with_user(self.admin)
                .create(
                    {
                        "name": "Way in",
                        "user_ids": [Command.link(self.author.id)],
                        "implied_ids": [Command.link(self.secret_group.id)],
                    }
                )
            ),
            "group",
        )

    def test_watch_switched_off_is_told(self):
        """Taking the mark off a group tells it before anybody is put in."""
        group = self.secret_group.with_user(self.admin)
        new = self.alerts_of(lambda: group.write({"zi_confidential": False}), "group")
        self.assertIn("no longer watched", new.subject)

    def test_plain_groups_are_not_told(self):
        """Alerts stay rare: other groups raise none."""
        self.alerts_of(
            lambda: self.author.write(
                {
                    "group_ids": [
                        Command.link(self.env.ref("base.group_partner_manager").id)
                    ]
                }
            ),
            "group",
            count=0,
        )

    def test_rule_and_right_of_a_confidential_model(self):
        """Making, changing and deleting a rule or an access right."""
        values = {"name": "mine", "model_id": self.case_model.id}
        rules = self.env["ir.rule"].with_user(self.admin)
        self.alerts_of(lambda: rules.create(values), "rule")
        rule = rules.search([("name", "=", "mine")])
        self.alerts_of(lambda: rule.write({"domain_force": "[(1, '=', 1)]"}), "rule", 2)
        self.alerts_of(lambda: rule.unlink(), "rule")
        rights = self.env["ir.model.access"].with_user(self.admin)
        self.alerts_of(lambda: rights.create({**values, "perm_read": True}), "rule")
        other = self.env["ir.model"]._get_id("test.zi.document")
        self.alerts_of(
            lambda: rights.create({"name": "other", "model_id": other}), "rule", 0
        )
        moved = rights.search([("name", "=", "other")])
        self.alerts_of(lambda: moved.write({"model_id": self.case_model.id}), "rule")

    def test_code_that_reaches_a_confidential_model(self):
        """Server actions and jobs: by name, by table, in SQL, by an expression."""
        partner = self.env["ir.model"]._get_id("res.partner")
        actions = self.env["ir.actions.server"].with_user(self.admin)
        values = {"name": "act", "model_id": partner, "state": "code"}
        for code, count in (
            ("env['test.zi.case'].sudo().search([])", 1),
            ("log('test_zi_case')", 1),
            ("env.cr.execute('select 1')", 1),
            ("env['test.' + 'zi.case'].sudo()", 1),
            ("env.get(name).sudo()", 1),
            ("record.write({'active': False})", 0),
            ("env['res.partner'].search([])", 0),
        ):
            with self.subTest(code=code):
                self.alerts_of(
                    lambda code=code: actions.create({**values, "code": code}),
                    "code",
                    count,
                )
        innocent = actions.create({**values, "code": "pass"})
        self.alerts_of(lambda: innocent.write({"code": "env['test.zi.case']"}), "code")
        self.alerts_of(
            lambda: actions.create(
                {"name": "bound", "model_id": self.case_model.id, "state": "code"}
            ),
            "code",
        )
        self.alerts_of(
            lambda: (
                self.env["ir.cron"]
                .with_user(self.admin)
                .create({**values, "code": "env['test.zi.case'].search([])"})
            ),
            "code",
        )

    def test_field_and_report_over_a_confidential_model(self):
        """A field made on screen can carry code; a report prints."""
        partner = self.env["ir.model"]._get("res.partner")
        self.alerts_of(
            lambda: (
                self.env["ir.model.fields"]
                .with_user(self.admin)
                .create(
                    {
                        "name": "x_way",
                        "model_id": partner.id,
                        "ttype": "char",
                        "compute": "for r in self: r['x_way'] = "
                        "str(self.env['test.zi.case'].sudo().search([]))",
                        "depends": "name",
                        "store": False,
                    }
                )
            ),
            "code",
        )
        self.alerts_of(
            lambda: (
                self.env["ir.actions.report"]
                .with_user(self.admin)
                .create({"name": "r", "model": "test.zi.case", "report_name": "x.y"})
            ),
            "code",
        )

    def test_login_of_an_official_changed_by_another(self):
        """Password, login, address and reset link of an official; not one's own."""
        head = self.head.with_user(self.admin)
        for vals in (
            {"password": "another-Password1"},
            {"login": "head_x"},
            {"email": "x@example.test"},
        ):
            with self.subTest(vals=list(vals)):
                self.alerts_of(lambda vals=vals: head.write(vals), "password")
        wizard = (
            self.env["change.password.wizard"]
            .with_user(self.admin)
            .create(
                {
                    "user_ids": [
                        Command.create(
                            {
                                "user_id": self.head.id,
                                "user_login": "x",
                                "new_passwd": "another-Password2",
                            }
                        )
                    ]
                }
            )
        )
        self.alerts_of(wizard.change_password_button, "password")
        self.alerts_of(
            lambda: self.head.with_user(self.head).write(
                {"email": "mine@example.test"}
            ),
            "password",
            0,
        )
        self.alerts_of(
            lambda: self.author.with_user(self.admin).write(
                {"email": "y@example.test"}
            ),
            "password",
            0,
        )

    def test_reading_from_above_is_told(self):
        """The administrator gives himself oversight: the head hears it."""
        self.alerts_of(
            lambda: (
                self.env["zi.oversight"]
                .with_user(self.admin)
                .create({"user_id": self.admin.id, "root_id": self.unit.id})
            ),
            "oversight",
        )

    def test_head_entered_by_the_administrator_is_told(self):
        """While a unit has no head the administrator enters one, and it is seen."""
        unit = self.env["res.company"].create({"name": "Unit C"})
        self.admin.company_ids += unit
        alerts = self.env["zi.access.alert"]
        before = alerts.search([])
        self.env["zi.role.assignment"].with_user(self.admin).with_context(
            allowed_company_ids=unit.ids
        ).create(
            {
                "user_id": self.author.id,
                "role_id": self.env.ref("zi_governance.role_head").id,
                "company_id": unit.id,
            }
        )
        self.assertEqual(["role"], (alerts.search([]) - before).mapped("kind"))

    def test_membership_made_in_sql_is_found_at_night(self):
        """The nightly comparison finds what was done past the system, once."""
        register = self.env["zi.access.register"]
        self.env.flush_all()
        self.env.cr.execute(
            "INSERT INTO res_groups_users_rel (gid, uid) VALUES (%s, %s)",
            [self.secret_group.id, self.author.id],
        )
        self.env.invalidate_all()
        new = self.alerts_of(register._cron_compare, "membership")
        self.assertIn("author_a", new.subject)
        self.alerts_of(register._cron_compare, "membership", 0)
        self.env.cr.execute(
            "DELETE FROM res_groups_users_rel WHERE gid = %s AND uid = %s",
            [self.secret_group.id, self.author.id],
        )
        self.env.invalidate_all()
        self.alerts_of(register._cron_compare, "membership")

    def test_alerts_are_kept_and_read_by_few(self):
        """Append-only; head, secretariat and custodians of the unit read them."""
        alert = self.env["zi.access.alert"]._zi_raise(self.unit, "group", "x")
        for user in (self.head, self.secretary, self.custodian):
            self.assertTrue(alert.with_user(user).kind_label)
        for user in (self.author, self.admin):
            with self.assertRaises(AccessError):
                alert.with_user(user).read(["subject"])
        for user in (self.head, self.admin):
            with self.assertRaises(AccessError):
                alert.with_user(user).unlink()
            with self.assertRaises(AccessError):
                alert.with_user(user).write({"subject": "y"})
        other = self.env["zi.access.alert"]._zi_raise(self.other_unit, "group", "x")
        with self.assertRaises(AccessError):
            other.with_user(self.head).read(["subject"])
