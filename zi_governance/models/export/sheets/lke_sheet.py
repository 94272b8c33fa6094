from odoo import api, models

from ....tools.exact import to_fraction
from ....tools.sheet import AreaRow, Column, HeadRow, Sheet

_JUDGEMENTS = ("self", "tpi", "tpn")


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
        """Every question with its answers, under its half, area and section, in the
        columns of the official sheet: the unit, the TPI, the TPN."""
        company = units[:1]
        assessments = self._zi_assessments(company, run)
        rows = [
            row
            for assessment in assessments
            for row in self._zi_lke_rows(company, assessment)
        ]
        return Sheet(
            columns=self._zi_lke_columns(),
            rows=iter(rows),
            count=len(rows),
            key=("instrument", "code"),
            note=" ".join(
                [
                    *[f"{a.display_name}: {a.progress_text}." for a in assessments],
                    self.env._(
                        "Score: value of the answer times its weight. Per cent: of "
                        "the weight. Evidence: numbers in the register of evidence."
                    ),
                ]
            ),
            fixed=2,
            page_starts=("proposed",),
        )

    def _zi_lke_columns(self):
        env = self.env
        unit, tpi, tpn = env._("Unit"), env._("TPI"), env._("TPN")
        judged = [
            *self._zi_lke_judged("self", unit, env._("Note of the unit")),
            *self._zi_lke_judged("tpi", tpi, env._("Note of the TPI")),
            *self._zi_lke_judged("tpn", tpn, env._("Note of the TPN")),
        ]
        return (
            Column("code", env._("No."), "text", 9),
            Column("question", env._("Assessment"), "text", 36),
            Column("options", env._("Options"), "text", 40),
            Column("weight", env._("Weight"), "number", 7),
            *judged,
            Column("proposed", env._("Proposed by the evidence"), "text", 22),
            Column("evidence", env._("Evidence (No.)"), "text", 22),
            Column("changed_after", env._("Changed after the TPI"), "flag", 11),
            Column("entered", env._("Entered on"), "moment", 16),
            Column("changed", env._("Last change"), "moment", 16),
            Column("instrument", env._("Instrument"), "text", 24),
        )

    def _zi_lke_judged(self, code, title, note):
        """The columns of one judgement: answer, score, per cent, note."""
        answer = self.env._("Answer (%(column)s)", column=title)
        score = self.env._("Score (%(column)s)", column=title)
        share = self.env._("%% (%(column)s)", column=title)
        return (
            Column(code, answer, "text", 10),
            Column(f"{code}_score", score, "number", 8),
            Column(f"{code}_share", share, "percent", 9),
            Column(f"{code}_note", note, "text", 16),
        )

    def _zi_lke_rows(self, company, assessment):
        name = assessment.instrument_id.display_name
        scores = self.env["zi.assessment.score"].search(
            [("assessment_id", "=", assessment.id)]
        )
        parts = {(row.kind, row.code, row.column): row for row in scores}
        total = parts.get(("total", "total", "self"))
        yield _head(
            AreaRow,
            name,
            "",
            assessment.display_name,
            total and to_fraction(total.maximum),
            [parts.get(("total", "total", column)) for column in _JUDGEMENTS],
        )
        answers = assessment.answer_ids.sorted("sequence")
        codes = set(answers.mapped("code"))
        for answer, headings in assessment._zi_with_headings(answers):
            for heading in headings:
                yield _head(
                    HeadRow if heading.kind == "section" else AreaRow,
                    name,
                    # A section of one question may have its code.
                    "" if heading.code in codes else heading.code,
                    heading.text,
                    heading.weight,
                    [_part(parts, heading, column) for column in _JUDGEMENTS],
                )
            yield self._zi_lke_row(company, name, answer)

    def _zi_lke_row(self, company, name, answer):
        def judged(column):
            value = answer[f"{column}_value"]
            exact = to_fraction(value) if value else None
            return (
                self._zi_lke_answer(answer, column),
                round(answer[f"{column}_points"], 6) if value else None,
                exact,
                answer[f"{column}_note"] or None,
            )

        return (
            answer.code,
            answer.question_text,
            answer._zi_sheet_options() or None,
            answer.share,
            *judged("self"),
            *judged("tpi"),
            *judged("tpn"),
            answer.proposed_text or None,
            ", ".join(str(row.id) for row in answer.evidence_ids.sorted("id")) or None,
            answer.changed_after_tpi,
            self._zi_local(company, answer.create_date),
            self._zi_local(company, answer.write_date),
            name,
        )

    def _zi_lke_answer(self, answer, column):
        """An answer as the official sheet has it: yes or no, a letter, or figures."""
        option = answer[f"{column}_option_id"]
        if not option:
            return answer[f"{column}_text"] or None
        if answer.answer_type == "YT":
            full = to_fraction(option.value) == 1
            return self.env._("Yes") if full else self.env._("No")
        return option.letter

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
                Column("instrument", self.env._("Instrument"), "text", 22),
                Column("column", self.env._("Judgement"), "text", 16),
                Column("predicate", self.env._("Predicate"), "text", 9),
                Column("gate", self.env._("Gate"), "text", 44),
                Column("deciding", self.env._("Decides"), "flag", 12),
                Column("value", self.env._("Score"), "number", 9),
                Column("minimum", self.env._("Minimum"), "number", 9),
                Column("margin", self.env._("Margin"), "number", 9),
                Column("met", self.env._("Met"), "flag", 11),
                Column("answered", self.env._("Answered"), "integer", 9),
                Column("questions", self.env._("Questions"), "integer", 10),
                Column("status", self.env._("Result"), "text", 30),
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


def _part(parts, heading, column):
    """The stored score of a heading: an area that stands in two halves has one of its
    own in each."""
    if heading.kind == "section":
        keys = [("section", heading.key)]
    elif heading.kind == "half":
        keys = [("half", heading.key)]
    else:
        keys = [("half_area", heading.code), ("area", heading.key[1])]
    found = (parts.get((*key, column)) for key in keys)
    return next((score for score in found if score), None)


def _head(kind, instrument, code, name, weight, scores):
    """A row of the total, a half, an area or a section: weight, scores, per cent."""
    judged = []
    for score in scores:
        exact = to_fraction(score.exact) if score else None
        share = exact / weight if exact is not None and weight else None
        judged += [None, exact, share, None]
    return kind((code, name, None, weight, *judged, *[None] * 5, instrument))
