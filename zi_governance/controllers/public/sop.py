from urllib.parse import quote_plus

from odoo import http
from odoo.fields import Domain
from odoo.http import request

from ...tools.text_input import TextError, clean
from .base import ZiPublicMixin, public_route

_PAGE = 30
_LONGEST = 100  # characters of a search
_BIGGEST_ID = 2**31 - 1


class ZiPublicSop(ZiPublicMixin, http.Controller):
    """SOPs in force, as far as they were approved for the public."""

    @public_route("/zi/sop", readonly=True)
    def sop_list(self, q="", p="", **_query):
        """List with search in names, numbers and steps.

        :param str q: words
        :param str p: page, from 1
        """
        try:
            words = clean(q, _LONGEST)
        except TextError:
            words = ""
        revisions = request.env["zi.sop.revision"].sudo()
        domain = self._zi_shown()
        if words:
            domain &= Domain.OR(
                Domain(name, "ilike", words)
                for name in ("name", "number", "step_ids.activity")
            )
        total = revisions.search_count(domain)
        pages = max(1, -(-total // _PAGE))
        page = min(max(int(p), 1), pages) if p.isdecimal() and len(p) < 6 else 1
        found = revisions.search(
            domain, order="number, name, id", limit=_PAGE, offset=(page - 1) * _PAGE
        )
        return self._zi_render(
            "zi_governance.public_sop_list",
            {
                "words": words,
                "total": total,
                "page": page,
                "pages": pages,
                "link": f"/zi/sop?q={quote_plus(words)}&p=",
                "rows": [self._zi_row(revision) for revision in found],
            },
            index=True,
        )

    @public_route("/zi/sop/<int:sop_id>", readonly=True)
    def sop(self, sop_id=0, **_query):
        """One SOP with its steps and flowchart."""
        if not 0 < sop_id <= _BIGGEST_ID:
            return self._zi_error(404)
        revision = (
            request.env["zi.sop.revision"]
            .sudo()
            .search(self._zi_shown() & Domain("sop_id", "=", sop_id), limit=1)
        )
        if not revision:
            return self._zi_error(404)
        return self._zi_render(
            "zi_governance.public_sop",
            {
                "row": self._zi_row(revision),
                "approver": revision._zi_approval_facts().get("approver", ""),
                "body": revision._zi_public_body(),
                "zi_unit": revision.company_id.name,
                "zi_home": request.env["zi.public.page"]._zi_unit_address(
                    revision.company_id
                ),
                "actions": request.env["zi.public.page"]._zi_public_actions(revision),
            },
            index=True,
        )

    def _zi_shown(self):
        """What is in force today in any unit; each by its own day."""
        revisions = request.env["zi.sop.revision"].sudo()
        units = request.env["res.company"].sudo().search([], order="id")
        by_day = {}
        for unit in units:
            by_day.setdefault(unit._zi_today(), []).append(unit.id)
        return Domain.OR(
            revisions._zi_public_domain(None, day) & Domain("company_id", "in", ids)
            for day, ids in by_day.items()
        )

    def _zi_row(self, revision):
        return {
            "id": revision.sop_id.id,
            "number": revision.number,
            "name": revision.name,
            "revision": revision.revision_no,
            "effective": revision.effective_date,
            "process": revision.process_id.name,
            "unit": revision.company_id.name,
        }
