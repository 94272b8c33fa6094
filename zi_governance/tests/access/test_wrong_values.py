from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..json2 import Json2Case

_BIG = 2**40
_HALF = "\ud800"


@tagged("post_install", "-at_install")
class TestWrongValues(Json2Case):
    """What a program sends by mistake is refused in words, with no line of code."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.unit = cls.env["res.company"].create({"name": "Balai Nilai"})
        cls.secretary = new_test_user(
            cls.env(context={**cls.env.context, "no_reset_password": True}),
            "value_secretary",
            groups="base.group_user,zi_governance.group_zi_secretariat",
            company_id=cls.unit.id,
            company_ids=[(6, 0, cls.unit.ids)],
            lang="id_ID",
        )
        cls.env["zi.role.assignment"].create(
            {
                "company_id": cls.unit.id,
                "user_id": cls.secretary.id,
                "role_id": cls.env.ref("zi_governance.role_secretariat").id,
                "date_from": "2020-01-01",
            }
        )
        cls.plan = (
            cls.env["zi.work.plan"]
            .with_user(cls.secretary)
            .create({"name": "P", "year": 2031, "company_id": cls.unit.id})
        )

    def _refused(self, model, method, words, **arguments):
        response = self.assert_refused(
            self.secretary, model, method, words, status=422, **arguments
        )
        self.assertFalse(response.json()["debug"])
        for leak in ("Traceback", "psycopg", "UPDATE ", ".py"):
            self.assertNotIn(leak, response.text)

    def test_value_that_its_field_cannot_take(self):
        """The message names the field, in create and in write."""
        unit = {"company_id": self.unit.id}
        for model, vals, words in (
            ("zi.work.plan", {"year": "abc"}, "“Year” takes a whole number"),
            ("zi.work.plan", {"year": _BIG}, "too large a number for “Year”"),
            ("zi.work.plan", {"year": [2031]}, "“Year” takes a whole number"),
            ("zi.work.plan", {"name": "a\0b"}, "“Title” holds characters"),
            ("zi.work.plan", {"name": f"a{_HALF}"}, "“Title” holds characters"),
            ("zi.work.plan", {"company_id": "abc"}, "takes the number of a record"),
            ("zi.work.plan", {"company_id": _BIG}, "takes the number of a record"),
            ("zi.work.plan", {"company_id": [1]}, "takes the number of a record"),
            ("zi.work.plan", {"line_ids": "abc"}, "takes a list of records"),
            ("zi.work.plan", {"line_ids": [["x", 0]]}, "takes a list of records"),
            ("zi.work.plan", {"line_ids": [[0, 0, 5]]}, "takes a list of records"),
            ("zi.work.plan", {"line_ids": [[4, "a"]]}, "takes a list of records"),
            (
                "zi.work.plan",
                {"line_ids": [[0, 0, {"indicator": "a\0"}]]},
                "holds characters",
            ),
            ("zi.work.plan", {"nothing": 1}, "no field “nothing”"),
            ("zi.evidence", {"date": "31/12/2026"}, "takes a date such as 2026-03-31"),
            ("zi.evidence", {"date": "2026-02-30"}, "takes a date such as 2026-03-31"),
            ("zi.evidence", {"date": 5}, "takes a date such as 2026-03-31"),
            ("zi.evidence", {"kind": "abc"}, "is no choice of"),
            ("zi.evidence", {"kind": 5}, "is no choice of"),
        ):
            with self.subTest(model=model, vals=vals):
                self._refused(model, "create", words, vals_list=[{**unit, **vals}])
                self._refused(model, "create", words, vals_list={**unit, **vals})
                self._refused(model, "write", words, ids=self.plan.ids, vals=vals)
        self.assertEqual(("P", 2031), (self.plan.name, self.plan.year))

    def test_call_in_a_wrong_form(self):
        """Ids that are none, values that are no set, odd contexts, counts and texts."""
        plan = "zi.work.plan"
        for method, words, arguments in (
            ("read", "named by their numbers", {"ids": "abc"}),
            ("read", "named by their numbers", {"ids": ["abc"]}),
            ("read", "named by their numbers", {"ids": [_BIG]}),
            ("read", "named by their numbers", {"ids": [[1]]}),
            ("read", "named by their numbers", {"ids": {"a": 1}}),
            ("write", "no set of values", {"ids": self.plan.ids, "vals": [1]}),
            ("create", "no set of values", {"vals_list": ["a"]}),
            ("search", "no condition", {"domain": "abc"}),
            ("search", "no condition", {"domain": [["name", "="]]}),
            ("search", "no field “nothing”", {"domain": [["nothing", "=", 1]]}),
            ("search", "whole number", {"domain": [], "limit": "abc"}),
            ("search", "“Year” takes a number", {"domain": [["year", "=", "abc"]]}),
            ("search", "takes a number", {"domain": [["id", "in", ["abc"]]]}),
            ("search", "compared", {"domain": [["create_date", ">", "31/12/26"]]}),
            ("search", "cannot be stored", {"domain": [["name", "ilike", "a\0"]]}),
            ("search", "“Title” holds", {"domain": [["name", "=", "a\0"]]}),
            ("search", "cannot be", {"domain": [["name", "ilike", _HALF]]}),
            ("name_search", "cannot be", {"name": "a\0"}),
            ("name_search", "cannot be", {"name": _HALF}),
        ):
            with self.subTest(method=method, arguments=str(arguments)):
                self._refused(plan, method, words, **arguments)

    def test_right_calls_pass(self):
        """What the ORM takes is not refused: numbers as text, relative dates,
        emoji, nothing, commands."""
        for vals in (
            {"year": "2032"},
            {"year": 2033, "name": "Rencana 😀 <b>"},
            {"line_ids": []},
            {"line_ids": [[6, 0, []]]},
        ):
            response = self.call(
                self.secretary, "zi.work.plan", "write", ids=self.plan.ids, vals=vals
            )
            self.assertEqual(200, response.status_code, response.text)
        for domain in (
            [],
            [["year", "=", _BIG]],
            [["create_date", ">", "-3d"], "|", ["name", "ilike", "a"], [1, "=", 1]],
            [["company_id", "=", "Balai Nilai"]],
            [["line_ids.indicator", "ilike", "a"]],
            [["id", "in", self.plan.ids]],
        ):
            response = self.call(
                self.secretary, "zi.work.plan", "search", domain=domain
            )
            self.assertEqual(200, response.status_code, response.text)

    def test_message_is_in_the_language_of_the_caller(self):
        """Without a language in the call the user's own is used."""
        response = self.call(
            self.secretary,
            "zi.work.plan",
            "write",
            ids=self.plan.ids,
            vals={"year": "abc"},
            context={},
        )
        self.assertEqual(422, response.status_code)
        self.assertIn("bilangan bulat", response.json()["message"])

    @mute_logger("odoo.http")
    def test_web_client_is_told_the_same(self):
        """The calls of the screens pass the same door."""
        self.authenticate("value_secretary", "value_secretary")
        for method, args, words in (
            ("write", [self.plan.ids, {"year": "abc"}], "Tahun"),
            ("web_save", [self.plan.ids, {"name": "a\0"}], "Judul"),
            ("read", [["abc"]], "abc"),
        ):
            with self.subTest(method=method):
                kwargs = {"specification": {}} if method == "web_save" else {}
                answer = self.url_open(
                    f"/web/dataset/call_kw/zi.work.plan/{method}",
                    json={
                        "params": {
                            "model": "zi.work.plan",
                            "method": method,
                            "args": args,
                            "kwargs": kwargs,
                        }
                    },
                ).json()["error"]["data"]
                self.assertEqual("odoo.exceptions.ValidationError", answer["name"])
                self.assertIn(words, answer["message"])
