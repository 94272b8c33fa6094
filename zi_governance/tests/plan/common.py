import base64
import io
from datetime import date

from openpyxl import Workbook

from ..documents.common import DocumentCase

HEADER = ["NO", "KOMPONEN", "INDIKATOR", "LANGKAH AKSI", "BUKTI FISIK", "TARGET"]


class PlanCase(DocumentCase):
    """The small office with a running working group of the area PGW."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Plan = cls.env["zi.work.plan"]
        cls.Task = cls.env["zi.work.plan.task"]
        cls.area = cls.env.ref("zi_governance.area_pgw")
        cls.other_area = cls.env.ref("zi_governance.area_mp")
        cls.team = cls.env["zi.team"].create(
            {"name": "Tim", "company_id": cls.unit.id, "date_from": date(2026, 1, 1)}
        )
        cls.env["zi.team.member"].create(
            {
                "team_id": cls.team.id,
                "employee_id": cls._employee(cls.member).id,
                "role_id": cls.env.ref("zi_governance.team_role_pokja_pgw").id,
            }
        )

    @classmethod
    def _plan(cls, year=2026):
        """A draft with a monthly item in PGW and a single one in MP."""
        plan = cls.Plan.create(
            {"name": f"Rencana {year}", "year": year, "company_id": cls.unit.id}
        )
        cls._line(plan, 1, cls.area, "Laporan bulanan", "monthly")
        cls._line(plan, 2, cls.other_area, "SK tim", "once", date(year, 6, 30))
        return plan

    @classmethod
    def _line(cls, plan, number, area, name, cadence, last=None):
        return cls.env["zi.work.plan.line"].create(
            {
                "plan_id": plan.id,
                "sequence": number,
                "area_id": area.id,
                "indicator": name,
                "item_ids": [
                    (
                        0,
                        0,
                        {
                            "sequence": 1,
                            "name": name,
                            "cadence": cadence,
                            "date_from": date(plan.year, 1, 1),
                            "date_to": last or date(plan.year, 12, 31),
                        },
                    )
                ],
            }
        )

    def _approve(self, plan):
        plan.with_user(self.secretary).action_submit()
        plan.with_user(self.colleague).action_approve()
        plan.with_user(self.head).action_approve()
        self.assertEqual("approved", plan.approval_state)


def workbook(*rows, merged=()):
    """Base64 content of a workbook in the office's layout.

    :param rows: rows below the header, which is given
    :param merged: ranges to merge, such as ``"A4:A5"``
    """
    book = Workbook()
    for row in (HEADER, *rows):
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    stream = io.BytesIO()
    book.save(stream)
    return base64.b64encode(stream.getvalue())
