from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

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
