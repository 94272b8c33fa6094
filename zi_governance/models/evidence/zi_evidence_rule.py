from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import split_every

from ...tools import evidence_rules as tool
from ..time.confidential import is_confidential

PER = [
    ("once", "Once in the year"),
    ("month", "Every month"),
    ("quarter", "Every quarter"),
    ("semester", "Every half-year"),
    ("year", "Every year"),
]
_UNITS_AT_ONCE = 20


class ZiEvidenceRule(models.Model):
    """What would prove an item, as data: which live records, how many, how often.

    Evaluated without the reader's rights, so it asks only what the model offers.
    """

    _name = "zi.evidence.rule"
    _description = "Evidence rule"
    _inherit = ["zi.shared.mixin", "mail.thread"]
    _order = "sequence, code, id"
    _rec_names_search = ["code", "name"]

    name = fields.Char(
        "What has to be there", required=True, translate=True, tracking=True
    )
    code = fields.Char(required=True, size=64)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    model_name = fields.Char(
        "Kind of record",
        required=True,
        size=64,
        tracking=True,
        help="Technical name, e.g. zi.decree.",
    )
    model_label = fields.Char("Records", compute="_compute_model")
    available = fields.Boolean(
        compute="_compute_model",
        help="Unticked: the records come with another addon that is not installed.",
    )
    domain = fields.Char(
        "Conditions",
        tracking=True,
        help="List of conditions on the fields that this kind of record offers, e.g. "
        "[('kind_code', '=', 'upg')].",
    )
    offered_text = fields.Text("Fields that may be asked", compute="_compute_model")
    figure = fields.Char(
        "Prepared figure",
        size=64,
        tracking=True,
        help="For confidential records: the code of a figure that they offer.",
    )
    states = fields.Char(
        "States that count",
        size=128,
        tracking=True,
        help="Codes with commas, e.g. approved,superseded. Empty: all.",
    )
    states_text = fields.Char("Counts when", compute="_compute_model")
    count_by = fields.Selection(
        [
            ("dated", "Dated in the window"),
            ("in_force", "In force in the window"),
        ],
        required=True,
        default="dated",
        tracking=True,
    )
    per = fields.Selection(PER, "How often", required=True, default="once")
    minimum = fields.Integer(
        "At least", required=True, default=1, tracking=True, aggregator=None
    )
    member_field = fields.Char(
        "Counted over",
        size=64,
        help="An offered field: counts how many different ones there are, e.g. "
        "employees.",
    )
    all_employees = fields.Boolean(
        "All employees", help="As many as the unit has employees, instead of a number."
    )
    follow_ups_closed = fields.Boolean(
        "Follow-ups settled",
        help="Counts only when every follow-up of the records was checked by somebody "
        "else, or cancelled.",
    )
    question_codes = fields.Char(
        "LKE questions",
        size=256,
        help="Codes with commas, e.g. P.I.3.b,A.I.3.b: an answer is proposed there.",
    )
    measure_code = fields.Char(
        "Measured figure",
        size=64,
        tracking=True,
        help="Instead of counting records: the code of a figure that addons measure. "
        "Its share, or its two counts, are proposed.",
    )
    scale = fields.Char(
        "Proposed answer",
        size=128,
        help="From the share of windows met to a letter: 1:A | >0:B. A person decides.",
    )
    suggested_for = fields.Char(
        "For plan items",
        size=256,
        help="Numbers of items of the standard plan with commas, e.g. 47.1,48.2.",
    )
    result_ids = fields.One2many("zi.evidence.rule.result", "rule_id", "Results")
    evaluated_at = fields.Datetime("Looked at", compute="_compute_evaluated_at")

    _code_unique = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))", "There is already a rule with this code."
    )
    _minimum_positive = models.Constraint(
        "CHECK (minimum > 0)", "A rule asks for at least one."
    )

    # ------------------------------------------------------------------
    # COMPUTE AND CHECK
    # ------------------------------------------------------------------

    @api.depends("model_name", "measure_code", "states")
    @api.depends_context("lang")
    def _compute_model(self):
        for rule in self:
            model = rule._zi_model()
            if rule.measure_code:
                rule.available = True
                rule.model_label = self.env._("Measured figure")
                rule.offered_text = rule.states_text = False
                continue
            rule.available = model is not None
            rule.model_label = (
                model._zi_model_label()
                if model is not None
                else self.env._("Comes with another addon")
            )
            rule.states_text = rule._zi_states_text(model)
            offered = model._zi_evidence if model is not None else {}
            rule.offered_text = "\n".join(
                f"{name}: {rule._zi_offered_label(model, name)}" for name in offered
            )

    def _zi_offered_label(self, model, name):
        """Words for a field that a rule may ask, in the reader's language."""
        field = model._fields.get(name)
        if field is None:
            return model._zi_evidence[name]
        return field._description_string(self.env)

    def _zi_states_text(self, model):
        """The states that count in words, as the records themselves show them."""
        self.ensure_one()
        state = model is not None and model._fields.get(model._zi_evidence_state)
        if not self.states or not state or state.type != "selection":
            return self.states
        words = dict(state._description_selection(self.env))
        codes = [code.strip() for code in self.states.split(",")]
        return ", ".join(words.get(code, code) for code in codes)

    def _compute_evaluated_at(self):
        groups = dict(
            self.env["zi.evidence.rule.result"]._read_group(
                [("rule_id", "in", self.ids)], ["rule_id"], ["evaluated_at:max"]
            )
        )
        for rule in self:
            rule.evaluated_at = groups.get(rule, False)

    def _zi_model(self):
        """The source model (sudo), or None where no installed addon has it."""
        self.ensure_one()
        model = self.env.get(self.model_name or "")
        source = self.env.registry["zi.evidence.source"]
        if model is None or not issubclass(self.env.registry[model._name], source):
            return None
        return model.sudo().with_context(active_test=False)

    @api.constrains(
        "model_name", "domain", "figure", "states", "member_field", "count_by", "scale"
    )
    def _check_rule(self):
        for rule in self:
            try:
                tool.parse_scale(rule.scale)
                tool.parse_domain(rule.domain, rule._zi_offered())
            except tool.RuleError as error:
                raise ValidationError(rule._zi_message(error)) from error
            model = rule._zi_model()
            if rule.measure_code:
                continue
            if model is None:
                rule._zi_check_absent()
            elif is_confidential(model):
                rule._zi_check_confidential(model)
            else:
                rule._zi_check_open(model)

    def _zi_offered(self):
        """Names that a domain may use; of an absent model nothing is known, so its
        rule is checked again when it is evaluated."""
        self.ensure_one()
        model = self._zi_model()
        if model is None:
            return _AnyName()
        return () if is_confidential(model) else model._zi_evidence

    def _zi_check_absent(self):
        """A rule over a model that exists but offers nothing is refused."""
        if self.env.get(self.model_name) is not None:
            raise ValidationError(
                self.env._(
                    "Records of “%(model)s” are not offered as evidence.",
                    model=self.model_name,
                )
            )

    def _zi_check_confidential(self, model):
        asked = self.domain and self.domain.strip() not in ("", "[]")
        if asked or self.states or self.member_field or self.follow_ups_closed:
            raise ValidationError(
                self.env._(
                    "Confidential records answer no conditions. Choose one of their "
                    "prepared figures: %(figures)s.",
                    figures=", ".join(model._zi_evidence_figures) or "-",
                )
            )
        if self.figure not in model._zi_evidence_figures:
            raise ValidationError(
                self.env._(
                    "Choose one of the prepared figures: %(figures)s.",
                    figures=", ".join(model._zi_evidence_figures) or "-",
                )
            )

    def _zi_check_open(self, model):
        if self.figure and self.figure not in model._zi_evidence_figures:
            raise ValidationError(self.env._("There is no such prepared figure."))
        if self.member_field and self.member_field not in model._zi_evidence:
            raise ValidationError(
                self._zi_message(
                    tool.RuleError("field_not_offered", field=self.member_field)
                )
            )
        day = model._fields.get(model._zi_evidence_date)
        if day is None or day.type != "date" or not day.store:
            raise ValidationError(
                self.env._(
                    "Records of “%(model)s” have no date of their own and prove no "
                    "window.",
                    model=self.model_name,
                )
            )
        ends = model._zi_evidence_date_to or model._zi_evidence_lasting
        if self.count_by == "in_force" and not ends:
            raise ValidationError(
                self.env._("These records have a date only, no last day.")
            )
        if self.states and not model._zi_evidence_state:
            raise ValidationError(self.env._("These records have no states."))

    def _zi_message(self, error):
        model = self._zi_model()
        offered = ", ".join(model._zi_evidence) if model is not None else ""
        messages = {
            "not_a_domain": self.env._(
                "“%(text)s” is no list of conditions, such as "
                "[('kind_code', '=', 'upg')].",
                text=error.params.get("text", ""),
            ),
            "dotted_path": self.env._(
                "A rule asks the record itself and nothing behind it: %(field)s.",
                field=error.params.get("field", ""),
            ),
            "field_not_offered": self.env._(
                "“%(field)s” is not offered for rules. Offered are: %(offered)s.",
                field=error.params.get("field", ""),
                offered=offered or "-",
            ),
            "unknown_operator": self.env._(
                "Only =, !=, in, not in, <, <=, > and >= may be used."
            ),
            "value_not_plain": self.env._(
                "A condition compares with plain values, and with a list after in."
            ),
            "too_long": self.env._("The rule has too many conditions."),
            "bad_scale": self.env._(
                "Write the proposed answers like 1:A | >1/2:B | >0:C."
            ),
        }
        return messages.get(error.code, str(error))

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules._zi_mark()
        return rules

    def write(self, vals):
        result = super().write(vals)
        if set(vals) & {"domain", "model_name", "states", "minimum", "per", "figure"}:
            # What was found under other conditions says nothing any more.
            self.sudo().result_ids.unlink()
            self._zi_mark()
        elif set(vals) & {"active", "code"}:
            # Another rule counts for the unit from now on.
            self._zi_mark()
        return result

    def _zi_mark(self):
        """Have the next run of the job look at these rules."""
        for name in set(self.mapped("model_name")):
            self.env["zi.evidence.dirty"]._zi_mark(name)

    # ------------------------------------------------------------------
    # EVALUATION
    # ------------------------------------------------------------------

    def action_evaluate(self):
        """Look again now, for this and last year, in the units of the reader."""
        self.check_access("read")
        units = self.env.companies
        self.sudo()._zi_evaluate(units, self._zi_years(units))
        return True

    def action_open_results(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "zi.evidence.rule.result",
            "view_mode": "list",
            "domain": [("rule_id", "=", self.id)],
        }

    @api.model
    def _zi_years(self, units):
        """This year of the units, and the one before while January's clocks run."""
        years = {unit._zi_today().year for unit in units}
        return sorted(years | {year - 1 for year in years})

    def _zi_evaluate(self, units, years):
        """Count what each rule asks for, for all units and windows at once.

        The number of queries per rule and year does not grow with units, windows or
        records. Results are stored with the time; the colours of items follow.

        :param res.company units: whom to look at
        :param years: calendar years
        """
        self = self.sudo().with_context(active_test=False)
        for rule in self:
            concerned = rule.company_id & units if rule.company_id else units
            model = rule._zi_model()
            if model is None or not concerned:
                continue
            for year in years:
                rule._zi_evaluate_year(model, concerned, year)
        self._zi_on_evaluated(units, years)

    def _zi_on_evaluated(self, units, years):
        """What follows: the colours of plan items and proposals for the LKE."""

    def _zi_evaluate_year(self, model, units, year):
        self.ensure_one()
        try:
            domain = tool.parse_domain(self.domain, self._zi_offered())
            self._check_rule()
        except (tool.RuleError, ValidationError):
            # A rule that the model no longer offers proves nothing.
            self.env["zi.evidence.rule.result"]._zi_store(self, {})
            return
        spans = tool.windows(self.per, year)
        months = tool.windows("month", year) if self.per == tool.ONCE else []
        whole = set(spans)
        spans += months
        if self.figure:
            found = self._zi_count_figure(model, units, spans)
        elif self.count_by == "in_force":
            found = self._zi_count_in_force(model, units, spans, domain)
        else:
            found = self._zi_count_dated(model, units, spans, domain)
        needed = self._zi_needed(units)
        open_follow_ups = self._zi_open_follow_ups(model, found)
        rows = {}
        for unit in units:
            for span in spans:
                members, ids = found.get((unit.id, span), (0, ()))
                rows[unit.id, span] = {
                    **self._zi_result(
                        unit, members, needed[unit.id], open_follow_ups & set(ids)
                    ),
                    "part": span not in whole,
                }
        self.env["zi.evidence.rule.result"]._zi_store(self, rows)

    def _zi_base_domain(self, model, units, domain):
        base = Domain(domain) & Domain(model._zi_evidence_unit, "in", units.ids)
        if self.states:
            states = [code.strip() for code in self.states.split(",") if code.strip()]
            base &= Domain(model._zi_evidence_state, "in", states)
        return base

    def _zi_aggregates(self):
        return ["__count", "id:array_agg"] if self.follow_ups_closed else ["__count"]

    def _zi_count_dated(self, model, units, spans, domain):
        """``{(unit id, span): (count, record ids)}`` from one grouped query."""
        day = model._zi_evidence_date
        first, last = _bounds(spans)
        groupby = [model._zi_evidence_unit, f"{day}:month"]
        if self.member_field:
            groupby.append(self.member_field)
        groups = model._read_group(
            self._zi_base_domain(model, units, domain)
            & Domain(day, ">=", first)
            & Domain(day, "<=", last),
            groupby,
            self._zi_aggregates(),
        )
        return self._zi_collect(
            (
                group[0].id,
                [span for span in spans if span[0] <= group[1] <= span[1]],
                group[2] if self.member_field else None,
                group[len(groupby) :],
            )
            for group in groups
        )

    def _zi_count_in_force(self, model, units, spans, domain):
        """What runs on some day of a span; what lasts runs from its day on."""
        first, last = model._zi_evidence_date, model._zi_evidence_date_to
        groupby = [model._zi_evidence_unit, f"{first}:day"]
        runs = Domain(first, "<=", _bounds(spans)[1])
        if last:
            groupby.append(f"{last}:day")
            runs &= Domain(last, "=", False) | Domain(last, ">=", _bounds(spans)[0])
        if self.member_field:
            groupby.append(self.member_field)
        groups = model._read_group(
            self._zi_base_domain(model, units, domain) & runs,
            groupby,
            self._zi_aggregates(),
        )
        return self._zi_collect(
            (
                group[0].id,
                [
                    span
                    for span in spans
                    if tool.overlap(
                        *span, group[1] or None, (last and group[2]) or None
                    )
                ],
                group[len(groupby) - 1] if self.member_field else None,
                group[len(groupby) :],
            )
            for group in groups
        )

    def _zi_collect(self, groups):
        counts, members, ids = {}, {}, {}
        for unit_id, spans, member, (count, *record_ids) in groups:
            for span in spans:
                key = unit_id, span
                counts[key] = counts.get(key, 0) + count
                members.setdefault(key, set()).add(member)
                ids.setdefault(key, []).extend(record_ids[0] if record_ids else ())
        if self.member_field:
            counts = {key: len(found - {False}) for key, found in members.items()}
        return {key: (count, ids[key]) for key, count in counts.items()}

    def _zi_count_figure(self, model, units, spans):
        figures = model._zi_evidence_figure(self.figure, units, *_bounds(spans))
        found = {}
        for (unit_id, month), count in figures.items():
            for span in spans:
                if span[0] <= month <= span[1]:
                    old = found.get((unit_id, span), (0, ()))[0]
                    found[unit_id, span] = (old + count, ())
        return found

    def _zi_needed(self, units):
        """How many each unit needs."""
        if not self.all_employees:
            return dict.fromkeys(units.ids, self.minimum)
        groups = (
            self.env["hr.employee"]
            .sudo()
            .with_context(active_test=True)
            ._read_group([("company_id", "in", units.ids)], ["company_id"], ["__count"])
        )
        counted = {unit.id: count for unit, count in groups}
        return {unit.id: max(counted.get(unit.id, 0), 1) for unit in units}

    def _zi_open_follow_ups(self, model, found):
        """Ids of the records with a follow-up that is not settled; one query."""
        if not self.follow_ups_closed:
            return set()
        ids = [
            record_id for _count, found_ids in found.values() for record_id in found_ids
        ]
        groups = (
            self.env["zi.follow.up"]
            .sudo()
            ._read_group(
                [
                    ("origin_model", "=", model._name),
                    ("origin_id", "in", ids),
                    ("state", "not in", ["checked", "cancelled"]),
                ],
                ["origin_id"],
            )
        )
        return {record_id for (record_id,) in groups}

    def _zi_result(self, unit, count, needed, unsettled):
        rule = self.with_context(lang=unit.partner_id.lang or self.env.lang)
        if not count:
            state, missing = (
                "empty",
                rule.env._("%(rule)s: nothing found", rule=rule.name),
            )
        elif count < needed:
            state, missing = (
                "incomplete",
                rule.env._(
                    "%(rule)s: %(count)s of %(needed)s",
                    rule=rule.name,
                    count=count,
                    needed=needed,
                ),
            )
        elif unsettled:
            state, missing = (
                "incomplete",
                rule.env._(
                    "%(rule)s: follow-ups of %(count)s are not settled",
                    rule=rule.name,
                    count=len(unsettled),
                ),
            )
        else:
            state, missing = "met", False
        return {
            "count": count,
            "minimum": needed,
            "state": state,
            "missing": missing,
        }

    # ------------------------------------------------------------------
    # JOBS
    # ------------------------------------------------------------------

    @api.model
    def _cron_evaluate_changed(self):
        """Every few minutes: rules over models that changed since."""
        dirty = self.env["zi.evidence.dirty"].sudo().search([])
        for name, units in dirty._zi_changed().items():
            rows = dirty.filtered(lambda row, name=name: row.model_name == name)
            dirty -= rows
            for lot in split_every(_UNITS_AT_ONCE, units.ids, units.browse):
                self._zi_evaluate_all(Domain("model_name", "=", name), lot)
                used = rows.filtered(lambda row, lot=lot: row.company_id in lot)
                rows -= used
                used.unlink()
                self.env["zi.unit.job"]._zi_keep()
            # Marks of no unit in particular: all were looked at.
            rows.unlink()

    @api.model
    def _cron_evaluate(self):
        """Nightly: every rule, because days pass and documents end."""
        self.env["zi.unit.job"]._zi_each(
            "evidence_rules", self._zi_evaluate_units, size=_UNITS_AT_ONCE
        )

    @api.model
    def _zi_evaluate_units(self, units):
        dirty = self.env["zi.evidence.dirty"].sudo()
        dirty.search([("company_id", "in", units.ids)]).unlink()
        self._zi_evaluate_all(Domain.TRUE, units)

    @api.model
    def _zi_evaluate_all(self, domain, units):
        rules = self.sudo().search(domain)
        rules._zi_evaluate(units, self._zi_years(units))


def _bounds(spans):
    return min(span[0] for span in spans), max(span[1] for span in spans)


class _AnyName:
    """Offers every field name: used where the model is not installed."""

    def __iter__(self):
        return iter(())

    def __contains__(self, name):
        return True
