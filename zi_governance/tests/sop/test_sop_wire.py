from odoo.tests import tagged
from odoo.tools import mute_logger

from ..json2 import Json2Case
from .common import SopCase


@tagged("post_install", "-at_install")
class TestSopWire(SopCase, Json2Case):
    """What a client may send, and what it is refused."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # API keys are judged by the real clock.
        cls._stop_clock()
        cls.revision = cls._revision()

    def setUp(self):
        super().setUp()
        self._stop_clock()

    @mute_logger("odoo.http")
    def test_state_number_and_dates_are_refused(self):
        """Neither writes nor context keys set what an approval gives."""
        revision = self.revision
        for values in (
            {"approval_state": "approved"},
            {"number": "SOP/1"},
            {"revision_no": 7},
            {"ended_on": "2020-01-01"},
            {"end_kind": "withdrawn"},
            {"review_due": "2099-01-01"},
            {"approved_on": "2026-01-01"},
        ):
            with self.subTest(values=values):
                self.assert_refused(
                    self.secretary,
                    "zi.sop.revision",
                    "write",
                    ids=revision.ids,
                    vals=values,
                    context={"zi_gate": True, "zi_sop_bulk": True},
                )
        self.assertEqual(revision.approval_state, "draft")

    @mute_logger("odoo.http")
    def test_stranger_changes_nothing(self):
        """An employee of another section neither writes nor submits nor deletes."""
        step = self.revision.step_ids[0]
        for model, method, ids, extra in (
            ("zi.sop.revision", "write", self.revision.ids, {"vals": {"name": "x"}}),
            ("zi.sop.revision", "action_submit", self.revision.ids, {}),
            ("zi.sop.revision", "unlink", self.revision.ids, {}),
            ("zi.sop", "write", self.revision.sop_id.ids, {"vals": {"name": "x"}}),
            ("zi.sop.step", "write", step.ids, {"vals": {"activity": "x"}}),
            ("zi.sop.step", "unlink", step.ids, {}),
        ):
            with self.subTest(model=model, method=method):
                self.assert_refused(self.employee, model, method, ids=ids, **extra)
        self.assert_refused(
            self.employee,
            "zi.sop.step",
            "create",
            vals_list=[{"revision_id": self.revision.id, "activity": "x"}],
        )
        self.assert_refused(
            self.employee,
            "zi.business.process",
            "create",
            vals_list=[{"name": "x", "code": "X", "company_id": self.unit.id}],
        )

    @mute_logger("odoo.http")
    def test_author_does_not_approve(self):
        """Who wrote the revision cannot decide it, by no way."""
        self.revision.action_submit()
        self.assert_refused(
            self.secretary, "zi.sop.revision", "action_approve", ids=self.revision.ids
        )
        self.assertEqual(self.revision.approval_state, "waiting")

    @mute_logger("odoo.http")
    def test_unit_of_a_revision_is_the_sops(self):
        """A client cannot place a revision in another unit than its SOP."""
        self.call(
            self.secretary,
            "zi.sop.revision",
            "create",
            vals_list=[
                {"sop_id": self.revision.sop_id.id, "company_id": self.other_unit.id}
            ],
        )
        units = self.revision.sop_id.revision_ids.company_id
        self.assertEqual(units, self.unit)
