from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PNG, TODAY, DocumentCase


@tagged("post_install", "-at_install")
class TestPublication(DocumentCase):
    def _publication(self, user=None, **values):
        return (
            self.env["zi.publication"]
            .with_user(user or self.secretary)
            .create(
                {
                    "name": "Maklumat pelayanan",
                    "company_id": self.unit.id,
                    "media_id": self.env.ref(
                        "zi_governance.publication_media_website"
                    ).id,
                    **values,
                }
            )
        )

    def _shown(self, **values):
        publication = self._publication(
            **{
                "address": "https://balai.example/maklumat",
                "date_from": date(2026, 6, 1),
                "proof": PNG,
                "proof_name": "layar.png",
                "proof_date": date(2026, 6, 2),
                **values,
            }
        )
        publication.action_publish()
        return publication

    def test_publication_needs_address_date_and_proof(self):
        """What an assessor would refuse is refused here, naming what is missing."""
        publication = self._publication()
        with self.assertRaisesRegex(UserError, "Address.*Shown from.*Photo"):
            publication.action_publish()
        with self.assertRaises(UserError):
            self._shown(proof_date=date(2026, 5, 2))
        with self.assertRaises(UserError):
            self._shown(date_from=date(2026, 7, 1), proof_date=date(2026, 7, 1))
        self.assertEqual(self._shown().state, "live")

    def test_page_of_this_system_proves_itself(self):
        """A page of this system needs no screenshot."""
        publication = self._publication(
            media_id=self.env.ref("zi_governance.publication_media_zi_page").id,
            address="/zi",
            date_from=TODAY,
        )
        publication.action_publish()
        self.assertEqual(publication.state, "live")

    def test_shown_stays_as_it_was(self):
        """State is the buttons'; address, day and proof stay once it is shown."""
        publication = self._shown()
        with self.assertRaises(AccessError):
            publication.state = "ended"
        for name, value in (
            ("address", "https://lain.example"),
            ("date_from", date(2026, 1, 1)),
            ("proof", False),
        ):
            with self.subTest(name=name), self.assertRaises(UserError):
                publication.write({name: value})
        with self.assertRaises(UserError):
            publication.unlink()

    def test_ends_after_its_last_day(self):
        """What has a last day is ended on the day after."""
        publication = self._shown(date_to=date(2026, 6, 30))
        self._travel(date(2026, 6, 30))
        self.env["zi.publication"]._cron_daily()
        self.assertEqual(publication.state, "live")
        self._travel(date(2026, 7, 1))
        self.env["zi.publication"]._cron_daily()
        self.assertEqual(publication.state, "ended")

    def test_renewals_count_by_quarter(self):
        """A renewal is dated, proven, and within the time shown."""
        publication = self._shown()
        self._travel(date(2026, 8, 10))
        values = {"what": "Jam layanan", "proof": PNG, "proof_name": "a.png"}
        publication.renewal_ids = [(0, 0, {**values, "date": date(2026, 8, 9)})]
        self.assertEqual(publication.renewal_ids.quarter, "2026-Q3")
        self.assertEqual(publication.renewal_count, 1)
        for day in (date(2026, 5, 1), date(2026, 9, 1)):
            with self.subTest(day=day), self.assertRaises(UserError):
                publication.renewal_ids = [(0, 0, {**values, "date": day})]

    def test_employee_enters_no_publication(self):
        """Only secretariat, working group and the officers publish."""
        with self.assertRaises(AccessError):
            self._publication(user=self.employee)
        with self.assertRaises(AccessError):
            self._publication(user=self.member)
        officer = self._person("doc_ppid", "Petugas PPID", "group_ppid_officer")
        with self.assertRaises(AccessError):
            self._publication(user=officer)
        self._assign(officer, "role_ppid_officer")
        self.assertTrue(self._publication(user=officer))
