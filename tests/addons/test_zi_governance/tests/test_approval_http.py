from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.zi_governance.tests.json2 import Json2Case

from .common import ApprovalSetup

# Whatever JSON can carry under the gate's name.
JSON_VALUES = (True, 1, "1", [True], {"a": 1}, None)


@tagged("post_install", "-at_install", "zi_owner_role")
class TestApprovalHttp(ApprovalSetup, Json2Case):
    """The same attacks over the wire, with the API keys of real users."""

    def setUp(self):
        super().setUp()
        self.admin = self.user("admin_a", groups="base.group_system")
        self.kind = "test.zi.document"

    def test_whole_flow_over_json2(self):
        """Whoever may do it on screen may do it over JSON-2, step by step."""
        response = self.call(
            self.author,
            self.kind,
            "create",
            vals_list=[{"name": "Plan", "line_ids": [[0, 0, {"name": "one"}]]}],
        )
        self.assertEqual(200, response.status_code, response.text)
        ids = response.json()
        for user, method in (
            (self.author, "action_submit"),
            (self.secretary, "action_approve"),
            (self.head, "action_approve"),
        ):
            response = self.call(user, self.kind, method, ids=ids)
            self.assertEqual(200, response.status_code, response.text)
        self.assertEqual("approved", self.env[self.kind].browse(ids).approval_state)
        self.assert_chain_whole()

    @mute_logger("odoo.http")
    def test_state_is_refused(self):
        """Writing the state, with and without a key for the gate, is refused."""
        document = self.document()
        for user in (self.author, self.head, self.admin):
            for value in (None, *JSON_VALUES):
                self.assert_refused(
                    user,
                    self.kind,
                    "write",
                    "set by the system",
                    ids=document.ids,
                    vals={"approval_state": "approved"},
                    context={"lang": "en_US", "zi_gate": value},
                )
        self.assertEqual("draft", document.approval_state)

    @mute_logger("odoo.http")
    def test_defaults_of_the_context_do_not_approve(self):
        """``default_*`` keys give no state, whatever creates the record."""
        context = {
            "default_approval_state": "approved",
            "default_approved_on": "2026-01-01",
            "zi_gate": True,
        }
        response = self.call(
            self.author,
            self.kind,
            "create",
            vals_list=[{"name": "Plan"}],
            context=context,
        )
        made = self.env[self.kind].browse(response.json())
        self.assertEqual("draft", made.approval_state)
        response = self.call(
            self.author, self.kind, "name_create", name="Plan", context=context
        )
        made = self.env[self.kind].browse(response.json()[0])
        self.assertEqual("draft", made.approval_state)
        self.assert_refused(
            self.author,
            self.kind,
            "web_save",
            "set by the system",
            ids=[],
            vals={"name": "x", "approval_state": "approved"},
            specification={"name": {}},
        )

    @mute_logger("odoo.http")
    def test_approved_content_is_refused(self):
        """Document and line of an approved plan cannot be changed."""
        document = self.approved()
        line = document.line_ids
        for model, ids, vals in (
            (self.kind, document.ids, {"name": "Other"}),
            (self.kind, document.ids, {"line_ids": [[0, 0, {"name": "two"}]]}),
            (self.kind, document.ids, {"line_ids": [[5, 0, 0]]}),
            ("test.zi.document.line", line.ids, {"quantity": 9}),
        ):
            for user in (self.author, self.head, self.admin):
                self.assert_refused(
                    user, model, "write", "approved and locked", ids=ids, vals=vals
                )
        self.assert_refused(
            self.author,
            "test.zi.document.line",
            "unlink",
            "approved and locked",
            ids=line.ids,
        )
        self.assert_refused(
            self.author, self.kind, "unlink", "stays in the register", ids=document.ids
        )

    @mute_logger("odoo.http")
    def test_decision_is_not_forged(self):
        """Creating, changing and deleting decisions is refused for everybody."""
        document = self.approved()
        decision = self.decisions_of(document)[0]
        values = {
            name: value
            for name, value in decision.read(load=None)[0].items()
            if name in decision._zi_sealed_columns
        }
        values = {k: str(v) if k == "decided_at" else v for k, v in values.items()}
        for user in (self.author, self.secretary, self.head, self.admin):
            for value in JSON_VALUES:
                self.assert_refused(
                    user,
                    decision._name,
                    "create",
                    status=403,
                    vals_list=[values],
                    context={"zi_gate": value},
                )
            self.assert_refused(
                user,
                decision._name,
                "write",
                status=403,
                ids=decision.ids,
                vals={"decider_name": "me"},
            )
            self.assert_refused(
                user, decision._name, "unlink", status=403, ids=decision.ids
            )
        self.assertEqual(2, len(self.decisions_of(document)))
        self.assert_chain_whole()

    @mute_logger("odoo.http")
    def test_request_is_not_touched(self):
        """Taking oneself off the excluded, or moving the step, is refused."""
        document = self.submitted(user=self.head)
        request = self.requests_of(document)
        for vals in (
            {"excluded_user_ids": [[6, 0, []]]},
            {"state": "approved"},
            {"role_id": 1},
        ):
            for user in (self.head, self.admin):
                self.assert_refused(
                    user, request._name, "write", status=403, ids=request.ids, vals=vals
                )

    @mute_logger("odoo.http")
    def test_own_document_is_not_approved(self):
        """The author is told why, whichever way he asks."""
        document = self.submitted(user=self.secretary)
        request = self.requests_of(document)
        for model, ids in ((self.kind, document.ids), (request._name, request.ids)):
            self.assert_refused(
                self.secretary,
                model,
                "action_approve",
                "wrote or reviewed",
                status=403,
                ids=ids,
            )
            self.assert_refused(
                self.colleague,
                model,
                "action_approve",
                status=403,
                ids=ids,
            )

    @mute_logger("odoo.http")
    def test_after_the_acting_period_is_refused(self):
        """One second after the last day in WIB the acting head decides nothing."""
        deputy = self.user("deputy_a")
        self.assign(deputy, "head", "plh", date_from="2026-03-01", date_to="2026-03-10")
        document = self.submitted()
        document.with_user(self.secretary).action_approve()
        key = self.api_key(deputy)
        self.assertTrue(key)
        with freeze_time("2026-03-10 17:00:01"):
            self.assert_refused(
                deputy,
                self.kind,
                "action_approve",
                "in office today",
                ids=document.ids,
                context={"lang": "en_US", "tz": "Pacific/Honolulu"},
            )

    @mute_logger("odoo.http")
    def test_private_methods_are_no_doors(self):
        """No gate, chain or seal method answers over JSON-2."""
        document = self.submitted()
        for model, method in (
            (self.kind, "_zi_gate_write"),
            (self.kind, "_zi_move"),
            (self.kind, "_zi_seal"),
            ("zi.approval.decision", "_zi_append"),
            ("zi.approval.request", "_zi_decide"),
            ("zi.counter", "_zi_next"),
            ("zi.append.only.mixin", "_zi_drop_triggers"),
        ):
            self.assert_refused(
                self.admin, model, method, ids=document.ids, vals={}, target="approved"
            )

    @mute_logger("odoo.http")
    def test_documents_of_another_unit_are_out_of_reach(self):
        """A stranger neither reads, writes, approves nor finds them."""
        document = self.submitted()
        stranger = self.user("stranger_b", unit=self.other_unit)
        self.assign(stranger, "head", unit=self.other_unit)
        self.assign(stranger, "secretariat", unit=self.other_unit)
        for method, arguments in (
            ("read", {"fields": ["name"]}),
            ("write", {"vals": {"remark": "x"}}),
            ("unlink", {}),
            ("action_submit", {}),
            ("action_withdraw_submission", {}),
        ):
            self.assert_refused(
                stranger,
                self.kind,
                method,
                status=403,
                ids=document.ids,
                context={"allowed_company_ids": (self.unit | self.other_unit).ids},
                **arguments,
            )
        self.assert_refused(
            stranger, self.kind, "action_approve", status=403, ids=document.ids
        )
        response = self.call(stranger, self.kind, "search", domain=[])
        self.assertEqual([], response.json())
