from odoo import http
from odoo.http import content_disposition, request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ZiLkeWorkbook(http.Controller):
    """Downloads of the LKE. Who may read the record may take it along."""

    @http.route(
        "/zi_governance/lke/<int:assessment_id>/workbook",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def workbook(self, assessment_id):
        """The workbook of an LKE."""
        return self._file("zi.assessment", assessment_id, "_zi_workbook")

    @http.route(
        "/zi_governance/lke/instrument/<int:instrument_id>/workbook",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def layout(self, instrument_id):
        """An instrument as the layout for a further one."""
        return self._file("zi.instrument", instrument_id, "_zi_layout")

    def _file(self, model, record_id, method):
        """What a record makes of itself, for whoever may read it."""
        record = request.env[model].browse(record_id).exists()
        if not record or not record.has_access("read"):
            # One answer for what is not there and what is not for the reader.
            raise request.not_found()
        name, content = getattr(record, method)()
        return request.make_response(
            content,
            [
                ("Content-Type", XLSX),
                ("Content-Disposition", content_disposition(name)),
                ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
