from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..json2 import Json2Case
from .common import ExportCase


@tagged("post_install", "-at_install")
class TestExportWire(ExportCase, Json2Case):
    """What clients send over JSON-2 about packages, and what they are refused."""

    _registry_readonly_enabled = False
    # The clock of the office stands in its past; keys live by the real time.
    key_days = 3_000

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.foreign = cls._foreign_secretary()

    @classmethod
    def _foreign_secretary(cls):
        other = cls.env["res.company"].create({"name": "Balai Sebelah"})
        return new_test_user(
            cls.env(context={**cls.env.context, "no_reset_password": True}),
            "wire_foreign",
            groups="base.group_user,zi_governance.group_zi_secretariat",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )

    def _package(self, approval=False):
        self.profile.with_user(self.head).approval_needed = approval
        self._at(2026, 2, 6, 3)
        self._job_with_mail()
        return self._runs()

    @mute_logger("odoo.http")
    def test_what_the_system_sets_is_refused(self):
        """State, number, file, hash, deliveries and receipts are nobody's to write."""
        run = self._package()
        attacks = (
            ("zi.export.run", run, {"state": "planned"}),
            ("zi.export.run", run, {"number": 9}),
            ("zi.export.run", run, {"sha256": "0" * 64}),
            ("zi.export.run", run, {"attachment_id": False}),
            ("zi.export.run", run, {"content_hash": "0" * 64}),
            ("zi.export.delivery", run.delivery_ids, {"email": "lain@example.com"}),
            ("zi.export.delivery", run.delivery_ids, {"received_by": "Saya"}),
            ("zi.export.run.sheet", run.sheet_ids[:1], {"row_count": 0}),
            ("ir.attachment", run.attachment_id, {"datas": "bGFpbg=="}),
            ("ir.attachment", run.manifest_id, {"name": "lain.json"}),
        )
        for user in (self.secretary, self.head, self.employee, self.foreign):
            for model, records, vals in attacks:
                with self.subTest(f"{user.login} {model} {vals}"):
                    self.assert_refused(
                        user, model, "write", ids=records.ids, vals=vals
                    )

    @mute_logger("odoo.http")
    def test_recipients_of_a_waiting_package_stay(self):
        """Who is added while the head decides gets the next package, not this one."""
        run = self._package(approval=True)
        self.assertEqual(run.approval_state, "waiting")
        answer = self.call(
            self.secretary,
            "zi.export.recipient",
            "create",
            vals_list=[
                {"profile_id": self.profile.id, "name": "X", "email": "x@example.com"}
            ],
        )
        self.assertEqual(answer.status_code, 200, answer.text)
        self.assert_refused(
            self.secretary,
            "zi.export.profile",
            "write",
            words="Only the head",
            ids=self.profile.ids,
            vals={"approval_needed": False},
        )
        run.with_user(self.head).action_approve()
        self.assertEqual(len(self._job_with_mail()), 1)
        self.assertEqual(run.delivery_ids.mapped("email"), ["itjen@example.com"])

    @mute_logger("odoo.http")
    def test_buttons_are_for_the_secretariat_of_the_unit(self):
        """Neither an employee nor another unit orders, cancels or hands over."""
        run = self._package(approval=True)
        for user in (self.employee, self.member, self.foreign):
            for method in (
                "action_cancel",
                "action_retry",
                "action_test_send",
                "action_hand_over",
                "action_amend",
                "action_download",
                "action_approve",
            ):
                with self.subTest(f"{user.login} {method}"):
                    self.assert_refused(user, "zi.export.run", method, ids=run.ids)
            for method in ("action_send_now", "action_preview"):
                with self.subTest(f"{user.login} {method}"):
                    self.assert_refused(
                        user, "zi.export.profile", method, ids=self.profile.ids
                    )
        self.assertEqual(run.state, "built")

    @mute_logger("odoo.http")
    def test_rights_of_others_are_not_borrowed(self):
        """A clerk names himself only, and records of the system are no list."""
        self.assert_refused(
            self.secretary,
            "zi.export.profile",
            "write",
            ids=self.profile.ids,
            vals={"service_user_id": self.head.id},
        )
        for model in ("res.users", "ir.config_parameter"):
            with self.subTest(model):
                self.assert_refused(
                    self.secretary,
                    "zi.export.list",
                    "create",
                    vals_list=[
                        {
                            "name": "Uji",
                            "company_id": self.unit.id,
                            "model_id": self.env["ir.model"]._get(model).id,
                        }
                    ],
                )
