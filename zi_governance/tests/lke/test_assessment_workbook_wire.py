import base64
import io

from openpyxl import load_workbook

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...tools import lke_workbook
from ..json2 import Json2Case
from .common import LkeCase

_AT = lke_workbook.columns()


@tagged("post_install", "-at_install")
class TestAssessmentWorkbookWire(LkeCase, Json2Case):
    """The workbook over the wire: downloads and attacks with real clients."""

    key_days = 3650

    def _url(self):
        return f"/zi_governance/lke/{self.assessment.id}/workbook"

    def _doctored(self, user, code, column, value):
        """A workbook with an entry that its reader may not make."""
        data = self.assessment.with_user(user)._zi_workbook()[1]
        book = load_workbook(io.BytesIO(data))
        sheet = book["LKE"]
        row = next(cell.row for cell in sheet["A"] if cell.value == code)
        sheet.cell(row, _AT[column, "answer"] + 1).value = value
        stream = io.BytesIO()
        book.save(stream)
        return base64.b64encode(stream.getvalue()).decode()

    def _import(self, user, file, **line):
        """Read a file and try to take every line of it."""
        model = "zi.assessment.import"
        wizard = self.call(
            user,
            model,
            "create",
            vals_list=[{"assessment_id": self.assessment.id, "file": file}],
        ).json()
        self.call(user, model, "action_read", ids=wizard)
        lines = self.call(
            user,
            "zi.assessment.import.line",
            "search",
            domain=[("import_id", "in", wizard)],
        ).json()
        self.call(
            user,
            "zi.assessment.import.line",
            "write",
            ids=lines,
            vals={"choice": "file", **line},
        )
        return wizard

    @mute_logger("odoo.http")
    def test_download(self):
        """A reader gets the file; who may not read gets nothing, and learns nothing."""
        self.secretary.password = "lke-sekretaris-1"
        self.employee.password = "lke-pegawai-1"
        self.authenticate(self.secretary.login, "lke-sekretaris-1")
        response = self.url_open(self._url())
        self.assertEqual(response.status_code, 200)
        self.assertIn("spreadsheetml", response.headers["Content-Type"])
        self.assertIn(".xlsx", response.headers["Content-Disposition"])
        self.assertTrue(response.content.startswith(b"PK"))
        self.authenticate(self.employee.login, "lke-pegawai-1")
        self.assertEqual(self.url_open(self._url()).status_code, 404)
        missing = "/zi_governance/lke/99999999/workbook"
        self.assertEqual(self.url_open(missing).status_code, 404)

    @mute_logger("odoo.http")
    def test_assessor_does_not_reach_the_unit_s_column(self):
        """A TPI with a doctored workbook changes no self-assessment."""
        self._reach("tpi")
        file = self._doctored(self.tpi, "P.I.1.b", "self", "C")
        for line in ({}, {"status": "file"}):
            wizard = self._import(self.tpi, file, **line)
            response = self.call(
                self.tpi, "zi.assessment.import", "action_import", ids=wizard
            )
            self.assertIn(response.status_code, (200, 422))
            self.assertEqual(self._answer("P.I.1.b").self_option_id.letter, "A")

    @mute_logger("odoo.http")
    def test_unit_does_not_reach_the_assessor_s_column(self):
        """A secretary with a doctored workbook changes no judgement."""
        self._reach("tpi")
        self._choose("P.I.1.b", "C", self.tpi, "tpi")
        file = self._doctored(self.secretary, "P.I.1.b", "tpi", "A")
        wizard = self._import(self.secretary, file, status="file")
        self.call(self.secretary, "zi.assessment.import", "action_import", ids=wizard)
        self.assertEqual(self._answer("P.I.1.b").tpi_option_id.letter, "C")

    @mute_logger("odoo.http")
    def test_wizard_of_somebody_else(self):
        """A wizard with its file is its maker's alone."""
        file = self._doctored(self.secretary, "P.I.1.b", "self", "A")
        wizard = self._import(self.secretary, file)
        self.assert_refused(
            self.colleague, "zi.assessment.import", "action_import", ids=wizard
        )
        self.assertFalse(self._answer("P.I.1.b").self_option_id)

    @mute_logger("odoo.http")
    def test_other_unit(self):
        """A secretary of another unit imports nothing here."""
        other = self._person(
            "lke_wire_other", "Sekretaris Lain", "group_zi_secretariat", self.other_unit
        )
        file = self._doctored(self.secretary, "P.I.1.b", "self", "A")
        wizard = self.call(
            other,
            "zi.assessment.import",
            "create",
            vals_list=[{"assessment_id": self.assessment.id, "file": file}],
        )
        if wizard.status_code == 200:
            self.assert_refused(
                other, "zi.assessment.import", "action_read", ids=wizard.json()
            )
        self.assertFalse(self._answer("P.I.1.b").self_option_id)

    @mute_logger("odoo.http")
    def test_lines_cannot_be_forged(self):
        """Lines that a client makes himself are not written."""
        file = self._doctored(self.secretary, "P.I.1.b", "self", "A")
        wizard = self._import(self.secretary, file)
        answer = self._answer("P.I.1.a")
        self.call(
            self.secretary,
            "zi.assessment.import",
            "write",
            ids=wizard,
            vals={
                "line_ids": [
                    Command.create(
                        {
                            "key": f"1|{answer.code}|tpi|answer",
                            "answer_id": answer.id,
                            "column": "tpi",
                            "part": "answer",
                            "status": "file",
                            "file_value": "A",
                            "choice": "file",
                        }
                    )
                ]
            },
        )
        self.call(self.secretary, "zi.assessment.import", "action_import", ids=wizard)
        self.assertFalse(answer.tpi_option_id or answer.self_option_id)
