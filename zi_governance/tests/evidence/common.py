import base64
import io
import zipfile
from datetime import date

from PIL import Image, ImageDraw

from ..documents.common import DocumentCase

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def pdf(mark=""):
    """A small PDF; another mark gives another content."""
    return PDF + mark.encode()


def photo(shift=0, quality=90, size=(320, 240)):
    """A picture with some structure, as JPEG."""
    image = Image.new("RGB", (320, 240), "white")
    draw = ImageDraw.Draw(image)
    for number in range(9):
        left = (number * 67 + shift * 41) % 300
        top = (number * 53 + shift * 97) % 220
        draw.ellipse((left, top, left + 60, top + 45), fill=(number * 25, 80, 140))
    stream = io.BytesIO()
    image.resize(size).save(stream, "JPEG", quality=quality)
    return stream.getvalue()


def office(parts, content_types="<Types/>"):
    """A zip in the form of an Office file."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", content_types)
        for part in parts:
            archive.writestr(part, "x")
    return stream.getvalue()


class EvidenceCase(DocumentCase):
    """The office with a running working group of the area PGW and a small plan."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Evidence = cls.env["zi.evidence"]
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
        cls.plan = cls.env["zi.work.plan"].create(
            {"name": "Rencana 2026", "year": 2026, "company_id": cls.unit.id}
        )
        cls.item = cls._item(cls.area, "Laporan bulanan", "monthly")
        cls.foreign_item = cls._item(cls.other_area, "SK tim", "once")

    @classmethod
    def _item(
        cls, area, name, cadence, first=date(2026, 1, 1), last=date(2026, 12, 31)
    ):
        line = cls.env["zi.work.plan.line"].create(
            {
                "plan_id": cls.plan.id,
                "area_id": area.id,
                "indicator": name,
                "sequence": len(cls.plan.line_ids) + 1,
            }
        )
        return cls.env["zi.work.plan.item"].create(
            {
                "line_id": line.id,
                "name": name,
                "cadence": cadence,
                "date_from": first,
                "date_to": last,
            }
        )

    def _task(self, month, item=None):
        item = item or self.item
        if not item.task_ids:
            self.env["zi.work.plan.task"]._zi_generate(item)
        return item.task_ids.filtered(lambda t: t.date_from == date(2026, month, 1))

    def _enter(self, user=None, content=None, name="notula.pdf", **more):
        values = {
            "company_id": self.unit.id,
            "date": date(2026, 6, 10),
            "upload": base64.b64encode(content or pdf(name)),
            "file_name": name,
            "area_ids": [(6, 0, self.area.ids)],
            **more,
        }
        return self.Evidence.with_user(user or self.member).create(values)

    def _for_item(self, day, item=None, user=None, **more):
        return self._enter(
            user,
            date=day,
            area_ids=False,
            item_ids=[(6, 0, (item or self.item).ids)],
            **{"name": f"{day}.pdf", **more},
        )
