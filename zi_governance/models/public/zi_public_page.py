import logging
import re
from urllib.parse import quote

from babel.dates import format_date as babel_format_date

from odoo import models
from odoo.http import Response

from ...tools import page_cache, public_html

_logger = logging.getLogger(__name__)
_DEFAULT_LANG = "id_ID"
# A page is light enough for a poor connection.
_MAX_BYTES = 50_000
_UNIT_CODE = re.compile(r"[\w ./:()-]{1,32}")


class ZiPublicPage(models.AbstractModel):
    """How a public page is made: one layout, one style, no script, no cookie."""

    _inherit = "zi.public.page"

    # ------------------------------------------------------------------
    # LANGUAGE
    # ------------------------------------------------------------------

    def _zi_public_langs(self):
        """Languages that a reader can choose.

        :return: dict short code -> code of ``res.lang``; Indonesian first
        """
        codes = [code for code, _name in self.env["res.lang"].get_installed()]
        codes.sort(key=lambda code: (code != _DEFAULT_LANG, code))
        langs = {}
        for code in codes:
            langs.setdefault(code.split("_")[0], code)
        return langs

    def _zi_reader_lang(self, httprequest):
        """Language of an answer: the one chosen in the address, else the browser's.

        :param httprequest: request as werkzeug gives it
        :return: code of an installed language
        """
        langs = self._zi_public_langs()
        default = langs.get(_DEFAULT_LANG.split("_")[0]) or next(iter(langs.values()))
        chosen = httprequest.args.get("lang", "")
        if chosen in langs:
            return langs[chosen]
        for wanted, _weight in httprequest.accept_languages:
            short = wanted.replace("_", "-").split("-")[0].lower()
            if short in langs:
                return langs[short]
        return default

    def _zi_day(self, day):
        """A date in the words of the reader's language, or nothing.

        :param date day: may be False
        """
        lang = self.env.context.get("lang") or _DEFAULT_LANG
        return babel_format_date(day, "d MMMM yyyy", locale=lang) if day else ""

    # ------------------------------------------------------------------
    # PAGE
    # ------------------------------------------------------------------

    def _zi_html(self, template, values=None, css=""):
        """A whole page as text.

        :param str template: XML id of a template that calls
            ``zi_governance.public_layout``
        :param dict values: for the template; ``zi_unit`` (name in the head),
            ``zi_home`` (address behind it) and ``zi_path`` (for the links to other
            languages; empty leaves them out) and ``zi_who`` (name of the reader, on
            a page for people who are logged in) are used by the layout
        :param str css: rules of this kind of page beside the common ones
        :rtype: str
        """
        lang = self.env.context.get("lang") or _DEFAULT_LANG
        short = lang.split("_")[0]
        style, _hash = public_html.style(css)
        page = self.env["ir.qweb"]._render(
            template,
            {
                "zi_unit": "",
                "zi_home": "/zi",
                "zi_path": "",
                "zi_who": "",
                **(values or {}),
                "zi_style": style,
                "zi_lang": short,
                "zi_langs": [
                    (code, name) for code, name in self._zi_lang_names() if code
                ],
                "zi_day": self._zi_day,
            },
        )
        return f"<!DOCTYPE html>\n{str(page).strip()}\n"

    def _zi_constant_page(self, template, values, status):
        """An answer that is the same for everybody: made once a minute, so that a
        flood of requests that lead nowhere costs little.

        :param str template: XML id
        :param dict values: plain values; with language and template they are the page
        :param int status: HTTP status
        :rtype: odoo.http.Response
        """
        registry = self.env.registry
        if not hasattr(registry, "zi_constant_pages"):
            registry.zi_constant_pages = page_cache.PageCache()
        key = (template, self.env.context.get("lang"), *sorted(values.items()))
        page = registry.zi_constant_pages.get(key)
        if page is None:
            page = page_cache.Constant(
                self._zi_html(template, values), page_cache.end_of_life()
            )
            registry.zi_constant_pages.put(key, page)
        return self._zi_answer(page.html, status, no_store=True)

    def _zi_lang_names(self):
        names = dict(self.env["res.lang"].get_installed())
        return [
            (short, names[code].split(" /")[-1].strip())
            for short, code in self._zi_public_langs().items()
        ]

    def _zi_response(
        self, template, values=None, status=200, *, no_store=False, index=False, css=""
    ):
        """A whole answer with its headers.

        :param int status: HTTP status
        :param bool no_store: personal content: nothing may be kept anywhere
        :param bool index: search engines may list the page
        :rtype: odoo.http.Response
        """
        return self._zi_answer(
            self._zi_html(template, values, css),
            status,
            no_store=no_store,
            index=index,
            css=css,
        )

    def _zi_answer(self, html, status=200, *, no_store=False, index=False, css=""):
        """An answer made of a page that exists already as text."""
        lang = (self.env.context.get("lang") or _DEFAULT_LANG).split("_")[0]
        _style, style_hash = public_html.style(css)
        body = html.encode("utf-8")
        if len(body) > _MAX_BYTES:
            _logger.info("A public page has %s bytes", len(body))
        return Response(
            body,
            status=status,
            headers=public_html.headers(
                style_hash, lang, no_store=no_store, index=index
            ),
        )

    # ------------------------------------------------------------------
    # ERRORS
    # ------------------------------------------------------------------

    def _zi_error_words(self, code):
        """What went wrong and how to go on.

        :param int code: HTTP status
        :return: ``(title, text)``
        """
        words = {
            400: (
                self.env._("The request could not be read"),
                self.env._("Please go back and try again."),
            ),
            403: (
                self.env._("This page is closed"),
                self.env._("It cannot be opened from here."),
            ),
            404: (
                self.env._("Page not found"),
                self.env._(
                    "There is no page at this address. Check it for typing mistakes, "
                    "or scan the code once more."
                ),
            ),
            405: (
                self.env._("This address cannot be used in this way"),
                self.env._("Please open it again from the start."),
            ),
            413: (
                self.env._("Too large"),
                self.env._(
                    "What was sent is larger than this page accepts. Send a smaller "
                    "file or fewer files."
                ),
            ),
            429: (
                self.env._("Too many attempts"),
                self.env._("Please wait a few minutes, then try again."),
            ),
            500: (
                self.env._("Something went wrong on our side"),
                self.env._(
                    "Nothing was lost that was already confirmed. Please try again in "
                    "a few minutes."
                ),
            ),
        }
        fallback = 500 if code >= 500 else 400
        return words.get(code) or words[fallback]

    def _zi_error_page(self, code, retry_after=None):
        """Our page for an error.

        :param int code: HTTP status
        :param int retry_after: seconds to wait
        :rtype: odoo.http.Response
        """
        title, text = self._zi_error_words(code)
        response = self._zi_constant_page(
            "zi_governance.public_error", {"title": title, "text": text}, code
        )
        if retry_after:
            response.headers["Retry-After"] = str(int(retry_after))
        return response

    # ------------------------------------------------------------------
    # UNITS
    # ------------------------------------------------------------------

    def _zi_unit(self, code):
        """The unit behind a code in an address (sudo), or None.

        :param code: ``res.company.zi_unit_code``, in any case
        """
        if not isinstance(code, str) or not _UNIT_CODE.fullmatch(code):
            return None
        found = (
            self.env["res.company"]
            .sudo()
            .search([("zi_unit_code", "=ilike", code.replace("_", "\\_"))], limit=1)
        )
        return found or None

    def _zi_unit_address(self, company):
        """Relative address of a unit's transparency page."""
        code = company.sudo().zi_unit_code
        return f"/zi/u/{quote(code, safe='')}" if code else "/zi"
