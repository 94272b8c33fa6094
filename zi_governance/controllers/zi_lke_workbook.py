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
        assessment = request.env["zi.assessment"].browse(assessment_id).exists()
        if not assessment or not assessment.has_access("read"):
            # One answer for what is not there and what is not for the reader.
            raise request.not_found()
        name, content = assessment._zi_workbook()
        return request.make_response(
            content,
            [
                ("Content-Type", XLSX),
                ("Content-Disposition", content_disposition(name)),
                ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
