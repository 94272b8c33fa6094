from markupsafe import Markup

from odoo import models

from ...tools import flowchart
from ..documents.zi_paper_mixin import _lines

_SIZES = {
    "landscape": flowchart.A4_LANDSCAPE,
    "portrait": flowchart.A4_PORTRAIT,
}
_REPORTS = {
    "landscape": "zi_governance.report_sop_landscape",
    "portrait": "zi_governance.report_sop_portrait",
}


class ZiSopRevision(models.Model):
    """The SOP on paper, in the official layout.

    First the identity block, then the step table: one drawing per page, cut into
    pages by ourselves, so that no engine cuts a row or forgets a head.
    """

    _name = "zi.sop.revision"
    _inherit = ["zi.sop.revision", "zi.paper.mixin"]

    def action_print(self):
        """The paper as PDF, in the orientation of the revision."""
        self.ensure_one()
        self.check_access("read")
        return self.env.ref(_REPORTS[self.orientation]).report_action(self)

    def _zi_paper(self, orientation=None):
        """Everything that the paper shows, as plain values.

        :param str orientation: ``landscape`` or ``portrait``; default the revision's
        :rtype: dict
        """
        self.ensure_one()
        revision = self.sudo()
        first = revision.sop_id.revision_ids.sorted("revision_no")[:1]
        made = first.date_made or first.create_date
        status = revision._zi_status(revision.company_id._zi_today())
        return {
            "head": revision._zi_letterhead(),
            "number": revision.number or revision.sop_id.number or "……………………",
            "revision": revision.revision_no,
            "name": revision.name,
            "made": revision._zi_day(made),
            "revised": (
                revision._zi_day(revision.date_made or revision.create_date)
                if revision.revision_no
                else "-"
            ),
            "effective": revision._zi_day(revision.effective_date),
            "signature": revision._zi_signature_block(),
            "bases": [
                f"{rule.number} tentang {rule.name}" for rule in revision.regulation_ids
            ]
            + _lines(revision.legal_basis),
            "qualification": _lines(revision.qualification),
            "related": [
                " ".join(filter(None, [sop.number, sop.name]))
                for sop in revision.related_ids
            ]
            + _lines(revision.related_text),
            "equipment": _lines(revision.equipment),
            "warning": _lines(revision.warning),
            "records": _lines(revision.records),
            "sheets": revision._zi_sheets(orientation or revision.orientation),
            "qr": revision._zi_qr(),
            "copy": "" if status == "not_found" else "Salinan tidak terkendali",
        }

    def _zi_sheets(self, orientation):
        """Drawings of the step table, one per page.

        :rtype: list of Markup
        """
        self.ensure_one()
        steps = self._zi_steps()
        if not steps:
            return []
        sheets = flowchart.layout(self._zi_executor_names(), steps, _SIZES[orientation])
        return [
            # Made by our own renderer, which escapes every text.
            Markup(flowchart.svg(sheet, f"Langkah {sheet.numbers[0]} dan seterusnya"))
            for sheet in sheets
        ]

    def _zi_foot(self):
        number = self.number or self.sop_id.number
        return ", ".join(
            filter(None, [number, f"revisi {self.revision_no}", self.name])
        )

    def _zi_page_marks(self):
        """Foot and mark: what a scan would say, by the date of the print."""
        foot, mark = super()._zi_page_marks()
        status = self._zi_status(self.company_id._zi_today())
        marks = {"superseded": "DIGANTI", "withdrawn": "DICABUT", "not_found": "DRAF"}
        return foot, marks.get(status, mark)

    def _zi_step_words(self, labels=None):
        """The steps in words, for whoever does not see the drawing.

        :return: list of ``(number, heading, sentences)``
        """
        self.ensure_one()
        return flowchart.words(self._zi_executor_names(), self._zi_steps(), labels)
