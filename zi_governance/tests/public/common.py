from odoo.tests import HttpCase

from ..documents.common import DocumentCase


class PublicCase(DocumentCase, HttpCase):
    """An office with a public address, and a visitor without a browser."""

    # Counters open a cursor of their own inside a reading request. Of one shared test
    # transaction that cannot be had; tests/e2e tries it on a real server.
    _registry_readonly_enabled = False

    def visit(self, path, method="GET", lang="id", **options):
        """One request of somebody who has no cookie.

        :return: the answer
        """
        headers = {"Accept-Language": lang, **options.pop("headers", {})}
        answer = self.url_open(
            path, method=method, headers=headers, allow_redirects=False, **options
        )
        self.assertNotIn("Set-Cookie", answer.headers)
        return answer

    def paper(self, **values):
        """An approved document, in force today."""
        return self._approve(self._decree("prosedur_pengaduan", **values))

    def token_path(self, record, label=""):
        """Path of the page of a record's code."""
        return f"/zi/v/{record._zi_token(label)}"
