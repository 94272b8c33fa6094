from datetime import date

from odoo import api, models

from ....tools import evidence_rules as tool
from ...time.csv_rows import read_rows


class ZiEvidenceRule(models.Model):
    _inherit = "zi.evidence.rule"

    def _zi_on_evaluated(self, units, years):
        super()._zi_on_evaluated(units, years)
        self.env["zi.work.plan.item"].sudo().search(
            [
                ("rule_id.code", "in", self.mapped("code")),
                ("company_id", "in", units.ids),
            ]
        )._zi_refresh_proof()
        self._zi_propose_answers(units, years)

    def _zi_propose_answers(self, units, years):
        """Propose a letter where a scale says what the share of windows is worth.

        A person decides; nothing of the self-assessment changes.
        """
        rules = self.filtered(lambda rule: rule.question_codes and rule.scale)
        if not rules or "zi.assessment.answer" not in self.env:
            return
        answers = self.env["zi.assessment.answer"].sudo()
        if not hasattr(answers, "_zi_propose"):
            return
        codes = {code for rule in rules for code in rule._zi_codes()}
        found = answers.search(
            [
                ("company_id", "in", units.ids),
                ("code", "in", sorted(codes)),
                ("assessment_id.year", "in", list(years)),
            ]
        )
        replaced = rules._zi_replacements(units)
        by_code = found.grouped("code")
        for rule in rules.filtered("available"):
            figures = rule._zi_figures(units, years)
            mine = found.browse().union(
                *(by_code.get(code, found.browse()) for code in rule._zi_codes())
            )
            for answer in mine:
                company = answer.company_id
                if rule.company_id in (company, company.browse()) and (
                    (rule.id, company.id) not in replaced
                ):
                    rule._zi_propose_answer(answer, figures)

    def _zi_codes(self):
        self.ensure_one()
        parts = (self.question_codes or "").split(",")
        return {code.strip() for code in parts if code.strip()}

    def _zi_figures(self, units, years):
        """What the proposals of a rule rest on, by unit id and year; a number of
        queries that does not grow with the units."""
        self.ensure_one()
        if not self.measure_code:
            return self._zi_window_counts(units, years)
        measure = self.env["zi.measure"].sudo()._zi_measure
        return {
            (unit_id, year): figures
            for year in years
            for unit_id, figures in measure(self.measure_code, units, year).items()
        }

    def _zi_window_counts(self, units, years):
        """How many windows of the rule are met, of how many; one query.

        :return: ``{(unit id, year): (met, windows)}``
        """
        self.ensure_one()
        groups = self.env["zi.evidence.rule.result"]._read_group(
            [
                ("rule_id", "=", self.id),
                ("company_id", "in", units.ids),
                ("date_from", ">=", date(min(years), 1, 1)),
                ("part", "=", False),
            ],
            ["company_id", "date_from:year", "state"],
            ["__count"],
        )
        counts = {}
        for unit, year, state, count in groups:
            met, windows = counts.get((unit.id, year.year), (0, 0))
            counts[unit.id, year.year] = (
                met + (count if state == "met" else 0),
                windows + count,
            )
        return counts

    def _zi_propose_answer(self, answer, figures):
        self.ensure_one()
        if self.measure_code:
            self._zi_propose_measure(answer, figures)
            return
        company, year = answer.company_id, answer.assessment_id.year
        met, windows = figures.get((company.id, year), (0, 0))
        letter = tool.share_letter(tool.parse_scale(self.scale), met, windows)
        rule = self._zi_in_language_of(company)
        self._zi_propose_letter(
            answer,
            letter,
            rule.env._(
                "%(rule)s: %(met)s of %(due)s windows met",
                rule=rule.name,
                met=met,
                due=windows,
            ),
        )

    def _zi_propose_measure(self, answer, figures):
        """A share becomes a letter, or its two counts the counts of a percentage."""
        company = answer.company_id
        found = figures.get((company.id, answer.assessment_id.year))
        if not found:
            return
        numerator, denominator, sources = found
        rule = self._zi_in_language_of(company)
        reason = rule.env._(
            "%(rule)s: %(numerator)s of %(denominator)s (%(sources)s)",
            rule=rule.name,
            numerator=numerator,
            denominator=denominator,
            sources=sources,
        )
        if answer.question_id.answer_type == "PCT":
            answer._zi_propose(
                reason=reason, numerator=numerator, denominator=denominator
            )
            return
        letter = tool.share_letter(tool.parse_scale(self.scale), numerator, denominator)
        self._zi_propose_letter(answer, letter, reason)

    def _zi_propose_letter(self, answer, letter, reason):
        if letter and letter not in answer.question_id.option_ids.mapped("letter"):
            return
        answer._zi_propose(letter, reason if letter else "")

    def _zi_in_language_of(self, company):
        return self.with_context(lang=company.partner_id.lang or self.env.lang)

    # ------------------------------------------------------------------
    # SHIPPED RULES
    # ------------------------------------------------------------------

    @api.model
    def _zi_load_shipped(self):
        """Add the rules that the addon ships and the database lacks; what the
        secretariat changed stays."""
        rows = read_rows("data/evidence/evidence_rules.csv") + self._zi_decree_rules()
        self._load_records(
            [
                {
                    "xml_id": f"zi_governance.evidence_rule_{row['code']}",
                    "values": {**row, "sequence": number},
                    "noupdate": True,
                }
                for number, row in enumerate(rows, 1)
                if not self.env.ref(
                    f"zi_governance.evidence_rule_{row['code']}",
                    raise_if_not_found=False,
                )
            ]
        )

    @api.model
    def _zi_decree_rules(self):
        """A rule for each kind of official document that the plan names: one of it is
        approved and in force."""
        kinds = self.env.get("zi.decree.kind")
        if kinds is None:
            return []
        return [
            {
                "code": f"naskah_{kind.code}",
                "name": f"{kind.name}: disetujui dan berlaku",
                "model_name": "zi.decree",
                "states": "approved,superseded",
                "domain": f"[('kind_code', '=', '{kind.code}')]",
                "count_by": "in_force",
                "suggested_for": kind.plan_reference,
            }
            for kind in kinds.search(
                [("plan_reference", "!=", False), ("company_id", "=", False)]
            )
        ]

    @api.model
    def _zi_suggest(self, items):
        """Give items of the standard plan the rule that is meant for them.

        :param items: ``zi.work.plan.item`` records without a rule
        """
        chosen = {}
        bare = items.filtered(lambda item: not item.rule_id)
        for company, mine in bare.grouped("company_id").items():
            by_number = {}
            for rule in self._zi_used(company).filtered("suggested_for"):
                for number in rule.suggested_for.split(","):
                    by_number.setdefault((number.strip(), rule.model_name), rule)
            for item in mine:
                number = f"{item.line_sequence}.{item.sequence}"
                rule = by_number.get((number, item.suggested_model))
                if rule:
                    chosen[rule] = chosen.get(rule, item.browse()) | item
        items._zi_set_rules(chosen)
