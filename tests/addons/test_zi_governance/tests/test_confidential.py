from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestConfidential(ApprovalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.examiner = cls.user(
            "examiner_a",
            groups="base.group_user,zi_governance.group_discipline_examiner",
        )
        cls.subject = cls.env["hr.employee"].create(
            {
                "name": "MARKNAME",
                "user_id": cls.colleague.id,
                "company_id": cls.unit.id,
            }
        )
        cls.cases = cls.env["test.zi.case"]

    def case(self, **values):
        return self.cases.with_user(self.examiner).create(
            {"subject_id": self.subject.id, "story": "MARKSTORY", **values}
        )

    def test_no_confidential_model_can_leak(self):
        """Chatter, names, relations and access rights of every confidential model."""
        self.assertIn(
            "test.zi.case", self.env["zi.confidential.mixin"]._zi_confidential_models()
        )
        self.assertEqual(
            [], self.env["zi.confidential.mixin"]._zi_confidential_faults()
        )

    def test_chatter_on_a_confidential_model_cannot_be_installed(self):
        """A model that inherits mail.thread or activities fails when it is set up."""
        for name in ("message_ids", "message_follower_ids", "activity_ids"):
            with (
                self.subTest(name=name),
                patch.dict(self.cases._fields__, {name: fields.Char()}),
                self.assertRaisesRegex(TypeError, "mail.notification"),
            ):
                self.cases.init()

    def test_faults_are_found(self):
        """A many2one from an open model, an open right, and a telling name fail."""
        mixin = self.env["zi.confidential.mixin"]
        field = fields.Many2one("test.zi.case")
        field.name = "case_id"
        field.comodel_name = "test.zi.case"
        with patch.dict(self.env["test.zi.document"]._fields__, {"case_id": field}):
            self.assertIn(
                "test.zi.document.case_id", mixin._zi_confidential_faults()[0]
            )
        right = self.env["ir.model.access"].create(
            {
                "name": "test: open",
                "model_id": self.env["ir.model"]._get_id("test.zi.case"),
                "group_id": self.env.ref("base.group_system").id,
                "perm_read": True,
            }
        )
        self.assertIn("test: open", mixin._zi_confidential_faults()[0])
        right.unlink()

        def telling_name(cases):
            for case in cases:
                case.display_name = case.title

        with patch.object(type(self.cases), "_compute_display_name", telling_name):
            self.assertIn("display name", mixin._zi_confidential_faults()[0])

    def test_name_is_the_register_number(self):
        """Numbers count per unit and year, whatever the client sends."""
        year = self.unit._zi_today().year
        first = self.case(register_number="MINE", title="MARKTITLE")
        second = self.case()
        self.assertEqual(f"KASUS/0001/{year}", first.display_name)
        self.assertEqual(f"KASUS/0002/{year}", second.display_name)
        self.assertFalse(self.cases.sudo().name_search("MARKTITLE"))
        with self.assertRaises(AccessError):
            first.register_number = "OTHER"

    def test_log_holds_acts_and_no_contents(self):
        """Entering and changing is logged with field names, append-only."""
        case = self.case()
        case.story = "MARKSECOND"
        case.invalidate_recordset()
        rows = case.zi_log_ids
        self.assertEqual({"created", "changed"}, set(rows.mapped("action")))
        text = repr(rows.sudo().read())
        for word in ("MARKSTORY", "MARKSECOND", "MARKNAME"):
            self.assertNotIn(word, text)
        self.assertIn("story", text)
        with self.assertRaises(AccessError):
            rows.sudo().write({"detail": "x"})
        with self.assertRaises(AccessError):
            rows.sudo().unlink()

    def test_log_is_read_by_who_reads_the_record(self):
        """Head, secretariat, administrator and the person examined read none."""
        case = self.case()
        rows = case.zi_log_ids
        self.assertTrue(rows)
        admin = self.user("admin_a", groups="base.group_system")
        for user in (self.head, self.secretary, self.colleague, admin):
            with self.subTest(user=user.login):
                log = self.env["zi.confidential.log"].with_user(user)
                self.assertFalse(log.search([]))
                self.assertFalse(log.search_count([]))
                with self.assertRaises(AccessError):
                    log.browse(rows.ids).read(["detail"])

    def test_own_file_is_reached_without_access(self):
        """The person examined gets his own prepared file; others get nothing."""
        case = self.case()
        with self.assertRaises(AccessError):
            self.cases.with_user(self.colleague).browse(case.id).read(["story"])
        self.assertEqual(
            [{"register_number": case.register_number, "state": "draft"}],
            self.cases.with_user(self.colleague).zi_my_files(),
        )
        self.assertEqual([], self.cases.with_user(self.author).zi_my_files())
        opened = case.sudo().zi_log_ids.filtered(
            lambda row: row.action == "opened_by_subject"
        )
        self.assertEqual(self.colleague, opened.user_id)

    def test_reminder_says_nothing(self):
        """A constant mail without model, record and name."""
        before = self.env["mail.mail"].sudo().search([])
        self.case()._zi_remind(self.head)
        mail = self.env["mail.mail"].sudo().search([]) - before
        self.assertEqual("You have a new item in Zona Integritas", mail.subject)
        self.assertFalse(mail.model)
        for word in ("MARK", "KASUS"):
            self.assertNotIn(word, mail.body_html + mail.subject)

    def test_approval_of_a_case_shows_its_number_only(self):
        """The inbox holds the number, no preview, no activity; decisions follow."""
        case = self.case()
        case.action_submit()
        request = self.requests_of(case)
        self.assertEqual(case.register_number, request.title)
        self.assertTrue(request.confidential)
        inbox = request.with_user(self.head)
        self.assertTrue(inbox.can_decide)
        self.assertNotIn("MARK", inbox.preview)
        requests = self.env["zi.approval.request"]
        self.assertFalse(requests.with_user(self.author).search([]))
        inbox.action_approve()
        self.assertEqual("approved", case.approval_state)
        decision = self.decisions_of(case)
        self.assertTrue(decision.confidential)
        admin = self.user("admin_a", groups="base.group_system")
        for user in (self.author, self.secretary, admin):
            self.assertFalse(self.decisions.with_user(user).search([]))
        self.assertEqual(
            decision, self.decisions.with_user(self.examiner).search([]).sudo()
        )

    def test_text_of_confidential_files_is_not_indexed(self):
        """Odoo keeps the plain text of uploads; not of these."""
        case = self.case()
        for model, expected in (("test.zi.case", False), ("test.zi.document", True)):
            file = self.env["ir.attachment"].create(
                {
                    "name": "note.txt",
                    "raw": b"MARKFILE words",
                    "mimetype": "text/plain",
                    "res_model": model,
                    "res_id": case.id,
                }
            )
            with self.subTest(model=model):
                self.assertEqual(expected, "MARKFILE" in (file.index_content or ""))
            file.raw = b"MARKFILE again"
            self.assertEqual(expected, "MARKFILE" in (file.index_content or ""))
