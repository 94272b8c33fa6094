from datetime import date
from unittest.mock import patch

from odoo.tests import TransactionCase, new_test_user

TODAY = date(2026, 6, 15)


class DocumentCase(TransactionCase):
    """A small office: head, secretary, two working-group members, an employee."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "lang": "en_US"})
        cls.unit = cls.env["res.company"].create(
            {"name": "Balai Uji", "zi_unit_code": "BLU"}
        )
        cls.other_unit = cls.env["res.company"].create({"name": "Balai Lain"})
        today = patch.object(
            type(cls.env["res.company"]), "_zi_today", lambda self: cls.today
        )
        cls.today = TODAY
        today.start()
        cls.addClassCleanup(today.stop)
        cls.head = cls._person("doc_head", "Kepala Uji", "group_zi_head")
        cls.secretary = cls._person(
            "doc_secretary", "Sekretaris Uji", "group_zi_secretariat"
        )
        cls.colleague = cls._person(
            "doc_colleague", "Sekretaris Dua", "group_zi_secretariat"
        )
        cls.member = cls._person("doc_member", "Anggota Uji", "group_zi_working_group")
        cls.employee = cls._person("doc_employee", "Pegawai Uji")
        cls.deputy = cls._person("doc_deputy", "Wakil Uji", "group_zi_head")
        for user, role in (
            (cls.head, "role_head"),
            (cls.secretary, "role_secretariat"),
            (cls.colleague, "role_secretariat"),
        ):
            cls.env["zi.role.assignment"].create(
                {
                    "company_id": cls.unit.id,
                    "user_id": user.id,
                    "role_id": cls.env.ref(f"zi_governance.{role}").id,
                    "date_from": date(2026, 1, 1),
                }
            )

    def setUp(self):
        super().setUp()
        type(self).today = TODAY

    @classmethod
    def _person(cls, login, name, group=None, unit=None):
        unit = unit or cls.unit
        groups = "base.group_user"
        if group:
            groups += f",zi_governance.{group}"
        user = new_test_user(
            cls.env,
            login,
            groups=groups,
            name=name,
            email=f"{login}@example.com",
            company_id=unit.id,
            company_ids=[(6, 0, unit.ids)],
            lang="en_US",
        )
        cls.env["hr.employee"].create(
            {"name": name, "user_id": user.id, "company_id": unit.id}
        )
        return user

    @classmethod
    def _employee(cls, user):
        return cls.env["hr.employee"].search([("user_id", "=", user.id)])

    @classmethod
    def _travel(cls, day):
        """Let the unit's calendar show another day."""
        cls.today = day
