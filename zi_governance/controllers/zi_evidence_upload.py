from odoo import http
from odoo.http import request


class ZiEvidenceUpload(http.Controller):
    """Where dropped files go. All rules are those of ``zi.evidence._zi_upload``."""

    @http.route(
        "/zi_governance/evidence/upload", type="http", auth="user", methods=["POST"]
    )
    def upload(self, res_model=None, res_id=None, date=None, **_form):
        """Enter the files of a form as evidence.

        :return: JSON ``{"created": [id], "refused": [{"name", "message"}]}``
        """
        evidence = request.env["zi.evidence"]
        limit = evidence._zi_max_bytes()
        files = [
            (file.filename or "", _content(file.stream, limit))
            for file in request.httprequest.files.getlist("ufile")
        ]
        result = evidence._zi_upload(
            files, res_model or None, res_id or None, date or None
        )
        return request.make_json_response(result)


def _content(stream, limit):
    """The bytes of an uploaded file; of one that is too large only its size."""
    size = stream.seek(0, 2)
    if size > limit:
        return size
    stream.seek(0)
    return stream.read()
