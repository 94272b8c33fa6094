import re
from datetime import date
from unittest.mock import patch

from psycopg2.errors import RestrictViolation

from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.public.zi_verification_report import NONCE
from ..public.common import PublicCase
from .common import SopCase

_NONCE = re.compile(r'name="nonce" value="([^"]+)"')
_ACTION = re.compile(r'action="(/zi/lapor-salinan/[^"]+)"')


@tagged("post_install", "-at_install")
class TestSopReport(SopCase, PublicCase):
    """The button by which a visitor tells that an outdated sheet still hangs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.revision = cls._approve(cls._revision())
        cls.sheet, cls.other = cls.env["zi.sop.copy"].create(
            [
                {"revision_id": cls.revision.id, "place": place}
                for place in ("Ruang pelayanan", "Laboratorium")
            ]
        )
        cls.sheet.action_post()

    def _replace(self):
        self._travel(date(2026, 6, 20))
        return self._approve(
            self.revision.with_user(self.secretary)._zi_next_revision()
        )

    def _form(self, sheet):
        """Address and nonce of the form on a sheet's page."""
        text = self.visit(self.token_path(sheet)).text
        self.assertIn("<h1>DIGANTI</h1>", text)
        return _ACTION.search(text)[1], _NONCE.search(text)[1]

    def _send(self, path, nonce):
        return self.visit(path, "POST", data={"nonce": nonce})

    def _rows(self):
        self.env.invalidate_all()
        return self.env["zi.verification.report"].search([])

    def test_sheet_in_force_has_no_button(self):
        """Nothing is to be told of what is in force, nor of a print without a place."""
        self.assertNotIn("<form", self.visit(self.token_path(self.sheet)).text)
        path = self.token_path(self.sheet).replace("/zi/v/", "/zi/lapor-salinan/")
        nonce = self.env["zi.public.form"]._zi_form_nonce("report_copy")
        answer = self._send(path, nonce)
        self.assertEqual(200, answer.status_code)
        self.assertIn("Tidak ada yang perlu dilaporkan", answer.text)
        self._replace()
        self.assertNotIn("<form", self.visit(self.token_path(self.revision)).text)
        self.assertFalse(self._rows())

    def test_report_is_in_the_officers_list(self):
        """One press: thanks, a row without any trace of the visitor, and the sheet
        among those that were seen after their end."""
        self._replace()
        path, nonce = self._form(self.sheet)
        answer = self._send(path, nonce)
        self.assertEqual(200, answer.status_code)
        self.assertIn("Terima kasih", answer.text)
        self.assertEqual("no-store", answer.headers["Cache-Control"])
        row = self._rows()
        self.assertEqual("superseded", row.status)
        self.assertEqual(
            {"id", "token_id", "reported_at", "status", "form_key", "display_name"},
            set(row._fields),
        )
        self.assertEqual((1, 0), (self.sheet.reports, self.other.reports))
        self.assertTrue(self.sheet.reported_at)
        sheets = self.env["zi.sop.copy"].with_user(self.analyst)
        seen = [("still_seen", "=", True), ("company_id", "=", self.unit.id)]
        self.assertEqual(self.sheet, sheets.search(seen))
        self.assertIn(self.other, sheets.search([("still_seen", "=", False)]))

    def test_pressed_twice_is_one_report(self):
        """The form that is sent again is thanked again and adds nothing."""
        self._replace()
        path, nonce = self._form(self.sheet)
        answers = {self._send(path, nonce).status_code for _time in range(3)}
        self.assertEqual({200}, answers)
        self.assertEqual(1, len(self._rows()))
        self._send(*self._form(self.sheet))
        self.assertEqual(2, len(self._rows()))

    def test_each_showing_has_its_own_form(self):
        """The page comes from memory, its form never: two readers, two reports."""
        self._replace()
        first = self._form(self.sheet)
        with patch.object(type(self.sheet), "_zi_page") as made:
            second = self._form(self.sheet)
        made.assert_not_called()
        self.assertEqual(first[0], second[0])
        self.assertNotEqual(first[1], second[1])
        self.assertNotIn(NONCE, first[1])

    @mute_logger("odoo.http")
    def test_form_that_is_not_ours_is_shown_again(self):
        """A wrong, foreign or old nonce is refused, with a fresh form at once."""
        self._replace()
        path, nonce = self._form(self.sheet)
        foreign = self.env["zi.public.form"]._zi_form_nonce("receipt")
        for wrong in ("", "x", NONCE, nonce[:-2], foreign, "A" * 5000):
            with self.subTest(wrong=wrong[:30]):
                answer = self._send(path, wrong)
                self.assertEqual(400, answer.status_code)
                fresh = _NONCE.search(answer.text)[1]
        self._travel(date(2026, 6, 21))
        self.assertEqual(400, self._send(path, nonce).status_code)
        self.assertFalse(self._rows())
        self._travel(date(2026, 6, 20))
        self.assertEqual(200, self._send(path, fresh).status_code)
        self.assertEqual(1, len(self._rows()))

    def test_unknown_code_is_answered_like_on_the_page(self):
        """Reporting tells nobody whether a code exists."""
        nonce = self.env["zi.public.form"]._zi_form_nonce("report_copy")
        draft = self._decree("prosedur_pengaduan")
        unknown = self.visit("/zi/v/" + "A" * 22)
        for code in ("A" * 22, "x", "%00", draft._zi_token(), "A" * 3000):
            with self.subTest(code=code[:30]):
                answer = self._send(f"/zi/lapor-salinan/{code}", nonce)
                self.assertEqual(404, answer.status_code)
                self.assertEqual(unknown.content, answer.content)
        self.assertEqual(405, self.visit("/zi/lapor-salinan/x").status_code)

    @mute_logger("odoo.http")
    def test_limits_hold(self):
        """One address is stopped; one sheet fills no table, and says so to nobody."""
        self._replace()
        sheet = self.env.ref("zi_governance.limit_report_sheet")
        sheet.attempts = 2
        codes = [self._send(*self._form(self.sheet)).status_code for _n in range(4)]
        self.assertEqual([200] * 4, codes)
        self.assertEqual(2, len(self._rows()))
        self.env.ref("zi_governance.limit_report_copy").attempts = 5
        codes = [self._send(*self._form(self.other)).status_code for _n in range(2)]
        self.assertEqual([200, 429], codes)
        self.assertEqual(3, len(self._rows()))

    def test_sheet_that_was_said_to_be_down_comes_back(self):
        """A sheet taken down leaves the list; seen after that, it is there again."""
        self._replace()
        self._send(*self._form(self.sheet))
        self.sheet.taken_down_on = False
        self.sheet.action_take_down()
        # Rows bear the time of the database, which no test can stop.
        self.sheet._zi_gate_write({"taken_down_on": date(2099, 1, 1)})
        seen = [("still_seen", "=", True)]
        self.assertNotIn(self.sheet, self.env["zi.sop.copy"].search(seen))
        self.sheet._zi_gate_write({"taken_down_on": date(2026, 1, 1)})
        self.env.invalidate_all()
        self.assertTrue(self.sheet.still_seen)
        self.assertIn(self.sheet, self.env["zi.sop.copy"].search(seen))

    @mute_logger("odoo.sql_db")
    def test_report_is_kept_for_good(self):
        """Neither SQL nor an employee changes or forges a report."""
        self._replace()
        self._send(*self._form(self.sheet))
        row = self._rows()
        for statement in (
            "DELETE FROM zi_verification_report WHERE id = %s",
            "UPDATE zi_verification_report SET status = 'x' WHERE id = %s",
        ):
            with self.assertRaises(RestrictViolation), self.env.cr.savepoint():
                self.env.cr.execute(statement, [row.id])
