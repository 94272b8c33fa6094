from datetime import date

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import EvidenceCase


@tagged("post_install", "-at_install")
class TestEvidenceRule(EvidenceCase):
    """Rules over follow-ups: any model that offers itself would do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Rule = cls.env["zi.evidence.rule"]
        cls.rule = cls._rule("uji")

    @classmethod
    def _rule(cls, code, user=None, **more):
        return cls.Rule.with_user(user or cls.env.user).create(
            {
                "name": "Tindak lanjut diperiksa",
                "code": code,
                "model_name": "zi.follow.up",
                "states": "checked",
                "per": "month",
                **more,
            }
        )

    def _follow_up(self, day, state="checked", unit=None, owner=None):
        row = self.env["zi.follow.up"].create(
            {
                "company_id": (unit or self.unit).id,
                "name": "Uji",
                "owner_id": (owner or self.employee).id,
                "due_date": day,
            }
        )
        row._zi_gate_write({"state": state})
        return row

    def _evaluate(self, rule=None, units=None, year=2026):
        (rule or self.rule)._zi_evaluate(units or self.unit, [year])
        return {
            (result.date_from, result.date_to): result
            for result in (rule or self.rule).result_ids
            if result.company_id == (units or self.unit)[:1] and not result.part
        }

    # -- what a rule may ask -----------------------------------------------

    def test_rule_speaks_the_reader_s_language(self):
        """Kind of record, states and fields stand there as the records show them."""
        rule = self.rule.with_context(lang="id_ID")
        self.assertEqual(rule.model_label, "Tindak lanjut")
        self.assertEqual(rule.states_text, "Diperiksa")
        self.assertIn("area_id: Area", rule.offered_text)
        self.assertEqual(self.rule.with_context(lang="en_US").states_text, "Checked")

    def test_oracle_domains_are_refused(self):
        """A rule asks offered fields with plain operators, nothing behind them."""
        evil = (
            "[('owner_id.login', '=', 'admin')]",
            "[('name', '=', 'x')]",
            "[('id', 'in', [1])]",
            "[('owner_id', 'any', [('login', '=', 'admin')])]",
            "[('owner_id', 'child_of', 1)]",
            "[('state', 'ilike', 'che%')]",
            "[('state', '=like', 'c%')]",
            "[('state', 'in', (1, (2, 3)))]",
            "[('state', '=', ['checked'])]",
            "[('create_uid', '=', 1)]",
            "['|', ('state', '=', 'open')]",
            "[('state', '=', __import__('os'))]",
            "uid",
            "{'state': 1}",
        )
        for domain in evil:
            with self.subTest(domain=domain), self.assertRaises(ValidationError):
                self.rule.domain = domain
        self.rule.domain = "['|', ('state', '=', 'checked'), ('owner_id', '=', 3)]"

    def test_only_offering_models(self):
        """A model that offers nothing cannot be asked, an absent one is named."""
        for name in ("res.users", "hr.employee", "zi.evidence.rule"):
            with self.subTest(model=name), self.assertRaises(ValidationError):
                self._rule("x", model_name=name)
        absent = self._rule("nanti", model_name="zi.complaint", states=False)
        self.assertFalse(absent.available)
        self.assertFalse(self._evaluate(absent))

    def test_confidential_models_offer_figures_only(self):
        """No condition on a confidential model, only its prepared figures."""
        source = self.env.registry["zi.follow.up"]
        source._zi_confidential = True
        self.addCleanup(delattr, source, "_zi_confidential")
        source._zi_evidence_figures = {"handled": "Handled"}
        self.addCleanup(delattr, source, "_zi_evidence_figures")
        source._zi_evidence_figure = lambda model, code, units, first, last: {
            (units.id, date(2026, 2, 1)): 3
        }
        self.addCleanup(delattr, source, "_zi_evidence_figure")
        for values in (
            {"domain": "[('owner_id', '=', 3)]"},
            {"states": "checked"},
            {"figure": "other", "states": False},
            {"figure": False, "states": False},
            {"figure": "handled", "states": False, "member_field": "owner_id"},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self._rule("rahasia", **values)
        rule = self._rule("rahasia", figure="handled", states=False)
        results = self._evaluate(rule)
        self.assertEqual(results[date(2026, 2, 1), date(2026, 2, 28)].count, 3)
        self.assertEqual(results[date(2026, 3, 1), date(2026, 3, 31)].state, "empty")

    def test_rule_that_is_no_longer_offered_proves_nothing(self):
        """A field that the model stops to offer empties the rule's results."""
        self.rule.domain = f"[('owner_id', '=', {self.employee.id})]"
        self._follow_up(date(2026, 2, 3))
        self.assertTrue(self._evaluate())
        source = self.env.registry["zi.follow.up"]
        source._zi_evidence = {"state": "State"}
        self.addCleanup(delattr, source, "_zi_evidence")
        self.assertFalse(self._evaluate())

    def test_who_changes_rules(self):
        """A unit's rule is its secretariat's; nobody else touches it, and a shared
        one only the administrator."""
        own = self._rule("kita", user=self.secretary, company_id=self.unit.id)
        self.assertEqual(own.company_id, self.unit)
        for user in (self.member, self.head, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                own.with_user(user).write({"minimum": 9})
        with self.assertRaises(AccessError):
            self.rule.with_user(self.secretary).write({"minimum": 9})
        with self.assertRaises(ValidationError):
            own.with_user(self.secretary).write({"company_id": False})
        with self.assertRaises(AccessError):
            own.result_ids.with_user(self.secretary).create(
                [{"rule_id": own.id, "company_id": self.unit.id}]
            )

    def test_who_delivers_does_not_choose_the_rule(self):
        """A working group cannot give its item a rule that is easily met."""
        with self.assertRaises(AccessError):
            self.item.with_user(self.member).write({"rule_id": self.rule.id})
        self.item.with_user(self.secretary).write({"rule_id": self.rule.id})

    # -- counting ----------------------------------------------------------

    def test_counts_by_month_and_state(self):
        """Only states that count, by the record's own date, in the right unit."""
        self._follow_up(date(2026, 2, 1))
        self._follow_up(date(2026, 2, 28))
        self._follow_up(date(2026, 3, 1), state="done")
        self._follow_up(date(2025, 12, 31))
        self._follow_up(
            date(2026, 4, 1),
            unit=self.other_unit,
            owner=self._person("ru_other", "Lain", unit=self.other_unit),
        )
        results = self._evaluate()
        counts = {span[0].month: result.count for span, result in results.items()}
        self.assertEqual(counts, {**dict.fromkeys(range(1, 13), 0), 2: 2})
        february = results[date(2026, 2, 1), date(2026, 2, 28)]
        self.assertEqual(february.state, "met")
        self.assertTrue(february.evaluated_at)

    def test_minimum_and_members(self):
        """A minimum over different owners is not met by one busy owner."""
        self.rule.write({"minimum": 2, "member_field": "owner_id", "per": "quarter"})
        self._follow_up(date(2026, 1, 5))
        self._follow_up(date(2026, 2, 5))
        span = date(2026, 1, 1), date(2026, 3, 31)
        result = self._evaluate()[span]
        self.assertEqual((result.count, result.state), (1, "incomplete"))
        self.assertIn("1", result.missing)
        self._follow_up(date(2026, 3, 5), owner=self.member)
        self.assertEqual(self._evaluate()[span].state, "met")

    def test_all_employees(self):
        """A rule over all employees asks for as many as the unit has."""
        self.rule.write({"all_employees": True, "member_field": "owner_id"})
        self._follow_up(date(2026, 2, 5))
        result = self._evaluate()[date(2026, 2, 1), date(2026, 2, 28)]
        expected = self.env["hr.employee"].search_count(
            [("company_id", "=", self.unit.id)]
        )
        self.assertEqual((result.minimum, result.state), (expected, "incomplete"))

    def test_follow_ups_have_to_be_settled(self):
        """A record with an open follow-up counts once that was checked."""
        self.rule.follow_ups_closed = True
        record = self._follow_up(date(2026, 2, 5))
        step = self.env["zi.follow.up"]._zi_from(
            record,
            {
                "name": "Langkah",
                "owner_id": self.employee.id,
                "due_date": date(2026, 9, 1),
            },
        )
        span = date(2026, 2, 1), date(2026, 2, 28)
        self.assertEqual(self._evaluate()[span].state, "incomplete")
        step._zi_gate_write({"state": "checked"})
        self.assertEqual(self._evaluate()[span].state, "met")

    def test_same_queries_for_one_and_for_fifty_units(self):
        """One grouped query per rule, whatever the number of units."""
        many = self.env["res.company"].create(
            [{"name": f"Balai {number}"} for number in range(49)]
        )
        self._follow_up(date(2026, 2, 5))
        self.rule._zi_evaluate(self.unit | many, [2026])

        def count(units):
            self.env.flush_all()
            self.env.invalidate_all()
            units.partner_id.mapped("lang")
            self.rule.mapped("name")
            before = self.env.cr.sql_log_count
            self.rule._zi_evaluate(units, [2026])
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(self.unit)
        one = count(self.unit)
        self.assertEqual(count(self.unit | many), one)
        self.assertLessEqual(one, 12)

    # -- proof -------------------------------------------------------------

    def test_rule_proves_by_live_records(self):
        """A rule that is met proves the window of an item without any file."""
        self._task(1)
        self.item.rule_id = self.rule
        self._follow_up(date(2026, 2, 5))
        self._evaluate()
        self.assertEqual(self._task(2).proof_state, "proven")
        self.assertEqual(self._task(3).proof_state, "empty")

    def test_rule_does_not_verify_a_file(self):
        """A met rule never makes an uploaded file proven."""
        self._task(1)
        self.item.rule_id = self.rule
        row = self._for_item(date(2026, 2, 10))
        self._follow_up(date(2026, 2, 5))
        self._evaluate()
        self.assertEqual(self._task(2).proof_state, "waiting")
        row.with_user(self.secretary).action_verify()
        self.assertEqual(self._task(2).proof_state, "proven")

    def test_verified_file_does_not_replace_the_records(self):
        """Where live records are asked for, a file alone is incomplete and the text
        says what lacks."""
        self._task(1)
        self.item.rule_id = self.rule
        self._for_item(date(2026, 2, 10)).with_user(self.secretary).action_verify()
        self._evaluate()
        task = self._task(2)
        self.assertEqual(task.proof_state, "incomplete")
        self.assertIn("Tindak lanjut diperiksa", task.missing_text)

    def test_once_counts_inside_the_items_window(self):
        """A rule that asks once is not met by a record outside the item's window."""
        self.rule.per = "once"
        narrow = self._item(
            self.area, "Sosialisasi", "once", date(2026, 3, 1), date(2026, 4, 30)
        )
        narrow.rule_id = self.rule
        self.env["zi.work.plan.task"]._zi_generate(narrow)
        self._follow_up(date(2026, 2, 5))
        self._evaluate()
        self.assertEqual(narrow.task_ids.proof_state, "empty")
        self._follow_up(date(2026, 4, 30))
        self._evaluate()
        self.assertEqual(narrow.task_ids.proof_state, "proven")

    def test_absent_addon_leaves_the_file(self):
        """Where the rule's addon is not installed a verified file proves the item, and
        the text says so."""
        self._task(1)
        absent = self._rule("nanti", model_name="zi.complaint", states=False)
        self.item.rule_id = absent
        self._for_item(date(2026, 2, 10))
        self.assertIn("addon lain", self._task(2).missing_text)
        self.item.evidence_ids.with_user(self.secretary).action_verify()
        self.assertEqual(self._task(2).proof_state, "proven")

    # -- staying up to date ------------------------------------------------

    def test_changed_sources_are_noted_once(self):
        """Writes on a source leave one mark per transaction, which the job uses up."""
        dirty = self.env["zi.evidence.dirty"]
        dirty._zi_store()
        dirty.search([]).unlink()
        dirty._zi_mark("zi.follow.up")
        dirty._zi_mark("zi.follow.up")
        dirty._zi_store()
        marks = dirty.search([("model_name", "=", "zi.follow.up")])
        self.assertEqual(len(marks), 1)
        self._follow_up(date(2026, 2, 5))
        # Further kinds of records that changed meanwhile are looked at in the same run.
        for name in ("zi.decree", "zi.publication"):
            dirty._zi_mark(name, self.unit)
        dirty._zi_store()
        self.assertGreater(len(set(dirty.search([]).mapped("model_name"))), 2)
        self.Rule._cron_evaluate_changed()
        self.assertFalse(dirty.search([]))
        result = self.rule.result_ids.filtered(
            lambda r: r.company_id == self.unit and r.date_from == date(2026, 2, 1)
        )
        self.assertEqual(result.state, "met")

    def test_live_record_as_evidence(self):
        """A record of an offering kind is evidence with its own date, and waits for
        the secretariat like a file."""
        record = self._follow_up(date(2026, 6, 5), owner=self.member)
        row = self.Evidence.with_user(self.member)._zi_from_record(
            record.with_user(self.member), area_ids=[(6, 0, self.area.ids)]
        )
        self.assertEqual(
            (row.kind, row.date, row.state), ("record", date(2026, 6, 5), "waiting")
        )
        with self.assertRaises(AccessError):
            row.with_user(self.member).action_verify()
        row.with_user(self.secretary).action_verify()
        self.assertEqual(row.state, "verified")

    # -- shipped rules and proposals ---------------------------------------

    def test_shipped_rules_load_and_say_what_is_absent(self):
        """Every shipped rule is valid; those of other addons are shown as such."""
        shipped = self.Rule.search(
            [("id", "in", self._shipped_ids()), ("company_id", "=", False)]
        )
        self.assertGreaterEqual(len(shipped), 43)
        shipped._check_rule()
        absent = shipped.filtered(lambda rule: not rule.available)
        self.assertIn("zi.skp.evaluation", absent.mapped("model_name"))
        self.assertTrue(
            self.env.ref("zi_governance.evidence_rule_rencana_disetujui").available
        )

    def _shipped_ids(self):
        return (
            self.env["ir.model.data"]
            .search(
                [
                    ("module", "=", "zi_governance"),
                    ("model", "=", "zi.evidence.rule"),
                ]
            )
            .mapped("res_id")
        )

    def test_standard_plan_gets_its_rules(self):
        """Items of the standard template come with the rule that is meant for them."""
        plan = self.env["zi.work.plan"]._zi_load_template(self.unit, 2026)
        item = plan.item_ids.filtered(
            lambda item: (item.line_sequence, item.sequence) == (41, 1)
        )
        self.assertEqual(
            item.rule_id,
            self.env.ref("zi_governance.evidence_rule_laporan_upg_bulanan"),
        )
        other = plan.item_ids.filtered(
            lambda item: (item.line_sequence, item.sequence) == (14, 1)
        )
        self.assertFalse(other.rule_id)

    def test_tasks_on_time_are_measured(self):
        """Proven by the due date counts; late proof and future tasks do not."""
        self._task(1)
        self._travel(date(2026, 3, 15))
        row = self._for_item(date(2026, 3, 1))
        early = self._for_item(date(2026, 1, 20), name="jan.pdf")
        (row | early).with_user(self.secretary).action_verify()
        self._travel(date(2026, 6, 15))
        figures = self.env["zi.measure"]._zi_measure(
            "plan_tasks_on_time", self.unit, 2026
        )
        self.assertEqual(figures[self.unit.id][:2], (1, 5))
