"""A work unit that sends packages, made for one test run and with invented people."""

from zi_tools import postgres
from zi_tools.live import run_shell

from tests.e2e import plan_office
from tests.e2e.plan_office import FIRST

ITJEN = "itjen@uji.example"
SCRIPT = """
from odoo import fields
unit = env["res.company"].browse({unit})
unit.email = "kantor@uji.example"
env["zi.unit.setting"]._zi_of(unit)
env["zi.signing.key"].sudo()._zi_make()
env["ir.config_parameter"].set_param("zi.public_base_url", "https://zi.uji.example")
env["ir.mail_server"].search([]).active = False
env["ir.mail_server"].create({{
    "name": "Uji", "smtp_host": "127.0.0.1", "smtp_port": 1, "sequence": 1,
}})
secretary = env["res.users"].search([("login", "=", {secretary!r})])
today = unit._zi_today()
since = fields.Date.subtract(today.replace(day=1), months=1)
profiles = {{}}
for code in {codes!r}:
    profiles[code] = env["zi.export.profile"].with_user(secretary).create({{
        "name": "Paket " + code, "code": code, "company_id": unit.id,
        # Due since the first of the month, whatever day it is today.
        "since": fields.Date.subtract(since, months={months} - 1),
        "anchor_kind": "calendar_day", "anchor_number": 1,
        "anchor_shift": "none", "hour": 0, "lang": "id_ID",
        "line_ids": [(0, 0, {{
            "sheet_id": env.ref("zi_governance.export_sheet_" + sheet).id,
        }}) for sheet in ("exceptions", "evidence", "decisions")],
        "recipient_ids": [
            (0, 0, {{"name": "Itjen Umpama", "email": {address!r}}}),
        ],
    }}).id
env["zi.export.profile"].browse(list(profiles.values())).active = False
env.cr.commit()
give({{"profiles": profiles}})
"""


def found(database, codes=("itjen",), months=1):
    """Make the unit with archived profiles, which a test switches on.

    :param codes: codes of the profiles
    :param int months: how many packages of each are due
    :return: dict with ``unit``, ``today`` and ``profiles`` (id by code)
    """
    facts = plan_office.found(database)
    text = SCRIPT.format(
        unit=facts["unit"],
        secretary=FIRST,
        codes=list(codes),
        months=months,
        address=ITJEN,
    )
    return {**facts, **run_shell(database, text)}


def use_mail_server(database, port, env=None):
    """Let the database send by the mail server of a port."""
    postgres.sql(f"UPDATE ir_mail_server SET smtp_port = {port}", database, env)
