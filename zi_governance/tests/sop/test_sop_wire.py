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


@tagged("post_install", "-at_install")
class TestSopLifeWire(SopCase, Json2Case):
    """The same of what comes after the approval: copies, readings, reviews, checks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stop_clock()
        cls.section.manager_id = cls._employee(cls.analyst)
        cls.revision = cls._approve(cls._revision())
        cls.draft = cls._revision()

    def setUp(self):
        super().setUp()
        self._stop_clock()

    def _create(self, user, model, **values):
        return self.call(user, model, "create", vals_list=[values]).json()

    @mute_logger("odoo.http")
    def test_readings_are_ones_own_and_of_what_is_in_force(self):
        """Nobody enters, changes or takes back a reading, and a draft is read by
        nobody."""
        row = {
            "revision_id": self.revision.id,
            "employee_id": self._employee(self.analyst).id,
            "user_id": self.analyst.id,
            "company_id": self.unit.id,
            "acknowledged_at": "2026-06-15 05:00:00",
            "date": "2026-06-15",
        }
        model = "zi.sop.acknowledgement"
        for user in (self.employee, self.analyst, self.secretary, self.head):
            with self.subTest(user=user.login):
                self.assert_refused(user, model, "create", vals_list=[row])
        acknowledge = "action_acknowledge"
        for user in (self.analyst, self.secretary):
            self.assert_refused(
                user, "zi.sop.revision", acknowledge, ids=self.draft.ids
            )
        self.call(self.analyst, "zi.sop.revision", acknowledge, ids=self.revision.ids)
        reading = self.revision.acknowledgement_ids
        self.assertEqual(self.analyst, reading.user_id)
        for user in (self.employee, self.analyst, self.secretary):
            for method, values in (
                ("write", {"vals": {"user_id": self.employee.id}}),
                ("unlink", {}),
            ):
                self.assert_refused(user, model, method, ids=reading.ids, **values)

    @mute_logger("odoo.http")
    def test_reviews_by_who_may_write_the_sop_only(self):
        """A stranger neither begins nor finishes a review; its outcome is given by
        finishing it, and a finished one stays."""
        model = "zi.sop.review"
        values = {
            "revision_id": self.revision.id,
            "reason": "Alur dibandingkan dengan sepuluh berkas; tidak ada temuan.",
        }
        self.assert_refused(self.employee, model, "create", vals_list=[values])
        [review] = self._create(self.analyst, model, **values)
        for forged in (
            {"state": "done"},
            {"next_due": "2099-01-01"},
            {"reviewer_id": self.head.id},
        ):
            self.assert_refused(self.analyst, model, "write", ids=[review], vals=forged)
        self.assert_refused(self.employee, model, "action_finish", ids=[review])
        self.call(self.analyst, model, "action_finish", ids=[review])
        self.assertEqual("done", self.env[model].browse(review).state)
        self.assert_refused(
            self.analyst, model, "write", ids=[review], vals={"outcome": "revise"}
        )
        self.assert_refused(self.secretary, model, "unlink", ids=[review])

    @mute_logger("odoo.http")
    def test_checks_of_application_are_not_embellished(self):
        """No step is left out, no time is stretched, and nothing changes after it was
        finished."""
        model, line_model = "zi.sop.run", "zi.sop.run.line"
        values = {"revision_id": self.revision.id, "case_reference": "LHU/9"}
        self.assert_refused(self.employee, model, "create", vals_list=[values])
        [run_id] = self._create(self.analyst, model, **values)
        run = self.env[model].browse(run_id)
        lines = run.line_ids
        self.call(
            self.analyst, line_model, "write", ids=lines.ids, vals={"result": "done"}
        )
        self.assert_refused(
            self.employee,
            line_model,
            "write",
            ids=lines.ids,
            vals={"result": "not_done"},
        )
        self.call(
            self.analyst,
            line_model,
            "write",
            ids=lines[0].ids,
            vals={"actual_minutes": 500, "planned_minutes": 9000},
        )
        self.call(self.analyst, line_model, "unlink", ids=lines[3].ids)
        self.assert_refused(self.analyst, model, "action_finish", "4", ids=run.ids)
        self._create(
            self.analyst,
            line_model,
            run_id=run.id,
            number=4,
            activity="Menyerahkan hasil",
            result="done",
        )
        self.call(self.analyst, model, "action_finish", ids=run.ids)
        self.assertEqual("done", run.state)
        self.assertEqual("late", run.line_ids.sorted("number")[0].result)
        line = run.line_ids[:1]
        for method, arguments in (
            ("write", {"ids": line.ids, "vals": {"result": "done"}}),
            ("unlink", {"ids": line.ids}),
            ("create", {"vals_list": [{"run_id": run.id, "activity": "x"}]}),
        ):
            self.assert_refused(self.analyst, line_model, method, **arguments)
        self.assert_refused(self.secretary, model, "unlink", ids=run.ids)

    @mute_logger("odoo.http")
    def test_copies_of_another_unit_and_scans_are_out_of_reach(self):
        """Another unit sees and changes no copy; scans, reports and codes are rows of
        nobody."""
        [sheet] = self._create(
            self.analyst, "zi.sop.copy", revision_id=self.revision.id, place="Lobi"
        )
        stranger = self._person(
            "wire_stranger", "Orang Lain", "group_zi_secretariat", self.other_unit
        )
        found = self.call(
            stranger,
            "zi.sop.copy",
            "search_read",
            domain=[("id", "=", sheet)],
            fields=["place"],
        )
        self.assertEqual([], found.json())
        for method in ("action_post", "action_take_down", "action_print"):
            self.assert_refused(stranger, "zi.sop.copy", method, ids=[sheet])
        self.assert_refused(
            stranger,
            "zi.sop.copy",
            "create",
            vals_list=[{"revision_id": self.revision.id, "place": "Lobi"}],
        )
        for values in ({"copy_no": 9}, {"state": "gone"}, {"posted_on": "2020-01-01"}):
            self.assert_refused(
                self.analyst, "zi.sop.copy", "write", ids=[sheet], vals=values
            )
        token = self.revision._zi_token()
        row = self.env["zi.verification.token"]._zi_row(token)
        forged = {"token_id": row.id, "status": "superseded"}
        for user in (self.employee, self.analyst, self.secretary, self.head):
            self.assert_refused(
                user,
                "zi.verification.scan",
                "create",
                vals_list=[{**forged, "scanned_at": "2026-06-15 05:00:00"}],
            )
            self.assert_refused(
                user,
                "zi.verification.report",
                "create",
                vals_list=[
                    {**forged, "reported_at": "2026-06-15 05:00:00", "form_key": "x"}
                ],
            )
            self.assert_refused(
                user, "zi.verification.token", "search_read", domain=[], fields=[]
            )
