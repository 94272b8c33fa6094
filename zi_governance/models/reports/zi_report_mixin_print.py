from odoo import models

from ..documents.zi_paper_mixin import _lines

_ROWS_PER_PAGE = 24


class ZiReportMixin(models.AbstractModel):
    """The report on paper."""

    _name = "zi.report.mixin"
    _inherit = ["zi.report.mixin", "zi.paper.mixin"]

    def _zi_paper(self):
        """Everything that the paper shows, as plain values."""
        self.ensure_one()
        report = self.sudo().with_context(lang=self._zi_paper_lang())
        states = dict(self.env["zi.follow.up"]._fields["state"].selection)
        labels = (
            report.env["zi.follow.up"]
            ._fields["state"]
            ._description_selection(report.env)
        )
        states.update(labels)
        figures = [(row.label, row.value, row.typed) for row in report.figure_ids]
        return {
            "head": report._zi_letterhead(),
            "title": report.kind_id.name,
            "period": report._zi_period_label(),
            "nil": report.nil_report,
            "reviews": [
                (row.name, states.get(row.state, row.state), row.answer or "")
                for row in report.review_ids
            ],
            "figure_pages": [
                figures[start : start + _ROWS_PER_PAGE]
                for start in range(0, len(figures), _ROWS_PER_PAGE)
            ],
            "figures_day": report._zi_day(report.submitted_on),
            "summary": report.summary,
            "findings": [
                (row.name, row.action, row.owner_id.name, report._zi_day(row.due_date))
                for row in report.finding_ids
            ],
            "meeting": {
                "closing": report._zi_day(report.closing_date),
                "day": report._zi_day(report.meeting_date),
                "place": report.meeting_place or "",
                "participants": _lines(report.participants),
            }
            if report.meeting_date
            else False,
            "place": report._zi_place(),
            "day": report._zi_day(report.approved_on),
            "signature": report._zi_signature_block(),
        }

    def _zi_paper_lang(self):
        known = dict(self.env["res.lang"].get_installed())
        return "id_ID" if "id_ID" in known else self.env.lang

    def _zi_foot(self):
        return self.name or ""
