from odoo import http
from odoo.http import content_disposition, request


class ZiExportSample(http.Controller):
    """Download of a sample by who drew it."""

    @http.route(
        "/zi_governance/sample/<int:sample_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def archive(self, sample_id):
        """The archive, streamed: its files are read while they are sent."""
        sample = request.env["zi.export.sample"].browse(sample_id).exists()
        if not sample or not sample.has_access("read"):
            # One answer for what is not there and what is not for the reader.
            raise request.not_found()
        name, blocks = sample._zi_archive()
        return request.make_response(
            blocks,
            [
                ("Content-Type", "application/zip"),
                ("Content-Disposition", content_disposition(name)),
                ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
