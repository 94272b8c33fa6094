import email
import hashlib
from smtplib import SMTPServerDisconnected

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ExportCase


@tagged("post_install", "-at_install")
class TestExportSend(ExportCase):
    def test_file_is_attached_and_is_the_one_that_is_kept(self):
        """The mail carries the workbook and its manifest, with the hash of the
        register."""
        self._at(2026, 2, 6, 3)
        (raw,) = self._job_with_mail()
        run = self._runs()
        message = email.message_from_bytes(raw)
        parts = {part.get_filename(): part for part in message.walk()}
        book = parts[run.attachment_id.name].get_payload(decode=True)
        self.assertEqual(hashlib.sha256(book).hexdigest(), run.sha256)
        self.assertIn(run.manifest_id.name, parts)
        self.assertEqual(run.delivery_ids.sha256, run.sha256)
        self.assertEqual(message["Message-Id"], run.delivery_ids.message_id)

    def test_server_down_then_up_sends_once(self):
        """While the mail server is down the package waits, longer each time; then it
        goes once."""
        self._at(2026, 2, 6, 3)
        self._job_with_mail(fail=ConnectionRefusedError("down"))
        run = self._runs()
        self.assertEqual(run.delivery_ids.state, "waiting")
        self.assertIn("down", run.delivery_ids.error)
        self.assertFalse(self._job_with_mail())
        self._at(2026, 2, 6, 3, 6)
        self.assertEqual(len(self._job_with_mail()), 1)
        self._at(2026, 2, 6, 5)
        self.assertFalse(self._job_with_mail())
        self.assertEqual(run.state, "sent")

    def test_given_up_is_told_and_a_person_goes_on(self):
        """After the last attempt the secretariat has a task; it can order it again."""
        self._at(2026, 2, 6, 3)
        for day in range(6, 15):
            self._at(2026, 2, day, 3)
            self._job_with_mail(fail=SMTPServerDisconnected("gone"))
        run = self._runs()
        self.assertEqual((run.state, run.delivery_ids.state), ("failed", "failed"))
        self.assertIn("gone", run.error)
        self.assertTrue(run.activity_ids)
        run.with_user(self.secretary).action_retry()
        self.assertEqual(len(self._job_with_mail()), 1)
        self.assertEqual(run.state, "sent")

    def test_found_sending_is_repeated_once_with_the_same_bytes(self):
        """A row that a dead process left may have arrived: the very same mail goes
        once more, and then only by a person."""
        self._at(2026, 2, 6, 3)
        (first,) = self._job_with_mail()
        run = self._runs()
        run.delivery_ids._zi_gate_write({"state": "sending", "sent_at": False})
        run._zi_gate_write({"state": "sending"})
        (again,) = self._job_with_mail()
        self.assertEqual(first, again)
        self.assertEqual(run.delivery_ids.repeated, 1)
        run.delivery_ids._zi_gate_write({"state": "sending", "sent_at": False})
        run._zi_gate_write({"state": "sending"})
        self.assertFalse(self._job_with_mail())
        self.assertEqual(run.delivery_ids.state, "unsure")
        run.with_user(self.secretary).action_retry()
        self.assertEqual(self._job_with_mail(), [first])

    def test_too_large_is_never_a_link(self):
        """Above the limit nothing is sent, and the message says what to do."""
        self.env["ir.config_parameter"].set_param(
            "base.default_max_email_size", "0.001"
        )
        self._at(2026, 2, 6, 3)
        self.assertFalse(self._job_with_mail())
        delivery = self._runs().delivery_ids
        self.assertEqual(delivery.state, "failed")
        self.assertIn("hand over the file", delivery.error)

    def test_each_recipient_gets_it_once(self):
        """Two recipients, two mails; an address that comes later gets the next one."""
        self.env["zi.export.recipient"].create(
            {"profile_id": self.profile.id, "name": "Dua", "email": "Dua@example.com"}
        )
        self._at(2026, 2, 6, 3)
        self.assertEqual(len(self._job_with_mail()), 2)
        self.env["zi.export.recipient"].create(
            {"profile_id": self.profile.id, "name": "Tiga", "email": "tiga@example.com"}
        )
        self.assertFalse(self._job_with_mail())
        self.assertEqual(
            sorted(self._runs().delivery_ids.mapped("email")),
            ["dua@example.com", "itjen@example.com"],
        )

    def test_repeated_mail_says_the_same_after_everything_was_renamed(self):
        """Names, addresses and languages that changed since do not change its bytes."""
        self._at(2026, 2, 6, 3)
        (first,) = self._job_with_mail()
        run = self._runs()
        run.delivery_ids._zi_gate_write({"state": "sending", "sent_at": False})
        run._zi_gate_write({"state": "sending"})
        self.unit.write({"email": "lain@example.com", "name": "Nama lain"})
        self.profile.write({"name": "Paket lain"})
        self.env["ir.config_parameter"].set_param(
            "zi.public_base_url", "https://lain.example.go.id"
        )
        self.assertEqual(self._job_with_mail(), [first])

    def test_damaged_file_is_not_sent(self):
        """A workbook that is not the one that was made stays here, and says why."""
        self._at(2026, 2, 6, 3)
        self._job_with_mail(fail=ConnectionRefusedError("down"))
        run = self._runs()
        self.env.cr.execute(
            "UPDATE ir_attachment SET store_fname = NULL, db_datas = %s WHERE id = %s",
            [b"lain", run.attachment_id.id],
        )
        self.env.invalidate_all()
        self._at(2026, 2, 6, 4)
        self.assertFalse(self._job_with_mail())
        self.assertIn("SHA-256", run.delivery_ids.error)

    def test_handed_over_otherwise(self):
        """A package that no mail takes is handed over, and the register says how."""
        self.env["ir.config_parameter"].set_param(
            "base.default_max_email_size", "0.001"
        )
        self._at(2026, 2, 6, 3)
        self._job_with_mail()
        run = self._runs().with_user(self.secretary)
        self.assertEqual(run.action_hand_over()["res_model"], "zi.export.hand.over")
        run.action_hand_over("kepada auditor, flash disk, tanda terima 12")
        self.assertEqual((run.state, run.delivery_ids.state), ("sent", "sent"))
        self.assertIn("flash disk", run.delivery_ids.handed_over)
        with self.assertRaises(UserError):
            run.action_hand_over("sekali lagi")
        with self.assertRaises(AccessError):
            run.with_user(self.employee).action_hand_over("x")

    def test_receipt_link_is_for_the_recipient_only(self):
        """The text of the mail, which holds the link, is read by no user."""
        self._at(2026, 2, 6, 3)
        self._job_with_mail()
        delivery = self._runs().delivery_ids
        for user in (self.secretary, self.head, self.env.ref("base.user_admin")):
            with self.subTest(user.login), self.assertRaises(AccessError):
                delivery.with_user(user).read(["mail"])

    def test_receipt_is_kept_once(self):
        """The first receipt stays; a wrong code finds nothing."""
        self._at(2026, 2, 6, 3)
        self._job_with_mail()
        delivery = self._runs().delivery_ids
        token = delivery._zi_receipt_token()
        found = delivery._zi_find(token)
        self.assertEqual(found, delivery)
        found._zi_receive("Auditor A")
        found._zi_receive("Orang lain")
        self.assertEqual(delivery.received_by, "Auditor A")
        for wrong in (token[:-1], "x" * 32, "", None, token.upper()):
            with self.subTest(wrong):
                self.assertFalse(delivery._zi_find(wrong))

    def test_employee_reads_no_package(self):
        """Packages are for the secretariat, the head and who oversees."""
        self._at(2026, 2, 6, 3)
        self._job_with_mail()
        run = self._runs()
        for user in (self.employee, self.member):
            with self.subTest(user.login), self.assertRaises(AccessError):
                run.with_user(user).read(["sha256"])
            with self.subTest(user.login), self.assertRaises(AccessError):
                run.attachment_id.with_user(user).read(["raw"])
        self.assertTrue(run.with_user(self.head).attachment_id.read(["name"]))
