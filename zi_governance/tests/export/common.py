import tempfile
from contextlib import nullcontext
from datetime import date, datetime
from pathlib import Path
from unittest.mock import patch

from odoo.tests import HttpCase, freeze_time

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from ...tools import zi_verify as check
from ..plan.office import OfficePlanCase


class ExportCase(OfficePlanCase):
    """An office with one monthly package to the Inspectorate."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.unit.email = "kantor@example.com"
        cls.unit.resource_calendar_id.tz = "Asia/Jakarta"
        cls.Run = cls.env["zi.export.run"]
        cls.profile = cls._profile()

    @classmethod
    def _profile(cls, sheets=("exceptions", "plan", "evidence", "decisions"), **values):
        return (
            cls.env["zi.export.profile"]
            .with_user(cls.secretary)
            .create(
                {
                    "name": "Paket bulanan",
                    "code": "itjen",
                    "company_id": cls.unit.id,
                    "since": date(2026, 1, 1),
                    "lang": "en_US",
                    "line_ids": [
                        (
                            0,
                            0,
                            {
                                "sheet_id": cls.env.ref(
                                    f"zi_governance.export_sheet_{code}"
                                ).id
                            },
                        )
                        for code in sheets
                    ],
                    "recipient_ids": [
                        (0, 0, {"name": "Itjen", "email": "itjen@example.com"})
                    ],
                    **values,
                }
            )
        )

    def _at(self, *moment):
        """Set the clock, in UTC."""
        cls = type(self)
        cls._stop_clock()
        cls._clock = freeze_time(str(datetime(*moment)))
        cls._clock.start()
        self.env.invalidate_all()

    def _job(self):
        """Run the job as the scheduler does."""
        http = isinstance(self, HttpCase)  # is in that mode already
        with nullcontext() if http else self.enter_registry_test_mode():
            self.env.ref("zi_governance.zi_export_cron").method_direct_trigger()
        self.env.invalidate_all()

    def _job_with_mail(self, fail=None):
        """Run the job with a mail server that keeps, or fails; the mails as bytes.

        A TransactionCase must not open a connection of its own; the real server is
        used by the end-to-end tests.
        """
        sent = []

        def send(server, message, *args, **kwargs):
            if fail:
                raise fail
            sent.append(message.as_bytes())
            return message["Message-Id"]

        with patch.object(IrMail_Server, "send_email", send):
            self._job()
        return sent

    def _runs(self, **domain):
        return self.Run.search(
            [
                ("profile_id", "=", self.profile.id),
                *[(name, "=", value) for name, value in domain.items()],
            ],
            order="number, id",
        )

    def _check(self, runs):
        """The verifier's report on packages, as their receiver would run it."""
        keys = self.env["zi.signing.key"]._zi_public_keys()
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for run in runs:
                (folder / run.attachment_id.name).write_bytes(run.attachment_id.raw)
                (folder / run.manifest_id.name).write_bytes(run.manifest_id.raw)
            return check.check_files(keys, [folder])

    def _sheet_rows(self, run, name):
        """Rows of a sheet of a package, as its receiver reads them."""
        with tempfile.TemporaryFile() as file:
            file.write(run.attachment_id.raw)
            file.seek(0)
            for found, rows in check.read_sheets(file):
                if found == name:
                    return list(rows)
        self.fail(f"no sheet {name}")
