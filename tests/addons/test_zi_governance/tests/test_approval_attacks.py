from psycopg2 import Error as DatabaseError
from psycopg2 import errors

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common import ApprovalCase

# Whatever a client could put into its context under the gate's name.
JSON_VALUES = (True, 1, "1", "zi", [True], {"a": 1}, None, 0, "<object object>")


@tagged("post_install", "-at_install")
class TestApprovalAttacks(ApprovalCase):
    """What a person tries who knows the ORM and writes past the screens."""

    def test_state_is_not_written(self):
        """No user, not even an administrator, writes a gated field."""
        admin = self.user("admin_a", groups="base.group_system")
        document = self.document()
        for user in (self.author, self.head, self.secretary, admin):
            for name, value in (
                ("approval_state", "approved"),
                ("approved_on", "2026-01-01"),
                ("approval_intact", False),
                ("version", 7),
            ):
                with (
                    self.subTest(user=user.login, field=name),
                    self.assertRaisesRegex(AccessError, "set by the system"),
                ):
                    document.with_user(user).write({name: value})
        self.assertEqual("draft", document.approval_state)

    def test_context_does_not_open_the_gate(self):
        """A key of the context is compared by identity, so no JSON value fits."""
        document = self.document()
        for value in JSON_VALUES:
            with self.subTest(value=value), self.assertRaises(AccessError):
                document.with_context(zi_gate=value).write(
                    {"approval_state": "approved"}
                )

    def test_record_is_not_created_approved(self):
        """Neither values, nor defaults of the context, nor a copy start approved."""
        documents = self.env["test.zi.document"].with_user(self.author)
        values = {"name": "x", "company_id": self.unit.id}
        with self.assertRaises(AccessError):
            documents.create({**values, "approval_state": "approved"})
        for value in JSON_VALUES:
            with self.assertRaises(AccessError):
                documents.with_context(zi_gate=value).create(
                    {**values, "approval_state": "approved"}
                )
        made = documents.with_context(
            default_approval_state="approved",
            default_version=9,
            default_approved_on="2026-01-01",
        ).create(values)
        self.assertEqual("draft", made.approval_state)
        self.assertEqual(1, made.version)
        self.assertFalse(made.approved_on)
        approved = self.approved()
        self.assertEqual("draft", approved.copy().approval_state)
        with self.assertRaises(AccessError):
            approved.copy({"approval_state": "approved"})

    def test_import_does_not_approve(self):
        """A file with the state's column is refused."""
        documents = self.env["test.zi.document"].with_user(self.author)
        result = documents.load(["name", "approval_state"], [["x", "approved"]])
        self.assertFalse(result["ids"])
        self.assertIn("set by the system", result["messages"][0]["message"])

    def test_decision_is_not_forged(self):
        """A decision cannot be entered, whoever asks and whatever his context is."""
        document = self.submitted()
        values = {
            "company_id": self.unit.id,
            "chain_no": 1,
            "prev_hash": "0" * 64,
            "chain_hash": "0" * 64,
            "res_model": document._name,
            "res_id": document.id,
            "record_name": "Plan",
            "step": 1,
            "role_code": "head",
            "outcome": "approved",
            "user_id": self.head.id,
            "decider_name": "head_a",
            "decided_at": "2026-01-01 00:00:00",
            "scheme": 1,
            "content": "{}",
            "content_hash": "0" * 64,
        }
        admin = self.user("admin_a", groups="base.group_system")
        for user in (self.author, self.head, admin):
            for context in ({}, *({"zi_gate": value} for value in JSON_VALUES)):
                with self.assertRaises(AccessError):
                    self.decisions.with_user(user).with_context(**context).create(
                        values
                    )
        with self.assertRaisesRegex(AccessError, "cannot be entered directly"):
            self.decisions.sudo().create(values)
        self.assertFalse(self.decisions_of(document))

    def test_request_is_not_touched(self):
        """A request's role, exclusions and state are nobody's to write."""
        document = self.submitted()
        request = self.requests_of(document)
        admin = self.user("admin_a", groups="base.group_system")
        changes = (
            {"role_id": self.env.ref("zi_governance.role_ppid_officer").id},
            {"excluded_user_ids": [(5,)]},
            {"excluded_user_ids": [(3, self.author.id)]},
            {"excluded_user_ids": [(6, 0, [])]},
            {"state": "approved"},
            {"strategic": True},
            {"content_hash": "0" * 64},
            {"due_date": "2099-01-01"},
        )
        for values in changes:
            for user in (self.author, self.secretary, self.head, admin):
                with self.subTest(values=values), self.assertRaises(AccessError):
                    request.with_user(user).write(values)
            with self.subTest(values=values), self.assertRaises(AccessError):
                request.sudo().write(values)
        with self.assertRaises(AccessError):
            request.with_user(admin).unlink()
        self.assertEqual(self.author, request.excluded_user_ids)

    def test_author_does_not_leave_the_list_of_authors(self):
        """Authorship is kept in a table that nobody reaches."""
        document = self.document()
        admin = self.user("admin_a", groups="base.group_system")
        rows = self.env["zi.approval.author"].search([("res_id", "=", document.id)])
        for user in (self.author, admin):
            with self.assertRaises(AccessError):
                rows.with_user(user).unlink()
        document.zi_author_ids = [(5,)]
        document.invalidate_recordset()
        self.assertEqual(self.author, document.zi_author_ids)

    def test_decision_is_not_changed_or_deleted_by_the_administrator(self):
        """The ORM refuses, for administrators and for the super-user alike."""
        document = self.approved()
        decision = self.decisions_of(document)[0]
        admin = self.user("admin_a", groups="base.group_system")
        for rows in (decision.with_user(admin), decision.with_user(self.head)):
            with self.assertRaises(AccessError):
                rows.write({"outcome": "returned"})
            with self.assertRaises(AccessError):
                rows.unlink()
        with self.assertRaisesRegex(AccessError, "never changed"):
            decision.sudo().write({"outcome": "returned"})
        with self.assertRaisesRegex(AccessError, "never deleted"):
            decision.sudo().unlink()

    def test_approval_needs_an_open_request(self):
        """A draft, and a document that was decided, take no decision."""
        document = self.document()
        with self.assertRaisesRegex(UserError, "does not wait"):
            document.with_user(self.head).action_approve()
        approved = self.approved()
        with self.assertRaisesRegex(UserError, "does not wait"):
            approved.with_user(self.head).action_approve()
        old = self.requests_of(approved)[0]
        with self.assertRaisesRegex(AccessError, "already been decided"):
            old.with_user(self.secretary).action_approve()

    def test_step_is_not_skipped(self):
        """The head does not approve before the review."""
        document = self.submitted()
        with self.assertRaisesRegex(AccessError, "ZI secretariat"):
            document.with_user(self.head).action_approve()

    def test_content_changed_behind_the_lock_is_not_approved(self):
        """What was submitted is what is approved."""
        document = self.submitted()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE test_zi_document SET name = 'Other' WHERE id = %s", [document.id]
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "not what was submitted"):
            document.with_user(self.secretary).action_approve()

    def test_return_wizard_gives_no_power(self):
        """The small form for the reason decides as its user, not as the system."""
        document = self.submitted()
        wizard = (
            self.env["zi.approval.return"]
            .with_user(self.colleague)
            .create(
                {
                    "request_ids": [(6, 0, self.requests_of(document).ids)],
                    "reason": "mine",
                }
            )
        )
        with self.assertRaises(AccessError):
            wizard.action_confirm()

    def test_unit_of_a_document_is_kept(self):
        """An approved document does not move into another unit's history."""
        document = self.document()
        with self.assertRaises(ValidationError):
            document.company_id = self.other_unit


@tagged("post_install", "-at_install", "zi_owner_role")
class TestAppendOnly(ApprovalCase):
    """What PostgreSQL itself refuses, for its superuser and for a plain owner."""

    def setUp(self):
        super().setUp()
        self.doc = self.approved()
        self.decision = self.decisions_of(self.doc)[0]
        self.env.flush_all()

    def execute(self, query, *params):
        with mute_logger("odoo.sql_db"), self.cr.savepoint(flush=False):
            self.env.cr.execute(SQL(query, *params))

    def assert_sealed(self, query, *params):
        with self.assertRaises(errors.RestrictViolation) as caught:
            self.execute(query, *params)
        self.assertEqual("23001", caught.exception.pgcode)

    def test_every_sealed_column_refuses_update(self):
        """An UPDATE of any sealed column of a decision fails."""
        for column in self.decision._zi_sealed_columns:
            with self.subTest(column=column):
                field = self.decision._fields[column]
                value = {
                    "integer": "COALESCE(%s, 0) + 1",
                    "many2one": "NULL",
                    "many2one_reference": "%s + 1",
                    "datetime": "COALESCE(%s, now()) + interval '1 day'",
                    "date": "COALESCE(%s, now()) + interval '1 day'",
                    "boolean": "NOT COALESCE(%s, FALSE)",
                }.get(field.type, "'x'")
                if field.type == "many2one" and not self.decision[column]:
                    continue
                expression = value.replace("%s", f'"{column}"')
                self.assert_sealed(
                    f'UPDATE zi_approval_decision SET "{column}" = {expression}'
                    " WHERE id = %s",
                    self.decision.id,
                )

    def test_delete_and_truncate_are_refused(self):
        """No row and no table of decisions goes away."""
        self.assert_sealed(
            "DELETE FROM zi_approval_decision WHERE id = %s", self.decision.id
        )
        self.assert_sealed("TRUNCATE zi_approval_decision CASCADE")
        self.assertTrue(self.decision.exists())

    def test_unsealed_columns_stay_open(self):
        """An upgrade can fill new columns, and a creator can be deleted."""
        self.execute(
            "UPDATE zi_approval_decision SET create_uid = NULL WHERE id = %s",
            self.decision.id,
        )
        self.execute("UPDATE zi_approval_decision SET outcome = outcome")

    def test_every_append_only_table_has_its_triggers(self):
        """Each model with the mixin is guarded, always and against both kinds."""
        seals = self.env["zi.append.only.seal"]
        models = [
            model
            for model in self.env.values()
            if getattr(model, "_zi_sealed_columns", ()) and not model._abstract
        ]
        self.assertIn("zi.access.alert", [m._name for m in models])
        for model in models:
            with self.subTest(model=model._name):
                self.assertEqual([], seals._zi_faults(model._table))
                for name in model._zi_sealed_columns:
                    field = model._fields[name]
                    self.assertTrue(field.store)
                    self.assertFalse(field.compute)
                    self.assertNotEqual("selection", field.type)
                    if field.type == "many2one":
                        self.assertEqual("restrict", field.ondelete)

    def test_trigger_switched_off_and_on_is_reported(self):
        """The chain check tells that the table was open for a while."""
        table = "ALTER TABLE zi_approval_decision"
        self.assert_chain_whole()
        self.execute(f"{table} DISABLE TRIGGER zi_append_only_row")
        codes = [f.code for f in self.decisions._zi_verify_chain(self.unit)]
        self.assertIn("trigger_off", codes)
        self.execute(
            "UPDATE zi_approval_decision SET reason = 'x' WHERE id = %s",
            self.decision.id,
        )
        self.execute(f"{table} ENABLE ALWAYS TRIGGER zi_append_only_row")
        self.env.invalidate_all()
        faults = self.decisions._zi_verify_chain(self.unit)
        self.assertEqual(
            {(0, "trigger_switched"), (self.decision.chain_no, "wrong_hash")},
            {(fault.chain_no, fault.code) for fault in faults},
        )

    def test_dropped_trigger_is_reported(self):
        """Dropping and making it anew does not go unnoticed either."""
        # a copied database takes note of its triggers at the first check
        self.assert_chain_whole()
        self.execute("DROP TRIGGER zi_append_only_all ON zi_approval_decision")
        codes = [f.code for f in self.decisions._zi_verify_chain(self.unit)]
        self.assertIn("trigger_off", codes)
        self.assertIn("trigger_switched", codes)

    def test_cut_tail_is_reported(self):
        """A head that was carried out shows that later decisions are gone."""
        head = self.env["zi.approval.chain"].search([("company_id", "=", self.unit.id)])
        carried = self.decisions._zi_chain_head(self.unit)
        self.assertEqual(
            (head.last_no, head.last_hash), (carried.chain_no, carried.hash)
        )
        self.execute(
            "ALTER TABLE zi_approval_decision DISABLE TRIGGER zi_append_only_row"
        )
        self.execute(
            "DELETE FROM zi_approval_decision WHERE company_id = %s AND chain_no = %s",
            self.unit.id,
            carried.chain_no,
        )
        self.env.invalidate_all()
        codes = [f.code for f in self.decisions._zi_verify_chain(self.unit)]
        self.assertIn("cut_tail", codes)
        # The owner mends the head as well: only what was carried out tells.
        self.execute(
            "UPDATE zi_approval_chain SET last_no = %s, last_hash = %s"
            " WHERE company_id = %s",
            carried.chain_no - 1,
            self.decision.chain_hash,
            self.unit.id,
        )
        self.env.invalidate_all()
        codes = [f.code for f in self.decisions._zi_verify_chain(self.unit)]
        self.assertNotIn("cut_tail", codes)
        codes = [f.code for f in self.decisions._zi_verify_chain(self.unit, [carried])]
        self.assertIn("cut_tail", codes)

    def test_broken_chain_raises_an_alert_once(self):
        """The nightly check tells the head; the same fault is not told every night."""
        self.execute(
            "ALTER TABLE zi_approval_decision DISABLE TRIGGER zi_append_only_row"
        )
        alerts = self.env["zi.access.alert"]
        mixin = self.env["zi.approval.mixin"]
        before = alerts.search([])
        mixin._cron_verify()
        new = alerts.search([]) - before
        of_unit = new.filtered(lambda a: a.company_id == self.unit)
        self.assertEqual(["chain_fault"], of_unit.mapped("kind"))
        self.assertIn("switched off", of_unit.subject)
        mixin._cron_verify()
        self.assertEqual(new, alerts.search([]) - before)

    def test_tampered_content_loses_its_approval(self):
        """Content changed in SQL shows that the approval does not cover it; put back
        as it was, it does again."""
        change = "UPDATE test_zi_document_line SET quantity = %s WHERE document_id = %s"
        self.execute(change, 99, self.doc.id)
        self.env.invalidate_all()
        self.assertIn("does not cover", self.doc.approval_warning)
        self.env["zi.approval.mixin"]._cron_verify()
        self.assertFalse(self.doc.approval_intact)

        self.execute(change, 1.5, self.doc.id)
        self.env.invalidate_all()
        self.assertFalse(self.doc.approval_warning)
        self.env["zi.approval.mixin"]._cron_verify()
        self.assertTrue(self.doc.approval_intact)

    def test_state_set_in_sql_is_covered_by_no_decision(self):
        """A draft made approved in SQL has no decision that covers it."""
        draft = self.document()
        self.env.flush_all()
        self.execute(
            "UPDATE test_zi_document SET approval_state = 'approved' WHERE id = %s",
            draft.id,
        )
        self.env.invalidate_all()
        self.assertTrue(draft.approval_warning)
        self.assertEqual(draft, draft._zi_verify_coverage())
        self.assertFalse(draft.approval_intact)

    def test_database_keeps_its_place_in_the_chain(self):
        """Two decisions cannot hold one place, and a return has its reason."""
        columns = [c for c in self.decision._zi_sealed_columns if c != "chain_no"]
        names = ", ".join(f'"{c}"' for c in columns)
        for number, expected in (
            (str(self.decision.chain_no), "chain_unique"),
            ("9999", "return_has_reason"),
        ):
            wanted = names.replace('"outcome"', "'returned'")
            source = names if expected == "chain_unique" else wanted
            with self.assertRaisesRegex(DatabaseError, expected):
                self.execute(
                    f"INSERT INTO zi_approval_decision (chain_no, {names})"
                    f" SELECT {number}, {source} FROM zi_approval_decision"
                    " WHERE id = %s",
                    self.decision.id,
                )
