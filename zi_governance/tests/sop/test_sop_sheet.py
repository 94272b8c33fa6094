from datetime import date

from odoo.tests import tagged

from .common import SopCase


@tagged("post_install", "-at_install")
class TestSopSheet(SopCase):
    """The register of SOPs in the Inspectorate's package."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.section.manager_id = cls._employee(cls.analyst)
        cls.revision = cls._approve(cls._revision())

    def _sheet(self, month):
        """Rows by their columns, and the figures of the register, of a month."""
        last = {5: 31, 6: 30, 7: 31, 8: 31}[month]
        run = self.env["zi.export.run"].new(
            {
                "date_from": date(2026, month, 1),
                "date_to": date(2026, month, last),
            }
        )
        sheet = self.env.ref("zi_governance.export_sheet_sop")._zi_sheet(self.unit, run)
        codes = [column.code for column in sheet.columns]
        rows = [dict(zip(codes, row, strict=True)) for row in sheet.checked_rows()]
        roll = sheet.roll
        self.assertTrue(roll.adds_up)
        return rows, (roll.opening, roll.received, roll.finished, roll.closing)

    def test_row_says_who_approved_and_who_has_read(self):
        """Number, process, approver, reading, copies, hashes and three dates."""
        wizard = (
            self.env["zi.sop.post"]
            .with_user(self.analyst)
            .create({"revision_id": self.revision.id, "places": "Loket\nLab"})
        )
        wizard.action_print()
        self.revision.copy_ids.action_post()
        self.revision.with_user(self.analyst).action_acknowledge()
        (row,), roll = self._sheet(6)
        self.assertEqual(roll, (0, 1, 0, 1))
        self.assertEqual(row["number"], self.revision.number)
        self.assertEqual(row["process"], self.process.display_name)
        self.assertIn("Kepala Uji", row["approver"])
        self.assertEqual(row["approved"], date(2026, 6, 15))
        self.assertEqual((row["posted"], row["outdated"]), (2, 0))
        self.assertEqual(row["must_read"], self.revision.reader_count)
        self.assertEqual(row["read"], self.revision.read_count)
        decision = self.revision._zi_last_decision()
        self.assertEqual(
            (row["content"], row["decision"]),
            (decision.content_hash, decision.chain_hash),
        )
        self.assertTrue(row["effective"] and row["entered"] and row["changed"])

    def test_months_follow_each_other(self):
        """A month opens with what the one before closed with, also after a revision
        was replaced; a draft is not in the register."""
        self._travel(date(2026, 7, 10))
        new = self.revision.with_user(self.secretary)._zi_next_revision()
        self.assertEqual(len(self._sheet(7)[0]), 1)
        self._approve(new)
        rows, roll = self._sheet(7)
        self.assertEqual(roll, (1, 1, 1, 1))
        self.assertEqual(len(rows), 2)
        self.assertEqual(self._sheet(6)[1], (0, 1, 0, 1))
        self.assertEqual(self._sheet(8)[1], (1, 0, 0, 1))
        self.assertEqual(self._sheet(5), ([], (0, 0, 0, 0)))
        self.assertEqual([bool(row["ended"]) for row in rows], [True, False])
