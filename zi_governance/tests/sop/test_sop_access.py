from datetime import date

from odoo.tests import tagged

from ..public.test_public_access import AccessCase
from .common import SopCase


@tagged("post_install", "-at_install")
class TestSopAccess(SopCase, AccessCase):
    """The public pages of SOPs are for everybody."""

    def test_pages_are_accessible(self):
        """List, search, one SOP, the page of a sheet in force and of one that ended,
        with its button: no violation of WCAG 2.2 AA, by keyboard, at 390 pixels, with
        text at 200 %."""
        revision = self._approve(self._revision())
        sheet = self.env["zi.sop.copy"].create(
            {"revision_id": revision.id, "place": "Ruang pelayanan"}
        )
        for path in (
            "/zi/sop",
            "/zi/sop?q=tidak-ada",
            f"/zi/sop/{revision.sop_id.id}",
            self.token_path(sheet),
        ):
            with self.subTest(path=path[:8]):
                self.judge(path)
        self._travel(date(2026, 6, 20))
        self._approve(revision.with_user(self.secretary)._zi_next_revision())
        self.assertIn("<form", self.visit(self.token_path(sheet)).text)
        self.judge(self.token_path(sheet))
