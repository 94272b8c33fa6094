import hashlib
import json
from typing import NamedTuple

from odoo import fields, models
from odoo.tools import hmac

from ...tools import lke, lke_workbook
from .zi_instrument_structure import _half_area

_SEAL = "zi_governance.lke_workbook"


class Heading(NamedTuple):
    """A half, an area of a half or a section, above its questions."""

    kind: str
    key: object
    code: str
    text: str
    weight: object


class ZiAssessmentAnswer(models.Model):
    _inherit = "zi.assessment.answer"

    def _zi_sheet_type(self):
        """The kind of entry, as the workbook knows it."""
        self.ensure_one()
        return {lke.PERCENT: lke_workbook.PERCENT, lke.INDEX: lke_workbook.INDEX}.get(
            self.answer_type, ""
        )

    def _zi_sheet_parts(self, column):
        """The cells that this question uses in a column."""
        self.ensure_one()
        if self.answer_type != lke.PERCENT:
            return ("answer", "note")
        parts = ["numerator", "denominator", "note"]
        if column == "self" and self.info_label:
            parts.append("info")
        return tuple(parts)

    def _zi_sheet_field(self, column, part):
        """Name of the field behind a cell."""
        self.ensure_one()
        if part != "answer":
            return f"{column}_{part}"
        part = "index" if self.answer_type == lke.INDEX else "option_id"
        return f"{column}_{part}"

    def _zi_sheet_text(self, column, part):
        """What stands in a column, in the form that is compared.

        :param str column: ``self``, ``tpi`` or ``tpn``
        :param str part: cell as in ``tools.lke_workbook.PARTS``
        :rtype: str
        """
        self.ensure_one()
        value = self[self._zi_sheet_field(column, part)]
        if part == "note":
            return lke_workbook.canonical_note(value)
        if part != "answer":
            return value or ""
        if self.answer_type == lke.INDEX:
            return lke_workbook.canonical_index(value)
        return value.letter or ""

    def _zi_sheet_line(self):
        """The row of the question in the workbook.

        :rtype: tools.lke_workbook.Line
        """
        self.ensure_one()
        cells = {}
        for column in lke_workbook.JUDGEMENTS:
            for part in self._zi_sheet_parts(column):
                text = self._zi_sheet_text(column, part)
                # A note that a spreadsheet would change stays on screen only.
                if part != "note" or lke_workbook.survives(text):
                    cells[column, part] = text
        return lke_workbook.Line(
            "question",
            code=self.code,
            text=self.question_text or "",
            options=self._zi_sheet_options(),
            evidence=self.evidence_lines or "",
            share=self.share,
            answer_type=self._zi_sheet_type(),
            letters=tuple(self.question_id.option_ids.mapped("letter")),
            hints=self._zi_sheet_hints(),
            cells=cells,
            open=frozenset(
                column for column in lke_workbook.JUDGEMENTS if self[f"{column}_open"]
            ),
            points={
                column: self[f"{column}_points"] if self[f"{column}_value"] else None
                for column in lke_workbook.JUDGEMENTS
            },
        )

    def _zi_sheet_options(self):
        self.ensure_one()
        if self.answer_type == lke.PERCENT:
            return self.env._(
                "Percentage from two counts:\nNumerator: %(upper)s\n"
                "Denominator: %(lower)s",
                upper=self.numerator_label or "–",
                lower=self.denominator_label or "–",
            )
        if self.answer_type == lke.INDEX:
            return self.env._("Index from 0 to 4")
        return self.options_text or ""

    def _zi_sheet_hints(self):
        self.ensure_one()
        return {
            "numerator": self.numerator_label,
            "denominator": self.denominator_label,
            "info": self.info_label,
        }


class ZiAssessment(models.Model):
    """The LKE as a workbook; what comes back goes through ``zi.assessment.import``."""

    _inherit = "zi.assessment"

    def action_export_workbook(self):
        """Download the LKE as a workbook for work without network."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/zi_governance/lke/{self.id}/workbook",
            "target": "download",
        }

    def action_import_workbook(self):
        """Bring a filled workbook back, with a preview."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import the workbook"),
            "res_model": "zi.assessment.import",
            "views": [(False, "form")],
            "target": "current",
            "context": {"default_assessment_id": self.id},
        }

    def _zi_workbook(self):
        """The workbook of this LKE, with what the reader may see and write.

        :return: ``(file name, content)``
        :rtype: tuple[str, bytes]
        """
        self.ensure_one()
        self.check_access("read")
        answers = self.answer_ids.sorted(lambda a: (a.sequence, a.id))
        lines = self._zi_workbook_lines(answers)
        identity = self._zi_workbook_identity()
        identity["seal"] = self._zi_workbook_seal(
            lke_workbook.seal_text(identity, lines)
        )
        content = lke_workbook.write(
            lines, identity, self._zi_workbook_words(), fields.Datetime.now()
        )
        name = "".join(
            letter if letter.isalnum() or letter in " -()" else "-"
            for letter in self.display_name
        )
        return f"{name}.xlsx", content

    def _zi_workbook_lines(self, answers):
        """Rows of the sheet: halves, areas, sections and their questions."""
        # A section of one question may have its code; then the heading goes without.
        codes = set(answers.mapped("code"))
        lines = []
        for answer, headings in self._zi_with_headings(answers):
            lines += [
                lke_workbook.Line(
                    heading.kind,
                    "" if heading.code in codes else heading.code,
                    heading.text,
                    share=float(heading.weight),
                )
                for heading in headings
            ]
            lines.append(answer._zi_sheet_line())
        return lines

    def _zi_with_headings(self, answers):
        """Answers with the headings that stand above them in the official sheet.

        :param answers: answers of this LKE in their order
        :return: iterator of ``(answer, list of Heading)``
        """
        self.ensure_one()
        structure = self.instrument_id._zi_structure()
        halves = dict(
            self.env["zi.instrument.section"]
            ._fields["half"]
            ._description_selection(self.env)
        )
        areas = {a.code: a for a in answers.area_id}
        seen = {}
        for answer in answers:
            question = structure.question_by_id[answer.question_id.id]
            section = structure.section_by_code[question.section_code]
            steps = (
                ("half", section.half, "", halves.get(section.half, section.half)),
                (
                    "area",
                    (section.half, section.area),
                    _half_area(section) or "",
                    areas[section.area].display_name,
                ),
                (
                    "section",
                    section.code,
                    section.code,
                    structure.section_names.get(section.code) or "",
                ),
            )
            headings = []
            for kind, key, code, text in steps:
                if seen.get(kind) != key:
                    seen[kind] = key
                    weight = _weight(structure, kind, key)
                    headings.append(Heading(kind, key, code, text, weight))
            yield answer, headings

    def _zi_workbook_identity(self):
        """What the hidden sheet says about the LKE: texts only."""
        self.ensure_one()
        return {
            "database": self.env["ir.config_parameter"]
            .sudo()
            .get_param("database.uuid", ""),
            "assessment": str(self.id),
            "title": self.display_name,
            "instrument": self.instrument_id.code,
            "instrument_version": self._zi_instrument_version(),
            "exported_at": fields.Datetime.to_string(fields.Datetime.now()),
        }

    def _zi_instrument_version(self):
        """Fingerprint of questions, weights and values of the instrument."""
        self.ensure_one()
        structure = self.instrument_id._zi_structure()
        text = json.dumps(
            [
                [(s.code, str(s.weight), s.area, s.half) for s in structure.sections],
                [
                    (q.code, q.section_code, q.answer_type, q.formula, q.is_advisory)
                    for q in structure.tool_questions
                ],
            ]
        )
        return hashlib.sha256(text.encode()).hexdigest()

    def _zi_workbook_seal(self, text):
        """The database's own seal over the hidden sheet."""
        return hmac(self.env(su=True), _SEAL, text)

    def _zi_workbook_words(self):
        self.ensure_one()
        moment = fields.Datetime.context_timestamp(self, fields.Datetime.now())
        return {
            "title": self.display_name,
            "subtitle": self.env._(
                "%(instrument)s. Window %(first)s to %(last)s. Step: %(step)s. "
                "Exported on %(moment)s.",
                instrument=self.instrument_id.display_name,
                first=self.date_from,
                last=self.date_to,
                step=dict(self._fields["stage"]._description_selection(self.env))[
                    self.stage
                ],
                moment=f"{moment:%Y-%m-%d %H:%M}",
            ),
            "how_to": self.env._(
                "Fill in the yellow cells only and do not change the codes. The points "
                "are those of the export: they are computed again when the file comes "
                "back."
            ),
            "code": self.env._("Code"),
            "question": self.env._("Question"),
            "options": self.env._("Options"),
            "evidence": self.env._("Evidence that is asked for"),
            "share": self.env._("Points at most"),
            "self": self.env._("Self-assessment"),
            "tpi": self.env._("TPI"),
            "tpn": self.env._("TPN"),
            "answer": self.env._("Answer or index"),
            "numerator": self.env._("Numerator"),
            "denominator": self.env._("Denominator"),
            "info": self.env._("Further count"),
            "note": self.env._("Note"),
            "points": self.env._("Points"),
            "bad_entry": self.env._("Not possible"),
            "bad_letter": self.env._("Choose one of the letters in the list."),
            "bad_count": self.env._(
                "Write a whole number of 0 or more without points or commas."
            ),
            "bad_index": self.env._("The index lies between 0 and 4."),
        }


def _weight(structure, kind, key):
    """Exact points of a heading."""
    match = {
        "half": lambda s: s.half == key,
        "area": lambda s: (s.half, s.area) == key,
        "section": lambda s: s.code == key,
    }[kind]
    return sum((s.weight for s in structure.sections if match(s)), lke.ZERO)
