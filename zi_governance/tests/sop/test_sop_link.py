from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..json2 import Json2Case
from .common import SopCase


@tagged("post_install", "-at_install")
class TestSopLink(SopCase, Json2Case):
    """Which documents refer to an SOP."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sop = cls._approve(cls._revision()).sop_id
        cls.decree = cls._approve(cls._decree("prosedur_pengaduan"))

    def _edit(self, *documents, user=None, sop=None):
        wizard = (
            self.env["zi.link.edit"]
            .with_user(user or self.secretary)
            .with_context(
                default_res_model="zi.sop", default_res_id=(sop or self.sop).id
            )
            .create(
                {
                    "line_ids": [
                        (0, 0, {"document": f"{item._name},{item.id}"})
                        for item in documents
                    ]
                }
            )
        )
        wizard.action_save()
        self.env.invalidate_all()

    def _links(self):
        return self.env["zi.link"]._zi_links(self.sop)[self.sop.id]

    def test_decree_is_linked_listed_and_taken_away(self):
        """The list names kind and document and leads to it; saving without the line
        takes the link away."""
        self.assertFalse(self.sop.link_list)
        self._edit(self.decree, self.decree)
        self.assertEqual([("refers", "zi.decree", self.decree.id)], self._links())
        shown = str(self.sop.with_user(self.secretary).link_list)
        self.assertIn(self.decree.display_name, shown)
        self.assertIn(f'href="/odoo/zi.decree/{self.decree.id}"', shown)
        wizard = (
            self.env["zi.link.edit"]
            .with_user(self.secretary)
            .with_context(default_res_model="zi.sop", default_res_id=self.sop.id)
            .default_get(["res_model", "res_id", "line_ids"])
        )
        self.assertEqual(
            [f"zi.decree,{self.decree.id}"],
            [line[2]["document"] for line in wizard["line_ids"]],
        )
        self._edit()
        self.assertFalse(self._links())

    def test_link_made_by_another_addon_is_listed(self):
        """Whatever model is at the other end, and in whichever direction."""
        self.env["zi.link"].sudo().create(
            {
                "company_id": self.unit.id,
                "source_model": "zi.sop",
                "source_id": self.sop.id,
                "target_model": "zi.business.process",
                "target_id": self.process.id,
                "kind": "controls",
            }
        )
        self.assertIn(self.process.name, str(self.sop.link_list))
        self._edit(self.decree)
        self.assertEqual(2, len(self._links()))
        self._edit()
        self.assertEqual(1, len(self._links()), "what is not offered is left alone")

    def test_unreadable_document_leaves_no_trace(self):
        """Of a restricted document neither title nor number nor that it is there."""
        secret = self._approve(
            self._decree("nota_dinas_benturan", subject="Perkara Marbel")
        )
        self._edit(secret)
        self.assertIn("Marbel", str(self.sop.with_user(self.secretary).link_list))
        self.assertFalse(secret.with_user(self.employee).has_access("read"))
        self.assertFalse(self.sop.with_user(self.employee).link_list)
        # Who cannot read it does not take it away either.
        self._edit(user=self.analyst)
        self.assertEqual(1, len(self._links()))

    def test_only_who_writes_the_sop_links(self):
        """A stranger neither opens the form nor saves one; what cannot be read or is
        of no linkable kind is refused."""
        self.assertFalse(self.sop.with_user(self.employee).link_editable)
        self.assertTrue(self.sop.with_user(self.analyst).link_editable)
        with self.assertRaises(AccessError):
            self._edit(self.decree, user=self.employee)
        secret = self._approve(self._decree("nota_dinas_benturan", subject="Marbel"))
        with self.assertRaises(AccessError) as refused:
            self._edit(secret, user=self.analyst)
        self.assertNotIn("Marbel", str(refused.exception))
        with self.assertRaises(ValidationError):
            self._edit(self.process)
        self.assertFalse(self._links())

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_client_cannot_link_behind_the_form(self):
        """Neither rows of the table nor another record than one's own by JSON-2."""
        self._stop_clock()
        line = [(0, 0, {"document": f"zi.decree,{self.decree.id}"})]
        for model in ("zi.sop", "res.partner", "zi.decree", "nothing", False):
            with self.subTest(model=model):
                answer = self.call(
                    self.employee,
                    "zi.link.edit",
                    "create",
                    vals_list=[
                        {"res_model": model, "res_id": self.sop.id, "line_ids": line}
                    ],
                )
                if answer.status_code != 200:
                    continue
                self.assert_refused(
                    self.employee, "zi.link.edit", "action_save", ids=answer.json()
                )
        values = {
            "company_id": self.unit.id,
            "source_model": "zi.decree",
            "source_id": self.decree.id,
            "target_model": "zi.sop",
            "target_id": self.sop.id,
        }
        for user in (self.employee, self.secretary):
            self.assert_refused(user, "zi.link", "create", vals_list=[values])
            self.assert_refused(user, "zi.link", "search_read", domain=[], fields=[])
        self.assertFalse(self._links())
