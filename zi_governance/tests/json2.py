"""Calls over JSON-2 as real clients make them; for tests of every addon."""

from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase


class Json2Case(HttpCase):
    """A test that speaks to the server with the API keys of its users."""

    # The database compares with the real time, also where a test's clock stands still.
    key_days = 1

    def api_key(self, user):
        """A key of a user, made once per test.

        :param res.users user: whose key it is
        """
        keys = self.__dict__.setdefault("_keys", {})
        if user.id not in keys:
            keys[user.id] = (
                self.env["res.users.apikeys"]
                .with_user(user)
                .sudo()
                ._generate(
                    "rpc",
                    "test",
                    fields.Datetime.now() + timedelta(days=self.key_days),
                )
            )
        return keys[user.id]

    def call(self, user, model, method, **arguments):
        """The response of one call.

        :param res.users user: who calls
        :param arguments: named arguments; ``ids`` and ``context`` as JSON-2 has them
        :return: ``requests.Response``
        """
        self.env.flush_all()
        response = self.url_open(
            f"/json/2/{model}/{method}",
            json={"context": {"lang": "en_US"}, **arguments},
            headers={"Authorization": f"Bearer {self.api_key(user)}"},
        )
        self.env.invalidate_all()
        return response

    def assert_refused(self, user, model, method, words="", status=None, **arguments):
        """The call fails with a clear message and no crash.

        :param str words: part of the message
        :param int status: exact code; default any of 403, 404 and 422
        """
        response = self.call(user, model, method, **arguments)
        expected = (status,) if status else (403, 404, 422)
        self.assertIn(response.status_code, expected, response.text[:500])
        self.assertIn(words, response.json().get("message", ""))
        return response
