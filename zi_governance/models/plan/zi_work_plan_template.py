import csv
from functools import cache

from odoo import api, models
from odoo.tools.misc import file_open

from ...tools import cadence
from .zi_work_plan import shift_years

_FOLDER = "zi_governance/data/plan"
# The year of the office's plan: months of the shipped items count from its January.
TEMPLATE_YEAR = 2020
_SHIPPED_INSTRUMENTS = {"lke2019": "10/2019", "lke2021": "90/2021"}
_LIST = " | "


class ZiWorkPlan(models.Model):
    """The office's own plan ships as the standard template, for any year."""

    _inherit = "zi.work.plan"

    @api.model
    def _zi_load_template(self, company, year, instrument=None, with_targets=True):
        """Make a draft plan of a year from the standard template.

        Windows keep their place relative to the plan's year, odd ones with a mark and
        a proposed repair. The items are linked to the questions that they serve, of
        every shipped instrument that is in the database.

        :param res.company company: the unit
        :param int year: year of the plan
        :param instrument: ``zi.instrument`` that the plan is held against; default
            the one in force at the start of the year
        :param bool with_targets: bring in the area and priority targets as well
        :return: the new ``zi.work.plan``
        """
        plan = self.create(
            [
                {
                    "name": f"Rencana Kerja Pembangunan Zona Integritas {year}",
                    "year": year,
                    "company_id": company.id,
                    "instrument_id": (
                        instrument or self._zi_default_instrument(year)
                    ).id,
                }
            ]
        )
        questions = self._zi_template_questions()
        areas = self._zi_areas_by_code()
        self.env["zi.work.plan.line"].create(
            [
                {
                    **_line_values(row, year),
                    "plan_id": plan.id,
                    "area_id": areas[row["area"]].id,
                    "item_ids": [
                        (
                            0,
                            0,
                            {
                                **item,
                                "question_ids": [(6, 0, questions[row["sequence"]])],
                            },
                        )
                        for item in _item_values(row["sequence"], year)
                    ],
                }
                for row in _rows("action_plan_2020.csv")
            ]
        )
        if with_targets:
            self.env["zi.target"]._zi_load_template(plan)
        return plan

    @api.model
    def _zi_template_lines(self):
        """Rows of the standard plan, each with its ``items``, as plain dicts."""
        items = {}
        for row in _rows("action_plan_items.csv"):
            items.setdefault(row["plan_sequence"], []).append(row)
        return [
            {**row, "items": items.get(row["sequence"], [])}
            for row in _rows("action_plan_2020.csv")
        ]

    @api.model
    def _zi_areas_by_code(self):
        areas = self.env["zi.area"].with_context(active_test=False).search([])
        return {area.code: area for area in areas}

    @api.model
    def _zi_template_questions(self):
        """``{plan sequence: [question ids]}``, first code of a line first."""
        found = {}
        for column, code in _SHIPPED_INSTRUMENTS.items():
            codes = {
                c for row in _rows("action_plan_2020.csv") for c in _codes(row, column)
            }
            found[column] = self.env["zi.instrument.question"]._zi_find(code, codes)
        return {
            row["sequence"]: [
                found[column][code].id
                for column in _SHIPPED_INSTRUMENTS
                for code in _codes(row, column)
                if code in found[column]
            ]
            for row in _rows("action_plan_2020.csv")
        }


class ZiTarget(models.Model):
    _inherit = "zi.target"

    @api.model
    def _zi_load_template(self, plan):
        """Bring in the area and priority targets of the standard plan, once.

        They come without a measure, because the office's plan names none, and are
        shown so until somebody enters one.

        :param plan: ``zi.work.plan`` whose unit, year and indicators they belong to
        :return: the new targets; what the year has already is left alone
        """
        areas = plan._zi_areas_by_code()
        known = {
            (target.kind, target.area_id.code, target.number)
            for target in self.search(
                [("company_id", "=", plan.company_id.id), ("year", "=", plan.year)]
            )
        }
        by_area = plan.line_ids.grouped("area_id")
        by_number = {str(line.sequence): line.id for line in plan.line_ids}
        served = {
            row["no"]: row["plan_sequences"].split(_LIST)
            for row in _rows("priority_target_lines.csv")
        }
        values = []
        for row in _rows("area_targets.csv"):
            area = areas[row["area"]]
            lines = by_area.get(area, plan.line_ids.browse())
            values.append(
                {"kind": "area", "area_id": area.id, "line_ids": [(6, 0, lines.ids)]}
                | {"number": int(row["no"]), "name": row["target"]}
            )
        for row in _rows("priority_targets.csv"):
            lines = [
                by_number[no] for no in served.get(row["no"], ()) if no in by_number
            ]
            values.append(
                {
                    "kind": "priority",
                    "area_id": areas[row["area"]].id,
                    "number": int(row["no"]),
                    "name": row["target"],
                    "objective": row["objective"].replace(_LIST, "\n"),
                    "line_ids": [(6, 0, lines)],
                }
            )
        codes = {area.id: area.code for area in areas.values()}
        return self.create(
            [
                {**vals, "year": plan.year, "company_id": plan.company_id.id}
                for vals in values
                if (vals["kind"], codes[vals["area_id"]], vals["number"]) not in known
            ]
        )


@cache
def _rows(name):
    """Rows of a shipped file; it does not change while the server runs."""
    with file_open(f"{_FOLDER}/{name}") as handle:
        return tuple(csv.DictReader(handle))


def _codes(row, column):
    return [code for code in row[column].split(_LIST) if code]


def _line_values(row, year):
    def moved(text):
        return shift_years(text, TEMPLATE_YEAR, year - TEMPLATE_YEAR)

    return {
        "sequence": int(row["sequence"]),
        "sub_no": int(row["sub_no"]),
        "sub_component": row["sub_component"],
        "indicator": row["indicator"],
        "action_steps": moved(row["action_steps"].replace(_LIST, "\n")),
        "target_text": moved(row["target_text"]),
    }


def _item_values(sequence, year):
    return [
        {
            "sequence": int(row["item_no"]),
            "name": shift_years(
                row["evidence_item"], TEMPLATE_YEAR, year - TEMPLATE_YEAR
            ),
            "kind": row["kind"],
            "suggested_model": row["suggested_model"],
            "cadence": row["cadence"],
            "date_from": _day(row["month_offset_from"], year, cadence.month_start),
            "date_to": _day(row["month_offset_to"], year, cadence.month_end),
        }
        for row in _rows("action_plan_items.csv")
        if row["plan_sequence"] == sequence
    ]


def _day(offset, year, edge):
    return edge(year, int(offset)) if offset else None
