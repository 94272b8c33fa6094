import base64
import io
import json
import tempfile
import zipfile
from datetime import date
from pathlib import Path

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ...tools import zi_verify as check
from .common import ExportCase

NAMES = ("Notula Januari.pdf", "SK tim.pdf", "=cmd().pdf", "../../etc/passwd.pdf")


class SampleCase(ExportCase):
    """A package with evidence that was sent."""

    def setUp(self):
        super().setUp()
        self._at(2026, 1, 20, 3)
        self.evidence = (
            self.env["zi.evidence"]
            .with_user(self.secretary)
            .create(
                [
                    {
                        "name": name,
                        "company_id": self.unit.id,
                        "date": date(2026, 1, 19),
                        "upload": base64.b64encode(b"%PDF-1.4 " + name.encode()),
                        "file_name": name,
                    }
                    for name in NAMES
                ]
            )
        )
        self._at(2026, 2, 6, 3)
        self._job_with_mail()
        self.run_sent = self._runs()
        self.inspector = self._person(
            "doc_inspector", "Auditor Uji", "group_zi_inspector", self.other_unit
        )
        self.oversight = self.env["zi.oversight"].create(
            {"user_id": self.inspector.id, "root_id": self.unit.id}
        )

    def _draw(self, user=None, code="evidence", seed="benih 1", size=2):
        user = user or self.inspector
        return (
            self.env["zi.export.sample"]
            .with_user(user)
            ._zi_draw(self.run_sent.with_user(user), code, seed, size)
        )

    def _archive(self, sample):
        name, blocks = sample._zi_archive()
        return name, b"".join(blocks)

    def _verify(self, name, data):
        """The verifier's report on the package and its sample in one folder."""
        keys = self.env["zi.signing.key"]._zi_public_keys()
        with tempfile.TemporaryDirectory() as folder:
            for file in (self.run_sent.attachment_id, self.run_sent.manifest_id):
                (Path(folder) / file.name).write_bytes(file.raw)
            (Path(folder) / name).write_bytes(data)
            return check.check_files(keys, [folder])

    def _changed(self, data, name, change):
        """An archive with one member changed, or taken out when there is no change."""
        target = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(data)) as old,
            zipfile.ZipFile(target, "w") as new,
        ):
            for member in old.namelist():
                content = old.read(member)
                if member == name:
                    content = change(content) if change else None
                if content is not None:
                    new.writestr(member, content)
        return target.getvalue()


@tagged("post_install", "-at_install")
class TestExportSample(SampleCase):
    def test_inspector_draws_what_anybody_draws_again(self):
        """The archive holds the files of the rows that the seed draws; the verifier
        draws the same ones from the workbook."""
        sample = self._draw()
        name, data = self._archive(sample)
        report = self._verify(name, data)
        self.assertEqual(report.faults, 0, report.lines)
        self.assertTrue(any("undian cocok" in line for line in report.lines))
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            listed = json.loads(archive.read(check.SAMPLE_LIST))
        self.assertEqual(len([name for name in names if name.startswith("bukti/")]), 2)
        self.assertFalse([name for name in names if ".." in name.split("/")])
        self.assertEqual(listed["seed"], "benih 1")
        self.assertEqual(self._archive(sample), (name, data))

    def test_seed_decides(self):
        """Another seed draws other rows in the long run; the same one the same rows;
        all rows are drawn when there are fewer than wanted."""
        first = self._draw(seed="a").numbers
        self.assertEqual(self._draw(self.head, seed="  a ").numbers, first)
        drawn = {self._draw(seed=str(number)).numbers for number in range(12)}
        self.assertGreater(len(drawn), 2)
        self.assertEqual(self._draw(size=1000).numbers, "1, 2, 3, 4")

    def test_who_may_draw(self):
        """The secretariat, the head and an inspector who oversees the unit; nobody
        else, and no inspector of another unit."""
        for user in (self.secretary, self.head, self.inspector):
            self.assertTrue(self._draw(user))
        for user in (self.employee, self.member):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._draw(user)
        self.oversight.unlink()
        with self.assertRaises(AccessError):
            self._draw()

    def test_register_shows_who_drew_what(self):
        """The entry names person, seed and rows, and is never changed."""
        sample = self._draw()
        self.assertEqual(sample.user_name, "Auditor Uji")
        self.assertEqual((sample.size, sample.file_count), (2, 2))
        self.assertIn(
            sample, self.env["zi.export.sample"].with_user(self.head).search([])
        )
        with self.assertRaises(AccessError):
            sample.sudo().write({"seed": "lain"})
        with self.assertRaises(AccessError):
            sample.sudo().unlink()

    def test_files_go_to_who_drew(self):
        """Another reader of the register draws for himself."""
        sample = self._draw()
        with self.assertRaises(AccessError):
            sample.with_user(self.head).action_download()
        with self.assertRaises(AccessError):
            sample.with_user(self.head)._zi_archive()

    def test_impossible_draws(self):
        """Not sent, no seed, no rows, too many rows, a sheet without evidence."""
        for values in (
            {"seed": " "},
            {"seed": "x" * 65},
            {"size": 0},
            {"size": 1001},
            {"code": "decisions"},
            {"code": "cover"},
            {"code": "nothing"},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                self._draw(**values)
        self.profile.with_user(self.secretary).action_preview()
        self._job_with_mail()
        self.run_sent = self._runs(preview=True)
        self.assertTrue(self.run_sent.attachment_id)
        with self.assertRaises(UserError):
            self._draw(self.secretary)

    def test_missing_and_changed_files_are_told(self):
        """A file that is gone and one that differs stand in the register, in the list,
        and as faults of the verifier; the others are packed."""
        gone, changed, *_rest = self.evidence.sorted("id")
        other = self.env["ir.attachment"].create({"name": "x", "raw": b"lain"})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ir_attachment SET store_fname = 'aa/hilang' WHERE id = %s",
            [gone.attachment_id.id],
        )
        self.env.cr.execute(
            "UPDATE ir_attachment SET store_fname = %s WHERE id = %s",
            [other.store_fname, changed.attachment_id.id],
        )
        self.env.invalidate_all()
        sample = self._draw(size=4)
        self.assertIn(f"{gone.id}: the file is not in the store", sample.findings)
        self.assertIn(f"{changed.id}: the file has another hash", sample.findings)
        self.assertEqual(sample.file_count, 3)
        report = self._verify(*self._archive(sample))
        self.assertEqual(report.faults, 2, report.lines)

    def test_verifier_refuses_what_was_changed(self):
        """A changed file, a file taken out, another seed or other rows in the list."""
        name, data = self._archive(self._draw())
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            member = next(n for n in archive.namelist() if n.startswith("bukti/"))

        def other_seed(content):
            return content.replace(b'"benih 1"', b'"benih 2"')

        for label, changed in (
            ("file", self._changed(data, member, lambda content: content + b"x")),
            ("gone", self._changed(data, member, None)),
            ("seed", self._changed(data, check.SAMPLE_LIST, other_seed)),
            ("no list", self._changed(data, check.SAMPLE_LIST, None)),
            ("no zip", b"bukan zip"),
        ):
            with self.subTest(label):
                self.assertGreater(self._verify(name, changed).faults, 0)

    def test_sample_of_the_plan(self):
        """Rows of the plan bring the evidence that they name."""
        plan = self._plan()
        self._approve(plan)
        self.evidence[0].with_user(self.secretary).item_ids = plan.item_ids
        self.profile.since = date(2026, 2, 1)
        self._at(2026, 3, 6, 3)
        self._job_with_mail()
        self.run_sent = self._runs(period_code="2026-02")
        sample = self._draw(code="plan", size=50)
        self.assertEqual(sample.file_count, 1)
        report = self._verify(*self._archive(sample))
        self.assertEqual(report.faults, 0, report.lines)

    def test_wizard_draws(self):
        """The button of a package that was sent asks for seed and size and opens the
        entry."""
        wizard = (
            self.env["zi.export.draw"]
            .with_user(self.inspector)
            .with_context(default_run_id=self.run_sent.id)
            .create({"seed": "dadu 4-2-6", "size": 3})
        )
        self.assertEqual(wizard.sheet_id.code, "evidence")
        action = wizard.action_draw()
        sample = self.env["zi.export.sample"].browse(action["res_id"])
        self.assertEqual((sample.seed, sample.size), ("dadu 4-2-6", 3))


@tagged("post_install", "-at_install")
class TestExportSampleHttp(SampleCase, HttpCase):
    def test_archive_over_http(self):
        """Who drew gets the archive; another, and who is not logged in, does not."""
        sample = self._draw()
        self.env.flush_all()
        self.authenticate("doc_inspector", "doc_inspector")
        page = self.url_open(f"/zi_governance/sample/{sample.id}")
        self.assertEqual(page.status_code, 200)
        self.assertEqual(page.headers["Content-Type"], "application/zip")
        self.assertEqual(page.content, self._archive(sample)[1])
        with mute_logger("odoo.http"):
            for login, status in (("doc_head", 403), ("doc_employee", 404)):
                self.authenticate(login, login)
                page = self.url_open(f"/zi_governance/sample/{sample.id}")
                self.assertEqual(page.status_code, status, login)
