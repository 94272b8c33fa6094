from datetime import date
from uuid import uuid4

from psycopg2.errors import LockNotAvailable, SerializationFailure

from odoo import api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, new_test_user, tagged
from odoo.tools import mute_logger

from ..json2 import Json2Case


@tagged("post_install", "-at_install")
class TestDecreeWire(Json2Case):
    """What a client may send, and what it is refused."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.unit = cls.env["res.company"].create(
            {"name": "Balai Kawat", "zi_unit_code": "BLK"}
        )
        cls.secretary = cls._person("wire_secretary", "zi_secretariat", "secretariat")
        cls.head = cls._person("wire_head", "zi_head", "head")
        cls.decree = (
            cls.env["zi.decree"]
            .with_user(cls.secretary)
            .create(
                {
                    "kind_id": cls.env.ref("zi_governance.decree_kind_sk_plt").id,
                    "company_id": cls.unit.id,
                    "subject": "Pelaksana harian",
                    "dictum": "Menunjuk.",
                }
            )
        )

    @classmethod
    def _person(cls, login, group, role):
        user = new_test_user(
            cls.env(context={**cls.env.context, "no_reset_password": True}),
            login,
            groups=f"base.group_user,zi_governance.group_{group}",
            company_id=cls.unit.id,
            company_ids=[(6, 0, cls.unit.ids)],
        )
        cls.env["zi.role.assignment"].create(
            {
                "company_id": cls.unit.id,
                "user_id": user.id,
                "role_id": cls.env.ref(f"zi_governance.role_{role}").id,
            }
        )
        return user

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_paper_is_printed_by_who_reads_the_document(self):
        """The address of the paper gives nothing to people of another unit or without
        a login, and to colleagues only what they may read."""
        other = self.env["res.company"].create({"name": "Balai Lain"})
        for login, unit, status in (
            ("wire_stranger", other, 403),
            ("wire_employee", self.unit, 403),
        ):
            new_test_user(
                self.env(context={**self.env.context, "no_reset_password": True}),
                login,
                groups="base.group_user",
                company_id=unit.id,
                company_ids=[(6, 0, unit.ids)],
            )
            self.authenticate(login, login)
            for kind in ("html", "pdf"):
                answer = self._paper(kind)
                self.assertEqual(status, answer.status_code, login)
                self.assertNotIn("Menunjuk", answer.text)
        self.authenticate("wire_secretary", "wire_secretary")
        self.assertIn("Menunjuk", self._paper("html").text)
        self.assertEqual(404, self._paper("html", 99999999).status_code)
        self.authenticate(None, None)
        self.assertNotIn("Menunjuk", self._paper("html").text)

    def _paper(self, kind, decree_id=None):
        number = decree_id or self.decree.id
        return self.url_open(f"/report/{kind}/zi_governance.decree_paper/{number}")

    @mute_logger("odoo.http")
    def test_number_and_state_are_refused_over_the_wire(self):
        """Neither a write nor a context key gives a number or an approval."""
        for values in (
            {"number": "HK/1/2026"},
            {"approval_state": "approved"},
            {"end_kind": "withdrawn", "ended_on": "2026-01-01"},
        ):
            with self.subTest(values=values):
                self.assert_refused(
                    self.secretary,
                    "zi.decree",
                    "write",
                    status=403,
                    ids=self.decree.ids,
                    vals=values,
                    context={"zi_gate": True, "lang": "en_US"},
                )

    @mute_logger("odoo.http")
    def test_head_writes_no_document(self):
        """The head decides by the buttons; the text is not his to write."""
        self.assert_refused(
            self.head,
            "zi.decree",
            "write",
            status=403,
            ids=self.decree.ids,
            vals={"subject": "Lain"},
        )

    @mute_logger("odoo.http")
    def test_server_methods_are_no_calls(self):
        """What gives numbers or begins roles cannot be called."""
        for method in ("_zi_effects_start", "_zi_complete_for_seal", "_zi_end"):
            with self.subTest(method=method):
                self.assert_refused(
                    self.secretary, "zi.decree", method, ids=self.decree.ids
                )


@tagged("post_install", "-at_install")
class TestNumbersAtOnce(BaseCase):
    """Numbers taken at the same moment, in connections of their own."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            self.unit_id = (
                env["res.company"]
                .create({"name": f"Balai {uuid4()}", "zi_unit_code": "BLS"})
                .id
            )
            self.kind_id = env.ref("zi_governance.decree_kind_pedoman").id
            self._pattern(env)
        self.addCleanup(self._clean)

    def _pattern(self, env):
        env["zi.number.pattern"].create(
            {"company_id": self.unit_id, "pattern": "{seq}/{tahun}"}
        )

    def _clean(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            unit = env["res.company"].browse(self.unit_id)
            for model in ("zi.number.pattern", "zi.counter", "zi.approval.chain"):
                env[model].search([("company_id", "=", unit.id)]).unlink()
            unit.unlink()

    def _take(self, cr):
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        company = env["res.company"].browse(self.unit_id)
        kind = env["zi.decree.kind"].browse(self.kind_id)
        return env["zi.number.pattern"]._zi_take(company, kind, date(2026, 6, 15))

    def test_second_waits_for_the_first(self):
        """While one approval holds its number the next waits; then it gets another."""
        with self.registry.cursor() as first, self.registry.cursor() as second:
            self.assertEqual(self._take(first), "1/2026")
            second.execute("SET LOCAL lock_timeout = '200ms'")
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(LockNotAvailable),
            ):
                self._take(second)
            second.rollback()
            first.commit()
            self.assertEqual(self._take(second), "2/2026")
            second.commit()

    def test_stale_snapshot_gets_no_number(self):
        """A transaction that began before the other's number was kept fails, so that
        the server tries it again."""
        with self.registry.cursor() as first, self.registry.cursor() as second:
            self._take(first)
            first.commit()
            second.execute("SELECT last FROM zi_counter")
            self._take(first)
            first.commit()
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(SerializationFailure),
            ):
                self._take(second)
            second.rollback()

    def test_number_of_a_failed_approval_is_given_again(self):
        """A number whose approval was rolled back leaves no gap."""
        with self.registry.cursor() as cr:
            self.assertEqual(self._take(cr), "1/2026")
            cr.rollback()
            self.assertEqual(self._take(cr), "1/2026")
            cr.rollback()
