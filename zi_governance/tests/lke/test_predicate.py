from datetime import datetime, timedelta

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..json2 import Json2Case


@tagged("post_install", "-at_install")
class TestPredicate(Json2Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.unit = cls.env["res.company"].create({"name": "Balai Predikat"})
        cls.secretary = new_test_user(
            cls.env(context={**cls.env.context, "no_reset_password": True}),
            "predicate_secretary",
            groups="base.group_user,zi_governance.group_zi_secretariat",
            name="Sekretaris Predikat",
            company_id=cls.unit.id,
            company_ids=[(6, 0, cls.unit.ids)],
        )
        cls.env["zi.role.assignment"].create(
            {
                "company_id": cls.unit.id,
                "user_id": cls.secretary.id,
                "role_id": cls.env.ref("zi_governance.role_secretariat").id,
                "date_from": "2020-01-01",
            }
        )
        cls.predicate = cls.env["zi.predicate"].create(
            {
                "predicate": "WBK",
                "company_id": cls.unit.id,
                "decree_number": "KEP-1",
                "decree_date": "2024-06-10",
                "date_from": "2024-06-10",
                "date_to": "2025-06-09",
            }
        )

    def _age(self):
        """The predicate was recorded three days ago."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE zi_predicate SET create_date = %s WHERE id = %s",
            (datetime.now() - timedelta(days=3), self.predicate.id),
        )
        self.env.invalidate_all()

    def _write(self, **vals):
        return {"ids": self.predicate.ids, "vals": vals}

    @mute_logger("odoo.http")
    def test_validity_changes_only_with_a_reason_that_stays(self):
        """A recorded predicate is not extended silently: the reason is asked for each
        time, and old day, new day, person and reason stay in the register."""
        self._age()
        refused = {"status": 422, "words": "Why the validity changes"}
        for vals in ({"date_to": "2030-01-01"}, {"date_to": False}):
            self.assert_refused(
                self.secretary,
                "zi.predicate",
                "write",
                **refused,
                **self._write(**vals),
            )
        self.assertEqual("2025-06-09", str(self.predicate.date_to))
        given = self._write(date_to="2026-06-09", validity_reason="Surat Menpan 7")
        response = self.call(self.secretary, "zi.predicate", "write", **given)
        self.assertEqual(200, response.status_code, response.text)
        self.assert_refused(
            self.secretary,
            "zi.predicate",
            "write",
            **refused,
            **self._write(date_to="2030-01-01"),
        )
        self.assertEqual("2026-06-09", str(self.predicate.date_to))
        for part in ("2025-06-09 → 2026-06-09", "Sekretaris Predikat", "Menpan 7"):
            self.assertIn(part, self.predicate.validity_log)

    @mute_logger("odoo.http")
    def test_log_of_the_validity_is_the_systems(self):
        """Nobody rewrites what was logged, also not together with a good reason."""
        self._age()
        self.assert_refused(
            self.secretary, "zi.predicate", "write", **self._write(validity_log="x")
        )
        self.assert_refused(
            self.secretary,
            "zi.predicate",
            "write",
            **self._write(date_to="2031-01-01", validity_reason="y", validity_log="x"),
        )
        self.assertFalse(self.predicate.validity_log)

    def test_slip_is_mended_on_its_day(self):
        """On the day it is recorded a wrong last day is simply corrected."""
        given = self._write(date_to="2026-06-09")
        response = self.call(self.secretary, "zi.predicate", "write", **given)
        self.assertEqual(200, response.status_code, response.text)
        self.assertFalse(self.predicate.validity_log)
