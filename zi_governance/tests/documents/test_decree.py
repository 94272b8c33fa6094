from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import DocumentCase


@tagged("post_install", "-at_install")
class TestDecree(DocumentCase):
    def _draft(self, **values):
        kind = self.env.ref("zi_governance.decree_kind_sk_umum")
        return (
            self.env["zi.decree"]
            .with_user(self.secretary)
            .create(
                {
                    "kind_id": kind.id,
                    "subject": "Penetapan standar uji",
                    "company_id": self.unit.id,
                    "considerations": "bahwa perlu ditetapkan",
                    "dictum": "Menetapkan standar uji",
                    **values,
                }
            )
        )

    def _approve(self, decree):
        decree.action_submit()
        decree.with_user(self.colleague).action_approve()
        decree.with_user(self.head).action_approve()

    def test_number_is_given_by_the_approval(self):
        """A draft has no number; approval gives one, and no two are alike."""
        first, second = self._draft(), self._draft()
        self.assertFalse(first.number)

        self._approve(first)
        self._approve(second)

        self.assertTrue(first.number)
        self.assertNotEqual(first.number, second.number)
        self.assertEqual("approved", first.approval_state)

    def test_number_and_state_cannot_be_typed(self):
        """Whoever writes the number or the approval himself is refused."""
        decree = self._draft()
        with self.assertRaises(AccessError):
            decree.write({"number": "SK-1"})
        with self.assertRaises(AccessError):
            decree.write({"approval_state": "approved"})
        with self.assertRaises(AccessError):
            self._draft(number="SK-2")

    def test_employee_reads_and_does_not_write(self):
        """An employee without a function makes no official document."""
        with self.assertRaises(AccessError):
            self._draft().with_user(self.employee).write({"subject": "lain"})

    def test_replaced_document_ends(self):
        """The document that another one replaces ends when that one is approved."""
        old = self._draft()
        self._approve(old)
        new = self._draft(replaces_ids=[(6, 0, old.ids)])

        self._approve(new)

        self.assertTrue(old.ended_on)
        self.assertEqual("replaced", old.end_kind)
        self.assertLessEqual(old.ended_on, date.today())
