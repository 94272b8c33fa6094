from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.zi_governance.tests.leak import LeakCase

from .common import ApprovalSetup

WORDS = ("MARKSTORY", "MARKTITLE", "MARKFILE", "MARKSECOND", "MARKREASON")


@tagged("post_install", "-at_install")
class TestLeak(ApprovalSetup, LeakCase):
    """Words of a confidential case are found nowhere by those who may not read it."""

    def plant(self):
        examiner = self.user(
            "examiner_a",
            groups="base.group_user,zi_governance.group_discipline_examiner",
        )
        subject = self.env["hr.employee"].create(
            {"name": "Subject", "company_id": self.unit.id}
        )
        case = (
            self.env["test.zi.case"]
            .with_user(examiner)
            .create(
                {
                    "subject_id": subject.id,
                    "story": "MARKSTORY",
                    "title": "MARKTITLE",
                }
            )
        )
        self.env["ir.attachment"].with_user(examiner).create(
            {
                "name": "MARKFILE.txt",
                "raw": b"MARKFILE",
                "mimetype": "text/plain",
                "res_model": case._name,
                "res_id": case.id,
            }
        )
        case.action_submit()
        case.with_user(self.head).action_return("MARKREASON")
        case.story = "MARKSECOND"
        case.action_submit()
        case.with_user(self.head).action_approve()
        case._zi_remind(self.head | examiner)
        self.env.flush_all()
        return case

    @mute_logger("odoo.http")
    def test_plain_employee_and_administrator_find_nothing(self):
        """Every model that they may read is read over JSON-2."""
        admin = self.user("admin_a", groups="base.group_system")
        with self.captured_log() as log:
            case = self.plant()
        for user in (self.author, admin):
            with self.subTest(user=user.login):
                self.assert_no_leak(user, WORDS)
                self.assert_hidden(user, case, WORDS)
        self.assert_not_logged(log, WORDS)

    @mute_logger("odoo.http")
    def test_search_is_not_blind(self):
        """A word in an open document is found, so that the search is known to see."""
        self.document(name="MARKOPEN")
        with self.assertRaisesRegex(AssertionError, "test.zi.document.*MARKOPEN"):
            self.assert_no_leak(self.author, ("MARKOPEN",))
