"""Real clients: a browser's session and a program over JSON-2."""

import requests


class RpcError(Exception):
    """What the server answered instead of a result.

    :ivar name: Python name of the exception on the server
    """

    def __init__(self, name, message):
        super().__init__(f"{name}: {message}")
        self.name = name


class WebSession:
    """A logged-in browser without the browser."""

    def __init__(self, url, database, login, password):
        self.url = url
        self.http = requests.Session()
        self.uid = self._post(
            "/web/session/authenticate",
            {"db": database, "login": login, "password": password},
        )["uid"]

    def _post(self, path, params):
        answer = self.http.post(
            self.url + path,
            json={"jsonrpc": "2.0", "method": "call", "params": params},
            timeout=60,
        ).json()
        if "error" in answer:
            data = answer["error"]["data"]
            raise RpcError(data["name"], data["message"])
        return answer["result"]

    def call(self, model, method, *args, **kwargs):
        """Call a public method as the web client does."""
        return self._post(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )


class Json2:
    """A program with an API key."""

    def __init__(self, url, database, key):
        self.url = url
        self.headers = {"Authorization": f"bearer {key}", "X-Odoo-Database": database}

    def call(self, model, method, **arguments):
        """Call a public method; ``ids`` and ``context`` are arguments as well."""
        answer = requests.post(
            f"{self.url}/json/2/{model}/{method}",
            json=arguments,
            headers=self.headers,
            timeout=60,
        )
        if not answer.ok:
            body = answer.json()
            raise RpcError(body["name"], body["message"])
        return answer.json()


API_KEY = """
user = env["res.users"].search([("login", "=", "{login}")])
key = env["res.users.apikeys"].with_user(user)._generate(
    "rpc", "test", fields.Datetime.add(fields.Datetime.now(), days=1))
env.cr.commit()
give(key)
"""


def api_key(database, login):
    """Make an API key for a user of a database (before its server starts)."""
    from zi_tools.live import run_shell

    return run_shell(
        database, "from odoo import fields\n" + API_KEY.format(login=login)
    )
