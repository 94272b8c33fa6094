from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools import lke

ZERO_DENOMINATOR = [
    ("zero", "counts 0"),
    ("full", "counts in full"),
    ("unanswered", "stays unanswered"),
]


class ZiInstrument(models.Model):
    """An evaluation sheet (LKE) as data: sections with weights, questions, gates.

    It is dated, because the rules change; a past year keeps the instrument of its
    year.
    """

    _name = "zi.instrument"
    _description = "LKE instrument"
    _order = "valid_from desc, id desc"
    _rec_names_search = ["code", "name"]

    name = fields.Char(required=True)
    code = fields.Char(
        required=True,
        size=32,
        help="Short name of the rule that it comes from, e.g. 90/2021.",
    )
    regulation = fields.Char(
        help="The rule with number and title, as it is cited in reports."
    )
    valid_from = fields.Date(help="First day. Empty: not known, read as open.")
    valid_to = fields.Date(help="Last day, inclusive. Empty: still in force.")
    active = fields.Boolean(default=True)
    note = fields.Text("Sources and doubts")
    zero_denominator = fields.Selection(
        ZERO_DENOMINATOR,
        "Nothing to count",
        required=True,
        default="zero",
        help="What a percentage is worth when there was nothing to count, for example "
        "no complaint in the whole year. An assessment can differ.",
    )
    section_ids = fields.One2many(
        "zi.instrument.section", "instrument_id", "Sections", copy=False
    )
    question_ids = fields.One2many(
        "zi.instrument.question", "instrument_id", "Questions", copy=False
    )
    gate_ids = fields.One2many(
        "zi.instrument.gate", "instrument_id", "Gates", copy=False
    )
    question_count = fields.Integer(compute="_compute_counts")
    weight_total = fields.Char("Sum of weights", compute="_compute_counts")
    in_use = fields.Boolean(compute="_compute_in_use")
    problem_text = fields.Text("Faults", compute="_compute_problem_text")

    _code_unique = models.Constraint(
        "UNIQUE (code)", "There is already an instrument with this code."
    )
    _dates_ordered = models.Constraint(
        "CHECK (valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from)",
        "The last day of an instrument cannot lie before its first day.",
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for instrument in self:
            instrument.display_name = instrument.name or instrument.code or ""

    @api.depends("question_ids", "section_ids.weight")
    def _compute_counts(self):
        for instrument in self:
            instrument.question_count = len(instrument.question_ids)
            weights = instrument.section_ids.mapped("weight")
            try:
                total = sum(map(lke.to_fraction, weights), lke.ZERO)
                instrument.weight_total = lke.display(total, decimal_comma=True)
            except ValueError:
                instrument.weight_total = False

    def _compute_in_use(self):
        used = self._zi_used_ids()
        for instrument in self:
            instrument.in_use = instrument.id in used

    @api.depends("section_ids", "question_ids", "gate_ids")
    def _compute_problem_text(self):
        for instrument in self:
            instrument.problem_text = "\n".join(
                instrument._zi_problem_words(problem)
                for problem in instrument._zi_problems()
            )

    # ------------------------------------------------------------------
    # USE AND LOCK
    # ------------------------------------------------------------------

    def _zi_used_ids(self):
        """Ids of those instruments that an assessment of any unit rests on."""
        model = self.env.get("zi.assessment")
        if model is None or not self.ids:
            return set()
        rows = (
            model.sudo()
            .with_context(active_test=False)
            ._read_group([("instrument_id", "in", self.ids)], ["instrument_id"])
        )
        return {instrument.id for (instrument,) in rows}

    def _zi_check_not_in_use(self):
        used = self._zi_used_ids()
        for instrument in self:
            if instrument.id in used:
                self.env["zi.instrument.part"]._zi_raise_in_use(instrument)

    def write(self, vals):
        if "code" in vals and any(item.code != vals["code"] for item in self):
            self._zi_check_not_in_use()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use(self):
        self._zi_check_not_in_use()

    def copy_data(self, default=None):
        default = dict(default or {})
        result = super().copy_data(default)
        for instrument, vals in zip(self, result, strict=True):
            if "code" not in default:
                vals["code"] = instrument._zi_free_code()
            if "name" not in default:
                vals["name"] = self.env._("%(name)s (copy)", name=instrument.name)
        return result

    def copy(self, default=None):
        copies = super().copy(default)
        for old, new in zip(self, copies, strict=True):
            old._zi_copy_parts(new)
        return copies

    def _zi_free_code(self):
        """A code that nobody has: ``90/2021 v2``, ``90/2021 v3``, ..."""
        self.ensure_one()
        stem = self.code[:24]
        taken = set(
            self.sudo()
            .with_context(active_test=False)
            .search(Domain("code", "=like", f"{stem} v%"))
            .mapped("code")
        )
        return next(
            code
            for code in (f"{stem} v{no}" for no in range(2, len(taken) + 3))
            if code not in taken
        )

    def _zi_copy_parts(self, new):
        self.ensure_one()
        sections = {}
        for section in self.section_ids:
            sections[section.id] = section.copy({"instrument_id": new.id})
        for question in self.question_ids:
            copy = question.copy(
                {
                    "instrument_id": new.id,
                    "section_id": sections[question.section_id.id].id,
                }
            )
            question.option_ids.copy({"question_id": copy.id})
        self.gate_ids.copy({"instrument_id": new.id})

    # ------------------------------------------------------------------
    # FOR THE ARITHMETIC
    # ------------------------------------------------------------------

    def _zi_tool_sections(self):
        """Sections as the plain tool takes them, in the order of the sheet."""
        return [section._zi_tool() for section in self.section_ids]

    def _zi_tool_questions(self):
        return [question._zi_tool() for question in self.question_ids]

    def _zi_tool_gates(self):
        return [gate._zi_tool() for gate in self.gate_ids]

    def _zi_option_values(self):
        """``{scale: {letter: Fraction}}`` of all questions."""
        return {
            question._zi_scale(): question._zi_option_values()
            for question in self.question_ids
            if question.answer_type not in lke.COMPUTED_TYPES
        }

    def _zi_problems(self):
        """Faults that would make the instrument score wrongly.

        :return: list of ``tools.lke.Problem``; empty when it is sound
        """
        self.ensure_one()
        return lke.check_instrument(
            self._zi_tool_sections(),
            self._zi_tool_questions(),
            self._zi_tool_gates(),
            self._zi_option_values(),
        )

    def _zi_check_sound(self):
        """Raise a UserError that lists every fault."""
        for instrument in self:
            problems = instrument._zi_problems()
            if problems:
                raise UserError(
                    self.env._(
                        "“%(instrument)s” cannot be used for scoring yet:\n%(faults)s",
                        instrument=instrument.display_name,
                        faults="\n".join(
                            f"- {instrument._zi_problem_words(problem)}"
                            for problem in problems
                        ),
                    )
                )

    @api.model
    def _zi_problem_words(self, problem):
        """A fault of an instrument as a sentence that says how to mend it.

        :param problem: ``tools.lke.Problem``
        :rtype: str
        """
        params = dict(problem.params)
        for name in ("found", "expected"):
            if name in params:
                params[name] = lke.display(params[name], decimal_comma=True)
        words = {
            "empty": self.env._("It has no sections or no questions."),
            "duplicate_section": self.env._(
                "Section %(code)s occurs twice.", code=params.get("code")
            ),
            "duplicate_question": self.env._(
                "Question %(code)s occurs twice.", code=params.get("code")
            ),
            "duplicate_gate": self.env._(
                "Gate %(code)s occurs twice.", code=params.get("code")
            ),
            "weight_not_positive": self.env._(
                "The weight of section %(section)s must be above 0.",
                section=params.get("section"),
            ),
            "weights_total": self.env._(
                "The weights add up to %(found)s, not to %(expected)s.",
                found=params.get("found"),
                expected=params.get("expected"),
            ),
            "half_total": self.env._(
                "The weights of %(half)s add up to %(found)s, not to %(expected)s.",
                half=params.get("half"),
                found=params.get("found"),
                expected=params.get("expected"),
            ),
            "section_without_questions": self.env._(
                "Section %(section)s has a weight but no scored question.",
                section=params.get("section"),
            ),
            "unknown_section": self.env._(
                "Question %(question)s names the unknown section %(section)s.",
                question=params.get("question"),
                section=params.get("section"),
            ),
            "area_mismatch": self.env._(
                "Question %(question)s and its section %(section)s name different "
                "areas.",
                question=params.get("question"),
                section=params.get("section"),
            ),
            "half_mismatch": self.env._(
                "Question %(question)s and its section %(section)s name different "
                "halves.",
                question=params.get("question"),
                section=params.get("section"),
            ),
            "unknown_answer_type": self.env._(
                "Question %(question)s has no options with values.",
                question=params.get("question"),
            ),
            "unknown_formula": self.env._(
                "Question %(question)s has an unknown formula.",
                question=params.get("question"),
            ),
            "option_value_out_of_range": self.env._(
                "Option %(option)s (%(answer_type)s) must be worth between 0 and 1.",
                option=params.get("option"),
                answer_type=params.get("answer_type"),
            ),
            "no_full_option": self.env._(
                "No option of %(answer_type)s is worth 1, so the weight can never be "
                "reached.",
                answer_type=params.get("answer_type"),
            ),
            "ambiguous_code": self.env._(
                "%(code)s is the code of a question and of a section with several "
                "questions.",
                code=params.get("code"),
            ),
            "gate_scope_unknown": self.env._(
                "Gate %(gate)s of %(predicate)s names “%(scope)s”, which the sheet "
                "does not have.",
                gate=params.get("gate"),
                predicate=params.get("predicate"),
                scope=params.get("scope"),
            ),
            "gate_above_maximum": self.env._(
                "Gate %(gate)s of %(predicate)s asks for more than can be reached.",
                gate=params.get("gate"),
                predicate=params.get("predicate"),
            ),
            "gate_not_positive": self.env._(
                "Gate %(gate)s of %(predicate)s needs a minimum above 0.",
                gate=params.get("gate"),
                predicate=params.get("predicate"),
            ),
            "no_deciding_gate": self.env._(
                "%(predicate)s has no gate that decides.",
                predicate=params.get("predicate"),
            ),
        }
        return words.get(problem.code, problem.code)

    @api.model
    def _zi_of_date(self, on_date):
        """The instrument in force on a day, the newest first; may be empty."""
        return self.search(
            Domain.AND(
                [
                    Domain("valid_from", "=", False)
                    | Domain("valid_from", "<=", on_date),
                    Domain("valid_to", "=", False) | Domain("valid_to", ">=", on_date),
                ]
            ),
            order="valid_from desc NULLS LAST, id desc",
            limit=1,
        )
