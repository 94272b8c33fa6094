from odoo.tests import tagged
from odoo.tools import mute_logger

from ..json2 import Json2Case
from .common import LkeCase


@tagged("post_install", "-at_install")
class TestAssessmentAnswerWire(LkeCase, Json2Case):
    """Three columns, three writers: what clients send over JSON-2."""

    key_days = 3650
    code = "P.I.1.a"

    def _values(self, column, letter="B"):
        option = self._option(self._answer(self.code), letter)
        return {f"{column}_option_id": option.id, f"{column}_note": "lewat klien"}

    def _write(self, user, vals, **more):
        ids = self._answer(self.code).ids
        return self.call(
            user, "zi.assessment.answer", "write", ids=ids, vals=vals, **more
        )

    def _chosen(self):
        """Letters chosen in the three columns."""
        answer = self._answer(self.code)
        return [
            answer[f"{column}_option_id"].letter for column in ("self", "tpi", "tpn")
        ]

    def _assert_writers(self, writer, column):
        """One person writes one column; every other pair is refused, whatever
        context or further fields come along."""
        people = {"self": self.secretary, "tpi": self.tpi, "tpn": self.tpn}
        before = self._chosen()
        for name in people:
            for user in (*people.values(), self.head, self.employee):
                if (name, user) == (column, writer):
                    continue
                for more in (
                    {},
                    {
                        "context": {
                            "lang": "en_US",
                            "install_mode": True,
                            "import_file": True,
                            "zi_gate": True,
                            "tracking_disable": True,
                        }
                    },
                ):
                    response = self._write(user, self._values(name), **more)
                    self.assertIn(
                        response.status_code, (403, 404, 422), (user.login, name)
                    )
        self.assertEqual(before, self._chosen())
        mixed = {name: value for c in people for name, value in self._values(c).items()}
        self.assertIn(self._write(writer, mixed).status_code, (403, 422))
        self.assertEqual(before, self._chosen())
        response = self._write(writer, self._values(column))
        self.assertEqual(200, response.status_code, response.text[:500])
        before[list(people).index(column)] = "B"
        self.assertEqual(before, self._chosen())

    @mute_logger("odoo.http")
    def test_each_step_opens_one_column_to_its_people(self):
        """Filling in is the unit's, judging the TPI's, the field the TPN's."""
        self._assert_writers(self.secretary, "self")
        gate = self.assessment.sudo()
        gate._zi_gate_write({"stage": "tpi"})
        self._assert_writers(self.tpi, "tpi")
        gate._zi_gate_write({"stage": "field"})
        self._assert_writers(self.tpn, "tpn")

    @mute_logger("odoo.http")
    def test_step_and_scores_are_not_sent(self):
        """No client moves the LKE on, or writes what is computed from answers."""
        answer = self._answer(self.code)
        # A mark that is there already would be wiped away by a client.
        answer._zi_gate_write({"changed_after_tpi": True})
        for user in (self.secretary, self.tpi, self.head):
            for model, ids, vals in (
                ("zi.assessment", self.assessment.ids, {"stage": "tpi"}),
                ("zi.assessment", self.assessment.ids, {"approval_state": "approved"}),
                ("zi.assessment.answer", answer.ids, {"self_value": "1"}),
                ("zi.assessment.answer", answer.ids, {"changed_after_tpi": False}),
                (
                    "zi.assessment.score",
                    self.assessment.score_ids[:1].ids,
                    {"exact": "100"},
                ),
                (
                    "zi.assessment.gate.result",
                    self.assessment.gate_result_ids[:1].ids,
                    {"state": "met"},
                ),
            ):
                with self.subTest(user=user.login, vals=vals):
                    self.assert_refused(user, model, "write", ids=ids, vals=vals)
        self.assertEqual("draft", self.assessment.stage)
        self.assertTrue(self._answer(self.code).changed_after_tpi)
