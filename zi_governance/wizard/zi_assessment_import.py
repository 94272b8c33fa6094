from dataclasses import dataclass

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..models.lke.zi_assessment_answer import _decimal
from ..tools import lke, lke_workbook
from .zi_assessment_import_words import cell_words, workbook_words

_SHOWN = 20
STATUS = [
    ("problem", "To mend"),
    ("conflict", "Changed in the file and here"),
    ("doubt", "To confirm"),
    ("file", "Changed in the file"),
    ("here", "Changed here only"),
    ("alike", "Changed alike in both"),
]
# Lines that somebody has to decide before anything is imported.
_OPEN = ("problem", "conflict", "doubt")


@dataclass(slots=True)
class Difference:
    """One cell in which the file, its export and the database are not all the same."""

    row: int
    code: str
    column: str = ""
    part: str = ""
    answer_id: int = 0
    base: str | None = ""
    file: str | None = ""
    here: str = ""
    status: str = "file"
    message: str = ""

    @property
    def key(self):
        return f"{self.row}|{self.code}|{self.column}|{self.part}"


class ZiAssessmentImport(models.TransientModel):
    """Brings a filled workbook of an LKE back, with a preview.

    Every cell is compared three ways: as it was exported, as it is in the file, as it
    is here now. What both sides changed is decided by a person, line by line. The
    lines are a picture only: importing reads the file and the answers again, and
    writes with the rights of the user, each answer through its own gate.
    """

    _name = "zi.assessment.import"
    _inherit = "zi.import.file.mixin"
    _description = "Import an LKE workbook"

    assessment_id = fields.Many2one(
        "zi.assessment", "LKE", required=True, ondelete="cascade"
    )
    file = fields.Binary("Workbook")
    state = fields.Selection(
        [("upload", "Choose"), ("preview", "Look and decide")],
        required=True,
        default="upload",
    )
    line_ids = fields.One2many("zi.assessment.import.line", "import_id", "Differences")
    note = fields.Text("Notes on the file", readonly=True)
    unchanged_count = fields.Integer("Cells without a change", readonly=True)
    open_count = fields.Integer("Lines to decide", compute="_compute_counts")
    take_count = fields.Integer("Cells to import", compute="_compute_counts")
    conflict_count = fields.Integer("Conflicts", compute="_compute_counts")

    @api.depends("line_ids.status", "line_ids.choice")
    def _compute_counts(self):
        for wizard in self:
            lines = wizard.line_ids
            wizard.open_count = len(lines.filtered(lambda line: line._zi_is_open()))
            wizard.take_count = len(lines.filtered(lambda line: line._zi_is_taken()))
            wizard.conflict_count = len(
                lines.filtered(lambda line: line.status == "conflict")
            )

    @api.depends("file_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = wizard.file_name or self.env._("Import the workbook")

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_read(self):
        """Read the file into the preview; nothing is imported yet."""
        self.ensure_one()
        self._zi_show(self._zi_read_file(), {})
        return True

    def action_back(self):
        """Choose another file; the preview is thrown away."""
        self.ensure_one()
        self.line_ids.unlink()
        self.write(
            {"state": "upload", "file": False, "file_name": False, "note": False}
        )
        return True

    def action_import(self):
        """Write what was decided: all of it, or nothing.

        File and answers are compared again first. Where they differ from the preview,
        the preview is renewed and nothing is written.

        :raises UserError: a line is not decided yet
        """
        self.ensure_one()
        if self.state != "preview":
            raise UserError(self.env._("Read a workbook first."))
        comparison = self._zi_read_file()
        choices = {line.key: line for line in self.line_ids}
        if self._zi_is_stale(comparison, choices):
            self._zi_show(comparison, choices)
            self.note = "\n".join(
                filter(
                    None,
                    [
                        self.env._(
                            "Answers were changed here while you were looking, so "
                            "nothing was imported. These are the differences now: "
                            "look at them again."
                        ),
                        self.note,
                    ],
                )
            )
            return True
        self._zi_check_decided()
        taken = [
            item for item in comparison.differences if choices[item.key]._zi_is_taken()
        ]
        codes = self._zi_write_answers(taken)
        self._zi_log(codes, len(taken))
        return self._zi_done(codes, len(taken))

    # ------------------------------------------------------------------
    # READING AND COMPARING
    # ------------------------------------------------------------------

    def _zi_read_file(self):
        """The file held against the answers of now.

        :raises UserError: no file, or one that does not belong here
        :rtype: _Comparison
        """
        self.ensure_one()
        self.assessment_id.check_access("read")
        data = self._zi_file_bytes(self.env._("Choose the workbook first."))
        try:
            returned = lke_workbook.read(data)
        except lke_workbook.LkeWorkbookError as error:
            raise UserError(workbook_words(self.env, error)) from error
        self._zi_check_identity(returned)
        return _Comparison(self.env, self.assessment_id, returned)

    def _zi_check_identity(self, returned):
        """The file must be an export of this LKE, untouched in its hidden sheet."""
        assessment = self.assessment_id
        mine = assessment._zi_workbook_identity()
        identity = returned.identity
        seal = assessment._zi_workbook_seal(lke_workbook.returned_seal_text(returned))
        if identity.get("seal") != seal:
            raise UserError(
                self.env._(
                    "The hidden sheet of this file was changed, or the file comes from "
                    "another database. Export the LKE again and fill in that file."
                )
            )
        if any(identity.get(name) != mine[name] for name in ("database", "assessment")):
            raise UserError(
                self.env._(
                    "This file belongs to “%(other)s”, not to “%(mine)s”. Open that "
                    "LKE to import it.",
                    other=identity.get("title", ""),
                    mine=assessment.display_name,
                )
            )
        if any(
            identity.get(name) != mine[name]
            for name in ("instrument", "instrument_version")
        ):
            raise UserError(
                self.env._(
                    "The questions or weights of “%(instrument)s” have changed since "
                    "the file was exported. Export the LKE again.",
                    instrument=assessment.instrument_id.display_name,
                )
            )

    def _zi_show(self, comparison, choices):
        """Make the preview of a comparison, keeping decisions that still hold."""
        self.ensure_one()
        values = []
        for no, item in enumerate(comparison.ordered(), start=1):
            line = choices.get(item.key)
            kept = line and line._zi_same(item) and line.choice
            values.append(
                {
                    **comparison.line_values(item),
                    "import_id": self.id,
                    "sequence": no,
                    "choice": kept or ("file" if item.status == "file" else False),
                }
            )
        self.line_ids.unlink()
        self.env["zi.assessment.import.line"].create(values)
        self.write(
            {
                "state": "preview",
                "note": "\n".join(comparison.notes) or False,
                "unchanged_count": comparison.unchanged,
            }
        )

    def _zi_is_stale(self, comparison, choices):
        """Whether the preview shows something else than a comparison of now."""
        items = comparison.differences
        return {item.key for item in items} != set(choices) or not all(
            choices[item.key]._zi_same(item) for item in items
        )

    def _zi_check_decided(self):
        undecided = self.line_ids.filtered(lambda line: line._zi_is_open())
        if undecided:
            shown = "\n".join(line._zi_sentence() for line in undecided[:_SHOWN])
            raise UserError(
                self.env._(
                    "Nothing was imported. Decide these lines, or mend the file and "
                    "choose it again:\n%(lines)s",
                    lines=shown,
                )
            )

    # ------------------------------------------------------------------
    # WRITING
    # ------------------------------------------------------------------

    def _zi_write_answers(self, taken):
        """Write the chosen cells, one answer at a time, as the user.

        :param list taken: differences
        :return: codes of the answers, in their order
        """
        by_answer = {}
        for item in taken:
            by_answer.setdefault(item.answer_id, []).append(item)
        codes = []
        for answer_id, items in by_answer.items():
            answer = self.env["zi.assessment.answer"].browse(answer_id)
            try:
                answer.write(
                    {
                        answer._zi_sheet_field(item.column, item.part): _stored(
                            answer, item
                        )
                        for item in items
                    }
                )
            except ValidationError as error:
                raise UserError(
                    self.env._(
                        "Nothing was imported. Row %(row)s: %(reason)s",
                        row=items[0].row,
                        reason=error.args[0],
                    )
                ) from error
            codes.append(answer.code)
        return codes

    def _zi_log(self, codes, count):
        """One line in the history of the LKE: who brought what."""
        if codes:
            # A working group may write its answers and not the LKE itself.
            self.assessment_id.sudo().message_post(
                body=self.env._(
                    "Imported from the workbook %(file)s: %(count)s cells of "
                    "%(answers)s answers (%(codes)s).",
                    file=self.file_name or "",
                    count=count,
                    answers=len(codes),
                    codes=", ".join(codes[:30]) + ("…" if len(codes) > 30 else ""),
                ),
                author_id=self.env.user.partner_id.id,
            )

    def _zi_done(self, codes, count):
        if codes:
            message = self.env._(
                "%(count)s cells of %(answers)s answers were imported.",
                count=count,
                answers=len(codes),
            )
        else:
            message = self.env._("The file changes nothing, so nothing was written.")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {
                    "type": "ir.actions.act_window",
                    "res_model": "zi.assessment",
                    "res_id": self.assessment_id.id,
                    "views": [(False, "form")],
                    "target": "current",
                },
            },
        }


def _stored(answer, item):
    """Value for the field behind a cell."""
    if not item.file:
        return False
    if item.part == "answer" and answer.answer_type != lke.INDEX:
        option = answer.question_id.option_ids.filtered(
            lambda option: option.letter == item.file
        )
        return option.id
    if item.part == "answer":
        return _decimal(item.file)
    return item.file


class _Comparison:
    """File, export and answers of now, cell by cell."""

    def __init__(self, env, assessment, returned):
        self.env = env
        self.assessment = assessment
        self.base = returned.base
        self.differences = []
        self.notes = []
        self.unchanged = 0
        answers = assessment.answer_ids
        self.answers = {answer.code: answer for answer in answers}
        structure = assessment.instrument_id._zi_structure()
        self.headings = {section.code for section in structure.sections}
        self.headings |= {code for _kind, code in structure.part_keys}
        self.refusals = {
            column: assessment._zi_column_refusal(column)
            for column in lke_workbook.JUDGEMENTS
        }
        seen = {}
        for row in returned.rows:
            self._compare_row(row, seen)
        self._note_missing(seen)

    def ordered(self):
        """The differences, those first that need a person."""
        rank = [name for name, _label in STATUS]
        return sorted(self.differences, key=lambda d: (rank.index(d.status), d.row))

    # -- one row ------------------------------------------------------------

    def _compare_row(self, row, seen):
        answer = self.answers.get(row.code)
        if answer and row.code not in seen:
            seen[row.code] = row.number
            self._compare_answer(row, answer)
            return
        if not row.code and not row.cells and not row.wrong:
            return
        if row.code in self.headings and not row.cells and not row.wrong:
            return
        if answer:
            message = self.env._(
                "Question %(code)s stands in row %(row)s already.",
                code=row.code,
                row=seen[row.code],
            )
        elif row.code in self.headings or not row.code:
            message = self.env._("This row has entries but is no question.")
        else:
            message = self.env._(
                "This LKE has no question %(code)s. Was the code changed?",
                code=row.code,
            )
        self.differences.append(
            Difference(
                row.number, row.code[:32], file=None, status="problem", message=message
            )
        )

    def _compare_answer(self, row, answer):
        for column in lke_workbook.JUDGEMENTS:
            found = []
            for part in lke_workbook.PARTS[column]:
                item = self._compare_cell(row, answer, column, part)
                if item:
                    found.append(item)
            self._judge(answer, column, found)
            self.differences += found

    def _compare_cell(self, row, answer, column, part):
        """The difference of one cell, or None where all three are the same."""
        base = self.base.get((row.code, column, part))
        if base is None:
            return self._stray_cell(row, answer, column, part)
        sha, base_text = base
        here = answer._zi_sheet_text(column, part)
        item = Difference(
            row.number, row.code, column, part, answer.id, base_text, "", here
        )
        try:
            if (column, part) in row.wrong:
                raise lke_workbook.CellError(row.wrong[column, part])
            item.file = lke_workbook.entry(
                part,
                answer._zi_sheet_type(),
                row.cells.get((column, part)),
                answer.question_id.option_ids.mapped("letter"),
            )
        except lke_workbook.CellError as error:
            item.file = None
            item.status = "problem"
            item.message = cell_words(self.env, error)
            return item
        item.status = _status(sha, item.file, here)
        if item.status == "same":
            self.unchanged += 1
            return None
        return item

    def _stray_cell(self, row, answer, column, part):
        """An entry in a cell that the question lacks or that was not exported."""
        if (column, part) not in row.cells and (column, part) not in row.wrong:
            return None
        if part in answer._zi_sheet_parts(column):
            message = self.env._(
                "This note was left out of the workbook, because a spreadsheet would "
                "change it. Write it on the screen."
            )
        else:
            message = self.env._("This question does not use this cell: empty it.")
        return Difference(
            row.number,
            row.code,
            column,
            part,
            answer.id,
            file=None,
            here=answer._zi_sheet_text(column, part)
            if part in answer._zi_sheet_parts(column)
            else "",
            status="problem",
            message=message,
        )

    # -- what a change is worth ----------------------------------------------

    def _judge(self, answer, column, found):
        """Turn changes that may not be made, or make no sense, into problems."""
        changes = [item for item in found if item.status in ("file", "conflict")]
        if not changes:
            return
        refusal = self._refusal(answer, column)
        if refusal:
            for item in changes:
                item.status, item.message = "problem", refusal
            return
        fault, doubt = self._value_faults(answer, column, changes)
        for item in changes:
            if item.part not in ("answer", "numerator", "denominator"):
                continue
            if fault:
                item.status, item.message = "problem", fault
            elif doubt:
                item.message = doubt
                item.status = "doubt" if item.status == "file" else item.status

    def _refusal(self, answer, column):
        """Why the user cannot write this column of this answer now; False if he can."""
        if self.refusals[column]:
            return self.refusals[column]
        if answer[f"{column}_open"]:
            return False
        return answer._zi_not_own_area()

    def _value_faults(self, answer, column, changes):
        """What is wrong, or odd, with the values that would stand here.

        :return: ``(fault or "", doubt or "")`` in words
        """
        entries = {
            part: answer._zi_sheet_text(column, part)
            for part in answer._zi_sheet_parts(column)
        }
        entries.update({item.part: item.file for item in changes})
        is_index = answer.answer_type == lke.INDEX
        upper, lower = entries.get("numerator"), entries.get("denominator")
        try:
            answer._zi_value_of(
                (entries.get("answer") or None) if not is_index else None,
                upper or None,
                lower or None,
                (entries.get("answer") or None) if is_index else None,
            )
        except ValidationError as error:
            return error.args[0], ""
        is_ratio = answer.question_id.formula == "ratio"
        if is_ratio and upper and lower and 0 < int(lower) < int(upper):
            percent = lke.to_fraction(int(upper)) / int(lower) * 100
            return "", self.env._(
                "%(upper)s of %(lower)s is %(percent)s%%, which counts as 100%%. Is it "
                "right?",
                upper=upper,
                lower=lower,
                percent=lke.display(percent, decimal_comma=True),
            )
        return "", ""

    def _note_missing(self, seen):
        missing = [code for code in self.answers if code not in seen]
        if missing:
            self.notes.append(
                self.env._(
                    "%(count)s questions are not in the file and stay as they are: "
                    "%(codes)s.",
                    count=len(missing),
                    codes=", ".join(missing[:15]) + ("…" if len(missing) > 15 else ""),
                )
            )

    # -- for the preview -------------------------------------------------------

    def line_values(self, item):
        """Values of the preview line of a difference."""
        answer = self.env["zi.assessment.answer"].browse(item.answer_id)
        return {
            "key": item.key,
            "sheet_row": item.row,
            "code": item.code,
            "answer_id": item.answer_id or False,
            "column": item.column or False,
            "part": item.part or False,
            "status": item.status,
            "message": item.message or False,
            "base_text": self._shown(answer, item, item.base),
            "file_text": self._shown(answer, item, item.file),
            "here_text": self._shown(answer, item, item.here),
            "file_value": item.file or False,
            "here_value": item.here or False,
        }

    def _shown(self, answer, item, text):
        """A canonical text as people read it."""
        if text is None or not item.answer_id:
            return False
        if not text:
            return self.env._("(empty)")
        if item.part == "answer" and answer.answer_type == lke.INDEX:
            return _decimal(text).replace(".", ",")
        if item.part == "answer":
            option = answer.question_id.option_ids.filtered(lambda o: o.letter == text)
            return option.display_name or text
        return text


def _status(sha, file, here):
    """The three-way comparison of one cell."""
    if file == here:
        return "same" if lke_workbook.digest(here) == sha else "alike"
    if lke_workbook.digest(file) == sha:
        return "here"
    if lke_workbook.digest(here) == sha:
        return "file"
    return "conflict"
