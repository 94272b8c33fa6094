import logging

from werkzeug.exceptions import HTTPException

from odoo import api, models
from odoo.exceptions import UserError
from odoo.http import Response, SessionExpiredException, request

from ...tools import public_html, public_path

_logger = logging.getLogger(__name__)
public_path.hide_visits()

ANONYMOUS = "zi_anonymous"
# An address that only the catch-all route knows.
_ELSEWHERE = f"{public_path.ROOT}/-"
# Names that would clash with those of the function that is called.
_RESERVED_PARAMS = {"self", "cls"}


class IrHttp(models.AbstractModel):
    """Pages below ``/zi``: nobody is known there, and every answer is our own."""

    _inherit = "ir.http"

    # ------------------------------------------------------------------
    # NOBODY IS KNOWN
    # ------------------------------------------------------------------

    @classmethod
    def _authenticate(cls, endpoint):
        """``auth="zi_anonymous"``: whoever has a session here loses it for the length
        of the request.

        The usual check of a session notes device, address and time of the employee,
        so it is not even made.
        """
        if endpoint.routing["auth"] != ANONYMOUS:
            return super()._authenticate(endpoint)
        request.session.can_save = False
        public = request.env["ir.model.data"]._xmlid_to_res_id("base.public_user")
        request.env = api.Environment(request.env.cr, public, {})
        lang = request.env["zi.public.page"]._zi_reader_lang(request.httprequest)
        # Known from the start: core would read user, company and partner for it.
        request.update_env(user=public, context={"lang": lang})
        return None

    @classmethod
    def _auth_method_zi_anonymous(cls):
        """For core code that asks for the method by its name."""
        request.session.can_save = False
        public = request.env["ir.model.data"]._xmlid_to_res_id("base.public_user")
        request.update_env(user=public, context={})

    @classmethod
    def _pre_dispatch(cls, rule, args):
        if rule.endpoint.routing["auth"] != ANONYMOUS:
            super()._pre_dispatch(rule, args)
            return
        # What addons do here for visitors (debug mode, campaigns, languages of a
        # website) is meant for a session, and the language is known already.
        request.dispatcher.pre_dispatch(rule, args)
        # Core starts the session anew when it repeats a request.
        request.session.can_save = False

    @classmethod
    def _dispatch(cls, endpoint):
        if endpoint.routing["auth"] == ANONYMOUS:
            request.params = {
                name: value
                for name, value in request.params.items()
                if name not in _RESERVED_PARAMS
            }
        return super()._dispatch(endpoint)

    @classmethod
    def _post_dispatch(cls, response):
        super()._post_dispatch(response)
        if _is_anonymous_request():
            # Other addons set cookies on every answer (campaign, language).
            response.headers.remove("Set-Cookie")

    # ------------------------------------------------------------------
    # EVERY ANSWER IS OUR OWN
    # ------------------------------------------------------------------

    @classmethod
    def _match(cls, path):
        """Below ``/zi`` nothing is redirected or refused by the router: what no route
        takes goes to the catch-all, whatever its method."""
        if not public_path.is_public(path):
            return super()._match(path)
        # Keeps the multilingual routing out, which redirects and sets a cookie.
        request.is_frontend = request.is_frontend_multilang = False
        try:
            return super()._match(path)
        except HTTPException:
            return super()._match(_ELSEWHERE)

    @classmethod
    def _handle_error(cls, exception):
        """An error below ``/zi`` is a light page in the reader's language."""
        if not public_path.is_public(request.httprequest.path):
            return super()._handle_error(exception)
        code = _error_code(exception)
        if code is None:
            return super()._handle_error(exception)
        return cls._zi_error_response(code)

    @classmethod
    def _zi_error_response(cls, code):
        """Our page for an error.

        :param int code: HTTP status
        """
        request.env.cr.rollback()
        request.session.can_save = False
        public = request.env["ir.model.data"]._xmlid_to_res_id("base.public_user")
        env = api.Environment(request.env.cr, public, {})
        pages = env["zi.public.page"]
        pages = pages.with_context(lang=pages._zi_reader_lang(request.httprequest))
        try:
            return pages._zi_error_page(code)
        except Exception:
            # A page about an error must come, also when its template is broken.
            _logger.exception("The page for status %s could not be made", code)
            css, style_hash = public_html.style()
            title, text = pages._zi_error_words(code)
            return Response(
                public_html.plain_page(title, text, "id"),
                status=code,
                headers=public_html.headers(style_hash, "id", no_store=True),
            )


def _is_anonymous_request():
    try:
        path = request.httprequest.path
        session = request.session
    except RuntimeError:
        return False
    return public_path.is_public(path) and not session.can_save


def _error_code(exception):
    """Status to answer with; None for what core answers itself, such as a redirect
    to the login page."""
    if isinstance(exception, SessionExpiredException):
        return None
    if isinstance(exception, HTTPException):
        code = exception.code
        return code if code and code >= 400 else None
    if isinstance(exception, UserError):
        return getattr(exception, "http_status", 422)
    return 500
