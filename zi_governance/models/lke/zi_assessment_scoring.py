from collections import namedtuple

from odoo import api, fields, models

from ...tools import lke
from .zi_instrument_gate import PREDICATES

# Columns whose judgement counts at a step, the strongest first.
_LEADING = {
    "desk": ("tpn", "tpi"),
    "field": ("tpn", "tpi"),
    "granted": ("tpn", "tpi"),
    "not_granted": ("tpn", "tpi"),
    "monitored": ("tpn", "tpi"),
    "revoked": ("tpn", "tpi"),
    "judged": ("tpi",),
    "correcting": ("tpi",),
    "corrected": ("tpi",),
    "proposed": ("tpi",),
}
VERDICTS = [
    ("empty", "Not filled in"),
    ("met", "Gates met"),
    ("not_met", "Gates not met"),
    ("no_gates", "No gates"),
]
# Deciding gates of a predicate: all, those not met, those missed by a hair.
GateCount = namedtuple("GateCount", "deciding failing near")
NO_GATES = GateCount(0, 0, 0)
_COLUMNS = ("self", "tpi", "tpn")


class ZiAssessment(models.Model):
    _inherit = "zi.assessment"

    score_ids = fields.One2many(
        "zi.assessment.score", "assessment_id", "Scores", readonly=True
    )
    gate_result_ids = fields.One2many(
        "zi.assessment.gate.result", "assessment_id", "Gates", readonly=True
    )
    leading_column = fields.Selection(
        [("self", "Self-assessment"), ("tpi", "TPI"), ("tpn", "TPN")],
        "Judgement that counts",
        compute="_compute_summary",
    )
    leading_gate_ids = fields.Many2many(
        "zi.assessment.gate.result",
        string="Gates of the judgement that counts",
        compute="_compute_leading_rows",
    )
    area_score_ids = fields.Many2many(
        "zi.assessment.score", string="Scores by area", compute="_compute_leading_rows"
    )
    self_total = fields.Float(
        "Self-assessment", digits=(16, 2), compute="_compute_column_totals"
    )
    tpi_total = fields.Float("TPI", digits=(16, 2), compute="_compute_column_totals")
    tpn_total = fields.Float("TPN", digits=(16, 2), compute="_compute_column_totals")
    self_total_text = fields.Char("Score (self)", compute="_compute_column_totals")
    tpi_total_text = fields.Char("Score (TPI)", compute="_compute_column_totals")
    tpn_total_text = fields.Char("Score (TPN)", compute="_compute_column_totals")
    leading_total_text = fields.Char("Score", compute="_compute_summary")
    answered = fields.Integer(compute="_compute_summary")
    question_count = fields.Integer("Questions", compute="_compute_summary")
    missing_count = fields.Integer("Not answered", compute="_compute_summary")
    progress = fields.Float("Filled in", compute="_compute_summary")
    progress_text = fields.Char("Completeness", compute="_compute_summary")
    wbk_state = fields.Selection(VERDICTS, "WBK", compute="_compute_summary")
    wbk_text = fields.Char("Gates of WBK", compute="_compute_summary")
    wbbm_state = fields.Selection(VERDICTS, "WBBM", compute="_compute_summary")
    wbbm_text = fields.Char("Gates of WBBM", compute="_compute_summary")
    changed_count = fields.Integer(
        "Changed after the TPI", compute="_compute_changed_count"
    )

    # ------------------------------------------------------------------
    # SUMMARY
    # ------------------------------------------------------------------

    @api.depends(
        "stage",
        "predicate",
        "score_ids.exact",
        "score_ids.answered",
        "gate_result_ids.met",
        "gate_result_ids.answered",
    )
    def _compute_summary(self):
        """Totals and verdicts only, so that a roll-up reads little per unit."""
        totals = self._zi_totals()
        counts = self._zi_gate_counts()
        for assessment in self:
            own = {column: totals.get((assessment.id, column)) for column in _COLUMNS}
            leading = assessment._zi_leading(own)
            assessment.leading_column = leading
            assessment._zi_set_progress(own["self"], own[leading])
            for predicate, _label in PREDICATES:
                state, text = assessment._zi_verdict(
                    counts.get((assessment.id, leading, predicate), NO_GATES),
                    own[leading],
                )
                assessment[f"{predicate.lower()}_state"] = state
                assessment[f"{predicate.lower()}_text"] = text

    @api.depends("score_ids.exact")
    def _compute_column_totals(self):
        totals = self._zi_totals()
        for assessment in self:
            for column in _COLUMNS:
                row = totals.get((assessment.id, column))
                assessment[f"{column}_total"] = row.value if row else 0
                assessment[f"{column}_total_text"] = row.value_text if row else False

    @api.depends("stage", "score_ids.exact", "gate_result_ids.met")
    def _compute_leading_rows(self):
        areas = (
            self.env["zi.assessment.score"]
            .search([("assessment_id", "in", self.ids), ("kind", "=", "area")])
            .grouped(lambda row: (row.assessment_id.id, row.column))
        )
        gates = (
            self.env["zi.assessment.gate.result"]
            .search([("assessment_id", "in", self.ids)])
            .grouped(lambda row: (row.assessment_id.id, row.column))
        )
        for assessment in self:
            key = assessment.id, assessment.leading_column
            assessment.leading_gate_ids = gates.get(key, False)
            assessment.area_score_ids = areas.get(key, False)

    def _zi_totals(self):
        """``{(assessment id, column): total}`` of many assessments in one query."""
        rows = self.env["zi.assessment.score"].search_fetch(
            [("assessment_id", "in", self.ids), ("kind", "=", "total")],
            [
                *("assessment_id", "column", "exact", "maximum", "value"),
                *("answered", "question_count"),
            ],
            order="id",
        )
        return {(row.assessment_id.id, row.column): row for row in rows}

    def _zi_gate_counts(self):
        """``{(assessment id, column, predicate): GateCount}`` of the deciding gates,
        in one query."""
        groups = self.env["zi.assessment.gate.result"]._read_group(
            [("assessment_id", "in", self.ids), ("deciding", "=", True)],
            ["assessment_id", "column", "predicate", "met", "near_miss"],
            ["__count"],
        )
        counts = {}
        for assessment, column, predicate, met, near_miss, count in groups:
            key = assessment.id, column, predicate
            old = counts.get(key, NO_GATES)
            counts[key] = GateCount(
                old.deciding + count,
                old.failing + (0 if met else count),
                old.near + (count if near_miss and not met else 0),
            )
        return counts

    def _zi_leading(self, totals):
        """The strongest column of the step that holds any judgement."""
        self.ensure_one()
        for column in _LEADING.get(self.stage, ()):
            if totals.get(column) and totals[column].answered:
                return column
        return "self"

    def _zi_set_progress(self, own, leading):
        """The score that counts, and how much of the self-assessment is filled in."""
        self.ensure_one()
        self.leading_total_text = leading.value_text if own else False
        self.answered = own.answered if own else 0
        self.question_count = own.question_count if own else 0
        self.missing_count = self.question_count - self.answered
        self.progress = (
            100 * self.answered / self.question_count if self.question_count else 0
        )
        self.progress_text = (
            self.env._(
                "Not filled in: %(missing)s of %(total)s",
                missing=self.missing_count,
                total=self.question_count,
            )
            if self.missing_count
            else self.env._("All %(total)s filled in", total=self.question_count)
        )

    def _zi_verdict(self, gates, total):
        """Where the unit stands against one predicate: state and sentence.

        An empty LKE is not filled in; it never "fails".

        :param GateCount gates: deciding gates of the predicate
        :param total: the total of the judgement that counts, or None
        """
        if not total or not total.answered:
            count = total.question_count if total else 0
            return "empty", self.env._(
                "Not filled in: %(missing)s of %(total)s", missing=count, total=count
            )
        if not gates.deciding:
            return "no_gates", self.env._("This instrument has no gate for it")
        missing = total.question_count - total.answered
        tail = (
            self.env._(
                "; not filled in yet: %(missing)s of %(total)s",
                missing=missing,
                total=total.question_count,
            )
            if missing
            else ""
        )
        if not gates.failing:
            text = self.env._("All %(count)s gates met", count=gates.deciding)
            return "met", text + tail
        text = self.env._(
            "%(failing)s of %(count)s gates not met",
            failing=gates.failing,
            count=gates.deciding,
        )
        if gates.near == gates.failing:
            text += self.env._(" (by less than 0.005: the display is rounded)")
        return "not_met", text + tail

    @api.depends("answer_ids.changed_after_tpi")
    def _compute_changed_count(self):
        groups = dict(
            self.env["zi.assessment.answer"]._read_group(
                [("assessment_id", "in", self.ids), ("changed_after_tpi", "=", True)],
                ["assessment_id"],
                ["__count"],
            )
        )
        for assessment in self:
            assessment.changed_count = groups.get(assessment, 0)

    # ------------------------------------------------------------------
    # SCORING
    # ------------------------------------------------------------------

    def _zi_column_values(self, column):
        """``{question code: Fraction | None}`` of a column."""
        self.ensure_one()
        return {answer.code: answer._zi_value(column) for answer in self.answer_ids}

    def _zi_scores(self, column):
        """All sums of a column, computed afresh.

        :rtype: tools.lke.Scores
        """
        self.ensure_one()
        structure = self.instrument_id._zi_structure()
        return lke.score(
            structure.sections,
            structure.tool_questions,
            self._zi_column_values(column),
        )

    def _zi_recompute(self, columns=None):
        """Compute all scores and gates anew and store them.

        :param columns: names of columns; default those that have scores already
        :return: number of rows written or made
        """
        written = 0
        for assessment in self:
            structure = assessment.instrument_id._zi_structure()
            wanted = columns or sorted(set(assessment.score_ids.mapped("column")))
            for column in wanted:
                scores = assessment._zi_scores(column)
                parts = {key: _part(scores, key) for key in structure.part_keys}
                results = lke.check_gates(scores, structure.tool_gates)
                written += assessment._zi_store_parts(column, parts)
                written += assessment._zi_store_results(
                    column, zip(structure.gates, results, strict=True)
                )
        return written

    def _zi_rescore(self, column, question_ids):
        """Bring the stored scores up to date after some answers changed.

        Only the sections, halves, areas and totals that count these answers, and
        their gates, are read and written.

        :param str column: ``self``, ``tpi`` or ``tpn``
        :param question_ids: ids of the questions whose value changed
        :return: number of rows written
        """
        written = 0
        for assessment in self:
            structure = assessment.instrument_id._zi_structure()
            by_section = {}
            for question_id in question_ids:
                question = structure.question_by_id[question_id]
                by_section.setdefault(question.section_code, []).append(question)
            for code, questions in by_section.items():
                written += assessment._zi_rescore_section(
                    structure, column, structure.section_by_code[code], questions
                )
        return written

    def _zi_rescore_section(self, structure, column, section, questions):
        self.ensure_one()
        keys = structure.parts_of(section)
        rows = self._zi_part_rows(column, keys)
        if len(rows) != len(keys):
            return self._zi_recompute([column])
        ids = structure.ids_by_section[section.code]
        answers = self.env["zi.assessment.answer"].search(
            [("assessment_id", "=", self.id), ("question_id", "in", ids)]
        )
        scores = lke.rescore(
            _as_scores({key: row._zi_part() for key, row in rows.items()}, section),
            section,
            [structure.question_by_id[question_id] for question_id in ids],
            {answer.code: answer._zi_value(column) for answer in answers},
        )
        written = self._zi_store_parts(
            column, {key: _part(scores, key) for key in keys}, rows
        )
        gates = {
            gate_id: (gate_id, gate)
            for question in questions
            for gate_id, gate in structure.covering_gates(question)
        }
        # A prefix that is stored nowhere has no sum to build on.
        if any(not _is_stored(gate.scope, structure) for _id, gate in gates.values()):
            scores = self._zi_scores(column)
        results = lke.check_gates(scores, [gate for _id, gate in gates.values()])
        return written + self._zi_store_results(
            column, zip(gates.values(), results, strict=True)
        )

    def _zi_part_rows(self, column, keys):
        """``{(kind, code): row}`` of some stored scores, in one query."""
        self.ensure_one()
        rows = self.env["zi.assessment.score"].search(
            [
                ("assessment_id", "=", self.id),
                ("column", "=", column),
                ("code", "in", [code for _kind, code in keys]),
            ]
        )
        found = {(row.kind, row.code): row for row in rows}
        return {key: found[key] for key in keys if key in found}

    def _zi_store_parts(self, column, parts, rows=None):
        """Write what changed, make what is missing."""
        self.ensure_one()
        model = self.env["zi.assessment.score"]
        if rows is None:
            rows = {
                (row.kind, row.code): row
                for row in self.score_ids
                if row.column == column
            }
        written, new = 0, {}
        for key, part in parts.items():
            values = model._zi_values(part)
            if key in rows:
                written += _write_changed(rows[key], values)
            else:
                new[key] = values
        if new:
            heads = self._zi_part_heads(column)
            model.create([{**heads[key], **values} for key, values in new.items()])
        return written + len(new)

    def _zi_part_heads(self, column):
        """What each score row is about, by its key."""
        self.ensure_one()
        structure = self.instrument_id._zi_structure()
        areas = self.env["zi.area"].with_context(active_test=False).search([])
        by_code = {area.code: area for area in areas}
        return {
            key: self._zi_part_head(
                column, key, by_code.get(area_code, areas.browse()), half, no
            )
            for no, (key, (area_code, half)) in enumerate(structure.part_keys.items())
        }

    def _zi_part_head(self, column, key, area, half, sequence):
        kind, code = key
        return {
            "assessment_id": self.id,
            "column": column,
            "kind": kind,
            "code": code,
            "name": self._zi_part_name(kind, code, area, half),
            "area_id": area.id,
            "half": half,
            "sequence": sequence,
        }

    def _zi_part_name(self, kind, code, area, half):
        if kind == "section":
            name = self.instrument_id._zi_structure().section_names.get(code)
            return f"{code} {name or ''}".strip()
        if kind == "area":
            return area.display_name
        if kind == "half_area":
            return f"{area.display_name} ({half})"
        return code.capitalize()

    def _zi_store_results(self, column, pairs):
        """Write the gate results that changed, make the missing ones.

        :param pairs: iterable of ``((gate id, Gate), GateResult)``
        """
        self.ensure_one()
        model = self.env["zi.assessment.gate.result"]
        pairs = [(gate_id, result) for (gate_id, _gate), result in pairs]
        rows = {
            row.gate_id.id: row
            for row in model.search(
                [
                    ("assessment_id", "=", self.id),
                    ("column", "=", column),
                    ("gate_id", "in", [gate_id for gate_id, _result in pairs]),
                ]
            )
        }
        written, new = 0, []
        for gate_id, result in pairs:
            values = model._zi_values(result)
            if gate_id in rows:
                written += _write_changed(rows[gate_id], values)
            else:
                new.append(
                    {
                        "assessment_id": self.id,
                        "column": column,
                        "gate_id": gate_id,
                        **values,
                    }
                )
        if new:
            model.create(new)
        return written + len(new)

    # ------------------------------------------------------------------
    # THE SHORTEST WAY, AND WHAT A QUESTION COSTS
    # ------------------------------------------------------------------

    def _zi_gate_results(self, column):
        """Gates held against a column, from exact values, without storing.

        :return: list of ``tools.lke.GateResult``
        """
        self.ensure_one()
        structure = self.instrument_id._zi_structure()
        return lke.check_gates(self._zi_scores(column), structure.tool_gates)

    def _zi_shortest_way(self, predicate, column=None):
        """Answers that could be better, those that help a failing gate most first.

        :param str predicate: ``WBK`` or ``WBBM``
        :param str column: default the one that counts at this step
        :return: list of ``(question id, tools.lke.Step)``
        """
        self.ensure_one()
        column = column or self.leading_column
        structure = self.instrument_id._zi_structure()
        steps = lke.shortest_way(
            structure.sections,
            structure.tool_questions,
            self._zi_column_values(column),
            structure.option_values,
            self._zi_gate_results(column),
            predicate,
        )
        ids = {question.code: qid for qid, question in structure.questions}
        return [(ids[step.question], step) for step in steps]

    def _zi_plan_to_pass(self, predicate, column=None):
        """The fewest answers to improve until every deciding gate is met.

        :rtype: tools.lke.PassPlan
        """
        self.ensure_one()
        column = column or self.leading_column
        structure = self.instrument_id._zi_structure()
        return lke.plan_to_pass(
            structure.sections,
            structure.tool_questions,
            self._zi_column_values(column),
            structure.option_values,
            self._zi_gate_results(column),
            predicate,
        )

    def _zi_question_cost(self, column=None):
        """What every question brings, has lost, and which failing gates it counts in.

        :param str column: default the one that counts at this step
        :return: ``{question id: {"share": Fraction, "lost": Fraction, "gates": [gate
            ids of failing deciding gates]}}``; ``lost`` is in points
        """
        self.ensure_one()
        column = column or self.leading_column
        structure = self.instrument_id._zi_structure()
        values = self._zi_column_values(column)
        failing = [
            (gate_id, gate)
            for (gate_id, gate), result in zip(
                structure.gates, self._zi_gate_results(column), strict=True
            )
            if gate.deciding and not result.met
        ]
        names = {gate_id for gate_id, _gate in failing}
        return {
            question_id: {
                "share": structure.shares[question_id],
                "lost": structure.shares[question_id]
                * (1 - (values.get(question.code) or lke.ZERO)),
                "gates": [
                    gate_id
                    for gate_id, _gate in structure.covering_gates(question)
                    if gate_id in names
                ],
            }
            for question_id, question in structure.questions
        }


def _part(scores, key):
    """The sum that a stored row keeps."""
    kind, code = key
    if kind == "total":
        return scores.total
    if kind == "group":
        return getattr(scores, code)
    mapping = {
        "half": scores.halves,
        "area": scores.areas,
        "half_area": scores.prefixes,
        "section": scores.sections,
    }[kind]
    return mapping[code]


def _as_scores(parts, section):
    """Enough of the sums for ``lke.rescore`` to move those of one section."""
    empty = lke.Part()
    pieces = section.code.split(".")
    prefixes = {".".join(pieces[:end]): empty for end in range(1, len(pieces) + 1)}
    prefixes[section.code] = parts["section", section.code]
    prefixes.update(
        {code: part for (kind, code), part in parts.items() if kind == "half_area"}
    )
    return lke.Scores(
        sections={section.code: parts["section", section.code]},
        areas={section.area: parts["area", section.area]},
        halves={section.half: parts["half", section.half]},
        prefixes=prefixes,
        # A value, so that the tool fills in the section's own questions.
        questions={"": empty},
        pengungkit=parts.get(("group", "pengungkit"), empty),
        hasil=parts.get(("group", "hasil"), empty),
        total=parts["total", "total"],
    )


def _is_stored(scope, structure):
    """Whether a gate's scope is a stored sum, or a question or section itself."""
    kind, colon, name = scope.partition(":")
    if not colon:
        return True
    if kind == "area":
        return True
    return ("half_area", name) in structure.part_keys or (
        "half",
        name,
    ) in structure.part_keys


def _write_changed(row, values):
    """Write a row where something differs.

    :return: 1 where it was written, else 0
    """
    changed = {
        name: value
        for name, value in values.items()
        if (row[name] or False) != (value or False)
    }
    # Figures beside the exact text differ only when the text does.
    if not changed or not set(changed) - {"value", "share", "margin"}:
        return 0
    row.write(changed)
    return 1
