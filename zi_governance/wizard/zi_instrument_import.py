from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.lke.zi_instrument import ZERO_DENOMINATOR
from ..tools import instrument_sheet, lke
from .zi_instrument_import_words import problem_words, workbook_words

_HEAD = ("code", "name", "regulation", "valid_from", "valid_to", "zero_denominator")
_SHOWN = 20


class ZiInstrumentImport(models.TransientModel):
    """Makes a further instrument from the filled layout: whole, or not at all."""

    _name = "zi.instrument.import"
    _inherit = "zi.import.file.mixin"
    _description = "Import an LKE instrument"

    example_id = fields.Many2one(
        "zi.instrument",
        "Layout filled with",
        default=lambda self: self.env["zi.instrument"].search([], limit=1),
        ondelete="cascade",
        help="The layout comes filled with this instrument: change what differs.",
    )
    state = fields.Selection(
        [("upload", "Choose"), ("preview", "Look and import")],
        required=True,
        default="upload",
    )
    code = fields.Char(size=32)
    name = fields.Char()
    regulation = fields.Char()
    valid_from = fields.Date()
    valid_to = fields.Date()
    zero_denominator = fields.Selection(ZERO_DENOMINATOR, "Nothing to count")
    line_ids = fields.One2many("zi.instrument.import.line", "import_id", "Faults")
    problem_count = fields.Integer("Faults to mend", compute="_compute_problem_count")
    question_count = fields.Integer("Questions", readonly=True)
    weight_total = fields.Char("Sum of weights", readonly=True)
    summary_html = fields.Html("What was read", readonly=True, sanitize=False)

    @api.depends("line_ids")
    def _compute_problem_count(self):
        for wizard in self:
            wizard.problem_count = len(wizard.line_ids)

    @api.depends("file_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = wizard.file_name or self.env._("Import an instrument")

    def action_layout(self):
        """Download the layout, filled with an instrument as example."""
        self.ensure_one()
        if not self.example_id:
            raise UserError(self.env._("Choose the instrument for the layout first."))
        return self.example_id.action_export_layout()

    def action_read(self):
        """Read the file into the preview; nothing is made yet."""
        self.ensure_one()
        parsed = self._zi_read_file()
        self.line_ids.unlink()
        self.write(
            {
                **{name: parsed.head[name] or False for name in _HEAD},
                "state": "preview",
                "question_count": len(parsed.questions),
                "weight_total": lke.display(
                    sum((s.weight for s in parsed.sections), lke.ZERO),
                    4,
                    decimal_comma=True,
                ),
                "summary_html": self._zi_summary(parsed),
                "line_ids": [
                    (
                        0,
                        0,
                        {
                            "sequence": no,
                            "sheet": problem.sheet,
                            "sheet_row": problem.row,
                            "message": problem_words(self.env, problem),
                        },
                    )
                    for no, problem in enumerate(parsed.problems, start=1)
                ],
            }
        )
        return True

    def action_back(self):
        """Choose another file; the preview is thrown away."""
        self.ensure_one()
        self.line_ids.unlink()
        self.write({"state": "upload", "file": False, "file_name": False})
        return True

    def action_import(self):
        """Make the instrument of the file as it is, read once more.

        :raises UserError: the file has a fault, or the code is taken
        """
        self.ensure_one()
        if self.state != "preview":
            raise UserError(self.env._("Read a spreadsheet first."))
        parsed = self._zi_read_file()
        if parsed.problems:
            raise UserError(
                self.env._(
                    "Nothing was imported. Mend these faults in the file and choose it "
                    "again:\n%(faults)s",
                    faults="\n".join(
                        f"- {problem_words(self.env, problem)}"
                        for problem in parsed.problems[:_SHOWN]
                    ),
                )
            )
        values = {name: self[name] for name in _HEAD if self[name]}
        self._zi_check_head(values)
        if parsed.head["note"]:
            values["note"] = parsed.head["note"]
        model = self.env["zi.instrument"]
        instrument = model._zi_build(
            values, parsed.questions, parsed.gates, parsed.values
        )
        instrument._zi_check_sound()
        return {
            "type": "ir.actions.act_window",
            "res_model": "zi.instrument",
            "res_id": instrument.id,
            "views": [(False, "form")],
            "target": "current",
        }

    def _zi_check_head(self, values):
        if not values.get("code") or not values.get("name"):
            raise UserError(self.env._("Enter the code and the name first."))
        taken = (
            self.env["zi.instrument"]
            .with_context(active_test=False)
            .search_count([("code", "=", values["code"])], limit=1)
        )
        if taken:
            raise UserError(
                self.env._(
                    "There is already an instrument with the code %(code)s. Enter "
                    "another code.",
                    code=values["code"],
                )
            )

    def _zi_read_file(self):
        """:rtype: tools.instrument_sheet.Parsed"""
        self.env["zi.instrument"].check_access("create")
        data = self._zi_file_bytes(self.env._("Choose the filled layout first."))
        areas = self.env["zi.area"].search([]).mapped("code")
        try:
            return instrument_sheet.read(data, areas)
        except instrument_sheet.InstrumentSheetError as error:
            raise UserError(workbook_words(self.env, error)) from error

    def _zi_summary(self, parsed):
        """Halves and areas with their weights, to compare with the rule."""
        areas = {a.code: a.display_name for a in self.env["zi.area"].search([])}
        halves = dict(
            self.env["zi.instrument.section"]
            ._fields["half"]
            ._description_selection(self.env)
        )
        sums = {}
        for section in parsed.sections:
            key = (section.half, section.area)
            sums[key] = sums.get(key, lke.ZERO) + section.weight
        questions = {}
        for row in parsed.questions:
            key = (row["half"], row["area"])
            questions[key] = questions.get(key, 0) + 1
        rows = Markup("").join(
            Markup("<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>")
            % (
                halves.get(half, half),
                areas.get(area, area),
                lke.display(weight, decimal_comma=True),
                questions.get((half, area), 0),
            )
            for (half, area), weight in sums.items()
        )
        return Markup(
            '<table class="table table-sm"><thead><tr><th>%s</th><th>%s</th><th>%s</th>'
            "<th>%s</th></tr></thead><tbody>%s</tbody></table><p>%s</p>"
        ) % (
            self.env._("Half"),
            self.env._("Area"),
            self.env._("Weight"),
            self.env._("Questions"),
            rows,
            self.env._("Gates: %(count)s", count=len(parsed.gates)),
        )


class ZiInstrumentImportLine(models.TransientModel):
    """A fault of the file, with its place."""

    _name = "zi.instrument.import.line"
    _description = "Fault of an instrument to import"
    _order = "import_id, sequence, id"

    import_id = fields.Many2one(
        "zi.instrument.import", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=1)
    sheet = fields.Char(readonly=True)
    sheet_row = fields.Integer("Row", readonly=True)
    message = fields.Char("To mend", readonly=True)
