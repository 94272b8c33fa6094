from odoo import models

from ..documents.zi_paper_mixin import _lines

# The table is cut into pages here: the PDF engine repeats no heads and cuts rows.
# Heights in points of the style; widths in letters that fit one line of a column.
_FIRST_PAGE, _PAGE = 460, 610
_LINE, _PADDING, _AREA = 15, 8, 22
_LETTERS = {"indicator": 26, "steps": 36, "proofs": 60, "target": 16}


class ZiWorkPlan(models.Model):
    """The work plan on paper, with its approver and a QR code."""

    _name = "zi.work.plan"
    _inherit = ["zi.work.plan", "zi.paper.mixin", "zi.verifiable.mixin"]

    _zi_kind = "plan"
    _zi_paper_report = "zi_governance.report_work_plan"

    def _zi_kind_label(self):
        self.ensure_one()
        return self.env._("Work plan")

    def _zi_public_statement(self):
        return {
            **super()._zi_public_statement(),
            **self._zi_approval_facts(),
            "number": f"RENCANA/{self.year}",
            "name": self.name,
            "date": self.approved_on,
            "revision": str(self.version) if self.version > 1 else "",
        }

    def _zi_public_current(self):
        return self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("year", "=", self.year),
                ("approval_state", "=", "approved"),
            ],
            limit=1,
        )

    def _zi_public_rows(self):
        return [self]

    def _zi_paper(self):
        """Everything that the paper shows, as plain values.

        :rtype: dict
        """
        self.ensure_one()
        plan = self.sudo()
        return {
            "head": plan._zi_letterhead(),
            "title": plan.name,
            "version": plan.version,
            "pages": _pages(plan._zi_paper_rows()),
            "place": plan._zi_place(),
            "day": plan._zi_day(plan.approved_on),
            "signature": plan._zi_signature_block(),
            "qr": plan._zi_qr(),
        }

    def _zi_paper_rows(self):
        """The indicators as rows of text, in the order of the plan."""
        lines = self.with_context(lang="id_ID", active_test=False).line_ids
        return [
            {
                "area": line.area_id.name,
                "no": line.sequence,
                "sub": line.sub_component or "",
                "indicator": (line.indicator or "").strip(),
                "steps": _lines(line.action_steps),
                "proofs": [(item.name or "").strip() for item in line.item_ids],
                "target": line.target_text or "",
            }
            for line in lines.sorted("sequence")
        ]


def _pages(rows):
    """Cut rows into pages by the height that their text will take.

    :return: list of pages; a page is a list of ``(area, rows)``
    """
    pages, room, area = [], 0, None
    for row in rows:
        needed = _height(row)
        heading = _AREA if row["area"] != area else 0
        if not pages or needed + heading > room:
            room = _PAGE if pages else _FIRST_PAGE
            pages.append([])
            area, heading = None, _AREA
        if row["area"] != area:
            pages[-1].append((row["area"], []))
            area = row["area"]
        pages[-1][-1][1].append(row)
        room -= needed + heading
    return pages


def _height(row):
    """Points that a row of the table takes."""
    texts = {
        "indicator": [*filter(None, [row["sub"]]), row["indicator"]],
        "steps": row["steps"],
        "proofs": row["proofs"],
        "target": [row["target"]],
    }
    lines = max(
        sum(max(1, -(-len(text) // _LETTERS[name])) for text in found)
        for name, found in texts.items()
    )
    return _PADDING + _LINE * max(lines, 1)
