from datetime import date

from lxml import etree

from odoo.tests import tagged

from ..lke.common import LkeCase


@tagged("post_install", "-at_install")
class TestReasons(LkeCase):
    """A button that is missing gives its reason on the form."""

    def _decree(self):
        return self.env["zi.decree"].create(
            {
                "company_id": self.unit.id,
                "kind_id": self.env["zi.decree.kind"].search([], limit=1).id,
                "subject": "Tim Kerja",
                "dictum": "Membentuk tim.",
            }
        )

    def test_every_document_form_holds_the_reasons(self):
        """Each form with approval shows why one cannot decide or submit."""
        missing = []
        for name, model in self.env.registry.items():
            if model._abstract or not hasattr(model, "_zi_approval_steps"):
                continue
            arch, _view = self.env[name]._get_view(view_type="form")
            fields = {node.get("name") for node in arch.iter("field")}
            for field in ("approval_waits_for", "approval_why_not"):
                if field not in fields:
                    missing.append((name, field))
        self.assertFalse(missing)

    def test_reader_of_a_draft_learns_who_submits_it(self):
        """The head reads the draft of the secretariat and has no button, but a
        sentence."""
        decree = self._decree()
        self.assertTrue(decree.with_user(self.head).approval_submit_refusal)
        self.assertFalse(decree.with_user(self.secretary).approval_submit_refusal)
        arch, _view = decree._get_view(view_type="form")
        button = arch.find(".//button[@name='action_submit']")
        self.assertIn("approval_submit_refusal", button.get("invisible"))
        self.assertIsInstance(arch, etree._Element)

    def test_author_learns_why_he_cannot_approve(self):
        """Who wrote it reads that another official decides; the decider reads
        nothing."""
        decree = self._decree()
        mine = decree.with_user(self.secretary)
        mine.dictum = "Membentuk tim kerja."
        mine.action_submit()
        self.assertIn("You wrote", mine.approval_why_not)
        self.assertFalse(decree.with_user(self.colleague).approval_why_not)
        self.assertIn(self.colleague.name, mine.approval_waits_for)

    def test_owner_of_a_follow_up_learns_why_he_cannot_confirm_it(self):
        """Nobody confirms his own result; before that, only the owner says done."""
        follow_up = self.env["zi.follow.up"].create(
            {
                "company_id": self.unit.id,
                "name": "Perbaiki daftar hadir",
                "owner_id": self.member.id,
                "due_date": date(2026, 7, 1),
            }
        )
        self.assertFalse(follow_up.with_user(self.member).why_not)
        self.assertIn("Only its owner", follow_up.with_user(self.head).why_not)
        follow_up._zi_gate_write({"state": "done", "done_by_id": self.member.id})
        self.assertIn("Nobody checks", follow_up.with_user(self.member).why_not)
        self.assertFalse(follow_up.with_user(self.secretary).why_not)
