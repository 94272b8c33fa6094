from datetime import date, datetime

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import EvidenceCase, pdf, photo


@tagged("post_install", "-at_install")
class TestEvidence(EvidenceCase):
    def test_file_is_bound_and_hashed(self):
        """A file is kept with its SHA-256 and bound to its row at creation."""
        row = self._enter(content=pdf("satu"))
        self.assertEqual(len(row.sha256), 64)
        attachment = row.sudo().attachment_id
        self.assertEqual(
            (attachment.res_model, attachment.res_id, attachment.mimetype),
            ("zi.evidence", row.id, "application/pdf"),
        )
        self.assertEqual(attachment.raw, pdf("satu"))
        self.assertEqual(row.uploader_id, self.member)
        self.assertFalse(attachment.public)

    def test_who_may_enter(self):
        """Secretariat for all areas, a working group for its own, an owner for his
        items; nobody else, and nothing without a purpose."""
        self.assertTrue(self._enter(self.member))
        self.assertTrue(self._enter(self.secretary, area_ids=False))
        for values in (
            {"area_ids": [(6, 0, self.other_area.ids)]},
            {"area_ids": [(6, 0, (self.area | self.other_area).ids)]},
            {"area_ids": False},
            {"item_ids": [(6, 0, self.foreign_item.ids)]},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                self._enter(self.member, **values)
        with self.assertRaises(AccessError):
            self._enter(self.employee)
        self.foreign_item.owner_id = self.employee
        row = self._for_item(
            date(2026, 6, 1), user=self.employee, item=self.foreign_item
        )
        self.assertEqual(row.area_ids, self.other_area)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.models")
    def test_other_unit_is_closed(self):
        """Nobody enters evidence for a unit that is not his."""
        with self.assertRaises(UserError):
            self._enter(self.member, company_id=self.other_unit.id)
        with self.assertRaises(UserError):
            self._enter(self.secretary, company_id=self.other_unit.id)

    def test_uploader_does_not_verify(self):
        """Nobody verifies what he entered, not even as secretariat."""
        row = self._enter(self.secretary)
        with self.assertRaisesRegex(AccessError, "himself"):
            row.with_user(self.secretary).action_verify()
        row.with_user(self.colleague).action_verify()
        self.assertEqual((row.state, row.verifier_id), ("verified", self.colleague))

    def test_only_the_secretariat_of_today_verifies(self):
        """Working group, head and a former secretary verify nothing."""
        row = self._enter()
        for user in (self.member, self.head, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                row.with_user(user).action_verify()
        self.env["zi.role.assignment"].search(
            [("user_id", "=", self.secretary.id)]
        ).date_to = date(2026, 6, 14)
        with self.assertRaises(AccessError):
            row.with_user(self.secretary).action_verify()

    def test_protected_fields_are_not_written(self):
        """State, hash, uploader, file and verifier are the system's, whoever asks and
        whatever context he sends."""
        row = self._enter()
        other = self._enter(name="lain.pdf")
        attacks = (
            {"state": "verified"},
            {"sha256": "0" * 64},
            {"uploader_id": self.employee.id},
            {"verifier_id": self.head.id},
            {"attachment_id": other.sudo().attachment_id.id},
            {"late_entry": True},
            {"verified_item_ids": [(6, 0, self.item.ids)]},
            {"verified_item_ids": [(4, self.item.id)]},
            {"previous_id": other.id},
            {"kind": "record", "res_model": "res.users", "res_id": 1},
            {"uploaded_at": "2020-01-01 00:00:00"},
        )
        for user in (self.member, self.secretary):
            for values in attacks:
                with self.subTest(user=user.login, values=values):
                    with self.assertRaises(AccessError):
                        row.with_user(user).with_context(zi_gate=True).write(values)
        for values in attacks:
            with self.subTest(create=values), self.assertRaises(AccessError):
                self._enter(**values)
        context_row = self.Evidence.with_user(self.member).with_context(
            default_state="verified", default_uploader_id=self.head.id
        )
        made = context_row.browse(self._enter().id)
        self.assertEqual((made.state, made.uploader_id), ("waiting", self.member))

    def test_defaults_of_the_client_do_not_count(self):
        """``default_state`` in a client's context sets nothing."""
        evil = self.env["zi.evidence"].with_context(
            default_state="verified", default_uploader_id=self.head.id
        )
        type(self).Evidence, kept = evil, self.Evidence
        self.addCleanup(setattr, type(self), "Evidence", kept)
        row = self._enter()
        self.assertEqual((row.state, row.uploader_id), ("waiting", self.member))

    def test_sealed_after_verification(self):
        """What was verified does not change; who wants to changes the version."""
        row = self._enter()
        row.with_user(self.secretary).action_verify()
        for user in (self.member, self.secretary):
            for values in (
                {"name": "Lain"},
                {"date": date(2026, 5, 1)},
                {"expiry_date": date(2027, 5, 1)},
            ):
                with self.subTest(user=user.login, values=values):
                    with self.assertRaises(UserError):
                        row.with_user(user).write(values)
        with self.assertRaises(UserError):
            row.with_user(self.member).unlink()

    def test_file_of_evidence_is_sealed(self):
        """The stored file cannot be exchanged, moved or deleted, by administrators
        either."""
        attachment = self._enter().sudo().attachment_id
        for values in (
            {"raw": b"lain"},
            {"datas": "bGFpbg=="},
            {"res_id": 1},
            {"public": True},
            {"mimetype": "text/html"},
        ):
            for user in (self.member, self.env.user):
                with self.subTest(values=values, user=user.login):
                    with self.assertRaises(AccessError):
                        attachment.with_user(user).write(values)
        with self.assertRaises(AccessError):
            attachment.unlink()

    def test_what_is_verified_is_what_was_hashed(self):
        """A file that was exchanged in the store is not verified."""
        row = self._enter()
        self.patch(type(row.attachment_id), "_compute_raw", lambda records: None)
        self.env.cr.execute(
            "UPDATE zi_evidence SET sha256 = repeat('0', 64) WHERE id = %s", [row.id]
        )
        row.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "not the one"):
            row.with_user(self.secretary).action_verify()

    def test_database_keeps_no_refusal_without_a_reason(self):
        """Neither an empty reason nor none at all gets past PostgreSQL."""
        row = self._enter().sudo()
        for reason in (None, "", "  "):
            with (
                self.subTest(reason),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(
                    "UPDATE zi_evidence SET state = 'refused', refusal_reason = %s"
                    " WHERE id = %s",
                    [reason, row.id],
                )

    def test_refusal_needs_a_reason_and_tells_the_uploader(self):
        """Who entered it learns what to mend."""
        row = self._enter()
        action = row.with_user(self.secretary).action_refuse()
        self.assertEqual(action["res_model"], "zi.evidence.refuse")
        row.with_user(self.secretary).action_refuse("Tanpa tanggal")
        self.assertEqual(row.refusal_reason, "Tanpa tanggal")
        self.assertEqual(row.activity_ids.user_id, self.member)
        with self.assertRaises(UserError):
            row.with_user(self.secretary).action_verify()

    def test_new_version_replaces_when_verified(self):
        """A verified version stays in force until the new one is verified."""
        old = self._enter()
        old.with_user(self.secretary).action_verify()
        result = self.Evidence.with_user(self.member)._zi_upload(
            [("notula2.pdf", pdf("dua"))], "zi.evidence", old.id
        )
        new = self.Evidence.browse(result["created"])
        self.assertEqual((new.previous_id, old.state), (old, "verified"))
        self.assertEqual(new.area_ids, old.area_ids)
        new.with_user(self.secretary).action_verify()
        self.assertEqual((new.state, old.state), ("verified", "replaced"))

    def test_duplicates_are_shown(self):
        """The same file, or the same picture saved again, is recognised in the unit."""
        first = self._enter(content=photo(), name="satu.jpg")
        again = self._enter(content=photo(), name="dua.jpg", date=date(2026, 5, 10))
        saved = self._enter(content=photo(quality=55, size=(500, 375)), name="tiga.jpg")
        other = self._enter(content=photo(shift=3), name="empat.jpg")
        self.assertEqual(again.duplicate_ids, first)
        self.assertEqual(saved.duplicate_ids, first | again)
        self.assertFalse(other.duplicate_ids)
        self.assertFalse(first.duplicate_ids)
        self.assertIn("satu", again.duplicate_warning)
        self.assertEqual(
            self.Evidence.search(
                [("duplicate_ids", "!=", False), ("company_id", "=", self.unit.id)]
            ),
            first | again,
        )

    def test_a_new_version_is_no_duplicate(self):
        """The same file as a new version of itself raises no warning."""
        old = self._enter(content=pdf("x"))
        created = self.Evidence.with_user(self.member)._zi_upload(
            [("x.pdf", pdf("x"))], "zi.evidence", old.id
        )["created"]
        self.assertFalse(self.Evidence.browse(created).duplicate_ids)

    def test_late_mark(self):
        """Entered after the end of its month, or dated back later: marked for good."""
        self.env["zi.period"]._zi_make_year(self.unit, 2026)
        with freeze_time(datetime(2026, 6, 15, 2, 0)):
            intime = self._enter(date=date(2026, 6, 1))
            back = self._enter(date=date(2026, 5, 31), name="b.pdf")
        self.assertFalse(intime.late_entry)
        self.assertTrue(back.late_entry)
        back.with_user(self.member).write({"date": date(2026, 6, 2)})
        self.assertTrue(back.late_entry)
        intime.with_user(self.member).write({"date": date(2026, 5, 2)})
        self.assertTrue(intime.late_entry)

    def test_late_mark_in_the_units_zone(self):
        """31 May 17:30 UTC is already June in Jakarta, and still May in no zone west
        of it."""
        self.env["zi.period"]._zi_make_year(self.unit, 2026)
        self.unit.resource_calendar_id.tz = "Asia/Jakarta"
        for moment, late in (
            (datetime(2026, 5, 31, 16, 59), False),
            (datetime(2026, 5, 31, 17, 30), True),
        ):
            with self.subTest(moment=moment), freeze_time(moment):
                row = self._enter(date=date(2026, 5, 31), name=f"{late}.pdf")
                self.assertEqual(row.late_entry, late)

    def test_closed_period_is_frozen(self):
        """What a closed month reported stays; a row dated into it later is marked."""
        self.env["zi.period"]._zi_make_year(self.unit, 2026)
        with freeze_time(datetime(2026, 1, 21, 2, 0)):
            row = self._enter(date=date(2026, 1, 20))
        newer = self._enter(date=date(2026, 6, 2), name="n.pdf")
        self.env["zi.period"].search(
            [("code", "=", "2026-01"), ("company_id", "=", self.unit.id)]
        ).with_user(self.secretary).action_close()
        for values in ({"name": "Lain"}, {"date": date(2026, 2, 2)}):
            with self.subTest(values=values), self.assertRaises(UserError):
                row.with_user(self.member).write(values)
        with self.assertRaises(UserError):
            row.with_user(self.member).unlink()
        newer.with_user(self.member).write({"date": date(2026, 1, 5)})
        self.assertTrue(newer.late_entry)

    def test_dates_make_sense(self):
        """No date in the future, no end before the beginning, no foreign period."""
        self.env["zi.period"]._zi_make_year(self.unit, 2026)
        may = self.env["zi.period"]._zi_find(self.unit, date(2026, 5, 1))
        for values in (
            {"date": date(2026, 6, 16)},
            {"expiry_date": date(2026, 6, 9)},
            {"period_id": may.id},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self._enter(**values)

    def test_expiry(self):
        """Evidence ends after its last day in the unit and the uploader is reminded
        before."""
        row = self._enter(expiry_date=date(2026, 6, 20))
        row.with_user(self.secretary).action_verify()
        self._travel(date(2026, 6, 20))
        self.Evidence._zi_expire(row)
        self.assertEqual(row.state, "verified")
        self._travel(date(2026, 6, 21))
        self.Evidence._zi_expire(row)
        self.assertEqual(row.state, "expired")

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.models")
    def test_who_reads(self):
        """An employee reads what he entered or what serves his items; the working
        group and those who look at the whole read all of their unit."""
        row = self._for_item(date(2026, 6, 1))
        self.assertFalse(row.with_user(self.employee).has_access("read"))
        self.item.owner_id = self.employee
        self.assertTrue(row.with_user(self.employee).has_access("read"))
        self.assertFalse(row.with_user(self.employee).has_access("write"))
        self.assertFalse(row.with_user(self.head).has_access("write"))
        self.assertTrue(row.with_user(self.head).has_access("read"))
        stranger = self._person(
            "ev_stranger", "Lain", "group_zi_secretariat", unit=self.other_unit
        )
        self.assertFalse(row.with_user(stranger).has_access("read"))

    def test_live_record_needs_an_offer(self):
        """Only records of kinds that are offered as evidence can be evidence."""
        with self.assertRaises(UserError):
            self.Evidence.with_user(self.member)._zi_from_record(self.item)

    def test_links_are_made_on_the_evidence(self):
        """The other side of the link is no way around the gate."""
        row = self._enter()
        with self.assertRaises(UserError):
            self.item.with_user(self.member).write({"evidence_ids": [(4, row.id)]})
        with self.assertRaises(UserError):
            self.foreign_item.with_user(self.secretary).write(
                {"evidence_ids": [(4, row.id)]}
            )
        with self.assertRaises(AccessError):
            row.with_user(self.member).write({"item_ids": [(4, self.foreign_item.id)]})

    def test_follow_up_shows_its_result(self):
        """The owner attaches evidence to his follow-up, and only then it is done;
        another person checks it."""
        item = self.env["zi.follow.up"].create(
            {
                "company_id": self.unit.id,
                "name": "Pasang jadwal",
                "owner_id": self.employee.id,
                "due_date": date(2026, 6, 20),
            }
        )
        mine = item.with_user(self.employee)
        with self.assertRaises(AccessError):
            mine.sudo(False).write({"evidence_ids": [(6, 0, [])]})
        result = self.Evidence.with_user(self.employee)._zi_upload(
            [("foto.jpg", photo())], "zi.follow.up", item.id
        )
        self.assertFalse(result["refused"])
        mine.action_done("Sudah dipasang")
        with self.assertRaises(AccessError):
            mine.action_check()
        item.with_user(self.secretary).action_check()
        self.assertEqual((item.state, item.checked_by_id), ("checked", self.secretary))

    def test_owner_who_is_secretary_does_not_check_himself(self):
        """The secretary checks nothing that he had to do."""
        item = self.env["zi.follow.up"].create(
            {
                "company_id": self.unit.id,
                "name": "Susun laporan",
                "owner_id": self.secretary.id,
                "due_date": date(2026, 6, 20),
            }
        )
        self.Evidence.with_user(self.secretary)._zi_upload(
            [("a.pdf", pdf("a"))], "zi.follow.up", item.id
        )
        mine = item.with_user(self.secretary)
        mine.action_done("Beres")
        with self.assertRaises(AccessError):
            mine.action_check()
        item.with_user(self.colleague).action_refuse("Belum lengkap")
        self.assertEqual(item.state, "refused")
        mine.action_done("Sudah lengkap")
        item.with_user(self.colleague).action_check()
        self.assertEqual(item.state, "checked")
