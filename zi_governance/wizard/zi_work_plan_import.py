from difflib import get_close_matches

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import plan_sheet, plan_text, workbook
from ..tools.text_input import TextError, clean
from .zi_work_plan_import_words import problem_words, workbook_words

_MAX_TEXT = 20_000
_MAX_SHORT = 256
# Faults that a person mends in a field of the row; the preview looks again itself.
_LIVE = {
    "unknown_component",
    "missing_indicator",
    "unreadable_date",
    "duplicate_number",
}


class ZiWorkPlanImport(models.TransientModel):
    """Brings a work plan in: from the office's spreadsheet, with a preview, or from
    the standard plan.

    Reading a file makes no plan. Every row that has a fault is mended or skipped with
    a reason first; then all rows come in, or none.
    """

    _name = "zi.work.plan.import"
    _inherit = "zi.import.file.mixin"
    _description = "Import a work plan"

    company_id = fields.Many2one(
        "res.company",
        "Work unit",
        required=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    source = fields.Selection(
        [
            ("file", "The office's own spreadsheet"),
            ("template", "The standard plan (68 indicators, 159 evidence items)"),
        ],
        required=True,
        default="file",
    )
    year = fields.Integer(
        "Plan year",
        required=True,
        default=lambda self: self.env.company._zi_today().year,
        aggregator=None,
        help="Dates without a year belong to it.",
    )
    name = fields.Char("Title", size=_MAX_SHORT)
    instrument_id = fields.Many2one(
        "zi.instrument",
        "Held against",
        default=lambda self: self.env["zi.work.plan"]._zi_default_instrument(
            self.env.company._zi_today().year
        ),
        ondelete="cascade",
    )
    with_targets = fields.Boolean(
        "With the area and priority targets",
        default=True,
        help="The 18 area targets and 15 priority targets of the standard plan.",
    )
    state = fields.Selection(
        [("upload", "Choose"), ("preview", "Look and mend")],
        required=True,
        default="upload",
    )
    line_ids = fields.One2many("zi.work.plan.import.line", "import_id", "Rows")
    note = fields.Text("Notes on the sheet", readonly=True)
    plan_id = fields.Many2one("zi.work.plan", "Plan made", ondelete="cascade")
    row_count = fields.Integer("Rows to import", compute="_compute_counts")
    item_count = fields.Integer("Items to import", compute="_compute_counts")
    problem_count = fields.Integer("Rows to mend", compute="_compute_counts")
    issue_count = fields.Integer("Items with a mark", compute="_compute_counts")
    skip_count = fields.Integer("Rows left out", compute="_compute_counts")

    @api.depends("line_ids.skip", "line_ids.problem_text", "line_ids.item_ids.issue")
    def _compute_counts(self):
        for wizard in self:
            kept = wizard.line_ids.filtered(lambda line: not line.skip)
            wizard.row_count = len(kept)
            wizard.skip_count = len(wizard.line_ids - kept)
            wizard.item_count = len(kept.item_ids)
            wizard.problem_count = len(wizard.line_ids.filtered("problem_text"))
            wizard.issue_count = len(kept.item_ids.filtered("issue"))

    @api.depends("file_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = wizard.file_name or self.env._("Import a plan")

    # ------------------------------------------------------------------
    # STANDARD PLAN
    # ------------------------------------------------------------------

    def action_load_template(self):
        """Make a draft of the standard plan for the chosen year."""
        self.ensure_one()
        self._zi_one_by_one()
        if self.plan_id:
            return self.plan_id._zi_open_form()
        self._zi_check_year()
        plan = self.env["zi.work.plan"]._zi_load_template(
            self.company_id,
            self.year,
            instrument=self.instrument_id,
            with_targets=self.with_targets,
        )
        if self.name:
            plan.name = self.name
        self.plan_id = plan
        return plan._zi_open_form()

    # ------------------------------------------------------------------
    # READING
    # ------------------------------------------------------------------

    def action_read(self):
        """Read the file into the preview; nothing is imported yet."""
        self.ensure_one()
        self._zi_check_year()
        sheet = self._zi_read_sheet()
        notes = self._zi_fill(sheet)
        self.write({"state": "preview", "note": "\n".join(notes), "plan_id": False})
        return self._zi_show_again()

    def action_back(self):
        """Choose another file; the preview is thrown away."""
        self.ensure_one()
        self.line_ids.unlink()
        self.write({"state": "upload", "file": False, "file_name": False})
        return self._zi_show_again()

    def action_apply_repairs(self):
        """Apply the proposed repair to every item that has one."""
        self.ensure_one()
        self.line_ids.filtered(lambda line: not line.skip).item_ids.filtered(
            "issue"
        ).action_apply_repair()
        return self._zi_show_again()

    def _zi_check_year(self):
        if not 2000 <= self.year <= 2100:
            raise UserError(self.env._("Enter the plan year with four digits."))

    def _zi_read_sheet(self):
        """The file as plan lines.

        :raises UserError: no file, or one that is no plan, in plain words
        """
        data = self._zi_file_bytes(
            self.env._("Choose the spreadsheet of the plan first.")
        )
        try:
            grid = workbook.read_grid(data)
        except workbook.WorkbookError as error:
            raise UserError(workbook_words(self.env, error)) from error
        sheet = plan_sheet.parse_grid(grid, self.year)
        fatal = [
            p for p in sheet.problems if p.code in ("empty_sheet", "missing_columns")
        ]
        if fatal:
            raise UserError(problem_words(self.env, fatal[0]))
        if not sheet.lines and not sheet.problems:
            raise UserError(
                self.env._("The sheet has the right columns but no rows below them.")
            )
        return sheet

    def _zi_fill(self, sheet):
        """Preview rows of a sheet, in one batch.

        :return: list of notes that belong to no row
        """
        self.line_ids.unlink()
        template = _Template(self.env)
        areas = self.env["zi.work.plan"]._zi_areas_by_code()
        rows = {}
        for row in sheet.lines:
            rows[row.line_no_in_sheet] = self._zi_row_values(row, areas, template)
        notes = self._zi_place_problems(sheet, rows)
        ordered = [rows[number] for number in sorted(rows)]
        for sequence, values in enumerate(ordered, start=1):
            values["sequence"] = sequence
        self.env["zi.work.plan.import.line"].create(ordered)
        return notes

    def _zi_row_values(self, row, areas, template):
        area = areas.get(row.area)
        known = template.line(row.area, row.indicator)
        items = [
            self._zi_item_values(number, text, row, known)
            for number, text in enumerate(row.evidence_items, start=1)
        ]
        return {
            "import_id": self.id,
            "sheet_row": row.line_no_in_sheet,
            "area_id": area.id if area else False,
            "number": _clean(row.number, 32),
            "component": _clean(row.component, _MAX_SHORT),
            "indicator": _clean(row.indicator, _MAX_TEXT, multiline=True),
            "action_steps": "\n".join(_clean(step, _MAX_TEXT) for step in row.steps),
            "target_text": _clean(row.target_text, _MAX_SHORT),
            "template_no": known["sequence"] if known else False,
            "item_ids": [(0, 0, item) for item in items],
        }

    def _zi_item_values(self, number, text, row, known):
        kind = plan_text.guess_kind(text)
        values = {
            "sequence": number,
            "name": _clean(text, _MAX_TEXT, multiline=True),
            "kind": kind,
            "cadence": plan_text.guess_item_cadence(
                text, kind, row.steps, row.target_text
            ),
            "date_from": row.target.start if row.target else False,
            "date_to": row.target.end if row.target else False,
        }
        if known:
            values |= known["items"].get(_words(text), {})
        return values

    def _zi_place_problems(self, sheet, rows):
        """Put each fault to the row that it is in; a fault in a row that gave no
        line gets a row of its own, so that it can be mended or left out."""
        notes = []
        for problem in sheet.problems:
            text = problem_words(self.env, problem)
            if problem.code in ("no_steps", "no_evidence"):
                continue
            if not problem.blocking:
                notes.append(text)
                continue
            row = self._zi_row_of(problem, rows)
            if problem.code not in _LIVE:
                row["source_problem"] = "\n".join(
                    filter(None, [row.get("source_problem"), text])
                )
            elif problem.code == "unknown_component" and problem.row not in {
                line.line_no_in_sheet for line in sheet.lines
            }:
                notes.append(text)
        return notes

    def _zi_row_of(self, problem, rows):
        """Values of the preview row that holds a fault."""
        if problem.row in rows:
            return rows[problem.row]
        if problem.code == "missing_indicator":
            rows[problem.row] = {
                "import_id": self.id,
                "sheet_row": problem.row,
                "area_id": self._zi_area_above(problem.row, rows),
                "component": _clean(problem.params.get("component", ""), _MAX_SHORT),
            }
            return rows[problem.row]
        above = [number for number in rows if number <= problem.row] or list(rows)
        return rows[max(above)] if above else {}

    def _zi_area_above(self, row, rows):
        above = [number for number in rows if number < row]
        return rows[max(above)]["area_id"] if above else False

    # ------------------------------------------------------------------
    # IMPORT
    # ------------------------------------------------------------------

    def action_import(self):
        """Make a draft plan of all rows that are not left out: all of them, or none.
        Pressed twice it opens the plan that was made.

        :raises UserError: a row still has a fault, named with its number in the sheet
        """
        self.ensure_one()
        self._zi_one_by_one()
        if self.plan_id:
            return self.plan_id._zi_open_form()
        self._zi_check_year()
        self._zi_check_mended()
        kept = self.line_ids.filtered(lambda line: not line.skip).sorted("sequence")
        plan = self.env["zi.work.plan"].create(
            [
                {
                    "name": self.name
                    or f"Rencana Kerja Pembangunan Zona Integritas {self.year}",
                    "year": self.year,
                    "company_id": self.company_id.id,
                    "instrument_id": self.instrument_id.id,
                }
            ]
        )
        questions = self.env["zi.work.plan"]._zi_template_questions()
        lines = self.env["zi.work.plan.line"].create(
            [
                line._zi_plan_values(plan, number, questions)
                for number, line in enumerate(kept, start=1)
            ]
        )
        self._zi_suggest_rules(kept, lines)
        if self.with_targets:
            self.env["zi.target"]._zi_load_template(plan)
        self._zi_post_note(plan)
        self.plan_id = plan
        return plan._zi_open_form()

    def _zi_check_mended(self):
        if self.state != "preview" or not self.line_ids:
            raise UserError(self.env._("Read a spreadsheet first."))
        bad = self.line_ids.filtered("problem_text").sorted("sequence")
        if bad:
            shown = "\n".join(
                self.env._(
                    "Row %(row)s: %(problem)s",
                    row=line.sheet_row,
                    problem=line.problem_text.replace("\n", " "),
                )
                for line in bad[:20]
            )
            raise UserError(
                self.env._(
                    "Nothing was imported. Mend these rows, or leave them out with a "
                    "reason:\n%(rows)s",
                    rows=shown,
                )
            )
        if all(line.skip for line in self.line_ids):
            raise UserError(self.env._("Every row is left out, so there is no plan."))

    def _zi_suggest_rules(self, kept, lines):
        """Rules of the standard plan, for the items that are the same as there."""
        same = self.env["zi.work.plan.item"]
        for row, line in zip(kept, lines, strict=True):
            if row.template_no == line.sequence:
                same |= line.item_ids.filtered("suggested_model")
        self.env["zi.evidence.rule"]._zi_suggest(same)

    def _zi_post_note(self, plan):
        skipped = self.line_ids.filtered("skip")
        body = self.env._(
            "Imported from %(file)s: %(lines)s indicators, %(items)s evidence items.",
            file=self.file_name or self.env._("a spreadsheet"),
            lines=len(plan.line_ids),
            items=len(plan.item_ids),
        )
        for line in skipped:
            body += "\n" + self.env._(
                "Row %(row)s was left out: %(reason)s",
                row=line.sheet_row,
                reason=line.skip_reason,
            )
        plan.message_post(body=body)

    def _zi_show_again(self):
        return self._zi_reopen(self.env._("Import a plan"), "current")


class _Template:
    """The standard plan, to recognise indicators and items that are the same."""

    def __init__(self, env):
        self.lines = {}
        for line in env["zi.work.plan"]._zi_template_lines():
            items = {
                _words(item["evidence_item"]): {
                    "kind": item["kind"],
                    "cadence": item["cadence"],
                    "suggested_model": item["suggested_model"],
                }
                for item in line["items"]
            }
            self.lines.setdefault(line["area"], {})[_words(line["indicator"])] = {
                "sequence": int(line["sequence"]),
                "items": items,
            }

    def line(self, area, indicator):
        """The standard line of an indicator, also when a word or two differ."""
        known = self.lines.get(area, {})
        text = _words(indicator)
        if text in known:
            return known[text]
        close = get_close_matches(text, list(known), n=1, cutoff=0.9) if text else []
        return known[close[0]] if close else None


def _words(text):
    return " ".join((text or "").casefold().split())


def _clean(text, limit, multiline=False):
    """Text of a cell without control characters; a longer one is cut, because the
    limits of the reader are far above what a plan needs."""
    try:
        return clean(text, limit, multiline)
    except TextError:
        return clean((text or "")[:limit], limit, multiline)
