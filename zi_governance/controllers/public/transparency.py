import base64

from odoo import http
from odoo.http import request

from ...tools import public_html
from .base import ZiPublicMixin, public_route

_MAX_ID = 2**31 - 1


class ZiPublicTransparency(ZiPublicMixin, http.Controller):
    """``/zi``: what a unit shows to everybody."""

    @public_route(["/zi", "/zi/u/<string:code>"], readonly=True)
    def transparency(self, code=None, unit=None, **_query):
        """The page of a unit, or the list of units that have one."""
        pages = request.env["zi.public.page"]
        wanted = code or unit
        if wanted:
            company = pages._zi_unit(wanted)
            if company is None:
                return self._zi_error(404)
            return self._zi_unit_page(company)
        units = pages._zi_units()
        if len(units) > 1:
            return self._zi_render(
                "zi_governance.public_units",
                {
                    "units": [
                        (unit.name, pages._zi_unit_address(unit)) for unit in units
                    ]
                },
                index=True,
            )
        company = units or request.env["res.company"].sudo().search(
            [], order="id", limit=1
        )
        return self._zi_unit_page(company)

    def _zi_unit_page(self, company):
        pages = request.env["zi.public.page"]
        sections = sorted(pages._zi_sections(company), key=lambda section: section[0])
        setting = request.env["zi.unit.setting"]._zi_of(company)
        name = setting.name or company.name
        return self._zi_render(
            "zi_governance.public_transparency",
            {
                "zi_unit": name,
                "zi_home": pages._zi_unit_address(company),
                "name": name,
                "sections": [block for _sequence, block in sections],
                "today": company._zi_today(),
            },
            index=True,
        )

    @public_route("/zi/dok/<int:publication>", readonly=True)
    def document(self, publication=0, **_query):
        """The file of something that is published today."""
        rows = request.env["zi.publication"].sudo()
        row = rows.browse(publication if 0 < publication <= _MAX_ID else 0).exists()
        if not row or not row.document_sha256 or not row._zi_is_on_page():
            return self._zi_error(404)
        return request.make_response(
            base64.b64decode(row.with_context(bin_size=False).document),
            headers=[
                *public_html.bare_headers().items(),
                ("Content-Type", "application/pdf"),
                ("Content-Security-Policy", "default-src 'none'"),
                ("Content-Disposition", f'attachment; filename="zi-{row.id}.pdf"'),
            ],
        )
