import base64
from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..evidence.common import EvidenceCase

_FIELDS_LOG = "odoo.orm.models"
_RULES_LOG = "odoo.addons.base.models.ir_rule"


@tagged("post_install", "-at_install")
class TestClientTrust(EvidenceCase):
    """What a client sends beside the plain values: defaults of his own, context keys,
    values of derived fields, other people's wizards, files behind a field."""

    # ------------------------------------------------------------------
    # DEFAULTS
    # ------------------------------------------------------------------

    def test_own_default_is_no_way_past_the_gate(self):
        """A default that a user set for himself gives no protected field a value."""
        self.env["ir.default"].with_user(self.member).set(
            "zi.evidence", "state", "verified", user_id=True
        )
        self.env["ir.default"].with_user(self.secretary).set(
            "zi.work.plan", "approval_state", "approved", user_id=True
        )
        evidence = self._enter()
        plan = (
            self.env["zi.work.plan"]
            .with_user(self.secretary)
            .create({"name": "P", "year": 2031, "company_id": self.unit.id})
        )
        self.assertEqual("waiting", evidence.state)
        self.assertEqual("draft", plan.approval_state)

    def test_context_default_is_no_way_past_the_gate(self):
        """Neither does a ``default_`` key of the context, also for rows that the
        server makes on the way."""
        context = {"default_approval_state": "approved", "default_state": "approved"}
        plan = (
            self.env["zi.work.plan"]
            .with_user(self.secretary)
            .with_context(**context)
            .create({"name": "P", "year": 2031, "company_id": self.unit.id})
        )
        self.assertEqual("draft", plan.approval_state)
        line = self.env["zi.work.plan.line"].create(
            {"plan_id": plan.id, "area_id": self.area.id, "indicator": "x"}
        )
        self.env["zi.work.plan.item"].create(
            {
                "line_id": line.id,
                "name": "x",
                "cadence": "once",
                "date_from": date(2031, 1, 1),
                "date_to": date(2031, 3, 31),
            }
        )
        plan.with_context(default_decided_at="2020-01-01").action_submit()
        request = plan.sudo().approval_request_id
        self.assertEqual("waiting", request.state)
        self.assertFalse(request.decided_at)

    def test_default_does_not_enter_a_decision(self):
        """Defaults of the decider's context or of his own put nothing into a decision,
        and the chain stays whole."""
        self.env["ir.default"].with_user(self.head).set(
            "zi.approval.decision", "letter_date", "2020-01-01", user_id=True
        )
        plan = self.plan
        plan.with_user(self.secretary).action_submit()
        plan.with_user(self.colleague).action_approve()
        plan.with_user(self.head).with_context(
            default_letter_number="X", default_letter_sha256="y"
        ).action_approve()
        decision = plan.sudo()._zi_last_decision()
        self.assertEqual(self.head, decision.user_id)
        self.assertFalse(decision.letter_number)
        self.assertFalse(decision.letter_sha256)
        self.assertFalse(decision.letter_date)
        self.assertEqual(
            [], self.env["zi.approval.decision"]._zi_verify_chain(self.unit)
        )

    # ------------------------------------------------------------------
    # DERIVED FIELDS
    # ------------------------------------------------------------------

    @mute_logger(_FIELDS_LOG)
    def test_derived_fields_take_no_value(self):
        """A working group cannot carry an item into another plan, year or unit by
        writing what the server derives."""
        other = self.env["res.company"].create({"name": "Unit B"})
        item = self.item.with_user(self.member)
        for name, value in (
            ("company_id", other.id),
            ("plan_state", "approved"),
            ("year", 1999),
            ("plan_id", False),
        ):
            with self.assertRaises(AccessError, msg=name):
                item.write({name: value})
        item.write({"owner_id": self.member.id})

    @mute_logger(_FIELDS_LOG)
    def test_no_model_lets_a_client_write_what_it_derives(self):
        """It holds for every stored derived field of every model of ours."""
        seen = 0
        for name, model in self.env.registry.items():
            if not name.startswith("zi.") or model._abstract:
                continue
            records = self.env[name].with_user(self.secretary)
            for field in records._fields.values():
                if field.store and field.compute and field.readonly:
                    seen += 1
                    self.assertFalse(
                        records._has_field_access(field, "write"), str(field)
                    )
        self.assertGreater(seen, 50)

    def test_list_of_a_plan_proposes_it_without_harm(self):
        """A list that was opened for a plan names it in the context; a new row takes
        it from its indicator, whatever the context says."""
        rival = self.env["zi.work.plan"].create(
            {"name": "Q", "year": 2027, "company_id": self.unit.id}
        )
        item = (
            self.env["zi.work.plan.item"]
            .with_user(self.member)
            .with_context(default_plan_id=rival.id, default_year=1999)
            .create(
                {
                    "line_id": self.item.line_id.id,
                    "sequence": 2,
                    "name": "x",
                    "cadence": "once",
                    "date_from": date(2026, 1, 1),
                    "date_to": date(2026, 3, 31),
                }
            )
        )
        self.assertEqual(self.plan, item.plan_id)
        self.assertEqual(2026, item.year)

    # ------------------------------------------------------------------
    # WIZARDS
    # ------------------------------------------------------------------

    @mute_logger(_RULES_LOG)
    def test_wizard_is_its_makers(self):
        """What somebody typed into a form is not read, changed or confirmed by
        others."""
        wizard = (
            self.env["zi.evidence.attach"]
            .with_user(self.member)
            .create({"item_id": self.item.id, "name": "mine"})
        )
        other = wizard.with_user(self.colleague)
        other.invalidate_recordset()
        self.assertFalse(
            self.env["zi.evidence.attach"].with_user(self.colleague).search_count([])
        )
        for attempt in (
            lambda: other.read(["name"]),
            lambda: other.write({"name": "yours"}),
            lambda: other.unlink(),
            lambda: other.action_confirm(),
        ):
            with self.assertRaises(AccessError):
                attempt()
        self.assertEqual("mine", wizard.name)

    def test_every_wizard_is_its_makers(self):
        """It holds for every wizard of ours, also those that come later."""
        rules = self.env["ir.rule"].with_user(self.secretary)
        wizards = [
            name
            for name, model in self.env.registry.items()
            if name.startswith("zi.") and model._transient and not model._abstract
        ]
        self.assertTrue(wizards)
        for name in wizards:
            for mode in ("read", "write", "create", "unlink"):
                self.assertIn(
                    "create_uid", str(rules._compute_domain(name, mode)), name
                )

    def test_outside_decision_of_nothing_is_said_plainly(self):
        """A form for a document that is gone, or for no document, is refused in
        words."""
        for model, record_id in (
            ("zi.work.plan", 99999999),
            ("zi.approval.mixin", 1),
            ("res.partner", 1),
        ):
            form = (
                self.env["zi.approval.external"]
                .with_user(self.secretary)
                .create(
                    {
                        "res_model": model,
                        "res_id": record_id,
                        "decider_name": "D",
                        "decider_office": "O",
                        "letter_number": "1",
                        "letter_date": date(2026, 1, 1),
                        "letter_file": base64.b64encode(b"x"),
                    }
                )
            )
            with self.assertRaises(UserError):
                form.action_confirm()

    # ------------------------------------------------------------------
    # FILES BEHIND A FIELD
    # ------------------------------------------------------------------

    def test_file_of_a_field_is_not_exchanged_behind_it(self):
        """The scan of a document is an attachment: nobody changes, adds or deletes it
        there, past the rules of the document."""
        kind = self.env["zi.decree.kind"].search([], limit=1)
        decree = (
            self.env["zi.decree"]
            .with_user(self.secretary)
            .create(
                {
                    "company_id": self.unit.id,
                    "kind_id": kind.id,
                    "subject": "Surat",
                    "file": base64.b64encode(b"%PDF-1.7\n1\n%%EOF\n"),
                    "file_name": "a.pdf",
                }
            )
        )
        attachments = self.env["ir.attachment"].with_user(self.secretary)
        scan = attachments.search(
            [
                ("res_model", "=", "zi.decree"),
                ("res_id", "=", decree.id),
                ("res_field", "=", "file"),
            ]
        )
        self.assertTrue(scan)
        note = attachments.create(
            {
                "name": "n.txt",
                "raw": b"x",
                "res_model": "zi.decree",
                "res_id": decree.id,
            }
        )
        for attempt in (
            lambda: scan.write({"raw": b"other"}),
            lambda: scan.unlink(),
            lambda: note.write({"res_field": "file"}),
            lambda: attachments.create(
                {
                    "name": "b.pdf",
                    "raw": b"other",
                    "res_model": "zi.decree",
                    "res_id": decree.id,
                    "res_field": "signed_file",
                }
            ),
        ):
            with self.assertRaises(AccessError):
                attempt()
        decree.file = base64.b64encode(b"%PDF-1.7\n2\n%%EOF\n")
        self.assertEqual(b"%PDF-1.7\n2\n%%EOF\n", base64.b64decode(decree.file))

    # ------------------------------------------------------------------
    # TEXT
    # ------------------------------------------------------------------

    def test_text_that_cannot_be_stored_is_said_plainly(self):
        """NUL and half a character are a clear message; emoji, text from right to
        left and very long text are text."""
        evidence = self._enter()
        for bad in ("a\0b", "\ud83d"):
            with self.assertRaisesRegex(ValidationError, "cannot be stored"):
                evidence.write({"name": bad})
            with self.assertRaisesRegex(ValidationError, "cannot be stored"):
                self._enter(name="b.pdf", note=bad)
        for good in ("😀" * 300, "\u202eשלום\u202c", "x" * 100000, "=1+1", "<b>"):
            evidence.write({"note": good})
            evidence.flush_recordset()
            self.assertEqual(good, evidence.note)

    # ------------------------------------------------------------------
    # EVIDENCE OF OTHERS
    # ------------------------------------------------------------------

    def test_own_area_is_no_key_to_the_evidence_of_others(self):
        """A working group may let the evidence of another one count for its own item,
        but neither gives it its area nor changes nor replaces it."""
        evidence = self._enter(
            self.secretary, area_ids=[Command.set(self.other_area.ids)]
        )
        mine = evidence.with_user(self.member)
        with self.assertRaises(AccessError):
            mine.write({"area_ids": [Command.link(self.area.id)]})
        mine.write({"item_ids": [Command.link(self.item.id)]})
        with self.assertRaises(AccessError):
            mine.write({"name": "changed"})
        result = mine._zi_upload(
            [("n.pdf", b"%PDF-1.7\n9\n%%EOF\n")], "zi.evidence", mine.id
        )
        self.assertFalse(result["created"])
        self.assertEqual("waiting", evidence.state)

    # ------------------------------------------------------------------
    # ROLES OF YESTERDAY
    # ------------------------------------------------------------------

    def test_role_that_ended_does_nothing(self):
        """Who was secretary until yesterday, or will be from tomorrow, neither
        verifies nor changes a plan, whatever groups he still holds."""
        evidence = self._enter()
        for login, dates in (
            ("trust_past", {"date_to": date(2026, 6, 14)}),
            ("trust_coming", {"date_from": date(2026, 6, 16)}),
        ):
            user = self._person(login, login, "group_zi_secretariat")
            self._assign(user, "role_secretariat", **dates)
            with self.assertRaises(AccessError, msg=login):
                evidence.with_user(user).action_verify()
            with self.assertRaises(AccessError, msg=login):
                self.plan.with_user(user).write({"name": "changed"})
        evidence.with_user(self.colleague).action_verify()
        self.assertEqual("verified", evidence.state)

    @mute_logger(_FIELDS_LOG)
    def test_columns_of_the_lke_by_group(self):
        """A form, an import and a default ask the field itself who may write it: the
        column of the unit, of the TPI and of the TPN have each their own groups."""
        tpi = self._person("trust_tpi", "TPI", "group_zi_assessor")
        tpn = self._person("trust_tpn", "TPN", "group_zi_national_assessor")
        for user, column in ((self.secretary, "self"), (tpi, "tpi"), (tpn, "tpn")):
            answers = self.env["zi.assessment.answer"].with_user(user)
            for name in ("self", "tpi", "tpn"):
                self.assertEqual(
                    name == column,
                    answers._has_field_access(answers._fields[f"{name}_note"], "write"),
                    f"{user.login} {name}",
                )
