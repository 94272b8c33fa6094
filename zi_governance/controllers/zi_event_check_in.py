from odoo import http
from odoo.exceptions import UserError
from odoo.http import request


class ZiEventCheckIn(http.Controller):
    """Where an employee goes on with his own account after scanning a code."""

    @http.route(
        "/zi_governance/hadir/<string:token>",
        type="http",
        auth="user",
        methods=["GET", "POST"],
        website=False,
        sitemap=False,
        max_content_length=64 * 1024,
    )
    def check_in(self, token="", **_query):
        """Show who is known here; on the button, note that he is present.

        Opening it changes nothing. Core's token against foreign forms is asked.
        """
        event = request.env["zi.event"]._zi_by_token(token)
        if not event:
            return self._zi_page({"event": None, "refusal": ""}, 404)
        words = event.with_user(request.env.user).sudo()
        refusal = ""
        if request.httprequest.method == "POST":
            try:
                event.with_user(request.env.user)._zi_check_in()
            except UserError as error:
                refusal = str(error)
        else:
            refusal = words._zi_refusal_check_in(request.env.user)
        row = words._zi_own_row(request.env.user)
        present = row.state == "present"
        return self._zi_page(
            {
                "event": words._zi_check_in_page(),
                "person": words._zi_employees_of(request.env.user)[:1].name
                or request.env.user.name,
                "present": present,
                "moment": words._zi_hour(row.checked_in_at) if present else "",
                "refusal": "" if present else refusal,
                "csrf": request.csrf_token(),
            },
            400 if refusal and request.httprequest.method == "POST" else 200,
        )

    @http.route(
        "/zi_governance/hadir/layar/<int:event_id>",
        type="http",
        auth="user",
        methods=["GET"],
        website=False,
        sitemap=False,
        readonly=False,
    )
    def screen(self, event_id=0, **_query):
        """The code as large as the screen, for who keeps the event."""
        event = request.env["zi.event"].browse(event_id).exists()
        try:
            if not event:
                raise UserError(request.env._("There is no such event."))
            event.check_access("read")
            event._zi_check_officer()
            page, qr = event.sudo()._zi_check_in_page(), event._zi_check_in_qr()
        except UserError as error:
            return self._zi_page({"event": None, "refusal": str(error)}, 404)
        return request.env["zi.public.page"]._zi_response(
            "zi_governance.event_screen",
            {"event": page, "qr": qr, "zi_who": request.env.user.name},
            no_store=True,
        )

    def _zi_page(self, values, status=200):
        return request.env["zi.public.page"]._zi_response(
            "zi_governance.event_check_in",
            {
                **values,
                "zi_who": request.env.user.name,
                "path": request.httprequest.path,
            },
            status,
            no_store=True,
        )
