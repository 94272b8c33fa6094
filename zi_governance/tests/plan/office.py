import base64
import io
from datetime import date

from openpyxl import Workbook

from ..documents.common import DocumentCase

HEADER = ["NO", "KOMPONEN", "INDIKATOR", "LANGKAH AKSI", "BUKTI FISIK", "TARGET"]
AREA_TITLES = {
    "MP": "I. MANAJEMEN PERUBAHAN",
    "TL": "II. PENATAAN TATALAKSANA",
    "SDM": "III. PENATAAN SISTEM MANAJEMEN SDM",
    "AK": "IV. PENGUATAN AKUNTABILITAS KINERJA",
    "PGW": "V. PENGUATAN PENGAWASAN",
    "YAN": "VI. PENINGKATAN KUALITAS PELAYANAN PUBLIK",
}


class OfficePlanCase(DocumentCase):
    """A small office with working groups for two areas."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Plan = cls.env["zi.work.plan"]
        cls.Task = cls.env["zi.work.plan.task"]
        cls.mp = cls.env.ref("zi_governance.area_mp")
        cls.tl = cls.env.ref("zi_governance.area_tl")
        cls.instrument = cls.env["zi.instrument"].search([("code", "=", "90/2021")])
        team = cls.env["zi.team"].create(
            {
                "name": "Tim Kerja ZI",
                "company_id": cls.unit.id,
                "date_from": date(2026, 1, 1),
                "date_to": date(2026, 12, 31),
            }
        )
        cls.membership = cls.env["zi.team.member"].create(
            {
                "team_id": team.id,
                "employee_id": cls._employee(cls.member).id,
                "role_id": cls.env.ref("zi_governance.team_role_pokja_mp").id,
            }
        )

    @classmethod
    def _load(cls, year=2026, user=None):
        """The standard plan of a year, as the secretary loads it."""
        plan = cls.Plan.with_user(user or cls.secretary)._zi_load_template(
            cls.unit, year, instrument=cls.instrument
        )
        cls.env.flush_all()
        return plan

    def _plan(self, **item):
        """A plan with one indicator and one evidence item."""
        plan = self.Plan.with_user(self.secretary).create(
            {"name": "Rencana", "year": 2026, "company_id": self.unit.id}
        )
        self.env["zi.work.plan.line"].with_user(self.secretary).create(
            {
                "plan_id": plan.id,
                "area_id": self.mp.id,
                "indicator": "Monev berkala",
                "item_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "Notula",
                            "cadence": "monthly",
                            "date_from": date(2026, 1, 1),
                            "date_to": date(2026, 12, 31),
                            **item,
                        },
                    )
                ],
            }
        )
        return plan

    def _approve(self, plan):
        plan.with_user(self.secretary).action_submit()
        plan.with_user(self.colleague).action_approve()
        plan.with_user(self.head).action_approve()

    def _import(self, data, name="rencana.xlsx", year=2020, read=True):
        """The wizard with a file, read into its preview."""
        wizard = (
            self.env["zi.work.plan.import"]
            .with_user(self.secretary)
            .with_company(self.unit)
            .create(
                {
                    "company_id": self.unit.id,
                    "year": year,
                    "instrument_id": self.instrument.id,
                    "file": base64.b64encode(data),
                    "file_name": name,
                }
            )
        )
        if read:
            wizard.action_read()
        return wizard


def book(rows, merge=()):
    """A workbook with one sheet of these rows, as bytes."""
    workbook = Workbook()
    sheet = workbook.active
    for row in rows:
        sheet.append(row)
    for area in merge:
        sheet.merge_cells(area)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def office_rows(lines):
    """Rows of the standard plan in the layout of the office's own sheet: headings
    for the areas, the header repeated, several steps in one cell, a component only
    in its first row.

    :param lines: dicts of ``_zi_template_lines``
    :return: ``(rows, merged ranges)``
    """
    rows, merged = [["RENCANA AKSI"], HEADER], []
    area = component = None
    start = 0
    for line in lines:
        if line["area"] != area:
            area, component = line["area"], None
            if rows[-1] != HEADER:
                rows.append(HEADER)
            rows.append([AREA_TITLES[area]])
        first = component != line["sub_component"]
        if first:
            component, start = line["sub_component"], len(rows) + 1
        else:
            merged = [m for m in merged if not m.startswith(f"B{start}:")]
            merged.append(f"B{start}:B{len(rows) + 1}")
        steps = line["action_steps"].split(" | ")
        evidence = line["evidence"].split(" | ")
        rows.append(
            [
                int(line["sub_no"]) if first else None,
                component if first else None,
                line["indicator"],
                "\n".join(f"{no}. {text}" for no, text in enumerate(steps, 1)),
                "\n".join(f"{no}. {text}" for no, text in enumerate(evidence, 1)),
                line["target_text"] or None,
            ]
        )
    return rows, merged
