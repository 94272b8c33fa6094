"""Many approvers at once on a real server with several processes."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from zi_tools import odoo
from zi_tools.live import run_shell

from tests.e2e.clients import Json2, RpcError

CLIENTS = 20
EACH = 4

SET_UP = """
from odoo import fields
unit = env["res.company"].create({"name": "Unit"})
users = env["res.users"].with_context(no_reset_password=True)
def person(login):
    return users.create({
        "name": login, "login": login, "company_id": unit.id,
        "company_ids": [(6, 0, unit.ids)],
    })
def key(user):
    return env["res.users.apikeys"].with_user(user).sudo()._generate(
        "rpc", "test", fields.Datetime.add(fields.Datetime.now(), days=1))
author = person("author")
role = env.ref("zi_governance.role_secretariat")
reviewers = [person(f"reviewer{n}") for n in range(CLIENTS)]
env["zi.role.assignment"].create([
    {"user_id": user.id, "role_id": role.id, "company_id": unit.id,
     "date_from": "2020-01-01"} for user in reviewers])
documents = env["test.zi.document"].with_user(author).create([
    {"name": f"D{n}", "company_id": unit.id, "line_ids": [(0, 0, {"name": "x"})]}
    for n in range(CLIENTS * EACH + 2)])
documents[:-1].action_submit()
env.cr.commit()
give({"unit": unit.id, "author": key(author), "keys": [key(u) for u in reviewers],
      "documents": documents.ids})
env.cr.commit()
"""

VERIFY = """
unit = env["res.company"].browse({unit})
rows = env["zi.approval.decision"].search_read(
    [("company_id", "=", unit.id)], ["chain_no", "res_id", "user_id"],
    order="chain_no", load=None)
faults = env["zi.approval.decision"]._zi_verify_chain(unit)
give({{"rows": rows, "faults": [fault.code for fault in faults]}})
"""


@pytest.fixture(scope="module")
def office(demo_template, make_database, make_server):
    database = make_database(demo_template)
    code, log = odoo.run(
        odoo.command(database, "-i", "test_zi_governance", "--stop-after-init"),
        f"install-{database}",
    )
    assert code == 0, log.read_text()[-3000:]
    facts = run_shell(database, f"CLIENTS, EACH = {CLIENTS}, {EACH}\n{SET_UP}")
    server = make_server(database, workers=4)
    facts.update(database=database, url=server.url)
    return facts


def decisions(office):
    return run_shell(office["database"], VERIFY.format(unit=office["unit"]))


def together(calls):
    """Start all calls at the same moment.

    :return: list of results; an error stands for the call that failed
    """
    barrier = threading.Barrier(len(calls))

    def run(call):
        barrier.wait()
        try:
            return call()
        except (RpcError, requests.RequestException) as error:
            return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def client(office, key):
    return Json2(office["url"], office["database"], key)


def test_twenty_clients_lose_nothing(office):
    """80 approvals of 20 people at once make 80 links of one whole chain."""
    before = decisions(office)["rows"]
    todo = office["documents"][: CLIENTS * EACH]

    def work(number):
        program = client(office, office["keys"][number])
        for document in todo[number * EACH : (number + 1) * EACH]:
            program.call("test.zi.document", "action_approve", ids=[document])
        return True

    results = together([lambda n=n: work(n) for n in range(CLIENTS)])
    assert results == [True] * CLIENTS
    after = decisions(office)
    new = after["rows"][len(before) :]
    assert after["faults"] == []
    assert sorted(row["res_id"] for row in new) == sorted(todo)
    numbers = [row["chain_no"] for row in after["rows"]]
    assert numbers == list(range(1, len(numbers) + 1))


def test_of_many_approvers_at_once_one_decides(office):
    """The others are told that it has been decided; one decision stands."""
    document = office["documents"][-2]
    results = together(
        [
            lambda key=key: client(office, key).call(
                "test.zi.document", "action_approve", ids=[document]
            )
            for key in office["keys"][:8]
        ]
    )
    failed = [result for result in results if isinstance(result, RpcError)]
    assert len(failed) == 7, results
    # Whoever comes later finds it decided, or waiting for the next role.
    assert {error.name for error in failed} <= {
        "odoo.exceptions.AccessError",
        "odoo.exceptions.UserError",
    }, failed
    answer = decisions(office)
    assert [row["res_id"] for row in answer["rows"]].count(document) == 1
    assert answer["faults"] == []


def test_document_submitted_many_times_at_once_waits_once(office):
    """A button pressed eight times makes one request."""
    document = office["documents"][-1]
    program = client(office, office["author"])
    results = together(
        [
            lambda: program.call("test.zi.document", "action_submit", ids=[document])
            for _ in range(8)
        ]
    )
    assert results.count(True) == 1, results
    found = program.call(
        "zi.approval.request",
        "search_count",
        domain=[["res_model", "=", "test.zi.document"], ["res_id", "=", document]],
    )
    assert found == 1
