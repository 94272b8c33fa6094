from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from odoo.addons.zi_governance.tools.sheet import SheetError

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestRegistries(ApprovalCase):
    def test_sheet_holds_every_row_that_it_counts(self):
        """The sheet of an addon is found by its code and read in batches."""
        for number in range(5):
            self.document(name=f"D{number}")
        self.document(
            user=self.user("author_b", unit=self.other_unit),
            company_id=self.other_unit.id,
        )
        sheets = self.env["zi.export.sheet"]
        row = sheets.search([("code", "=", "test_documents")])
        sheet = row._zi_sheet(self.unit, None)
        self.assertEqual(5, sheet.count)
        rows = list(sheet.checked_rows())
        self.assertEqual([f"D{n}" for n in range(5)], [r[1] for r in rows])

    def test_sheet_that_lost_a_row_is_refused(self):
        """A sheet that tells another number than it holds cannot be written."""
        self.document()
        row = self.env.ref("test_zi_governance.sheet_test_documents")
        sheet = row._zi_sheet(self.unit, None)
        sheet.count += 1
        with self.assertRaises(SheetError) as caught:
            list(sheet.checked_rows())
        self.assertEqual("wrong_count", caught.exception.code)

    def test_row_calls_its_own_method_only(self):
        """A row cannot be turned into a call of another method."""
        row = self.env.ref("test_zi_governance.sheet_test_documents")
        for values in (
            {"method": "unlink"},
            {"method": "_zi_gate_write"},
            {"code": "other"},
            {"model": "res.users"},
        ):
            with (
                self.subTest(values=values),
                self.assertRaises(ValidationError),
                self.cr.savepoint(),
            ):
                row.write(values)
        for user in (self.secretary, self.head):
            with self.assertRaises(AccessError):
                row.with_user(user).write({"active": False})

    def test_row_of_a_removed_addon_answers_nothing(self):
        """A model that is gone gives no sheet and no error."""
        row = self.env["zi.export.sheet"].create(
            {
                "name": "Gone",
                "code": "gone",
                "model": "zi.gone",
                "method": "_zi_sheet_gone",
            }
        )
        self.assertIsNone(row._zi_sheet(self.unit, None))

    def test_tiles_follow_groups_and_units(self):
        """Who is not of the group sees no tile, who is no member no unit."""
        self.document()
        units = self.unit | self.other_unit
        tiles = self.env["zi.dashboard.tile"]

        def seen(user):
            return {
                tile.code: {unit: figure.value for unit, figure in figures.items()}
                for tile, figures in tiles.with_user(user)._zi_tiles(units)
            }

        self.assertNotIn("test_documents", seen(self.author))
        self.assertEqual({self.unit.id: 1}, seen(self.secretary)["test_documents"])
        self.env["zi.oversight"].create(
            {"user_id": self.secretary.id, "root_id": self.other_unit.id}
        )
        self.assertEqual(
            {self.unit.id: 1, self.other_unit.id: 0},
            seen(self.secretary)["test_documents"],
        )

    def test_tile_asks_once_for_all_units(self):
        """The number of queries does not grow with the units."""
        tile = self.env.ref("test_zi_governance.tile_test_documents")
        units = self.unit | self.other_unit

        def count(companies):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            tile._zi_call(companies, None)
            return self.cr.sql_log_count - before

        count(units)
        few = count(units)
        more = self.env["res.company"].create(
            [{"name": f"Unit {number}"} for number in range(10)]
        )
        self.assertEqual(few, count(units | more))

    # ------------------------------------------------------------------
    # VERIFICATION
    # ------------------------------------------------------------------

    def test_code_is_kept_as_its_hash_only(self):
        """A code of 128 bits finds its document and stands nowhere in the database."""
        document = self.approved()
        first = document._zi_issue_token("Ruang A")
        second = document._zi_issue_token("Ruang B")
        self.assertNotEqual(first, second)
        self.assertEqual(22, len(first))
        tokens = self.env["zi.verification.token"]
        self.assertEqual(document.sudo(), tokens._zi_find(first))
        self.assertEqual(document.sudo(), tokens._zi_find(second))
        rows = tokens.sudo().search([("res_id", "=", document.id)])
        self.assertNotIn(first, repr(rows.read()))
        for user in (self.head, self.user("admin_a", groups="base.group_system")):
            with self.assertRaises(AccessError):
                tokens.with_user(user).search([])

    def test_bad_codes_find_nothing(self):
        """Malformed, unknown and hostile input are answered alike."""
        tokens = self.env["zi.verification.token"]
        for token in (
            "",
            None,
            1,
            "x" * 21,
            "x" * 22,
            "x" * 5000,
            "a\x00b",
            "' OR 1=1 --",
            "../../etc/passwd",
            ["x" * 22],
            "é" * 22,
        ):
            with self.subTest(token=token):
                self.assertIsNone(tokens._zi_find(token))

    def test_status_follows_the_approval(self):
        """Current, replaced, withdrawn; what was never approved is unknown."""
        document = self.document()
        self.assertEqual("not_found", document._zi_verification()["status"])
        document.action_submit()
        self.assertEqual("not_found", document._zi_verification()["status"])
        document.with_user(self.secretary).action_approve()
        document.with_user(self.head).action_approve()
        answer = document._zi_verification()
        self.assertEqual("current", answer["status"])
        self.assertEqual("Unit A", answer["unit"])
        self.assertEqual("TEST", answer["kind"])
        document.sudo()._zi_move("superseded")
        self.assertEqual("superseded", document._zi_verification()["status"])

    def test_confidential_kind_says_its_number_only(self):
        """Whatever a confidential kind returns, its content is not shown."""
        examiner = self.user(
            "examiner_a",
            groups="base.group_user,zi_governance.group_discipline_examiner",
        )
        subject = self.env["hr.employee"].create(
            {"name": "MARKNAME", "company_id": self.unit.id}
        )
        case = (
            self.env["test.zi.case"]
            .with_user(examiner)
            .create({"subject_id": subject.id, "story": "MARKSTORY"})
        )
        answer = case._zi_verification()
        self.assertTrue(answer["confidential"])
        self.assertEqual(case.register_number, answer["number"])
        self.assertNotIn("MARK", repr(answer))
