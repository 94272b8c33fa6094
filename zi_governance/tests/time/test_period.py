from datetime import date
from unittest.mock import patch

from psycopg2.errors import CheckViolation, ExclusionViolation, RestrictViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..documents.common import DocumentCase


class PeriodCase(DocumentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Period = cls.env["zi.period"]
        cls.Period._zi_make_year(cls.unit, 2026)

    @classmethod
    def _period(cls, code, unit=None):
        return cls.Period.search(
            [("code", "=", code), ("company_id", "=", (unit or cls.unit).id)]
        )

    def _close(self, *codes):
        for code in codes:
            self._period(code).with_user(self.secretary).action_close()


@tagged("post_install", "-at_install")
class TestPeriod(PeriodCase):
    def test_year_is_made_once_and_nested(self):
        """A year has 12 months, 4 quarters, 2 halves and itself, each in its whole."""
        self.Period._zi_make_year(self.unit, 2026)
        periods = self.Period.search([("company_id", "=", self.unit.id)])

        self.assertEqual(len(periods), 19)
        self.assertEqual(self._period("2026-05").parent_id.code, "2026-Q2")
        self.assertEqual(self._period("2026-Q2").parent_id.code, "2026-S1")
        self.assertEqual(self._period("2026-S1").parent_id.code, "2026")
        self.assertEqual(self._period("2026-02").date_to, date(2026, 2, 28))

    def test_only_the_secretariat_makes_a_year(self):
        """The wizard asks for the role of today in every chosen unit."""
        wizard = self.env["zi.period.year"].with_user(self.secretary)
        wizard.create(
            {"year": 2027, "company_ids": [(6, 0, self.unit.ids)]}
        ).action_make()
        self.assertTrue(self._period("2027-01"))
        with self.assertRaises(AccessError):
            wizard.create(
                {"year": 2027, "company_ids": [(6, 0, self.other_unit.ids)]}
            ).action_make()

    @mute_logger("odoo.sql_db")
    def test_overlap_is_refused_by_the_database(self):
        """Two months of a unit cannot share a day, whoever writes them."""
        values = {
            "company_id": self.unit.id,
            "kind": "month",
            "months": 1,
            "code": "again",
            "date_from": date(2026, 3, 1),
            "date_to": date(2026, 3, 31),
        }
        with self.assertRaises(ExclusionViolation), self.cr.savepoint():
            self.Period._zi_gate_create([values])
        with self.assertRaises(CheckViolation), self.cr.savepoint():
            self.Period._zi_gate_create(
                [
                    {
                        **values,
                        "date_from": date(2028, 3, 2),
                        "date_to": date(2028, 3, 31),
                    }
                ]
            )

    def test_months_close_in_order_and_after_their_end(self):
        """A month closes when it has ended and those before it are closed."""
        with self.assertRaisesRegex(UserError, "in order"):
            self._close("2026-02")
        self._close("2026-01", "2026-02", "2026-03", "2026-Q1")
        self.assertEqual(self._period("2026-Q1").state, "closed")
        self._close("2026-04", "2026-05")
        with self.assertRaisesRegex(UserError, "not ended"):
            self._close("2026-06")

    def test_quarter_waits_for_its_months(self):
        """A quarter with an open month stays open and says which month."""
        self._close("2026-01", "2026-02")
        with self.assertRaisesRegex(UserError, "March 2026"):
            self._close("2026-Q1")

    def test_last_day_in_the_units_zone(self):
        """On its last day a month is still running; on the next it can be closed."""
        january = self._period("2026-01").with_user(self.secretary)
        self._travel(date(2026, 1, 31))
        self.assertIn("not ended", january._zi_refusal_close())
        self._travel(date(2026, 2, 1))
        self.assertFalse(january._zi_refusal_close())

    def test_closing_needs_the_role_of_the_day(self):
        """The group alone closes nothing, and the head does not close either."""
        for user in (self.head, self.member, self.employee):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                self._period("2026-01").with_user(user).action_close()
        role = self.env["zi.role.assignment"].search(
            [("user_id", "=", self.secretary.id)]
        )
        role.date_to = date(2026, 5, 31)
        with self.assertRaises(UserError):
            self._close("2026-01")

    def test_only_the_head_reopens_and_says_why(self):
        """Reopening is the head's act of today, with a reason that is kept."""
        self._close("2026-01")
        january = self._period("2026-01")
        for user in (self.secretary, self.member, self.deputy):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                january.with_user(user).action_reopen("please")
        action = january.with_user(self.head).action_reopen("  ")
        self.assertEqual(action["res_model"], "zi.period.reopen")
        january.with_user(self.head).action_reopen("Angka salah")
        self.assertEqual(january.state, "open")
        log = january.log_ids.sorted("id")
        self.assertEqual(log.mapped("act"), ["closed", "reopened"])
        self.assertEqual(log[1].reason, "Angka salah")
        self.assertEqual(log[1].user_id, self.head)

    def test_part_of_a_closed_whole_is_not_reopened(self):
        """The closed quarter comes first, so that no closed whole has an open part."""
        self._close("2026-01", "2026-02", "2026-03", "2026-Q1")
        with self.assertRaisesRegex(UserError, "closed"):
            self._period("2026-02").with_user(self.head).action_reopen("alasan")

    def test_direct_writes_are_refused(self):
        """Nobody sets the state, the dates or a new period past the buttons."""
        january = self._period("2026-01")
        for user in (self.secretary, self.head, self.member):
            for values in ({"state": "closed"}, {"date_to": "2026-02-28"}):
                with self.subTest(user=user.login, values=values):
                    with self.assertRaises(AccessError):
                        january.with_user(user).with_context(zi_gate=True).write(values)
        with self.assertRaises(AccessError):
            self.Period.with_user(self.secretary).create(
                {
                    "company_id": self.unit.id,
                    "kind": "month",
                    "months": 1,
                    "code": "2030-01",
                    "date_from": "2030-01-01",
                    "date_to": "2030-01-31",
                    "state": "closed",
                }
            )
        with self.assertRaises(AccessError):
            january.with_user(self.secretary).unlink()

    @mute_logger("odoo.sql_db")
    def test_log_is_append_only(self):
        """The register of reopenings is changed by nobody, in SQL either."""
        self._close("2026-01")
        row = self._period("2026-01").log_ids
        with self.assertRaises(AccessError):
            row.write({"user_name": "Orang lain"})
        with self.assertRaises(RestrictViolation), self.cr.savepoint():
            self.cr.execute(
                SQL("UPDATE zi_period_log SET reason = 'x' WHERE id = %s", row.id)
            )
        with self.assertRaises(AccessError):
            row.with_user(self.secretary).create([{"period_id": row.period_id.id}])

    def test_other_unit_is_closed_by_its_own_people(self):
        """A secretary does not see the periods of a unit that is not his."""
        self.Period._zi_make_year(self.other_unit, 2026)
        with self.assertRaises(AccessError):
            self._period("2026-01", self.other_unit).with_user(
                self.secretary
            ).action_close()


@tagged("post_install", "-at_install")
class TestPeriodFigures(PeriodCase):
    def setUp(self):
        super().setUp()
        self.figures = [("late_tasks", "Late tasks", 3)]
        figure_class = self.env.registry["zi.period.figure"]
        patcher = patch.object(
            figure_class, "_zi_sources", lambda model: [("x.source", self._source())]
        )
        patcher.start()
        self.addCleanup(patcher.stop)

    def _source(self):
        test = self

        class Source:
            def _zi_period_figures(self, companies, period):
                return [
                    *test.figures,
                    ("unit", "Unit", ", ".join(companies.mapped("name"))),
                ]

        return Source()

    def _amendment(self, figure, **more):
        return (
            self.env["zi.period.amendment"]
            .with_user(self.secretary)
            .create(
                {
                    "company_id": self.unit.id,
                    "figure_id": figure.id,
                    "new_value": "4",
                    "reason": "Satu tugas terlewat",
                    **more,
                }
            )
        )

    def test_closing_freezes_the_figures(self):
        """A figure stays as it was at closing; a new closing adds a new round."""
        self._close("2026-01")
        january = self._period("2026-01")
        self.figures = [("late_tasks", "Late tasks", 9)]
        self.assertEqual(
            {f.code: f.value for f in january.figure_ids},
            {"late_tasks": "3", "unit": "Balai Uji"},
        )
        january.with_user(self.head).action_reopen("Diperbaiki")
        self._close("2026-01")
        values = january.figure_ids.filtered(lambda f: f.code == "late_tasks")
        self.assertEqual(
            sorted((f.closing, f.value) for f in values), [(1, "3"), (2, "9")]
        )

    def test_amendment_is_approved_by_the_head(self):
        """A correction keeps the old value, waits for the head, and is reported in
        the next open period."""
        self._close("2026-01")
        figure = self._period("2026-01").figure_ids.filtered(
            lambda f: f.code == "late_tasks"
        )
        item = self._amendment(figure)
        self.assertEqual(item.old_value, "3")
        item.action_submit()
        with self.assertRaises(AccessError):
            item.with_user(self.secretary).action_approve()
        self.assertEqual(figure.value_now, "3")
        item.with_user(self.head).action_approve()
        figure.invalidate_recordset()
        self.assertEqual((figure.value, figure.value_now), ("3", "4"))
        self.assertEqual(item.report_period_id.code, "2026-02")
        self.assertEqual(
            self.env["zi.period.amendment"]._zi_for_report(self._period("2026-02")),
            item,
        )

    def test_old_value_cannot_be_made_up(self):
        """The old value comes from the figure, whatever the client sends."""
        self._close("2026-01")
        figure = self._period("2026-01").figure_ids[:1]
        with self.assertRaises(AccessError):
            self._amendment(figure, old_value="palsu")

    def test_open_period_needs_no_amendment(self):
        """Figures of a reopened period follow their records."""
        self._close("2026-01")
        january = self._period("2026-01")
        item = self._amendment(january.figure_ids[:1])
        january.with_user(self.head).action_reopen("Diperbaiki")
        with self.assertRaises(UserError):
            item.action_submit()

    def test_figures_are_written_by_closing_only(self):
        """Nobody enters, changes or deletes a frozen figure."""
        self._close("2026-01")
        figure = self._period("2026-01").figure_ids[:1]
        for act in (
            lambda: figure.with_user(self.secretary).write({"value": "0"}),
            lambda: figure.with_user(self.secretary).unlink(),
            lambda: figure.write({"value": "0"}),
            lambda: figure.unlink(),
        ):
            with self.assertRaises(AccessError):
                act()
