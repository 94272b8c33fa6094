from odoo.tests import TransactionCase, new_test_user, tagged

_EVERYBODY = {
    "zi_menu_home",
    "zi_menu_task",
    "zi_menu_plan",
    "zi_menu_lke",
    "zi_menu_approval",
    "zi_menu_document",
}


@tagged("post_install", "-at_install")
class TestMenus(TransactionCase):
    """What a person finds in the menu bar."""

    def _menus(self, groups=()):
        names = ",".join(["base.group_user", *(f"zi_governance.{g}" for g in groups)])
        user = new_test_user(self.env, f"menu_{len(groups)}_{groups}", groups=names)
        visible = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
        root = self.env.ref("zi_governance.zi_menu_root")
        menus = self.env["ir.ui.menu"].search([("id", "child_of", root.id)])
        ids = (menus & menus.browse(visible)).get_external_id().values()
        return {name.split(".")[1] for name in ids if name}

    def _top(self, names):
        root = self.env.ref("zi_governance.zi_menu_root")
        top = {
            name.split(".")[1]
            for name in root.child_id.get_external_id().values()
            if name
        }
        return names & top

    def test_employee_sees_few(self):
        """Who has no function finds the entries for everybody and no settings."""
        menus = self._menus()
        self.assertLessEqual(
            self._top(menus),
            _EVERYBODY | {"zi_menu_sop", "zi_menu_pact", "zi_menu_event"},
        )
        self.assertLessEqual({"zi_menu_home", "zi_menu_task"}, menus)
        self.assertFalse(
            menus
            & {
                "zi_menu_config",
                "zi_menu_work_plan_task",
                "zi_menu_evidence",
                "zi_menu_document_report",
                "zi_menu_lke_assessment",
            }
        )

    def test_working_group_finds_its_work_and_no_settings(self):
        """Tasks, evidence and LKE; no roles, patterns or rules."""
        menus = self._menus(("group_zi_working_group",))
        self.assertLessEqual(
            {"zi_menu_work_plan_missing", "zi_menu_evidence", "zi_menu_lke_assessment"},
            menus,
        )
        self.assertNotIn("zi_menu_config", menus)

    def test_head_finds_roles_and_no_technical_settings(self):
        """The head gives roles; clocks, patterns and rules are the secretariat's."""
        menus = self._menus(("group_zi_head",))
        self.assertLessEqual({"zi_menu_config_role", "zi_menu_config_setup"}, menus)
        self.assertFalse(
            menus
            & {
                "zi_menu_config_clock",
                "zi_menu_config_number",
                "zi_menu_config_evidence_rule",
                "zi_menu_config_settings",
            }
        )

    def test_overseers_find_the_standing_of_the_units(self):
        """Assessors and the inspector read from above; a member does not."""
        for group in ("assessor", "national_assessor", "inspector"):
            self.assertIn("zi_menu_lke_overview", self._menus((f"group_zi_{group}",)))
        self.assertNotIn(
            "zi_menu_lke_overview", self._menus(("group_zi_working_group",))
        )

    def test_every_screen_is_ours(self):
        """No menu opens a form that Odoo made up from the fields of a model, and an
        empty list says what belongs there."""
        root = self.env.ref("zi_governance.zi_menu_root")
        menus = self.env["ir.ui.menu"].search([("id", "child_of", root.id)])
        actions = menus.mapped("action")
        views = self.env["ir.ui.view"]
        for action in actions:
            if not action or action._name != "ir.actions.act_window":
                continue
            kinds = action.view_mode.split(",")
            for kind in kinds:
                with self.subTest(action=action.name, view=kind):
                    self.assertTrue(views.default_view(action.res_model, kind))
            with self.subTest(action=action.name):
                self.assertTrue(action.help or kinds == ["form"], "empty list is dumb")
