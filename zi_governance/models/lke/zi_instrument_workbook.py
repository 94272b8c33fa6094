from odoo import fields, models

from ...tools import instrument_sheet as sheet
from ...tools import lke

_ZERO = {stored: word for word, stored in sheet.ZERO.items()}
_FORMULA = {stored: word for word, stored in sheet.FORMULAS.items()}
_CONFIDENCE = {stored: word for word, stored in sheet.CONFIDENCE.items()}


class ZiInstrument(models.Model):
    """The instrument as a workbook, which is also the layout for a further one."""

    _inherit = "zi.instrument"

    def action_export_layout(self):
        """Download the instrument as a workbook, to fill in another one like it."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/zi_governance/lke/instrument/{self.id}/workbook",
            "target": "download",
        }

    def _zi_layout(self):
        """The workbook of this instrument.

        :return: ``(file name, content)``
        :rtype: tuple[str, bytes]
        """
        self.ensure_one()
        self.check_access("read")
        by_type = self._zi_layout_values()
        content = sheet.write(
            {
                "code": self.code,
                "name": self.name,
                "regulation": self.regulation,
                "valid_from": self.valid_from,
                "valid_to": self.valid_to,
                "zero_denominator": _ZERO[self.zero_denominator],
                "note": self.note,
            },
            [q._zi_layout_row(by_type) for q in self.question_ids],
            [gate._zi_layout_row() for gate in self.gate_ids],
            [
                {"answer_type": answer_type, "option": letter, "value": value}
                for answer_type, values in by_type.items()
                for letter, value in sorted(values.items())
            ],
            fields.Datetime.now(),
            self.env._(
                "Change what differs and import the file under LKE > Instruments. The "
                "weights of all sections must add up to exactly 100. A weight stands "
                "in every row of its section, each time the same. Kinds of answer: "
                "letters with values on the sheet “Nilai jawaban”, PCT for a "
                "percentage from two counts, IDX for an index from 0 to 4. “Nilai A” "
                "to “Nilai E” are filled in only where a question differs from its "
                "kind of answer."
            ),
        )
        name = "".join(c if c.isalnum() or c in " -" else "-" for c in self.code)
        return f"Instrumen LKE {name}.xlsx", content

    def _zi_layout_values(self):
        """``{answer type: {letter: value}}``: what most questions of a type use."""
        counts = {}
        for option in self.question_ids.option_ids:
            key = (option.question_id.answer_type, option.letter)
            values = counts.setdefault(key, {})
            values[option.value] = values.get(option.value, 0) + 1
        result = {}
        for (answer_type, letter), values in counts.items():
            result.setdefault(answer_type, {})[letter] = max(values, key=values.get)
        return result


class ZiInstrumentQuestion(models.Model):
    _inherit = "zi.instrument.question"

    def _zi_layout_row(self, by_type):
        """The question as a row of the layout.

        :param dict by_type: values by answer type and letter
        """
        self.ensure_one()
        row = {
            "code": self.code,
            "half": self.half,
            "area": self.area_id.code,
            "section_code": self.section_id.code,
            "section": self.section_id.name,
            "section_weight": self.section_id.weight,
            "question": self.name,
            "answer_type": self.answer_type,
            "inputs": self.inputs,
            "evidence_hint": self.evidence_hint,
            "is_advisory": "ya" if self.is_advisory else "",
            "formula": _FORMULA[self.formula]
            if self.answer_type == lke.PERCENT
            else "",
            "zero_denominator": _ZERO.get(self.zero_denominator, ""),
        }
        usual = by_type.get(self.answer_type, {})
        for option in self.option_ids:
            letter = option.letter.lower()
            row[f"option_{letter}"] = option.text
            if usual.get(option.letter) != option.value:
                row[f"value_{letter}"] = option.value
        return row


class ZiInstrumentGate(models.Model):
    _inherit = "zi.instrument.gate"

    def _zi_layout_row(self):
        """The minimum as a row of the layout."""
        self.ensure_one()
        return {
            "predicate": self.predicate,
            "gate_code": self.code,
            "gate_label": self.name,
            "scope": self.scope,
            "minimum_value": self.minimum,
            "minimum_percent": self.minimum_percent,
            "confidence": _CONFIDENCE.get(self.confidence, ""),
            "deciding": "ya" if self.deciding else "tidak",
            "note": self.note,
        }
