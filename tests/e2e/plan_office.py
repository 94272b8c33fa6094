"""A second, small office in the demo database, whose year has not begun yet."""

from zi_tools.live import run_shell

HEAD, FIRST, SECOND, MEMBER = "uji.kepala", "uji.sekre1", "uji.sekre2", "uji.pokja"
NAMES = {
    HEAD: "Cahya Umpama",
    FIRST: "Dewi Umpama",
    SECOND: "Eko Umpama",
    MEMBER: "Fitri Umpama",
}
SCRIPT = """
from odoo import fields
env = env(context={**env.context, "lang": "id_ID", "no_reset_password": True})
today = env.company._zi_today()
unit = env["res.company"].create({"name": "Loka Labkesmas Uji", "zi_unit_code": "LKU"})
unit.partner_id.lang = "id_ID"
groups = {
    "uji.kepala": "head",
    "uji.sekre1": "secretariat",
    "uji.sekre2": "secretariat",
    "uji.pokja": "working_group",
}
people, employees = {}, {}
for login, group in groups.items():
    people[login] = env["res.users"].create({
        "name": %(names)r[login], "login": login, "password": login,
        "company_id": unit.id, "company_ids": [(6, 0, unit.ids)],
        "group_ids": [(6, 0, [env.ref("base.group_user").id,
                              env.ref("zi_governance.group_zi_" + group).id])],
        "lang": "id_ID", "tz": "Asia/Jakarta", "tour_enabled": False,
        "odoobot_state": "disabled",
    })
    employees[login] = env["hr.employee"].create({
        "name": %(names)r[login], "user_id": people[login].id, "company_id": unit.id,
    })
for login, role in (("uji.kepala", "head"), ("uji.sekre1", "secretariat"),
                    ("uji.sekre2", "secretariat")):
    env["zi.role.assignment"].create({
        "company_id": unit.id, "user_id": people[login].id,
        "role_id": env.ref("zi_governance.role_" + role).id,
        "date_from": today.replace(month=1, day=1), "decree_reference": "SK uji",
    })
team = env["zi.team"].create({
    "name": "Tim uji", "company_id": unit.id,
    "date_from": today.replace(month=1, day=1),
    "date_to": today.replace(month=12, day=31), "decree_reference": "SK uji",
})
env["zi.team.member"].create({
    "team_id": team.id, "employee_id": employees["uji.pokja"].id,
    "role_id": env.ref("zi_governance.team_role_pokja_mp").id,
})
env["zi.period"]._zi_make_year(unit, today.year)
env.cr.commit()
give({"unit": unit.id, "today": str(today)})
"""


def found(database):
    """Make the office.

    :return: dict with ``unit`` (id of the company) and ``today`` (its date)
    """
    return run_shell(database, SCRIPT % {"names": NAMES})
