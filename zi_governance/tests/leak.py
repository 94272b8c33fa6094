"""Search for marked words in everything that a person may read.

An addon with confidential records plants words that start with ``MARK`` in them, in
their files and in what is done to them, and asks::

    class TestLeak(LeakCase):
        def test_no_leak(self):
            with self.captured_log() as log:
                ...  # plant the words, act on the records
            self.assert_no_leak(employee, ("MARKSTORY", "MARKNAME"))
            self.assert_not_logged(log, ("MARKSTORY",))
"""

import json
import logging
from contextlib import contextmanager

from .json2 import Json2Case

# Read by everybody on purpose and too large to be read again for each test: none of
# them can hold what a user types.
_STATIC = {
    "ir.ui.view",
    "ir.asset",
    "ir.module.category",
    "ir.module.module",
    "ir.model.data",
    "ir.model.fields.selection",
    "res.currency.rate",
    "res.country.state",
}


class LeakCase(Json2Case):
    """Reads every model that a user may read, as that user, over JSON-2."""

    def readable_models(self, user):
        return [
            name
            for name, model in self.env.registry.items()
            if not model._abstract
            and name not in _STATIC
            and self.env[name].with_user(user).has_access("read")
        ]

    def read_all(self, user, name):
        """Everything of one model as the user gets it, as text.

        :return: dict of answers by the way that they were asked
        """
        model = self.env[name].with_user(user)
        readable = [
            field.name
            for field in model._fields.values()
            if field.type != "binary" and model._has_field_access(field, "read")
        ]
        stored = [n for n in readable if model._fields[n].store]
        answers = {}
        response = self.call(user, name, "search_read", domain=[], fields=readable)
        if response.status_code != 200:
            # Some computed fields of core fail on some records.
            response = self.call(user, name, "search_read", domain=[], fields=stored)
        answers["search_read"] = response
        answers["name_search"] = self.call(user, name, "name_search", limit=1000)
        answers["archived"] = self.call(
            user,
            name,
            "search_read",
            domain=[],
            fields=stored,
            context={"active_test": False},
        )
        return answers

    def assert_no_leak(self, user, words, allowed=()):
        """No marked word stands in anything that the user may read.

        :param res.users user: plain employee, administrator ...
        :param words: marked words
        :param allowed: names of models that the user reads rightly
        :raises AssertionError: names every model and way that shows a word
        """
        found = []
        read = 0
        for name in self.readable_models(user):
            if name in allowed:
                continue
            for way, response in self.read_all(user, name).items():
                text = response.text
                read += response.status_code == 200
                # JSON may carry the word with escapes.
                text += json.dumps(text, ensure_ascii=False)
                found += [f"{name} ({way}): {word}" for word in words if word in text]
        self.assertGreater(read, 50, "hardly anything was read: the test is blind")
        self.assertEqual([], found)

    def assert_hidden(self, user, records, words=()):
        """Neither reading by id, nor debug mode, nor counting says anything.

        :param records: confidential records
        :param words: marked words that no error may name
        """
        name = records._name
        for method, arguments in (
            ("read", {"ids": records.ids, "fields": ["display_name"]}),
            ("web_read", {"ids": records.ids, "specification": {"display_name": {}}}),
            ("search_read", {"domain": [], "fields": ["id"]}),
            ("search_count", {"domain": []}),
            ("name_search", {"name": ""}),
            (
                "export_data",
                {"ids": records.ids, "fields_to_export": ["display_name"]},
            ),
            ("formatted_read_group", {"domain": [], "aggregates": ["__count"]}),
        ):
            response = self.call(user, name, method, **arguments)
            # 422: a person who may export nothing at all is told that.
            self.assertIn(response.status_code, (403, 422), f"{name}.{method}")
            for word in (*words, *records.sudo().mapped("register_number")):
                self.assertNotIn(word, response.text, f"{name}.{method}")

    @contextmanager
    def captured_log(self):
        """All that the server logs meanwhile, from INFO on: a list of lines."""
        lines = []
        handler = logging.Handler(logging.INFO)
        handler.emit = lambda record: lines.append(record.getMessage())
        root = logging.getLogger()
        root.addHandler(handler)
        try:
            yield lines
        finally:
            root.removeHandler(handler)

    def assert_not_logged(self, lines, words):
        self.assertEqual([], [line for line in lines if any(w in line for w in words)])
