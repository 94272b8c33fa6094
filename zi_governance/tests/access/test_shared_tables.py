from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..json2 import Json2Case
from . import matrix_tool

# Tables in which a unit may have rows of its own beside the shared ones.
OWN_ROWS = (
    "zi.decree.kind",
    "zi.event.kind",
    "zi.evidence.rule",
    "zi.integrity.pact.text",
    "zi.periodic.report.kind",
    "zi.regulation",
)
# A row of the table for everybody, and what a change of it would write.
SHARED = {
    "zi.area": ("zi_governance.area_mp", {"name": "Lain"}),
    "zi.decree.kind": ("zi_governance.decree_kind_sk_plt", {"strategic": False}),
    "zi.eligibility.criterion": (None, {"name": "Lain"}),
    "zi.event.kind": ("zi_governance.event_kind_apel", {"asks_leader": False}),
    "zi.evidence.rule": (None, {"minimum": 9}),
    "zi.instrument": ("zi_governance.lke_90_2021", {"name": "Lain"}),
    "zi.integrity.pact.text": (
        "zi_governance.integrity_pact_text_2011",
        {"active": False},
    ),
    "zi.instrument.gate": (None, {"minimum": "1"}),
    "zi.instrument.option": (None, {"value": "1"}),
    "zi.instrument.question": (None, {"name": "Lain"}),
    "zi.instrument.section": (None, {"weight": "99"}),
    "zi.legal.clock": (None, {"length": "999"}),
    "zi.parameter": (None, {"value": "999"}),
    "zi.periodic.report.kind": (None, {"due_length": 999}),
    "zi.publication.media": (None, {"proves_itself": True}),
    "zi.regulation": (None, {"date_to": "2090-01-01"}),
    "zi.role": ("zi_governance.role_head", {"exclusive": False}),
    "zi.setup.step": (None, {"name": "Lain"}),
    "zi.team.kind": (None, {"name": "Lain"}),
    "zi.team.role": (None, {"name": "Lain"}),
}


class SharedCase:
    """Two units, each with its secretary in office, and an administrator."""

    def _make_office(self):
        self.env = self.env(
            context={**self.env.context, "lang": "en_US", "no_reset_password": True}
        )
        companies = self.env["res.company"]
        self.unit = companies.create({"name": "Balai Satu"})
        self.other = companies.create({"name": "Balai Dua"})
        self.secretary = self._person("sh_secretary", self.unit, "zi_secretariat")
        self.neighbour = self._person("sh_neighbour", self.other, "zi_secretariat")
        self.admin = self._person("sh_admin", self.unit, "zi_admin")
        for user in (self.secretary, self.neighbour):
            self.env["zi.role.assignment"].create(
                {
                    "user_id": user.id,
                    "company_id": user.company_id.id,
                    "role_id": self.env.ref("zi_governance.role_secretariat").id,
                    "date_from": date(2026, 1, 1),
                }
            )

    def _person(self, login, unit, group):
        return new_test_user(
            self.env,
            login,
            groups=f"base.group_user,zi_governance.group_{group}",
            company_id=unit.id,
            company_ids=[(6, 0, unit.ids)],
        )

    def _row(self, name):
        xml_id = SHARED[name][0]
        domain = []
        if name in OWN_ROWS:
            domain = [("company_id", "=", False)]
        return self.env.ref(xml_id) if xml_id else self.env[name].search(domain)[:1]


@tagged("post_install", "-at_install")
class TestSharedTables(SharedCase, TransactionCase):
    def setUp(self):
        super().setUp()
        self._make_office()

    def test_every_shared_table_is_the_administrators(self):
        """In the access matrix nobody else changes a table without a unit."""
        below = matrix_tool._below_a_unit(self.env)
        for name, row in matrix_tool.expected("zi_governance").items():
            model = self.env[name]
            if model._transient or "company_id" in model._fields or name in below:
                continue
            for role in set(matrix_tool.ROLES) - {"zi_admin", "system"}:
                with self.subTest(model=name, role=role):
                    self.assertLessEqual(set(row[role]), set("r-"))

    def test_every_table_with_rows_of_units_is_tried(self):
        """A new table of this kind has to join this test."""
        mixin = self.env.registry["zi.shared.mixin"]
        names = {
            name
            for name, model in self.env.registry.items()
            if issubclass(model, mixin)
            and not model._abstract
            and model._original_module == "zi_governance"
        }
        self.assertEqual(names, set(OWN_ROWS))

    def test_a_row_of_another_unit_is_not_seen(self):
        """A unit's own row is neither read nor pointed to from another unit."""
        kind = self.env.ref("zi_governance.decree_kind_pedoman")
        own = kind.with_user(self.secretary).copy({"name": "Pedoman kita"})
        self.assertEqual(own.company_id, self.unit)
        kinds = self.env["zi.decree.kind"].with_user(self.neighbour)
        self.assertFalse(kinds.search([("id", "=", own.id)]))
        with self.assertRaises(UserError):
            self.env["zi.decree"].create(
                {
                    "company_id": self.other.id,
                    "kind_id": own.id,
                    "subject": "Pedoman",
                }
            )

    def test_own_row_replaces_the_shared_one_in_its_unit(self):
        """With the code of a shared row a unit's own counts in its place there."""
        kind = self.env.ref("zi_governance.decree_kind_pedoman")
        own = kind.with_user(self.secretary).copy()
        domain = [("code", "=", kind.code), ("in_use", "=", True)]
        mine = own.with_user(self.secretary).search(domain)
        theirs = own.with_user(self.neighbour).search(domain)
        self.assertEqual(mine, own)
        self.assertEqual(theirs.sudo(), kind.sudo())
        self.assertTrue(own.in_use)
        self.assertFalse(kind.with_user(self.secretary).in_use)
        self.assertTrue(kind.with_user(self.neighbour).in_use)
        own.with_user(self.secretary).active = False
        self.assertEqual(
            own.with_user(self.secretary).search(domain).sudo(), kind.sudo()
        )

    def test_rows_do_not_change_their_unit(self):
        """Nobody turns a unit's row into one for all, or a shared one into his."""
        own = self.env.ref("zi_governance.decree_kind_pedoman")
        own = own.with_user(self.secretary).copy()
        with self.assertRaises(ValidationError):
            own.with_user(self.secretary).write({"company_id": False})
        with self.assertRaises(AccessError):
            own.with_user(self.secretary).create(
                {"name": "Untuk semua", "code": "semua", "company_id": False}
            )
        with self.assertRaises(AccessError):
            own.with_user(self.secretary).create(
                {"name": "Untuk mereka", "code": "x", "company_id": self.other.id}
            )

    def test_secretary_of_one_unit_is_none_in_another(self):
        """Membership of a unit with the group of a secretary makes no secretary."""
        self.secretary.company_ids += self.other
        theirs = self.env.ref("zi_governance.decree_kind_pedoman")
        theirs = theirs.with_user(self.neighbour).copy()
        with self.assertRaises(AccessError):
            theirs.with_user(self.secretary).with_context(
                allowed_company_ids=(self.unit + self.other).ids
            ).write({"name": "Milik orang"})

    def test_administrator_keeps_the_shared_rows_only(self):
        """The administrator changes what is for all and no unit's own row."""
        kind = self.env.ref("zi_governance.decree_kind_pedoman")
        kind.with_user(self.admin).name = "Pedoman (baru)"
        made = (
            self.env["zi.regulation"]
            .with_user(self.admin)
            .create({"number": "Permenkes 999 Tahun 2026", "name": "Uji"})
        )
        self.assertFalse(made.company_id)
        own = kind.with_user(self.secretary).copy()
        with self.assertRaises(AccessError):
            own.with_user(self.admin).write({"name": "Lain"})

    def test_own_kind_stays_closed_to_acting_heads(self):
        """A unit's version of a strategic kind is strategic, whatever it says."""
        plt = self.env.ref("zi_governance.decree_kind_sk_plt")
        own = plt.with_user(self.secretary).copy({"strategic": False})
        self.assertTrue(own._zi_is_strategic())
        other_code = own.with_user(self.secretary)
        other_code.write({"code": "sk_pengganti"})
        self.assertTrue(other_code._zi_is_strategic())
        guide = self.env.ref("zi_governance.decree_kind_pedoman")
        self.assertFalse(guide.with_user(self.secretary).copy()._zi_is_strategic())

    def test_unit_has_no_law_of_its_own(self):
        """A unit adds rules of its own, and none with the number of a shared one."""
        law = self._row("zi.regulation")
        rules = self.env["zi.regulation"].with_user(self.secretary)
        own = rules.create({"number": "SE Balai 1/2026", "name": "Uji", "kind": "unit"})
        self.assertEqual(own.company_id, self.unit)
        for number in (law.number, law.number.upper()):
            with self.assertRaises(ValidationError):
                rules.create({"number": number, "name": "Lain"})

    def test_own_report_kind_keeps_its_register(self):
        """A unit's own version of a report takes its figures where the shared does."""
        kind = self.env["zi.periodic.report.kind"].search(
            [("code", "=", "monev_zi"), ("company_id", "=", False)]
        )
        own = kind.with_user(self.secretary).copy({"figure_model": False})
        day = date(2026, 3, 31)
        self.assertEqual(
            own._zi_figures(self.unit, date(2026, 1, 1), day),
            kind._zi_figures(self.unit, date(2026, 1, 1), day),
        )

    def test_taking_up_an_own_report_replaces_the_shared(self):
        """The unit's duty follows its own version; reports made stay as they are."""
        kind = self.env["zi.periodic.report.kind"].search(
            [("code", "=", "monev_zi"), ("company_id", "=", False)]
        )
        duties = self.env["zi.report.duty"].with_user(self.secretary)
        duty = duties._zi_take_up(self.unit, kind.with_user(self.secretary))
        begun = duty.slot_ids.sorted("date_from")[0]
        begun.action_open_report()
        own = kind.with_user(self.secretary).copy({"due_length": 20})
        own.action_take_up()
        self.assertEqual(duties.search([("company_id", "=", self.unit.id)]), duty)
        self.assertEqual(duty.kind_id, own)
        self.assertEqual(begun.kind_id.sudo(), kind.sudo())
        self.assertEqual((duty.slot_ids - begun).kind_id, own)

    def test_own_evidence_rule_counts_in_place_of_the_shared(self):
        """Items keep their rule, and the unit's own version decides their colour."""
        follow_ups = self.env["zi.follow.up"].sudo()
        values = {
            "code": "uji_bersama",
            "name": "Tindak lanjut",
            "model_name": "zi.follow.up",
            "per": "year",
        }
        shared = self.env["zi.evidence.rule"].create({**values, "minimum": 2})
        own = shared.with_user(self.secretary).copy({"minimum": 1})
        items = self.env["zi.work.plan.item"]
        for unit in (self.unit, self.other):
            plan = self.env["zi.work.plan"].create(
                {"name": "Rencana", "year": 2026, "company_id": unit.id}
            )
            line = self.env["zi.work.plan.line"].create(
                {
                    "plan_id": plan.id,
                    "indicator": "Langkah",
                    "area_id": self.env.ref("zi_governance.area_mp").id,
                }
            )
            items += items.create(
                {
                    "line_id": line.id,
                    "name": "Bukti",
                    "rule_id": shared.id,
                    "date_from": date(2026, 1, 1),
                    "date_to": date(2026, 12, 31),
                }
            )
            follow_ups.create(
                {
                    "name": "Perbaiki",
                    "company_id": unit.id,
                    "owner_id": self.env.uid,
                    "due_date": date(2026, 3, 2),
                }
            )
        (shared + own)._zi_evaluate(self.unit + self.other, [2026])
        mine, theirs = items
        self.assertEqual(mine.proof_state, "proven")
        self.assertEqual(theirs.proof_state, "incomplete")


@tagged("post_install", "-at_install")
class TestSharedTablesHttp(SharedCase, Json2Case):
    def setUp(self):
        super().setUp()
        self._make_office()

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_secretary_changes_no_shared_row_over_the_wire(self):
        """A unit's secretary is refused every change of what other units share, and
        another unit reads the same before and after."""
        for name, (_xml_id, values) in SHARED.items():
            row = self._row(name)
            [field] = values
            before = self.call(
                self.neighbour, name, "read", ids=row.ids, fields=[field]
            ).json()
            copied = row.sudo().copy_data({"company_id": False})[0]
            copied = {
                key: value
                for key, value in copied.items()
                if isinstance(value, (str, int)) and key != "company_id"
            }
            if name in OWN_ROWS:
                copied["company_id"] = False
            for key in ("code", "number"):
                if isinstance(copied.get(key), str):
                    copied[key] += "x"
            with self.subTest(model=name):
                self.assertTrue(row)
                for method, arguments in (
                    ("write", {"ids": row.ids, "vals": values}),
                    ("write", {"ids": row.ids, "vals": {"active": False}}),
                    ("unlink", {"ids": row.ids}),
                    ("create", {"vals_list": [copied]}),
                ):
                    if "active" in str(arguments) and "active" not in row._fields:
                        continue
                    self.assert_refused(
                        self.secretary, name, method, status=403, **arguments
                    )
                after = self.call(
                    self.neighbour, name, "read", ids=row.ids, fields=[field]
                ).json()
                self.assertEqual(before, after)

    @mute_logger("odoo.http")
    def test_context_of_another_company_opens_nothing(self):
        """A client that names the other unit as its company changes nothing there."""
        kind = self.env.ref("zi_governance.decree_kind_pedoman")
        theirs = kind.with_user(self.neighbour).copy()
        for ids in (theirs.ids, kind.ids):
            self.assert_refused(
                self.secretary,
                "zi.decree.kind",
                "write",
                ids=ids,
                vals={"name": "Milik kami"},
                context={"allowed_company_ids": self.other.ids, "lang": "en_US"},
            )
