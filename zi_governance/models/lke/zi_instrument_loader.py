import csv
from datetime import date

from odoo import api, models
from odoo.tools.misc import file_open

_FOLDER = "zi_governance/data/instruments"
# What the files do not say: name, rule, dates of validity.
_SHIPPED = {
    "90/2021": {
        "file": "lke_90_2021.csv",
        "xmlid": "lke_90_2021",
        "name": "LKE Permenpan-RB 90/2021",
        "regulation": "Permenpan-RB 90/2021 (Lampiran III)",
        "valid_from": date(2022, 1, 1),
    },
    "10/2019": {
        "file": "lke_10_2019.csv",
        "xmlid": "lke_10_2019",
        "name": "LKE Permenpan-RB 52/2014 jo. 10/2019",
        "regulation": "Permenpan-RB 52/2014 sebagaimana diubah dengan 10/2019",
        "valid_from": date(2019, 1, 1),
        "valid_to": date(2021, 12, 31),
        "note": "Bobot bagian, jenis jawaban dan batas nilai sebagian disimpulkan: "
        "periksa sebelum dipakai.",
    },
}
LETTERS = "ABCDE"


class ZiInstrument(models.Model):
    _inherit = "zi.instrument"

    @api.model
    def _zi_load_shipped(self):
        """Bring in the instruments that ship with the addon, each once.

        Called at install and at every upgrade. An instrument that is there is left
        alone, so what the office edited survives.
        """
        with file_open(f"{_FOLDER}/thresholds.csv") as handle:
            gate_rows = list(csv.DictReader(handle))
        with file_open(f"{_FOLDER}/answer_values.csv") as handle:
            value_rows = list(csv.DictReader(handle))
        for code, shipped in _SHIPPED.items():
            if self.env.ref(f"zi_governance.{shipped['xmlid']}", False):
                continue
            with file_open(f"{_FOLDER}/{shipped['file']}") as handle:
                question_rows = list(csv.DictReader(handle))
            instrument = self._zi_build(
                {
                    "code": code,
                    **{k: v for k, v in shipped.items() if k not in ("file", "xmlid")},
                },
                question_rows,
                [row for row in gate_rows if row["instrument"] == code],
                [row for row in value_rows if row["instrument"] == code],
            )
            instrument._zi_name_records(shipped["xmlid"])

    @api.model
    def _zi_build(self, values, question_rows, gate_rows, value_rows):
        """Make an instrument from rows as the data files have them.

        :param dict values: fields of the instrument
        :param list question_rows: code, half, area, section_code, section,
            section_weight, question, answer_type, inputs, option_a.., evidence_hint;
            also formula, is_advisory, zero_denominator, and values by letter where a
            question differs from its answer type
        :param list gate_rows: predicate, gate_code, gate_label, scope, minimum_value,
            minimum_percent, confidence, note, deciding
        :param list value_rows: answer_type, option, value
        :return: the instrument
        """
        areas = {area.code: area for area in self.env["zi.area"].search([])}
        option_values = {}
        for row in value_rows:
            option_values.setdefault(row["answer_type"], {})[row["option"]] = row[
                "value"
            ]
        instrument = self.create([values])
        section_rows = {}
        for row in question_rows:
            section_rows.setdefault(row["section_code"], row)
        sections = self.env["zi.instrument.section"].create(
            [
                {
                    "instrument_id": instrument.id,
                    "code": code,
                    "name": row["section"],
                    "weight": row["section_weight"],
                    "area_id": areas[row["area"]].id,
                    "half": row["half"],
                    "sequence": 10 * no,
                }
                for no, (code, row) in enumerate(section_rows.items(), start=1)
            ]
        )
        section_ids = {section.code: section.id for section in sections}
        self.env["zi.instrument.question"].create(
            [
                {
                    "instrument_id": instrument.id,
                    "section_id": section_ids[row["section_code"]],
                    "code": row["code"],
                    "name": row["question"],
                    "answer_type": row["answer_type"],
                    "inputs": row["inputs"],
                    "formula": row.get("formula")
                    or self.env["zi.instrument.question"]._zi_formula_of(row["inputs"]),
                    "is_advisory": bool(row.get("is_advisory")),
                    "zero_denominator": row.get("zero_denominator") or False,
                    "evidence_hint": row["evidence_hint"],
                    "sequence": 10 * no,
                    "option_ids": [
                        (0, 0, option)
                        for option in _options(
                            row,
                            row.get("values")
                            or option_values.get(row["answer_type"], {}),
                        )
                    ],
                }
                for no, row in enumerate(question_rows, start=1)
            ]
        )
        self.env["zi.instrument.gate"].create(
            [
                {
                    "instrument_id": instrument.id,
                    "predicate": row["predicate"],
                    "code": row["gate_code"],
                    "name": row["gate_label"],
                    "scope": row["scope"],
                    "minimum": row["minimum_value"],
                    "minimum_percent": row.get("minimum_percent"),
                    "confidence": row.get("confidence") or "medium",
                    "note": row.get("note"),
                    "deciding": row["deciding"].strip().lower() in ("yes", "ya"),
                    "sequence": 10 * no,
                }
                for no, row in enumerate(gate_rows, start=1)
            ]
        )
        return instrument

    def _zi_name_records(self, stem):
        """Give a shipped instrument and its parts XML ids, kept at upgrades."""
        self.ensure_one()
        named = [(stem, self)]
        named += [(f"{stem}_section_{_slug(s.code)}", s) for s in self.section_ids]
        named += [(f"{stem}_{_slug(q.code)}", q) for q in self.question_ids]
        named += [
            (f"{stem}_{_slug(o.question_id.code)}_option_{o.letter.lower()}", o)
            for o in self.question_ids.option_ids
        ]
        named += [
            (f"{stem}_gate_{_slug(g.predicate)}_{_slug(g.code)}", g)
            for g in self.gate_ids
        ]
        self.env["ir.model.data"].sudo()._update_xmlids(
            [
                {"xml_id": f"zi_governance.{name}", "record": record, "noupdate": True}
                for name, record in named
            ]
        )


def _slug(code):
    return code.lower().replace(".", "_").replace("-", "_").replace("/", "_")


def _options(row, values):
    """Options of a row, in the order of their letters."""
    return [
        {
            "letter": letter,
            "text": row[f"option_{letter.lower()}"],
            "value": values[letter],
        }
        for letter in LETTERS
        if letter in values and (row.get(f"option_{letter.lower()}") or "").strip()
    ]
