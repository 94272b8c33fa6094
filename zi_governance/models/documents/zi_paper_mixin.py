from babel.dates import format_date as babel_format_date

from odoo import models

from ..access.zi_role_assignment import CAPACITY_PREFIX


class ZiPaperMixin(models.AbstractModel):
    """What every official paper has: letterhead, signature, foot and mark.

    Papers are in Indonesian, whoever prints them: they are documents of the office,
    not screens.
    """

    _name = "zi.paper.mixin"
    _description = "Official paper"

    # XML id of the report action.
    _zi_paper_report = ""

    def action_print(self):
        """The paper as PDF."""
        self.check_access("read")
        return self.env.ref(self._zi_paper_report).report_action(self)

    def _zi_paper_company(self):
        """The unit whose letterhead it carries (sudo)."""
        return self.company_id.sudo()

    def _zi_letterhead(self):
        """Letterhead of the unit.

        :return: dict ``parents`` (lines), ``name``, ``address`` (lines), ``logo``
        """
        company = self._zi_paper_company()
        setting = self.env["zi.unit.setting"]._zi_of(company)
        address = setting.address or " ".join(
            filter(None, [company.street, company.street2, company.city, company.zip])
        )
        contact = [
            f"{label} {value}"
            for label, value in (
                ("Telepon", company.phone),
                ("Surel", company.email),
                ("Laman", company.website),
            )
            if value
        ]
        return {
            "parents": _lines(setting.parent_office),
            "name": setting.display_name,
            "address": [*_lines(address), *filter(None, ["; ".join(contact)])],
            "logo": False if company.uses_default_logo else company.logo,
        }

    def _zi_place(self):
        company = self._zi_paper_company()
        setting = self.env["zi.unit.setting"]._zi_of(company)
        return setting.city or company.city or "…"

    def _zi_signature_block(self):
        """Who approved, as the decision keeps it; empty lines before that.

        :return: dict ``title``, ``name``, ``nip``
        """
        self.ensure_one()
        unit = self._zi_letterhead()["name"]
        decision = (
            self._zi_last_decision()
            if self.approval_state in ("approved", "superseded", "withdrawn")
            else None
        )
        if not decision:
            return {"title": f"Kepala {unit}", "name": "……………………………", "nip": ""}
        prefix = CAPACITY_PREFIX.get(decision.capacity, "")
        title = decision.decider_title or "Kepala"
        if decision.outcome != "external":
            # Of an acting head the office that he minds is signed, not his own post.
            title = f"{prefix}Kepala {unit}" if prefix else _of_unit(title, unit)
            if unit.lower() in (decision.decider_title or "").lower():
                title = f"{prefix}{decision.decider_title}"
        return {
            "title": title,
            "name": decision.decider_name,
            "nip": decision.decider_nip or "",
        }

    def _zi_day(self, day):
        """A date as it is written in letters: 17 Agustus 2026."""
        if not day:
            return "……………………"
        return babel_format_date(day, "d MMMM yyyy", locale="id_ID")

    def _zi_page_marks(self):
        """Foot of every page, and the mark across it.

        :return: ``(foot, mark)``; the mark is empty for what is in force
        """
        self.ensure_one()
        marks = {
            "superseded": "DIGANTI",
            "withdrawn": "DICABUT",
            "approved": "",
        }
        mark = marks.get(self.approval_state, "DRAF")
        if self.approval_state == "approved" and not self.approval_intact:
            mark = "TIDAK SAH"
        return _latin(self._zi_foot()), mark

    def _zi_foot(self):
        return self.display_name or ""


def _lines(text):
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def _latin(text):
    return text.encode("latin-1", "replace").decode("latin-1")


def _of_unit(title, unit):
    """An office with the name of its unit, without saying a word twice.

    :param str title: e.g. Kepala Balai
    :param str unit: e.g. Balai Teknik Kesehatan Lingkungan
    :return: e.g. Kepala Balai Teknik Kesehatan Lingkungan
    :rtype: str
    """
    words = title.split()
    first = unit.split()[:1]
    if words and first and words[-1].lower() == first[0].lower():
        words.pop()
    return " ".join([*words, unit])
