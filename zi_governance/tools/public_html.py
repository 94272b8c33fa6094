"""The one style of the public pages and the headers that go with it.

No script runs on these pages and nothing is fetched from elsewhere: the style stands
in the page, and its hash in the policy that the browser enforces.
"""

import base64
import hashlib
from functools import lru_cache
from pathlib import Path

from markupsafe import Markup, escape

_STYLE = Path(__file__).resolve().parents[1] / "static" / "public" / "public.css"


@lru_cache(maxsize=32)
def style(extra=""):
    """The style element of a page and the hash for its policy.

    :param str extra: rules of one kind of page, appended to the common ones
    :return: ``(Markup, "sha256-...")``
    :raises ValueError: for a text that would end the element
    """
    text = _STYLE.read_text(encoding="utf-8") + extra
    if "</" in text:
        raise ValueError("a style cannot hold a closing tag")
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return (
        Markup("<style>%s</style>") % Markup(text),
        f"sha256-{base64.b64encode(digest).decode()}",
    )


def headers(style_hash, lang, *, no_store=False, index=False):
    """Headers of every public page.

    :param str style_hash: from :func:`style`
    :param str lang: language of the page, such as ``id``
    :param bool no_store: nothing may be kept, on no disk on the way
    :param bool index: search engines may list the page
    :rtype: dict
    """
    return {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Language": lang,
        "Content-Security-Policy": (
            f"default-src 'none'; style-src '{style_hash}'; img-src 'self' data:; "
            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        ),
        **bare_headers(no_store=no_store, index=index),
        "Vary": "Accept-Language",
    }


def bare_headers(*, no_store=False, index=False):
    """Headers of a public answer that is no page, such as a file.

    :rtype: dict
    """
    return {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Robots-Tag": "all" if index else "noindex, nofollow, noarchive",
        "Cache-Control": "no-store" if no_store else "no-cache",
    }


def plain_page(title, text, lang):
    """A page made of nothing but its words, for when all else fails.

    :rtype: str
    """
    css, _hash = style()
    return Markup(
        '<!DOCTYPE html><html lang="%s"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<title>%s</title>%s</head><body><main><h1>%s</h1><p>%s</p></main>"
        "</body></html>"
    ) % (lang, title, css, title, escape(text))
