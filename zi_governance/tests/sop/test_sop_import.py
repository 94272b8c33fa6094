from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import SopCase

TABLE = (
    "No\tKegiatan\tPelaksana\t\tMutu Baku\t\t\tKet\n"
    "\t\tPetugas\tPenyelia\tKelengkapan\tWaktu\tOutput\t\n"
    "1\tMenerima sampel\tv\t\tFormulir\t10 menit\tSampel\t\n"
    "2\tSampel layak?\t\tv\t\tsegera\t\tBila tidak, kembali ke langkah 1\n"
    "3\tMenguji\tv\tv\t\t2 jam\tHasil\t\n"
)


@tagged("post_install", "-at_install")
class TestSopImport(SopCase):
    def _wizard(self, revision, text=TABLE, user=None):
        wizard = (
            self.env["zi.sop.import"]
            .with_user(user or self.secretary)
            .create({"revision_id": revision.id, "pasted": text})
        )
        wizard.action_read()
        return wizard

    def test_pasted_table_becomes_steps(self):
        """Executors become columns, a no leads back, times have their unit."""
        revision = self._revision()
        wizard = self._wizard(revision)
        self.assertEqual(len(revision.step_ids), 4, "reading changes nothing")
        marked = wizard.line_ids.filtered("problem_text")
        self.assertEqual(marked.sheet_row, 4)
        self.assertIn("segera", marked.problem_text)
        wizard.action_import()
        self.assertEqual(revision.executor_ids.mapped("name"), ["Petugas", "Penyelia"])
        steps = revision.step_ids.sorted("number")
        letters = dict(
            zip(
                revision.executor_ids.mapped("name"),
                revision.executor_ids.mapped("code"),
                strict=True,
            )
        )
        self.assertEqual(
            steps.mapped("executor_codes"),
            [
                letters["Petugas"],
                letters["Penyelia"],
                f"{letters['Petugas']} {letters['Penyelia']}",
            ],
        )
        self.assertEqual(steps.mapped("symbol"), ["start", "decision", "end"])
        self.assertEqual(steps[1].no_to, 1)
        self.assertEqual((steps[2].time_value, steps[2].time_unit), (2, "hour"))

    def test_rows_below_the_present_ones(self):
        """Appended, branches of the table lead to the rows that they mean."""
        revision = self._revision()
        wizard = self._wizard(revision)
        wizard.mode = "append"
        wizard.action_import()
        steps = revision.step_ids.sorted("number")
        self.assertEqual(steps.mapped("number"), list(range(1, 8)))
        self.assertEqual(steps[5].no_to, 5)
        self.assertEqual(steps[1].no_to, 1)

    def test_all_or_nothing(self):
        """A row without activity stops the whole import, named with its number."""
        revision = self._revision()
        wizard = self._wizard(revision, TABLE + "4\t\tv\t\tFormulir\t5 menit\t\t\n")
        with self.assertRaisesRegex(UserError, "6: Enter the activity"):
            wizard.action_import()
        self.assertEqual(len(revision.step_ids), 4)
        wizard.line_ids[-1].skip = True
        wizard.action_import()
        self.assertEqual(len(revision.step_ids), 3)

    def test_what_is_no_table_is_refused_in_words(self):
        """The message says what is missing and how to mend it."""
        revision = self._revision()
        for text, words in (
            ("", "Paste the table"),
            ("sekadar kalimat", "no table in it"),
            ("a\tb\nc\td", "head of the table is missing"),
        ):
            with self.assertRaisesRegex(UserError, words):
                self._wizard(revision, text)

    def test_stranger_imports_nothing(self):
        """The wizard gives no right that its user lacks."""
        revision = self._revision()
        with self.assertRaises(AccessError):
            self._wizard(revision, user=self.employee).action_import()
        self.assertEqual(len(revision.step_ids), 4)

    def test_approved_revision_takes_no_import(self):
        """What is approved stays, by the wizard as well."""
        revision = self._approve(self._revision())
        with self.assertRaises(UserError):
            self._wizard(revision).action_import()
        with self.assertRaises(UserError):
            revision.with_user(self.secretary).action_import_steps()

    def test_comparison_marks_what_changed(self):
        """Old and new words stand beside each other, as text."""
        old = self._approve(self._revision())
        new = old.with_user(self.secretary)._zi_next_revision()
        new.step_ids.sorted("number")[2].activity = "Menguji <b>sampel</b> air"
        action = new.action_compare()
        wizard = self.env["zi.sop.compare"].browse(action["res_id"])
        table = wizard.with_user(self.secretary).table
        self.assertIn("<ins>&lt;b&gt;sampel&lt;/b&gt; air</ins>", table)
        self.assertIn("Changed", table)
        self.assertIn("Unchanged", table)

    def test_comparison_shows_no_draft_to_strangers(self):
        """Who may not read a revision does not read it by comparing."""
        old = self._approve(self._revision())
        new = old.with_user(self.secretary)._zi_next_revision()
        wizard = (
            self.env["zi.sop.compare"]
            .with_user(self.employee)
            .create({"sop_id": old.sop_id.id, "old_id": old.id, "new_id": new.id})
        )
        with self.assertRaises(AccessError):
            _table = wizard.table
