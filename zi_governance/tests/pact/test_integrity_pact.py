from datetime import date
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from psycopg2 import errors

from odoo.exceptions import AccessError, UserError
from odoo.modules import get_module_path
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..documents.common import PDF
from .common import PactCase


@tagged("post_install", "-at_install")
class TestIntegrityPact(PactCase):
    """Signing, witnessing, what is kept, and who sees it."""

    def test_shipped_text_has_the_seven_statements_of_the_rule(self):
        """Without any setting the seven statements are signed."""
        self.assertEqual("released", self.text.state)
        self.assertEqual(7, len(self.text.statement_ids))
        self.assertFalse(self.text.company_id)

    def test_employee_signs_with_his_password(self):
        """The signature keeps who, what, when and how, with the figures of the day."""
        pact = self._sign()
        self.assertEqual(self.file, pact.employee_id)
        self.assertEqual(self.employee, pact.user_id)
        self.assertEqual("password", pact.method)
        self.assertEqual(date(2026, 6, 15), pact.date)
        self.assertEqual("PI/0001/2026", pact.number)
        self.assertEqual(self.text.text_hash, pact.text_hash)
        self.assertTrue(pact._zi_is_intact())
        self.assertEqual("current", pact._zi_status(date(2026, 6, 15)))

    def test_wrong_password_signs_nothing(self):
        """A wrong, empty or foreign password is refused in words."""
        sheet = self._sheet().create({})
        for secret in ("wrong", "", None, self._password(self.head)):
            with self.subTest(secret=secret), self.assertRaises(UserError):
                sheet.action_sign(secret)
        self.assertFalse(
            self.env["zi.integrity.pact"].search([("employee_id", "=", self.file.id)])
        )

    def test_too_many_wrong_passwords_have_to_wait(self):
        """After ten attempts even the right password waits."""
        sheet = self._sheet().create({})
        for _attempt in range(10):
            with self.assertRaises(UserError):
                sheet.action_sign("wrong")
        with self.assertRaisesRegex(UserError, "Too many"):
            sheet.action_sign(self._password(self.employee))

    def test_pin_signs_for_who_has_no_password(self):
        """The own PIN counts, another's does not."""
        self.file.pin = "8264"
        self._employee(self.head).pin = "1111"
        sheet = self._sheet().create({"secret_kind": "pin"})
        with self.assertRaises(UserError):
            sheet.action_sign("1111")
        action = sheet.action_sign("8264")
        pact = self.env["zi.integrity.pact"].browse(action["res_id"])
        self.assertEqual("pin", pact.method)

    def test_signing_twice_makes_one_pact(self):
        """A second click finds the first signature."""
        self.assertEqual(self._sign(), self._sign())

    def test_password_is_stored_nowhere(self):
        """The sheet has no column for it."""
        self.env.cr.execute(
            "SELECT column_name FROM information_schema.columns "
            "WHERE table_name IN ('zi_integrity_pact_sign', 'zi_integrity_pact_device')"
        )
        columns = {name for (name,) in self.env.cr.fetchall()}
        self.assertFalse(columns & {"secret", "code"})

    def test_superior_witnesses_after_the_signer(self):
        """Only the direct superior is the witness, once, and never the signer."""
        pact = self._sign()
        for other in (self.employee, self.head, self.member):
            with self.subTest(other=other.login), self.assertRaises(AccessError):
                pact.with_user(other).action_witness()
        mine = (
            self.env["zi.integrity.pact"]
            .with_user(self.secretary)
            .search([("can_witness", "=", True)])
        )
        self.assertEqual(pact, mine)
        mine.action_witness()
        mine.action_witness()
        self.assertEqual(1, len(pact.witness_ids))
        self.assertIn("Sekretaris Uji", pact.witness_name)
        self.assertFalse(pact.with_user(self.secretary).can_witness)

    def _outside(self, pact, user=None, **values):
        return (
            self.env["zi.integrity.pact.outside"]
            .with_user(user or self.secretary)
            .with_company(self.unit)
            .create(
                {
                    "pact_id": pact.id,
                    "name": "Atasan Kepala",
                    "office": "Direktur Uji",
                    "letter": PDF,
                    "letter_name": "saksi.pdf",
                    **values,
                }
            )
        )

    def test_superior_elsewhere_is_entered_with_his_paper(self):
        """The head's superior has no account: his signed paper is the witness."""
        pact = self._sign(self.head)
        self.assertTrue(pact.with_user(self.secretary).can_enter_witness)
        with self.assertRaises(UserError):
            self._outside(pact, date=date(2026, 6, 1)).action_enter()
        self._outside(pact).action_enter()
        self.env.invalidate_all()
        self.assertEqual("Atasan Kepala, Direktur Uji", pact.witness_name)
        row = pact.sudo().witness_ids
        self.assertEqual(self.secretary, row.entered_by_id)
        self.assertEqual(64, len(row.letter_sha256))

    def test_who_has_a_superior_here_gets_no_paper_witness(self):
        """Nobody enters a paper in the place of a superior with an account."""
        with self.assertRaisesRegex(UserError, "himself"):
            self._outside(self._sign()).action_enter()
        with self.assertRaises(AccessError):
            self._outside(self._sign(self.head), user=self.member)

    def test_signature_stays_as_it_is(self):
        """Neither people nor SQL change or delete a signature."""
        pact = self._sign()
        for user in (self.employee, self.secretary, self.env.ref("base.user_admin")):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    pact.with_user(user).write({"employee_name": "Lain"})
                with self.assertRaises(AccessError):
                    pact.with_user(user).unlink()
        for query in (
            "UPDATE zi_integrity_pact SET date = '2020-01-01' WHERE id = %s",
            "DELETE FROM zi_integrity_pact WHERE id = %s",
        ):
            with (
                self.subTest(query=query),
                mute_logger("odoo.sql_db"),
                self.assertRaises(errors.RestrictViolation),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(SQL(query, pact.id))

    def test_changed_text_shows(self):
        """Words changed behind the system's back make every pact of it invalid."""
        pact = self._sign()
        self.env.cr.execute(
            SQL(
                "UPDATE zi_integrity_pact_statement SET name = 'Lain' WHERE id = %s",
                self.text.statement_ids[0].id,
            )
        )
        self.env.invalidate_all()
        self.assertEqual("altered", pact._zi_status(date(2026, 6, 15)))

    def test_released_text_is_not_changed(self):
        """A version that is signed stays; the secretariat makes a new one."""
        with self.assertRaises(UserError):
            self.text.with_user(self.secretary).opening = "Lain"
        admin = self.env.ref("base.user_admin")
        with self.assertRaises(UserError):
            self.text.statement_ids[0].with_user(admin).name = "Lain"

    def test_new_version_is_signed_anew(self):
        """Once a unit releases its own text, all are asked again and old pacts end."""
        pact = self._sign()
        new = self.text.with_user(self.secretary).copy(
            {"name": "Versi 2", "closing": "ARIF.", "date_from": date(2026, 6, 15)}
        )
        self.assertEqual(self.unit, new.company_id)
        self.assertEqual(7, len(new.statement_ids))
        new.action_release()
        self.assertEqual("superseded", pact._zi_status(date(2026, 6, 15)))
        again = self._sign()
        self.assertNotEqual(pact, again)
        self.assertEqual(new, again.text_id)
        other = self.env["zi.integrity.pact.text"]._zi_current(self.other_unit)
        self.assertEqual(self.text, other)

    def test_transferred_employee_is_asked_by_the_new_unit(self):
        """Who moves to another unit is on its list, and his old pact has ended."""
        pact = self._sign()
        self.file.company_id = self.other_unit
        self.assertEqual("expired", pact._zi_status(date(2026, 6, 15)))
        row = self.env["zi.integrity.pact.state"].search(
            [("employee_id", "=", self.file.id)]
        )
        self.assertEqual(self.other_unit, row.company_id)
        self.assertEqual("1_missing", row.state)

    def test_who_has_not_signed(self):
        """The list and the coverage follow the people and their signatures."""
        states = self.env["zi.integrity.pact.state"]
        office, signed = states._zi_coverage(self.unit)
        self.assertEqual(6, office)
        self.assertEqual(0, signed)
        pact = self._sign()
        self.assertEqual((6, 1), states._zi_coverage(self.unit))
        row = states.search([("employee_id", "=", self.file.id)])
        self.assertEqual("2_witness", row.state)
        pact.with_user(self.secretary).action_witness()
        self.env.invalidate_all()
        self.assertEqual("3_done", states.browse(row.id).state)
        newcomer = self.env["hr.employee"].create(
            {"name": "Pegawai Baru", "company_id": self.unit.id}
        )
        self.assertEqual((7, 1), states._zi_coverage(self.unit))
        newcomer.active = False
        self.assertEqual((6, 1), states._zi_coverage(self.unit))

    def test_colleague_reads_no_pact_of_another(self):
        """One's own, those to witness; officers read all of their unit."""
        pact = self._sign()
        pacts = self.env["zi.integrity.pact"]
        self.assertEqual(pact, pacts.with_user(self.employee).search([]))
        self.assertFalse(pacts.with_user(self.member).search([]))
        self.assertEqual(pact, pacts.with_user(self.secretary).search([]))
        stranger = self._person(
            "pact_other", "Orang Lain", "group_zi_secretariat", unit=self.other_unit
        )
        self.assertFalse(pacts.with_user(stranger).search([]))

    def test_first_page_asks_until_it_is_signed(self):
        """The home page shows the pact first, and the witness his list."""
        home = self.env["zi.home"].with_company(self.unit)
        mine = home.with_user(self.employee)._zi_list_pact(self.unit)
        self.assertEqual(1, len(mine["rows"]))
        self._sign()
        self.assertFalse(home.with_user(self.employee)._zi_list_pact(self.unit))
        witness = home.with_user(self.secretary)._zi_list_witness(self.unit)
        self.assertEqual(1, len(witness["rows"]))

    def test_reminder_on_monday_only(self):
        """On the unit's Monday who has not signed gets a mail that names nobody."""
        self._travel(date(2026, 6, 16))
        self.env["zi.integrity.pact"]._zi_remind(self.unit)
        self.assertFalse(self.env["mail.mail"].search([("subject", "ilike", "pact")]))
        self._travel(date(2026, 6, 22))
        self.env["zi.integrity.pact"]._zi_remind(self.unit)
        mails = self.env["mail.mail"].search([("subject", "ilike", "integrity pact")])
        self.assertEqual(6, len(mails))
        self.assertFalse(any("Uji" in (mail.body_html or "") for mail in mails))

    def _rule(self):
        return self.env.ref("zi_governance.evidence_rule_pakta_integritas")

    def _evaluate(self):
        rule = self._rule()
        rule._zi_evaluate(self.unit, [2026])
        return rule.result_ids.filtered(lambda row: row.company_id == self.unit)

    def test_evidence_rule_wants_all_and_their_witnesses(self):
        """Green once everybody has signed the text of today and was witnessed, also
        by signatures of an earlier year."""
        people = self.env["hr.employee"].search([("company_id", "=", self.unit.id)])
        boss = self._employee(self.head)
        (people - boss - self.file).parent_id = boss
        boss.parent_id = self._employee(self.deputy)
        self._travel(date(2025, 11, 3))
        for user in people.user_id:
            self._sign(user)
        self._travel(date(2026, 6, 15))
        self.assertNotEqual("met", self._evaluate()[:1].state)
        for pact in self.env["zi.integrity.pact"].search([]):
            pact.with_user(pact.employee_id.parent_id.user_id).action_witness()
        self.env.invalidate_all()
        result = self._evaluate()[:1]
        self.assertEqual(("met", 6), (result.state, result.count))
        self.env["hr.employee"].create(
            {"name": "Pegawai Baru", "company_id": self.unit.id}
        )
        self.assertEqual("incomplete", self._evaluate()[:1].state)

    def test_upgrade_renews_the_shipped_rule(self):
        """An unchanged rule of the version before asks for all employees now."""
        rule = self._rule()
        old = {
            "domain": False,
            "count_by": "dated",
            "per": "year",
            "member_field": False,
            "all_employees": False,
        }
        path = Path(get_module_path("zi_governance"))
        spec = spec_from_file_location(
            "pact_rule", path / "migrations/19.0.1.1.0/post-pact_rule.py"
        )
        script = module_from_spec(spec)
        spec.loader.exec_module(script)
        rule.write(old)
        script.migrate(self.env.cr, "19.0.1.0.0")
        self.assertTrue(rule.all_employees)
        rule.write({**old, "count_by": "dated", "minimum": 1, "per": "quarter"})
        script.migrate(self.env.cr, "19.0.1.0.0")
        self.assertFalse(rule.all_employees)

    def test_own_version_takes_the_words_of_the_settings(self):
        """The unit's own text starts with the closing words that were set up."""
        setting = self.env["zi.unit.setting"]._zi_of(self.unit)
        setting.pact_text = "Kami bekerja dengan ARIF."
        new = self.text.with_user(self.secretary).with_company(self.unit).copy()
        self.assertEqual("Kami bekerja dengan ARIF.", new.closing)

    def test_sheet_of_the_inspectorate(self):
        """Each pact with its witness as of the end of the period; the balance holds
        from month to month."""
        may = self._register(date(2026, 5, 1), date(2026, 5, 31))
        self.assertEqual(([], (0, 0, 0, 0)), may)
        pact = self._sign()
        self._travel(date(2026, 7, 2))
        pact.with_user(self.secretary).action_witness()
        rows, roll = self._register(date(2026, 6, 1), date(2026, 6, 30))
        self.assertEqual(["PI/0001/2026", None], [rows[0][0], rows[0][8]])
        self.assertEqual((0, 1, 0, 1), roll)
        rows, roll = self._register(date(2026, 7, 1), date(2026, 7, 31))
        self.assertIn("Sekretaris Uji", rows[0][8])
        self.assertEqual((1, 0, 1, 0), roll)

    def _register(self, first, last):
        run = self.env["zi.export.run"].new({"date_from": first, "date_to": last})
        sheet = self.env.ref("zi_governance.export_sheet_pacts")._zi_sheet(
            self.unit, run
        )
        roll = sheet.roll
        return list(sheet.checked_rows()), (
            roll.opening,
            roll.received,
            roll.finished,
            roll.closing,
        )

    def test_paper_carries_code_and_statements(self):
        """The printed pact has its number, all statements, signer and code."""
        pact = self._sign()
        paper = pact._zi_paper()
        self.assertEqual(7, len(paper["statements"]))
        self.assertEqual("Pegawai Uji", paper["name"])
        self.assertTrue(paper["qr"]["text"].startswith("https://zi.contoh.go.id/zi/v/"))
        said = pact._zi_verification()
        self.assertNotIn("Pegawai Uji", str(said))
