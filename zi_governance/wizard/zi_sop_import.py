from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.sop.zi_sop_executor import LETTERS
from ..models.sop.zi_sop_step import UNITS
from ..tools import sop_table, workbook
from .zi_work_plan_import_words import workbook_words

_SYMBOLS = [
    ("start", "Start"),
    ("process", "Process"),
    ("decision", "Decision"),
    ("document", "Document"),
    ("connector", "Connector"),
    ("end", "End"),
]


class ZiSopImport(models.TransientModel):
    """Brings steps in from the office's usual table: pasted, or from a spreadsheet.

    Reading changes nothing. Rows with a fault are mended or left out first; then all
    of them come in, or none.
    """

    _name = "zi.sop.import"
    _inherit = "zi.import.file.mixin"
    _description = "Import steps of an SOP"

    revision_id = fields.Many2one(
        "zi.sop.revision", required=True, ondelete="cascade", readonly=True
    )
    pasted = fields.Text("Table", help="Paste the table from Word or Excel here.")
    mode = fields.Selection(
        [
            ("replace", "Instead of the present steps"),
            ("append", "Below the present steps"),
        ],
        "Put them",
        required=True,
        default="replace",
    )
    state = fields.Selection(
        [("paste", "Paste"), ("preview", "Look and mend")],
        required=True,
        default="paste",
    )
    line_ids = fields.One2many("zi.sop.import.line", "import_id", "Rows")
    row_count = fields.Integer("Steps to import", compute="_compute_counts")
    problem_count = fields.Integer("Rows to mend", compute="_compute_counts")

    @api.depends("line_ids.skip", "line_ids.problem_text")
    def _compute_counts(self):
        for wizard in self:
            kept = wizard.line_ids.filtered(lambda line: not line.skip)
            wizard.row_count = len(kept)
            wizard.problem_count = len(kept.filtered("blocking"))

    @api.depends("revision_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = self.env._("Import steps")

    def action_read(self):
        """Read the table into the preview; nothing is imported yet."""
        self.ensure_one()
        try:
            found = sop_table.parse(self._zi_rows())
        except sop_table.TableError as error:
            raise UserError(self._zi_words(error)) from error
        self.line_ids.unlink()
        self.env["zi.sop.import.line"].create(
            [
                {
                    "import_id": self.id,
                    "sequence": place,
                    "sheet_row": step.row,
                    "activity": step.activity,
                    "executor_text": ", ".join(
                        found.executors[c] for c in step.executors
                    ),
                    "symbol": step.symbol,
                    "no_to": step.no_to,
                    "inputs": step.inputs,
                    "time_value": step.time_value,
                    "time_unit": step.time_unit,
                    "output": step.output,
                    "note": step.note,
                    "time_text": (
                        step.time_text if "unreadable_time" in step.problems else False
                    ),
                    "shortened": "shortened" in step.problems,
                }
                for place, step in enumerate(found.steps, 1)
            ]
        )
        self.state = "preview"
        return self._zi_show_again()

    def _zi_rows(self):
        if not self.file:
            return sop_table.rows_of(self.pasted)
        data = self._zi_file_bytes(self.env._("Choose the spreadsheet first."))
        try:
            return workbook.read_grid(data).rows
        except workbook.WorkbookError as error:
            raise UserError(workbook_words(self.env, error)) from error

    def _zi_words(self, error):
        """Why a text is no SOP table, and how to mend it."""
        limit = error.params.get("limit", 0)
        return {
            "empty": self.env._("Paste the table, or choose a spreadsheet, first."),
            "too_long": self.env._(
                "The text is too long. Copy the table alone, without pictures."
            ),
            "no_table": self.env._(
                "There is no table in it. Mark the whole table in Word or Excel, head "
                "included, copy it and paste it here."
            ),
            "no_head": self.env._(
                "The head of the table is missing: a column must be called Kegiatan, "
                "Aktivitas or Uraian Kegiatan."
            ),
            "no_rows": self.env._("The table has a head but no rows below it."),
            "too_many_rows": self.env._(
                "The table has more than %(limit)s steps. Split it.", limit=limit
            ),
            "too_many_executors": self.env._(
                "The table has more than %(limit)s executors.", limit=limit
            ),
        }[error.code]

    def action_back(self):
        """Paste another table; the preview is thrown away."""
        self.ensure_one()
        self.line_ids.unlink()
        self.write({"state": "paste", "file": False, "file_name": False})
        return self._zi_show_again()

    def action_import(self):
        """Put the rows into the revision: all that are not left out, or none.

        :raises UserError: a row still has a fault, named with its number
        """
        self.ensure_one()
        if self.state != "preview" or not self.line_ids:
            raise UserError(self.env._("Read a table first."))
        kept = self.line_ids.filtered(lambda line: not line.skip).sorted("sequence")
        bad = kept.filtered("blocking")
        if bad or not kept:
            raise UserError(
                self.env._(
                    "Nothing was imported. Mend these rows, or leave them "
                    "out:\n%(rows)s",
                    rows="\n".join(
                        f"{line.sheet_row}: {line.problem_text}" for line in bad[:20]
                    ),
                )
            )
        revision = self.revision_id
        revision.check_access("write")
        replace = self.mode == "replace"
        codes, columns = self._zi_columns(kept, replace)
        first = 0 if replace else len(revision.step_ids)
        steps = [(2, step.id) for step in revision.step_ids] if replace else []
        steps += [
            (0, 0, line._zi_step_values(codes, first + place, first))
            for place, line in enumerate(kept, 1)
        ]
        revision.write({"executor_ids": columns, "step_ids": steps})
        return revision._zi_open()

    def _zi_columns(self, kept, replace):
        """Letters by name, and the commands that make the columns."""
        names = list(dict.fromkeys(name for line in kept for name in line._zi_names()))
        present = self.revision_id.executor_ids
        known = {row.name.casefold(): row.code for row in present}
        used = set(present.mapped("code"))
        wanted = {name.casefold() for name in names}
        commands = []
        if replace:
            gone = present.filtered(lambda row: row.name.casefold() not in wanted)
            commands = [(2, row.id) for row in gone]
            used -= set(gone.mapped("code"))
        codes = {}
        for name in names:
            code = known.get(name.casefold())
            if not code:
                code = next((x for x in LETTERS if x not in used), False)
                if not code:
                    raise UserError(
                        self._zi_words(
                            sop_table.TableError(
                                "too_many_executors", limit=len(LETTERS)
                            )
                        )
                    )
                used.add(code)
                known[name.casefold()] = code
                commands.append(
                    (0, 0, {"name": name, "code": code, "sequence": 10 * len(used)})
                )
            codes[name.casefold()] = code
        return codes, commands

    def _zi_show_again(self):
        return self._zi_reopen(self.env._("Import steps"))


class ZiSopImportLine(models.TransientModel):
    """A row of the table as it was understood, to be looked at and mended."""

    _name = "zi.sop.import.line"
    _description = "Step to import"
    _order = "import_id, sequence, id"

    import_id = fields.Many2one(
        "zi.sop.import", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer("No.", default=1)
    sheet_row = fields.Integer("Row", readonly=True)
    activity = fields.Text()
    executor_text = fields.Char("Executors", size=512, help="Names with commas.")
    symbol = fields.Selection(_SYMBOLS, required=True, default="process")
    no_to = fields.Integer("No to", aggregator=None)
    inputs = fields.Text("Requirements")
    time_value = fields.Integer("Time", aggregator=None)
    time_unit = fields.Selection(UNITS, "Unit", default="minute", required=True)
    time_text = fields.Char("Time in the table", readonly=True)
    output = fields.Text()
    note = fields.Text()
    shortened = fields.Boolean(readonly=True)
    skip = fields.Boolean("Leave out")
    blocking = fields.Boolean(compute="_compute_problem_text")
    problem_text = fields.Char("To look at", compute="_compute_problem_text")

    @api.depends(
        "activity", "executor_text", "time_value", "time_text", "shortened", "skip"
    )
    @api.depends_context("lang")
    def _compute_problem_text(self):
        for line in self:
            line.blocking = not (line.activity or "").strip() and not line.skip
            problems = list(line._zi_problems()) if not line.skip else []
            line.problem_text = " ".join(problems) or False

    def _zi_problems(self):
        if not (self.activity or "").strip():
            yield self.env._("Enter the activity.")
        if not self._zi_names():
            yield self.env._("No executor.")
        if self.time_text and not self.time_value:
            yield self.env._("The time “%(text)s” was not read.", text=self.time_text)
        if self.shortened:
            yield self.env._("A text was too long and was cut.")

    def _zi_names(self):
        """Names of the executors, each cut to what a column holds."""
        self.ensure_one()
        parts = (part.strip()[:64] for part in (self.executor_text or "").split(","))
        return [part for part in parts if part]

    def _zi_step_values(self, codes, number, first):
        """Values of the step that this row becomes.

        :param dict codes: ``{name in small letters: letter}``
        :param int number: its number in the revision
        :param int first: steps that stand before the imported ones
        """
        self.ensure_one()
        letters = dict.fromkeys(codes[name.casefold()] for name in self._zi_names())
        return {
            "sequence": number * 10,
            "number": number,
            "activity": self.activity.strip(),
            "executor_codes": " ".join(letters) or False,
            "symbol": self.symbol,
            "no_to": self.no_to + first if self.no_to > 0 else 0,
            "inputs": self.inputs,
            "time_value": max(self.time_value, 0),
            "time_unit": self.time_unit,
            "output": self.output,
            "note": self.note,
        }
