from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from .base import ZiPublicMixin, public_route

_FORM = "event"
_LIMIT = "event_guest"


class ZiPublicEvent(ZiPublicMixin, http.Controller):
    """The page behind the code of an event. Opening it changes nothing."""

    @public_route(
        ["/zi/hadir/<path:token>", "/zi/kegiatan/<path:token>"],
        methods=("GET", "POST"),
    )
    def check_in(self, token="", name="", institution="", nonce="", **_query):
        """Show the event; on the button, list a guest as unverified."""
        event = request.env["zi.event"]._zi_by_token(token)
        if not event:
            return self._zi_unknown_code()
        closed = event._zi_closed_words()
        values = {"name": name, "institution": institution}
        errors, done, refusal = {}, False, closed
        if request.httprequest.method == "POST":
            wait = request.env["zi.public.limit"]._zi_count(_LIMIT)
            if wait:
                return self._zi_error(429, wait)
            values, errors = self._zi_read(values)
            key = request.env["zi.public.form"]._zi_form_key(_FORM, nonce)
            if key is None:
                errors["name"] = request.env._("Please press the button once more.")
            if not errors:
                try:
                    event._zi_check_in_guest(values["name"], values["institution"], key)
                    done = True
                except UserError as error:
                    refusal = str(error)
        bad = request.httprequest.method == "POST" and not done
        return self._zi_render(
            "zi_governance.public_event",
            {
                "event": event._zi_check_in_page(),
                "token": token,
                "nonce": request.env["zi.public.form"]._zi_form_nonce(_FORM),
                "errors": errors,
                "values": values,
                "refusal": "" if done else refusal,
                "done": done,
                "guests": event.guests_allowed and not closed,
                "zi_unit": event.company_id.name,
            },
            400 if bad else 200,
            no_store=True,
        )

    def _zi_read(self, form):
        return request.env["zi.public.form"]._zi_form_values(
            {
                "name": {
                    "label": request.env._("Your name"),
                    "max": 128,
                    "required": True,
                },
                "institution": {
                    "label": request.env._("Institution"),
                    "max": 128,
                    "required": True,
                },
            },
            form,
        )
