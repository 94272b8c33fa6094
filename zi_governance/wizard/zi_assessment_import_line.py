from odoo import fields, models

from .zi_assessment_import import _OPEN, STATUS


class ZiAssessmentImportLine(models.TransientModel):
    """One cell that differs. Only the choice is the person's; the rest is a picture of
    the comparison, made again before anything is written."""

    _name = "zi.assessment.import.line"
    _description = "Difference of an LKE workbook"
    _order = "import_id, sequence, id"

    import_id = fields.Many2one(
        "zi.assessment.import", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=1)
    key = fields.Char(required=True)
    sheet_row = fields.Integer("Row", readonly=True, help="Row number in the sheet.")
    code = fields.Char("Question", readonly=True)
    answer_id = fields.Many2one(
        "zi.assessment.answer", "LKE question", readonly=True, ondelete="cascade"
    )
    question_text = fields.Char(related="answer_id.question_text")
    column = fields.Selection(
        [("self", "Self-assessment"), ("tpi", "TPI"), ("tpn", "TPN")],
        "Judgement",
        readonly=True,
    )
    part = fields.Selection(
        [
            ("answer", "Answer or index"),
            ("numerator", "Numerator"),
            ("denominator", "Denominator"),
            ("info", "Further count"),
            ("note", "Note"),
        ],
        "Cell",
        readonly=True,
    )
    status = fields.Selection(STATUS, "Difference", required=True, readonly=True)
    message = fields.Char("Explanation", readonly=True)
    base_text = fields.Text("When exported", readonly=True)
    file_text = fields.Text("In the file", readonly=True)
    here_text = fields.Text("Here now", readonly=True)
    file_value = fields.Text(readonly=True)
    here_value = fields.Text(readonly=True)
    choice = fields.Selection(
        [("file", "Take from the file"), ("here", "Leave as it is here")],
        "Decision",
        help="A line to mend can only be left out; mend the file to bring it in.",
    )

    def _zi_is_taken(self):
        """Whether the cell of the file is to be written."""
        self.ensure_one()
        return self.choice == "file" and self.status in ("file", "conflict", "doubt")

    def _zi_is_open(self):
        """Whether a person still has to decide."""
        self.ensure_one()
        if self.status == "problem":
            return self.choice != "here"
        return self.status in _OPEN and not self.choice

    def _zi_same(self, item):
        """Whether the line shows a comparison of now.

        :param item: ``Difference``
        """
        self.ensure_one()
        return (
            self.status == item.status
            and (self.file_value or "") == (item.file or "")
            and (self.here_value or "") == item.here
            and (self.message or "") == item.message
        )

    def _zi_sentence(self):
        """The line in one sentence, for a message."""
        self.ensure_one()
        labels = dict(self._fields["status"]._description_selection(self.env))
        parts = dict(self._fields["part"]._description_selection(self.env))
        return self.env._(
            "Row %(row)s, %(code)s, %(cell)s: %(reason)s",
            row=self.sheet_row,
            code=self.code or "–",
            cell=parts.get(self.part, "–"),
            reason=self.message or labels[self.status],
        )

    def action_take_file(self):
        """Take the cell of the file."""
        self.filtered(lambda line: line.status != "problem").choice = "file"
        return True

    def action_keep_here(self):
        """Leave the answer as it is here."""
        self.choice = "here"
        return True
