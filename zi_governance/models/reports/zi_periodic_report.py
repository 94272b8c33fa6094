from odoo import fields, models


class ZiPeriodicReport(models.Model):
    """A monthly, quarterly, half-yearly or yearly report of a unit."""

    _name = "zi.periodic.report"
    _description = "Periodic report"
    _inherit = ["zi.report.mixin"]

    _zi_paper_report = "zi_governance.report_report"

    amends_id = fields.Many2one(
        "zi.periodic.report",
        "Corrects",
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
    )
    figure_ids = fields.One2many("zi.periodic.report.figure", "report_id", "Figures")
    finding_ids = fields.One2many(
        "zi.periodic.report.finding", "report_id", "Findings", copy=True
    )
    review_ids = fields.One2many(
        "zi.periodic.report.review", "report_id", "Follow-ups of the last report"
    )

    _version_unique = models.UniqueIndex(
        "(company_id, kind_id, date_from, version)",
        "There is already a report of this kind on this period.",
    )


class ZiPeriodicReportFigure(models.Model):
    _name = "zi.periodic.report.figure"
    _description = "Figure of a periodic report"
    _inherit = ["zi.report.figure.mixin"]

    report_id = fields.Many2one(
        "zi.periodic.report", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="report_id.company_id", store=True, precompute=True, index=True
    )


class ZiPeriodicReportFinding(models.Model):
    _name = "zi.periodic.report.finding"
    _description = "Finding of a periodic report"
    _inherit = ["zi.report.finding.mixin"]

    report_id = fields.Many2one(
        "zi.periodic.report", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="report_id.company_id", store=True, precompute=True, index=True
    )


class ZiPeriodicReportReview(models.Model):
    _name = "zi.periodic.report.review"
    _description = "Follow-up asked in a periodic report"
    _inherit = ["zi.report.review.mixin"]

    report_id = fields.Many2one(
        "zi.periodic.report", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="report_id.company_id", store=True, precompute=True, index=True
    )
