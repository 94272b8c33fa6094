from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools import sop_steps

# Compared by identity: a client can send no context that equals it.
_BULK = object()
_LAST = 100_000  # a new step goes below the others

UNITS = [("minute", "Minutes"), ("hour", "Hours"), ("day", "Working days")]


class ZiSopStep(models.Model):
    """One activity of an SOP: who does it, with what, how long, with which result.

    Branches name the number of the step that follows; when steps are moved or taken
    away, numbers and branches follow.
    """

    _name = "zi.sop.step"
    _description = "Step of an SOP"
    _inherit = ["zi.work.line.mixin"]
    _order = "revision_id, sequence, id"
    _rec_name = "activity"
    _check_company_auto = True

    _zi_approval_parent = "revision_id"
    _zi_sealed_fields = (
        "sequence",
        "number",
        "activity",
        "executor_codes",
        "symbol",
        "yes_to",
        "no_to",
        "inputs",
        "time_value",
        "time_unit",
        "output",
        "note",
    )

    revision_id = fields.Many2one(
        "zi.sop.revision", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="revision_id.company_id", store=True, precompute=True, index=True
    )
    sequence = fields.Integer(default=_LAST)
    number = fields.Integer("No.", aggregator=None)
    activity = fields.Text(required=True, help="Begins with what is done.")
    executor_codes = fields.Char(
        "Executors",
        size=32,
        help="Letters of the executors; the first is the one to whom the arrows lead.",
    )
    symbol = fields.Selection(
        [
            ("start", "Start"),
            ("process", "Process"),
            ("decision", "Decision"),
            ("document", "Document"),
            ("connector", "Connector"),
            ("end", "End"),
        ],
        required=True,
        default="process",
    )
    yes_to = fields.Integer(
        "Yes / then to",
        aggregator=None,
        help="Number of the step that follows; of a decision, after a yes. Empty: the "
        "next one.",
    )
    no_to = fields.Integer(
        "No to", aggregator=None, help="Of a decision: the step that follows a no."
    )
    inputs = fields.Text("Requirements", help="What is needed (kelengkapan).")
    time_value = fields.Integer("Time", aggregator=None)
    time_unit = fields.Selection(UNITS, "Unit", default="minute", required=True)
    output = fields.Text(help="What comes out of the step.")
    note = fields.Text()

    _time_positive = models.Constraint(
        "CHECK (time_value IS NULL OR time_value BETWEEN 0 AND 100000)",
        "A time is not negative, and less than 100,000.",
    )
    _targets_positive = models.Constraint(
        "CHECK (COALESCE(yes_to, 0) BETWEEN 0 AND 999 "
        "AND COALESCE(no_to, 0) BETWEEN 0 AND 999)",
        "A branch names the number of a step.",
    )

    # ------------------------------------------------------------------
    # CRUD: numbers follow the order
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create([self._zi_normal(vals) for vals in vals_list])
        steps._zi_renumber()
        return steps

    def write(self, vals):
        result = super().write(self._zi_normal(vals))
        if {"sequence", "number", "yes_to", "no_to"} & set(vals):
            self._zi_renumber()
        return result

    def unlink(self):
        revisions = self.revision_id
        result = super().unlink()
        revisions.exists().step_ids._zi_renumber()
        return result

    @api.model
    def _zi_normal(self, vals):
        """Letters as ``A B``: capitals, each once, the first one first."""
        if not vals.get("executor_codes"):
            return vals
        letters = dict.fromkeys(
            letter for letter in str(vals["executor_codes"]).upper() if letter.isalpha()
        )
        return {**vals, "executor_codes": " ".join(letters)[:32] or False}

    def _zi_bulk(self):
        """Steps written together: numbers are given once, afterwards."""
        return self.with_context(zi_sop_bulk=_BULK)

    def _zi_renumber(self):
        """Number the steps of these revisions by their order; branches follow."""
        if self.env.context.get("zi_sop_bulk") is _BULK:
            return
        for revision in self.revision_id:
            steps = revision.step_ids.sorted(lambda step: (step.sequence, step.id))
            rows = [
                sop_steps.Row(step.number, step.yes_to, step.no_to) for step in steps
            ]
            for step, row in zip(steps, sop_steps.renumber(rows), strict=True):
                step._zi_set_row(row)

    def _zi_set_row(self, row):
        """Store place and branches, where they differ."""
        self.ensure_one()
        wanted = {
            "number": row.number,
            "sequence": row.number * 10,
            "yes_to": row.yes_to,
            "no_to": row.no_to,
        }
        changed = {
            name: value for name, value in wanted.items() if (self[name] or 0) != value
        }
        if changed:
            self._zi_bulk().write(changed)

    @api.constrains("executor_codes", "revision_id")
    def _check_executor_codes(self):
        if self.env.context.get("zi_sop_bulk") is _BULK:
            return  # the revision looks once all lines are there
        for revision, steps in self.grouped("revision_id").items():
            known = set(revision.executor_ids.mapped("code"))
            for step in steps:
                strange = set((step.executor_codes or "").split()) - known
                if strange:
                    raise ValidationError(
                        self.env._(
                            "Step %(number)s names the executor %(letters)s, which "
                            "this revision does not have.",
                            number=step.number,
                            letters=", ".join(sorted(strange)),
                        )
                    )

    def _zi_executors(self):
        """The columns of this step, the main one first."""
        self.ensure_one()
        by_code = {row.code: row for row in self.revision_id.executor_ids}
        letters = (self.executor_codes or "").split()
        found = self.env["zi.sop.executor"]
        for letter in letters:
            found |= by_code.get(letter, found)
        return found

    def _zi_time_text(self):
        """The time as it is printed, in Indonesian."""
        self.ensure_one()
        if not self.time_value:
            return ""
        words = {"minute": "menit", "hour": "jam", "day": "hari kerja"}
        return f"{self.time_value} {words[self.time_unit]}"

    def _zi_as_step(self, columns, number, day_minutes):
        """The step as the plain tools take it.

        :param dict columns: ``{letter: position}``
        :param int number: its place, counted from 1
        :param int day_minutes: working minutes of a day
        :rtype: tools.sop_steps.Step
        """
        self.ensure_one()
        letters = (self.executor_codes or "").split()
        return sop_steps.Step(
            number=number,
            activity=(self.activity or "").strip(),
            executors=tuple(columns[code] for code in letters if code in columns),
            symbol=self.symbol or "process",
            yes_to=self.yes_to or 0,
            no_to=self.no_to or 0,
            minutes=sop_steps.minutes(self.time_value, self.time_unit, day_minutes),
            inputs=(self.inputs or "").strip(),
            time_text=self._zi_time_text(),
            output=(self.output or "").strip(),
            note=(self.note or "").strip(),
        )
