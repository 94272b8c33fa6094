"""The filler of the benchmarks makes units that the addons take for real ones."""

import pytest
from zi_tools.bench import Bench

UNITS = 3

CHECK = """
made = fill(env, {units})
first = env["res.company"].browse(made["unit"])
last = env["res.company"].browse(made["unit"] + ({units} - 1) * STRIDE)
counted = {{}}
for name in ("zi.assessment", "zi.assessment.answer", "zi.assessment.score",
             "zi.assessment.gate.result", "zi.work.plan.item", "zi.work.plan.task",
             "zi.evidence", "zi.approval.request", "zi.role.assignment", "hr.employee"):
    model = env[name].sudo().with_context(active_test=False)
    counted[name] = [
        model.search_count([("company_id", "=", unit.id)]) for unit in (first, last)
    ]
lkes = env["zi.assessment"].search([("company_id", "=", last.id)])
rewritten = [lke._zi_recompute(["self"]) for lke in lkes]
empty = env["zi.assessment.answer"].search_count([("self_value", "=", False)])
head = env["zi.role.assignment"]._zi_holders(last, "head").user_id
items = env["zi.work.plan.item"].search([("company_id", "=", last.id)])
before = items.mapped("proof_state")
items._zi_refresh_proof()
pages = []
for unit in (first, last):
    user = env["zi.role.assignment"]._zi_holders(unit, "head").user_id
    home = env["zi.home"].with_user(user).with_company(unit).get_home()
    pages.append([home["score"]["total"], [tile["value"] for tile in home["tiles"]]])
overseer = env["res.users"].search([("login", "=", made["overseer"])])
seen = env["zi.assessment"].with_user(overseer).search([]).company_id
give({{
    "made": made, "counted": counted, "rewritten": rewritten, "empty": empty,
    "head": head.login, "same_colours": before == items.mapped("proof_state"),
    "pages": pages, "seen": len(seen),
    "strangers": env["zi.evidence"].search_count([
        ("company_id", "=", last.id), ("item_ids.company_id", "!=", last.id)]),
}})
"""


@pytest.fixture(scope="module")
def found(make_database, demo_template):
    """What the last copy looks like to the ORM."""
    database = make_database(demo_template)
    return Bench().in_odoo(database, "many_units", CHECK.format(units=UNITS))


def test_copy_has_as_many_rows_as_its_model(found):
    """Every kind of record is there as often as in the real unit, and points home."""
    assert found["made"]["units"] == UNITS
    assert all(first == last for first, last in found["counted"].values()), found
    assert found["counted"]["zi.assessment.answer"][0] > 110
    assert found["strangers"] == 0


def test_recomputing_a_copy_changes_nothing(found):
    """Scores, gates and colours computed anew are those that were copied."""
    assert found["rewritten"] == [0, 0]
    assert found["empty"] == 0
    assert found["same_colours"]


def test_people_of_a_copy_see_its_pages(found):
    """Its head holds the role and reads the same figures; the Ministry reads all."""
    assert found["head"] == f"kepala.{UNITS - 1}"
    assert found["pages"][0] == found["pages"][1]
    assert found["seen"] == UNITS
