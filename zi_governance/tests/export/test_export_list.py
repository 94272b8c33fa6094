from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import ExportCase


@tagged("post_install", "-at_install")
class TestExportList(ExportCase):
    def _field(self, model, name):
        return self.env["ir.model.fields"]._get(model, name)

    def _list(self, model="zi.follow.up", names=("name", "due_date", "owner_id"), **v):
        return (
            self.env["zi.export.list"]
            .with_user(self.secretary)
            .create(
                {
                    "name": "Tindak lanjut",
                    "company_id": self.unit.id,
                    "model_id": self.env["ir.model"]._get_id(model),
                    "column_ids": [
                        (0, 0, {"field_id": self._field(model, name).id})
                        for name in names
                    ],
                    **v,
                }
            )
        )

    def _follow_up(self, name, unit=None):
        return self.env["zi.follow.up"].create(
            {
                "name": name,
                "company_id": (unit or self.unit).id,
                "owner_id": self.member.id if not unit else self.env.user.id,
                "due_date": "2026-06-30",
            }
        )

    def _sheet(self, item, reader=None):
        self.profile.sudo().service_user_id = reader or self.secretary
        return item._zi_sheet(self.profile, self.profile.since, self.unit._zi_today())

    def test_rows_are_what_the_reader_may_read(self):
        """Only the unit's rows, read as the person of the profile."""
        self._follow_up("Satu")
        self._follow_up("Lain", self.other_unit)
        sheet = self._sheet(self._list())
        self.assertEqual([row[1] for row in sheet.checked_rows()], ["Satu"])

    def test_filter_and_date_narrow_the_rows(self):
        """The filter, and the date inside the period, choose the rows."""
        self._follow_up("Satu")
        self._follow_up("Dua")
        item = self._list(
            domain="[('name', '=', 'Dua')]",
            date_field_id=self._field("zi.follow.up", "due_date").id,
        )
        self.profile.service_user_id = self.secretary
        inside = item._zi_sheet(self.profile, self.profile.since, "2026-06-30")
        outside = item._zi_sheet(self.profile, self.profile.since, "2026-06-29")
        self.assertEqual((inside.count, outside.count), (1, 0))

    def test_nobody_named_nothing_read(self):
        """Without a person whose rights count there is no list."""
        item = self._list()
        with self.assertRaises(UserError):
            item._zi_sheet(self.profile, self.profile.since, self.unit._zi_today())

    def test_nobody_borrows_the_rights_of_another(self):
        """A secretary names himself, not the head; the head may name others."""
        with self.assertRaises(AccessError):
            self.profile.service_user_id = self.head
        self.profile.service_user_id = self.secretary
        self.assertEqual(self.profile.service_user_id, self.secretary)
        with self.assertRaises(AccessError):
            self._profile(code="dua", service_user_id=self.head.id)

    def test_what_cannot_be_listed(self):
        """Core records, records of no unit and confidential ones are refused."""
        for model, names in (("res.users", ("name",)), ("zi.area", ("name",))):
            with self.subTest(model), self.assertRaises(ValidationError):
                self._list(model, names)

    def test_choice_offers_what_can_be_listed(self):
        """Registers of the unit are offered; sealed, technical and core records, and
        those that the person may not read, are not."""
        item = self.env["zi.export.list"].with_user(self.secretary).new({})
        offered = set(item.listable_ids.sudo().mapped("model"))
        self.assertLessEqual({"zi.follow.up", "zi.decree", "zi.sop"}, offered)
        for name in offered:
            self.assertTrue(name.startswith("zi."), name)
            self.assertFalse(
                getattr(self.env[name], "_zi_confidential_record", False), name
            )
        self.assertNotIn("zi.signing.key", offered)

    def test_choosing_a_kind_proposes_its_usual_columns(self):
        """A form that chooses the records gets a name and the columns of the list on
        screen, and saves as it is."""
        form = Form(
            self.env["zi.export.list"].with_user(self.secretary).with_company(self.unit)
        )
        form.model_id = self.env["ir.model"]._get("zi.follow.up")
        self.assertTrue(form.name)
        item = form.save()
        names = item.column_ids.sudo().mapped("field_name")
        self.assertIn("name", names)
        self.assertIn("due_date", names)
        self.assertEqual(len(set(names)), len(names))
        self._follow_up("Satu")
        self.assertEqual(self._sheet(item).count, 1)

    def test_saved_filter_gives_the_conditions(self):
        """A filter that a person saved on screen is taken over."""
        saved = (
            self.env["ir.filters"]
            .with_user(self.secretary)
            .create(
                {
                    "name": "Dua saja",
                    "model_id": "zi.follow.up",
                    "domain": "[('name', '=', 'Dua')]",
                    "user_ids": [(6, 0, self.secretary.ids)],
                }
            )
        )
        with Form(self._list()) as form:
            form.filter_id = saved
        self._follow_up("Satu")
        self._follow_up("Dua")
        item = self.env["zi.export.list"].search([("name", "=", "Tindak lanjut")])
        self.assertEqual(item.domain, "[('name', '=', 'Dua')]")
        action = item.with_user(self.secretary).action_preview()
        shown = self.env["zi.follow.up"].search(action["domain"])
        self.assertEqual(shown.mapped("name"), ["Dua"])

    def test_bad_filter_is_told(self):
        """A filter that is no filter, or names no field, is refused when saved."""
        for domain in ("[('nothing', '=', 1)]", "import os", "[(", "{}"):
            with self.subTest(domain), self.assertRaises(ValidationError):
                self._list(domain=domain)

    def test_list_of_another_unit_is_refused(self):
        """A profile holds lists of its own unit only."""
        item = self._list()
        item.sudo().flush_recordset()
        other = self.env["zi.export.profile"].create(
            {"name": "Lain", "code": "lain", "company_id": self.other_unit.id}
        )
        with self.assertRaises(ValidationError):
            self.env["zi.export.profile.line"].create(
                {"profile_id": other.id, "list_id": item.id}
            )
