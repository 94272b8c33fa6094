import io
from collections import OrderedDict

from pypdf import PdfReader, PdfWriter
from reportlab.lib.colors import Color
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen import canvas

from odoo import models

_FOOT_FONT = ("Helvetica", 8)  # points
_FOOT_HEIGHT = 24  # points above the lower edge
_COUNT_WIDTH = 90  # points kept for the count of the pages
_MARK_FONT = ("Helvetica-Bold", 110)  # points
_GREY = Color(0.6, 0.6, 0.6, alpha=0.28)


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _get_rendering_context(self, report, docids, data):
        """A paper is printed by who may read its record. Papers are put together as
        the super-user, and the address of a report takes any id from anybody."""
        if (report.model or "").startswith("zi.") and docids:
            self.env[report.model].browse(docids).check_access("read")
        return super()._get_rendering_context(report, docids, data)

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        """Official papers: one call per document, then foot and mark on every page.

        A common build of wkhtmltopdf knows neither headers and footers nor several
        documents in one call; done here, the paper is the same with any build.
        """
        model = self.env.get(self._get_report(report_ref).model)
        if not res_ids or not hasattr(model, "_zi_page_marks"):
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids)
        self = self.with_context(zi_own_foot=True)
        streams = OrderedDict()
        for record in model.browse(res_ids):
            if hasattr(record, "_zi_qr"):
                # Refused here in its own words; inside the template it would not be.
                record._zi_qr()
            single = super()._render_qweb_pdf_prepare_streams(
                report_ref, dict(data or {}), record.ids
            )
            foot, mark = record._zi_page_marks()
            for res_id, entry in single.items():
                stream = _marked(entry["stream"], foot, mark)
                streams[res_id] = {**entry, "stream": stream}
        return streams

    def _prepare_html(self, html, report_model=False):
        """Official papers bring their own foot: an empty header and footer would only
        make the PDF engine complain."""
        parts = super()._prepare_html(html, report_model=report_model)
        if parts and self.env.context.get("zi_own_foot"):
            bodies, res_ids, _header, _footer, arguments = parts
            return bodies, res_ids, None, None, arguments
        return parts


def _fitting(text, width):
    """A text as far as it fits, ended at a word with dots.

    :param float width: in points
    :rtype: str
    """
    if stringWidth(text, *_FOOT_FONT) <= width:
        return text
    words = text.split()
    while words and stringWidth(" ".join([*words, "..."]), *_FOOT_FONT) > width:
        words.pop()
    return " ".join([*words, "..."])


def _marked(stream, foot, mark):
    """Put a foot with page numbers, and a mark across, on every page.

    :param BytesIO stream: the PDF
    :param str foot: text of the foot, Latin characters
    :param str mark: word across the page, or nothing
    :rtype: BytesIO
    """
    reader = PdfReader(stream)
    writer = PdfWriter()
    total = len(reader.pages)
    for number, page in enumerate(reader.pages, 1):
        width, height = float(page.mediabox.width), float(page.mediabox.height)
        layer = io.BytesIO()
        pen = canvas.Canvas(layer, pagesize=(width, height), invariant=1)
        pen.setFont(*_FOOT_FONT)
        pen.drawString(56, _FOOT_HEIGHT, _fitting(foot, width - 2 * 56 - _COUNT_WIDTH))
        pen.drawRightString(width - 56, _FOOT_HEIGHT, f"Halaman {number} dari {total}")
        if mark:
            pen.setFont(*_MARK_FONT)
            pen.setFillColor(_GREY)
            pen.translate(width / 2, height / 2)
            pen.rotate(50)
            pen.drawCentredString(0, -40, mark)
        pen.save()
        page.merge_page(PdfReader(layer).pages[0])
        writer.add_page(page)
    result = io.BytesIO()
    writer.write(result)
    result.seek(0)
    return result
