import base64
from datetime import date

from odoo.tests import TransactionCase, freeze_time, new_test_user

TODAY = date(2026, 6, 15)
ADDRESS = "https://zi.contoh.go.id"
PDF = base64.b64encode(b"%PDF-1.4 scan of a signed paper")
PNG = base64.b64encode(
    base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAA"
        "SUVORK5CYII="
    )
)


class DocumentCase(TransactionCase):
    """A small office: head, two secretaries, working group, employee, deputy."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context={**cls.env.context, "lang": "en_US", "no_reset_password": True}
        )
        cls._clock = None
        cls._travel(TODAY)
        cls.addClassCleanup(cls._stop_clock)
        cls.env["ir.config_parameter"].set_param("zi.public_base_url", ADDRESS)
        cls.unit = cls.env["res.company"].create(
            {"name": "Balai Uji", "zi_unit_code": "BLU"}
        )
        cls.other_unit = cls.env["res.company"].create({"name": "Balai Lain"})
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
            cls._assign(user, role)

    def setUp(self):
        super().setUp()
        self._travel(TODAY)

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
    def _assign(cls, user, role, **values):
        return cls.env["zi.role.assignment"].create(
            {
                "company_id": cls.unit.id,
                "user_id": user.id,
                "role_id": cls.env.ref(f"zi_governance.{role}").id,
                "date_from": date(2026, 1, 1),
                **values,
            }
        )

    @classmethod
    def _employee(cls, user):
        return cls.env["hr.employee"].search([("user_id", "=", user.id)])

    @classmethod
    def _kind(cls, code):
        return cls.env.ref(f"zi_governance.decree_kind_{code}")

    @classmethod
    def _decree(cls, code="pedoman", user=None, people=(), **values):
        """A draft of the secretary; people are (user, values of the line)."""
        kind = cls._kind(code)
        lines = [
            (0, 0, {"employee_id": cls._employee(person).id, **extra})
            for person, extra in people
        ]
        return (
            cls.env["zi.decree"]
            .with_user(user or cls.secretary)
            .create(
                {
                    "kind_id": kind.id,
                    "company_id": cls.unit.id,
                    "subject": kind.name,
                    "dictum": "Menetapkan hal itu.",
                    "member_ids": lines,
                    **values,
                }
            )
        )

    @classmethod
    def _approve(cls, record, reviewer=None, head=None):
        """Take a document through review and approval."""
        record.action_submit()
        if len(record._zi_approval_route()) > 1:
            record.with_user(reviewer or cls.colleague).action_approve()
        record.with_user(head or cls.head).action_approve()
        return record

    @classmethod
    def _travel(cls, day):
        """Let the office live on another day; it is noon there."""
        cls._stop_clock()
        cls._clock = freeze_time(f"{day} 05:00:00")
        cls._clock.start()
        cls.env.invalidate_all()

    @classmethod
    def _stop_clock(cls):
        if cls._clock:
            cls._clock.stop()
            cls._clock = None
