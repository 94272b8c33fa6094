from odoo import models

from ...tools import lke, trend

_MONTHS = 12


class ZiAssessment(models.Model):
    """How the total came to where it stands: months of this LKE, earlier years."""

    _inherit = "zi.assessment"

    def _zi_home_trend(self):
        """The chart of the home page with its words.

        :return: dict of plain values: months with their figures, the polyline's
            points, a sentence, earlier years, and the actions behind them
        """
        self.ensure_one()
        months = self._zi_trend_months()
        marks = self._zi_trend_marks(months)
        total = self.score_ids.filtered(
            lambda row: row.kind == "total" and row.column == self.leading_column
        )
        top = total.maximum_value or 100.0
        gate = self.leading_gate_ids.filtered(
            lambda row: (
                row.gate_id.scope == "total"
                and row.predicate == self.predicate
                and row.deciding
            )
        )[:1]
        line = trend.place(marks, top, gate.minimum if gate else None)
        return {
            "title": self.env._("How the score came here"),
            "width": trend.WIDTH,
            "height": trend.HEIGHT,
            "points": line.points if len(marks) > 1 else "",
            "dots": [{"x": dot.x, "y": dot.y, "label": dot.label} for dot in line.dots],
            "minimum_y": line.minimum_y,
            "minimum_text": gate
            and self.env._(
                "dashed: minimum of %(predicate)s, %(minimum)s",
                predicate=self.predicate,
                minimum=gate.minimum_text,
            )
            or "",
            "from_text": marks[0].label,
            "to_text": marks[-1].label,
            "text": self._zi_trend_text(months, total),
            "action": self._zi_snapshot_action(),
            "years": self._zi_trend_years(),
        }

    def _zi_trend_months(self):
        """Kept figures of the past months, the newest first."""
        self.ensure_one()
        this_month = self.company_id._zi_today().replace(day=1)
        return self.env["zi.assessment.snapshot"].search(
            [
                ("assessment_id", "=", self.id),
                ("column", "=", self.leading_column),
                ("month", "<", this_month),
            ],
            limit=_MONTHS - 1,
            order="month desc",
        )

    def _zi_trend_marks(self, months):
        """The ends of the past months from the oldest, then today.

        :return: list of ``tools.trend.Mark``, at least today's
        """
        self.ensure_one()
        marks = [
            trend.Mark(f"{row.month_text}: {row.value_text}", row.value)
            for row in reversed(months)
        ]
        today = self.env._("today: %(score)s", score=self.leading_total_text or "0,00")
        return [*marks, trend.Mark(today, self[f"{self.leading_column}_total"])]

    def _zi_trend_text(self, months, total):
        """What the line says, in words."""
        if not months:
            return self.env._(
                "No earlier month yet: from now on the score at the end of each month "
                "is kept here."
            )
        first = months[-1]
        change = lke.to_fraction(total.exact or "0") - lke.to_fraction(first.exact)
        points = lke.display(abs(change), decimal_comma=True)
        month = first.month_text
        if not change:
            return self.env._("Unchanged since %(month)s.", month=month)
        if change > 0:
            return self.env._(
                "%(points)s points more than in %(month)s.", points=points, month=month
            )
        return self.env._(
            "%(points)s points less than in %(month)s.", points=points, month=month
        )

    def _zi_trend_years(self):
        """Totals of the unit's other LKEs, each with the record behind it."""
        self.ensure_one()
        others = self.search(
            [("company_id", "=", self.company_id.id), ("id", "!=", self.id)], limit=3
        )
        return [
            {
                "id": other.id,
                "text": f"{other.year} ({other.instrument_id.code}): "
                + (other.leading_total_text if other.answered else other.progress_text),
                "action": self.env["zi.home"]._zi_record_action(other),
            }
            for other in others
        ]

    def _zi_snapshot_action(self):
        return self.env["zi.home"]._zi_action(
            "zi_governance.zi_assessment_snapshot_action",
            [("assessment_id", "=", self.id)],
        )
