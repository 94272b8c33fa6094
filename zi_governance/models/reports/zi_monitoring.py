from odoo import fields, models


class ZiMonitoring(models.Model):
    """The monitoring and evaluation of the integrity zone itself, every quarter."""

    _name = "zi.monitoring"
    _description = "Monitoring of the ZI"
    _inherit = ["zi.report.mixin"]

    _zi_paper_report = "zi_governance.report_monitoring"

    amends_id = fields.Many2one(
        "zi.monitoring",
        "Corrects",
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
    )
    figure_ids = fields.One2many("zi.monitoring.figure", "report_id", "Figures")
    finding_ids = fields.One2many(
        "zi.monitoring.finding", "report_id", "Findings", copy=True
    )
    review_ids = fields.One2many(
        "zi.monitoring.review", "report_id", "Follow-ups of the last report"
    )

    _version_unique = models.UniqueIndex(
        "(company_id, kind_id, date_from, version)",
        "There is already a report of this kind on this period.",
    )

    def _zi_figures_monev_zi(self, company, date_from, date_to):
        """Figures of the quarterly monitoring: plan tasks, evidence, follow-ups,
        documents and publications of the quarter, and the LKE as it is now.

        :return: list of ``(code, label, value)``
        """
        return [
            *self._zi_task_figures(company, date_from, date_to),
            *self._zi_evidence_figures_of(company, date_from, date_to),
            *self._zi_follow_up_figures(company, date_from, date_to),
            *self.env["zi.decree"]._zi_decree_figures(company, date_from, date_to),
            *self.env["zi.publication"]._zi_publication_figures(
                company, date_from, date_to
            ),
            *self._zi_lke_figures(company, date_to.year),
        ]

    def _zi_lke_figures(self, company, year):
        """Score and completeness of the LKE of a year; it has no period, so its
        figures are those of the day on which they were taken."""
        rows = []
        scores = self.env["zi.assessment.score"].search(
            [
                ("company_id", "=", company.id),
                ("year", "=", year),
                ("kind", "=", "total"),
                ("column", "=", "self"),
            ]
        )
        for score in scores:
            name = score.assessment_id.instrument_id.code
            rows += [
                (
                    f"now_lke_{name}",
                    self.env._("LKE %(instrument)s: self-assessment", instrument=name),
                    f"{score.value_text} / {score.maximum_text}",
                ),
                (
                    f"now_lke_answered_{name}",
                    self.env._("LKE %(instrument)s: answered", instrument=name),
                    f"{score.answered} / {score.question_count}",
                ),
            ]
        return rows

    def _zi_task_figures(self, company, date_from, date_to):
        """Tasks due in the period, in all and per area, and how many are proven."""
        tasks = self.env["zi.work.plan.task"].sudo()
        domain = [
            ("company_id", "=", company.id),
            ("stage", "!=", "dropped"),
            ("date_due", ">=", date_from),
            ("date_due", "<=", date_to),
        ]
        due, proven = {}, {}
        for area, stage, count in tasks._read_group(
            domain, ["area_id", "stage"], ["__count"]
        ):
            due[area] = due.get(area, 0) + count
            proven[area] = proven.get(area, 0) + count * (stage == "done")
        rows = [
            ("task_due", self.env._("Plan tasks due"), sum(due.values())),
            ("task_proven", self.env._("Of these proven"), sum(proven.values())),
        ]
        for area in sorted(due, key=lambda item: (item.sequence, item.id)):
            rows += [
                (
                    f"task_{area.code or 'none'}",
                    self.env._("%(area)s: proven / due", area=area.display_name),
                    f"{proven[area]} / {due[area]}",
                )
            ]
        return rows

    def _zi_evidence_figures_of(self, company, date_from, date_to):
        counts = dict(
            self.env["zi.evidence"]
            .sudo()
            ._read_group(
                [
                    ("company_id", "=", company.id),
                    ("date", ">=", date_from),
                    ("date", "<=", date_to),
                ],
                ["state"],
                ["__count"],
            )
        )
        return [
            ("evidence", self.env._("Evidence of the period"), sum(counts.values())),
            (
                "evidence_waiting",
                self.env._("Of it waiting for verification"),
                counts.get("waiting", 0),
            ),
        ]

    def _zi_follow_up_figures(self, company, date_from, date_to):
        counts = dict(
            self.env["zi.follow.up"]
            .sudo()
            ._read_group(
                [
                    ("company_id", "=", company.id),
                    ("due_date", ">=", date_from),
                    ("due_date", "<=", date_to),
                    ("state", "!=", "cancelled"),
                ],
                ["state"],
                ["__count"],
            )
        )
        return [
            ("follow_up", self.env._("Follow-ups due"), sum(counts.values())),
            (
                "follow_up_checked",
                self.env._("Of these checked"),
                counts.get("checked", 0),
            ),
        ]


class ZiMonitoringFigure(models.Model):
    _name = "zi.monitoring.figure"
    _description = "Figure of the monitoring"
    _inherit = ["zi.report.figure.mixin"]

    report_id = fields.Many2one(
        "zi.monitoring", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="report_id.company_id", store=True, precompute=True, index=True
    )


class ZiMonitoringFinding(models.Model):
    _name = "zi.monitoring.finding"
    _description = "Finding of the monitoring"
    _inherit = ["zi.report.finding.mixin"]

    report_id = fields.Many2one(
        "zi.monitoring", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="report_id.company_id", store=True, precompute=True, index=True
    )


class ZiMonitoringReview(models.Model):
    _name = "zi.monitoring.review"
    _description = "Follow-up asked in the monitoring"
    _inherit = ["zi.report.review.mixin"]

    report_id = fields.Many2one(
        "zi.monitoring", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="report_id.company_id", store=True, precompute=True, index=True
    )
