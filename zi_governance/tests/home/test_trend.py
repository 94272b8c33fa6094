from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from ..lke.common import LkeCase


@tagged("post_install", "-at_install")
class TestTrend(LkeCase):
    def _take(self, day):
        self.env["zi.assessment.snapshot"]._zi_take(self.unit, day)

    def _rows(self):
        return self.env["zi.assessment.snapshot"].search(
            [("assessment_id", "=", self.assessment.id)], order="month"
        )

    def _trend(self):
        home = self.env["zi.home"].with_user(self.head).with_company(self.unit)
        return home.get_home()["score"]["trend"]

    def test_month_in_course_follows_and_past_months_stay(self):
        """A second run in a month renews its row; an earlier month keeps its own."""
        self._take(date(2026, 3, 5))
        self._answer("H.2", self.secretary).self_index = "4"
        self._take(date(2026, 3, 31))
        march = self._rows()
        self.assertEqual(["35/2"], march.mapped("exact"))

        self._answer("H.2", self.secretary).self_index = "2"
        self._take(date(2026, 4, 1))

        self.assertEqual(
            [(date(2026, 3, 1), "35/2", 1), (date(2026, 4, 1), "35/4", 1)],
            [(row.month, row.exact, row.answered) for row in self._rows()],
        )

    def test_an_lke_is_followed_from_its_first_day_to_a_year_after_its_last(self):
        """Nothing is noted before the window and when nobody works on it any more."""
        for day in (date(2025, 12, 31), date(2028, 1, 1)):
            self._take(day)
        self.assertFalse(self._rows())

        self._take(date(2027, 12, 31))
        self.assertEqual([date(2027, 12, 1)], self._rows().mapped("month"))

    def test_nightly_run_takes_the_month_of_each_unit(self):
        """On the last evening in UTC a unit in Jakarta already is in the new month."""
        self.unit.resource_calendar_id.tz = "Asia/Jakarta"
        with freeze_time("2026-05-31 18:00:00"):
            self.env["zi.assessment.snapshot"]._cron_take()
        self.assertEqual([date(2026, 6, 1)], self._rows().mapped("month"))

    def test_nobody_writes_a_month(self):
        """Neither secretariat nor administrator makes, changes or deletes a figure."""
        self._take(date(2026, 3, 5))
        rows = self._rows()
        for user in (self.secretary, self.head, self.env.ref("base.user_admin")):
            mine = rows.with_user(user)
            with self.assertRaises(AccessError):
                mine.write({"exact": "100"})
            with self.assertRaises(AccessError):
                mine.unlink()
            with self.assertRaises(AccessError):
                mine.create(
                    {
                        "assessment_id": self.assessment.id,
                        "company_id": self.unit.id,
                        "month": date(2026, 1, 1),
                        "column": "self",
                        "exact": "1",
                        "maximum": "1",
                    }
                )

    def test_chart_goes_from_the_first_month_to_today_and_says_so(self):
        """Two kept months and today: three dots and the difference in words."""
        self._travel(date(2026, 5, 10))
        self._take(date(2026, 3, 5))
        self._answer("H.2", self.secretary).self_index = "2"
        self._take(date(2026, 4, 5))
        self._answer("H.2", self.secretary).self_index = "4"

        trend = self._trend()

        self.assertEqual(3, len(trend["dots"]))
        self.assertEqual("17.50 points", trend["text"][:12].replace(",", "."))
        self.assertIn("March 2026", trend["text"])
        self.assertIn("17,50", trend["to_text"])
        rows = self.env[trend["action"]["res_model"]].with_user(self.head)
        self.assertEqual(2, rows.search_count(trend["action"]["domain"]))

    def test_without_earlier_months_there_is_a_sentence_and_no_line(self):
        """The chart begins with the first month that ended."""
        self._travel(date(2026, 5, 10))
        self._take(date(2026, 5, 9))
        trend = self._trend()
        self.assertFalse(trend["points"])
        self.assertIn("No earlier month", trend["text"])

    def test_earlier_years_open_their_lke(self):
        """Another year's LKE stands beside the chart, empty ones in words."""
        other = self._assessment(self.env.ref("zi_governance.lke_10_2019"), year=2020)
        years = self._trend()["years"]
        self.assertEqual([other.id], [year["action"]["res_id"] for year in years])
        self.assertIn("Not filled in", years[0]["text"])

    def test_empty_lke_is_neither_met_nor_missed(self):
        """Nothing answered: no red sign, no margin, the count in words."""
        home = self.env["zi.home"].with_user(self.head).with_company(self.unit)
        score = home.get_home()["score"]
        self.assertEqual([None, None], [row["met"] for row in score["predicates"]])
        for area in score["areas"]:
            self.assertIsNone(area["met"])
            self.assertFalse(area["margin"])
            self.assertIn("not filled in", area["empty"])

    def test_sentence_on_a_predicate_opens_its_gates(self):
        """Behind the sentence stand the gates of that predicate, none of the other."""
        home = self.env["zi.home"].with_user(self.head).with_company(self.unit)
        action = home.get_home()["score"]["predicates"][0]["action"]
        gates = self.env[action["res_model"]].with_user(self.head)
        found = gates.search(action["domain"])
        self.assertEqual({"WBK"}, set(found.mapped("predicate")))
        self.assertEqual(self.assessment, found.assessment_id)
