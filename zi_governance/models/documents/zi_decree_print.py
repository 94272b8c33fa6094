from odoo import models

from .zi_paper_mixin import _lines

_ORDINALS = (
    *("KESATU", "KEDUA", "KETIGA", "KEEMPAT", "KELIMA"),
    *("KEENAM", "KETUJUH", "KEDELAPAN", "KESEMBILAN", "KESEPULUH"),
    *("KESEBELAS", "KEDUA BELAS", "KETIGA BELAS", "KEEMPAT BELAS", "KELIMA BELAS"),
)
_TITLES = {
    "sk": "KEPUTUSAN KEPALA",
    "pedoman": "PEDOMAN",
    "juklak": "PETUNJUK PELAKSANAAN",
    "juknis": "PETUNJUK TEKNIS",
    "prosedur": "PROSEDUR",
    "edaran": "SURAT EDARAN",
    "nota_dinas": "NOTA DINAS",
    "surat_tugas": "SURAT TUGAS",
    "tor": "KERANGKA ACUAN KERJA",
    "surat_pernyataan": "SURAT PERNYATAAN",
    "other": "",
}
# Forms that end with "Ditetapkan di ... pada tanggal ...".
_DECIDED = ("sk", "pedoman", "juklak", "juknis", "prosedur", "edaran")
# The tables are cut into pages here: the PDF engine repeats no heads and cuts rows.
# Heights in points; widths in letters that fit one line of a column.
_PAGE_HEIGHT = 500
_LINE_HEIGHT, _ROW_PADDING = 14, 7
_LETTERS = {"name": 24, "title": 20, "function": 26}


class ZiDecree(models.Model):
    """The document on paper, in the official layout."""

    _name = "zi.decree"
    _inherit = ["zi.decree", "zi.paper.mixin"]

    _zi_paper_report = "zi_governance.report_decree"

    def _zi_paper(self):
        """Everything that the paper shows, as plain values.

        :return: dict; lines of text, and rows of people with name, NIP, post and
            function
        """
        self.ensure_one()
        decree = self.sudo()
        head = decree._zi_letterhead()
        people = decree._zi_paper_people()
        return {
            "head": head,
            "form": decree.form,
            "title": _TITLES.get(decree.form, ""),
            "number": decree.number or decree.outside_number or "……………………",
            "subject": decree.subject,
            "considerations": [
                (chr(97 + position % 26), line)
                for position, line in enumerate(_lines(decree.considerations))
            ],
            "bases": [
                f"{rule.number} tentang {rule.name}" for rule in decree.regulation_ids
            ]
            + _lines(decree.legal_basis),
            "dictum": [
                (_ordinal(position), line)
                for position, line in enumerate(_lines(decree.dictum))
            ],
            "body": decree.body if decree._zi_has_body() else False,
            "addressee": decree.addressee,
            "copies": _lines(decree.copies),
            "people": people,
            "pages": _pages(people),
            "decided": decree.form in _DECIDED,
            "place": decree.place or decree._zi_place(),
            "day": decree._zi_day(decree.date),
            "signature": decree._zi_signature_block(),
        }

    def _zi_paper_people(self):
        """Rows of the people named, with their posts on the document's day."""
        day = self.date or self.company_id._zi_today()
        rows = []
        for number, line in enumerate(self.member_ids, 1):
            person = line.employee_id._zi_signature(day)
            rows.append(
                {
                    "number": number,
                    "name": person["name"],
                    "nip": person["nip"],
                    "title": person["title"],
                    "function": line.function
                    or line.team_role_id.name
                    or line.role_id.name
                    or "",
                }
            )
        return rows

    def _zi_foot(self):
        return ", ".join(filter(None, [self.number, self.kind_id.name]))

    def action_publish(self):
        """Show the document somewhere: opens a new publication."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Publication"),
            "res_model": "zi.publication",
            "views": [(False, "form")],
            "context": {
                "default_name": self.display_name,
                "default_res_model": self._name,
                "default_res_id": self.id,
                "default_area_id": self.area_id.id,
                "default_company_id": self.company_id.id,
            },
        }


def _ordinal(position):
    if position < len(_ORDINALS):
        return _ORDINALS[position]
    return f"KE-{position + 1}"


def _pages(rows):
    """Cut rows of people into pages by the height that their text will take."""
    pages, height = [], 0
    for row in rows:
        lines = max(-(-len(row[key]) // width) for key, width in _LETTERS.items())
        needed = _ROW_PADDING + _LINE_HEIGHT * max(lines, 1)
        if not pages or height + needed > _PAGE_HEIGHT:
            pages.append([])
            height = 0
        pages[-1].append(row)
        height += needed
    return pages
