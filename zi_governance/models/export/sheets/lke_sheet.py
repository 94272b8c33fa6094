from odoo import api, models

from ....tools.exact import to_fraction
from ....tools.sheet import Column, HeadRow, Sheet


class ZiExportGovernance(models.AbstractModel):
    """The LKE as the official sheet, with the three columns, and its gates."""

    _inherit = "zi.export.governance"

    @api.model
    def _zi_assessments(self, company, run):
        """The assessments of the year of a period."""
        return self.env["zi.assessment"].search(
            [("company_id", "=", company.id), ("year", "=", run.date_to.year)],
            order="instrument_id, id",
        )

    @api.model
    def _zi_sheet_lke(self, units, run):
        """Every question with its answers, under the sections of its instrument."""
        company = units[:1]
        assessments = self._zi_assessments(company, run)
        rows = [
            row
            for assessment in assessments
            for row in self._zi_lke_rows(company, assessment)
        ]
        return Sheet(
            columns=(
                Column("instrument", self.env._("Instrument"), "text", 16),
                Column("code", self.env._("No."), "text", 12),
                Column("question", self.env._("Assessment"), "text", 60),
                Column("weight", self.env._("Weight"), "number", 9),
                Column("self", self.env._("Self-assessment"), "text", 18),
                Column("self_score", self.env._("Score (self)"), "number", 10),
                Column("self_note", self.env._("Note"), "text", 36),
                Column("tpi", self.env._("TPI"), "text", 18),
                Column("tpi_score", self.env._("Score (TPI)"), "number", 10),
                Column("tpi_note", self.env._("Note of the TPI"), "text", 30),
                Column("tpn", self.env._("TPN"), "text", 18),
                Column("tpn_score", self.env._("Score (TPN)"), "number", 10),
                Column("tpn_note", self.env._("Note of the TPN"), "text", 30),
                Column("proposed", self.env._("Proposed by the evidence"), "text", 18),
                Column("entered", self.env._("Entered on"), "moment", 16),
                Column("changed", self.env._("Last change"), "moment", 16),
            ),
            rows=iter(rows),
            count=len(rows),
            key=("instrument", "code"),
            note=", ".join(
                f"{item.display_name}: {item.progress_text}" for item in assessments
            ),
        )

    def _zi_lke_rows(self, company, assessment):
        name = assessment.instrument_id.display_name
        scores = self.env["zi.assessment.score"].search(
            [("assessment_id", "=", assessment.id)]
        )
        parts = {(row.kind, row.code, row.column): row for row in scores}
        total = [
            parts.get(("total", row.code, column))
            for row in scores.filtered(lambda row: row.kind == "total")[:1]
            for column in ("self", "tpi", "tpn")
        ]
        yield _head(name, "", assessment.display_name, total)
        section = None
        for answer in assessment.answer_ids.sorted("sequence"):
            if answer.section_id != section:
                section = answer.section_id
                found = [
                    parts.get(("section", section.code, column))
                    for column in ("self", "tpi", "tpn")
                ]
                yield _head(name, section.code, section.name, found)
            yield self._zi_lke_row(company, name, answer)

    def _zi_lke_row(self, company, name, answer):
        def judged(column):
            filled = bool(answer[f"{column}_value"])
            return (
                answer[f"{column}_text"] or None,
                round(answer[f"{column}_points"], 6) if filled else None,
                answer[f"{column}_note"] or None,
            )

        return (
            name,
            answer.code,
            answer.question_text,
            answer.share,
            *judged("self"),
            *judged("tpi"),
            *judged("tpn"),
            answer.proposed_text or None,
            self._zi_local(company, answer.create_date),
            self._zi_local(company, answer.write_date),
        )

    @api.model
    def _zi_sheet_lke_gates(self, units, run):
        """Every gate of both predicates: value, minimum, margin, met or not."""
        company = units[:1]
        gates = self.env["zi.assessment.gate.result"].search(
            [("assessment_id", "in", self._zi_assessments(company, run).ids)],
            order="assessment_id, column, predicate, gate_id, id",
        )
        return Sheet(
            columns=(
                Column("instrument", self.env._("Instrument"), "text", 20),
                Column("column", self.env._("Judgement"), "text", 18),
                Column("predicate", self.env._("Predicate"), "text", 10),
                Column("gate", self.env._("Gate"), "text", 44),
                Column("deciding", self.env._("Decides"), "flag", 10),
                Column("value", self.env._("Score"), "number", 10),
                Column("minimum", self.env._("Minimum"), "number", 10),
                Column("margin", self.env._("Margin"), "number", 10),
                Column("met", self.env._("Met"), "flag", 9),
                Column("answered", self.env._("Answered"), "integer", 10),
                Column("questions", self.env._("Questions"), "integer", 10),
                Column("status", self.env._("Result"), "text", 36),
            ),
            rows=(
                (
                    gate.assessment_id.instrument_id.display_name,
                    self._zi_label(gate, "column"),
                    gate.predicate,
                    gate.gate_name,
                    gate.deciding,
                    to_fraction(gate.exact),
                    gate.minimum,
                    to_fraction(gate.margin_exact),
                    gate.met,
                    gate.answered,
                    gate.question_count,
                    gate.status_text,
                )
                for gate in gates
            ),
            count=len(gates),
            key=("instrument", "column", "predicate", "gate"),
        )


def _head(instrument, code, name, scores):
    """A row of a section or a total: its weight and its three scores."""
    first = next((score for score in scores if score), None)
    figures = [to_fraction(score.exact) if score else None for score in scores]
    figures += [None] * (3 - len(figures))
    return HeadRow(
        (
            instrument,
            code,
            name,
            to_fraction(first.maximum) if first else None,
            None,
            figures[0],
            None,
            None,
            figures[1],
            None,
            None,
            figures[2],
            None,
            None,
            None,
            None,
        )
    )
