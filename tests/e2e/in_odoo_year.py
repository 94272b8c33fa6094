"""Runs inside `odoo shell`: a coming year of the demo office, month by month.

Every act is done on its day by the person who would do it; on the day of the package
the job runs as the scheduler runs it.
"""

import base64
from datetime import datetime

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

AMENDED = 7


class Year:
    """Twelve months from the next one on, with a package of each."""

    def __init__(self, env):
        self.env = env
        self.company = env.ref("base.main_company")
        self.first = self.company._zi_today().replace(day=1) + relativedelta(months=1)
        self.profile = self._as("sekretaris1")["zi.export.profile"].create(
            {
                "name": "Paket setahun",
                "code": "tahun",
                "company_id": self.company.id,
                "since": self.first,
                "lang": "id_ID",
                "line_ids": [
                    (0, 0, {"sheet_id": sheet.id})
                    for sheet in env["zi.export.sheet"].search([], order="sequence")
                ],
                "recipient_ids": [
                    (0, 0, {"name": "Itjen Umpama", "email": "itjen@uji.example"})
                ],
            }
        )
        env.cr.commit()
        self.waiting = env["zi.evidence"]

    def _as(self, key):
        user = self.env.ref(f"zi_governance.demo_user_{key}")
        return self.env(
            user=user,
            context={"lang": "id_ID", "allowed_company_ids": user.company_ids.ids},
        )

    def upload(self, name):
        """A file of the secretariat; the team of this year is gone in the next."""
        member = self._as("sekretaris1")
        data = base64.b64encode(f"%PDF-1.4 {name}".encode()).decode()
        found = member["zi.evidence"].action_upload(
            [{"name": f"{name}.pdf", "data": data}],
            date=self.company._zi_today(),
        )
        assert found["created"], found
        return self.env["zi.evidence"].browse(found["created"])

    def month(self, number):
        """Two files come in, one of the month before is looked at; then the package
        of the month goes."""
        start = self.first + relativedelta(months=number - 1)
        with self._on(start, 12):
            looked_at = self.waiting[:1].with_env(self._as("sekretaris2"))
            looked_at.action_verify()
            new = self.upload(f"Notula {number}") | self.upload(f"Daftar {number}")
            self.waiting = self.waiting[1:] | new
            self.env.cr.commit()
        self.job(start + relativedelta(months=1))
        return new

    def job(self, month, day=20):
        with self._on(month, day):
            self.env.ref("zi_governance.zi_export_cron").method_direct_trigger()
            self.env.cr.commit()
        self.env.invalidate_all()

    def _on(self, month, day):
        return freeze_time(
            str(datetime(month.year, month.month, day, 3)),
            tick=True,
            ignore=["smtplib"],
        )

    def tell(self):
        """The year; an amendment of month seven goes after month eight."""
        files = [self.month(number) for number in range(1, AMENDED + 2)]
        files[AMENDED - 1][0].sudo()._zi_gate_write({"name": "Notula yang benar"})
        self.env.cr.commit()
        start = self.first + relativedelta(months=AMENDED + 1)
        with self._on(start, 21):
            run = self.profile.run_ids.filtered(lambda run: run.number == AMENDED)
            run.with_env(self._as("sekretaris1")).action_amend("Judul notula salah.")
            self.env.cr.commit()
        self.job(start, 22)
        for number in range(AMENDED + 2, 13):
            self.month(number)
        return [
            {
                "number": run.number,
                "period": run.period_code,
                "amendment": run.amendment,
                "state": run.state,
                "error": run.error,
                "rolls": {
                    sheet.code: [
                        sheet.opening,
                        sheet.received,
                        sheet.finished,
                        sheet.closing,
                    ]
                    for sheet in run.sheet_ids
                    if sheet.has_roll
                },
            }
            for run in self.profile.run_ids.sorted("id")
        ]
