from odoo.tests import TransactionCase, new_test_user


class ApprovalSetup:
    """A unit with a head, two secretaries, an author and a colleague; a second unit.

    Mixed into a transaction's or an HTTP test.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context={
                **cls.env.context,
                "lang": "en_US",
                "tracking_disable": False,
                "no_reset_password": True,
            }
        )
        cls.unit = cls.env["res.company"].create({"name": "Unit A"})
        cls.other_unit = cls.env["res.company"].create({"name": "Unit B"})
        cls.unit.resource_calendar_id.tz = "Asia/Jakarta"
        cls.head = cls.user("head_a")
        cls.secretary = cls.user("secretary_a")
        cls.secretary2 = cls.user("secretary_a2")
        cls.author = cls.user("author_a")
        cls.colleague = cls.user("colleague_a")
        cls.assign(cls.head, "head")
        cls.assign(cls.secretary, "secretariat")
        cls.assign(cls.secretary2, "secretariat")
        cls.decisions = cls.env["zi.approval.decision"]

    @classmethod
    def user(cls, login, unit=None, groups="base.group_user", **values):
        unit = unit or cls.unit
        return new_test_user(
            cls.env,
            login,
            groups=groups,
            company_id=unit.id,
            company_ids=[(6, 0, unit.ids)],
            email=f"{login}@example.test",
            lang="en_US",
            **values,
        )

    @classmethod
    def assign(cls, user, role, capacity="definitive", unit=None, **values):
        return cls.env["zi.role.assignment"].create(
            {
                "user_id": user.id,
                "role_id": cls.env.ref(f"zi_governance.role_{role}").id,
                "company_id": (unit or cls.unit).id,
                "capacity": capacity,
                "date_from": "2020-01-01",
                **values,
            }
        )

    @classmethod
    def document(cls, user=None, model="test.zi.document", **values):
        user = user or cls.author
        if model == "test.zi.document":
            values.setdefault("line_ids", [(0, 0, {"name": "one", "quantity": 1.5})])
        return (
            cls.env[model]
            .with_user(user)
            .create({"name": "Plan", "company_id": cls.unit.id, **values})
        )

    def submitted(self, **values):
        document = self.document(**values)
        document.action_submit()
        return document

    def approved(self, **values):
        document = self.submitted(**values)
        document.with_user(self.secretary).action_approve()
        document.with_user(self.head).action_approve()
        return document

    def requests_of(self, document):
        return (
            self.env["zi.approval.request"]
            .sudo()
            .search([("res_model", "=", document._name), ("res_id", "=", document.id)])
        )

    def decisions_of(self, document):
        return self.decisions.sudo().search(
            [("res_model", "=", document._name), ("res_id", "=", document.id)],
            order="chain_no",
        )

    def assert_chain_whole(self, unit=None):
        faults = self.decisions._zi_verify_chain(unit or self.unit)
        self.assertEqual([], faults)


class ApprovalCase(ApprovalSetup, TransactionCase):
    """Tests as users of the ORM."""
