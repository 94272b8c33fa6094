"""The addon goes as it came: decisions do not hold it."""

from zi_tools import log_scan, net, odoo, office
from zi_tools.live import run_shell
from zi_tools.paths import LOGS

DECIDE = """
unit = env["res.company"].create({"name": "Unit"})
users = env["res.users"].with_context(no_reset_password=True)
def person(login, role):
    user = users.create({
        "name": login, "login": login, "company_id": unit.id,
        "company_ids": [(6, 0, unit.ids)],
    })
    if role:
        env["zi.role.assignment"].create({
            "user_id": user.id, "company_id": unit.id, "date_from": "2020-01-01",
            "role_id": env.ref(f"zi_governance.role_{role}").id})
    return user
document = env["test.zi.document"].with_user(person("author", None)).create({
    "name": "D", "company_id": unit.id, "line_ids": [(0, 0, {"name": "x"})]})
document.action_submit()
document.with_user(person("secretary", "secretariat")).action_approve()
document.with_user(person("head", "head")).action_approve()
env["zi.access.alert"]._zi_raise(unit, "group", "x")
env.cr.commit()
give(env["zi.approval.decision"].search_count([("company_id", "=", unit.id)]))
"""

LEFT = """
env.cr.execute("SELECT proname FROM pg_proc WHERE proname LIKE 'zi\\\\_%'")
functions = env.cr.fetchall()
env.cr.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'zi\\\\_%'")
triggers = env.cr.fetchall()
env.cr.execute("SELECT relname FROM pg_class WHERE relkind = 'r'"
               " AND relname LIKE 'zi\\\\_%'")
tables = env.cr.fetchall()
crons = env["ir.cron"].with_context(active_test=False).search_count(
    [("code", "like", "%_zi%")])
give({"functions": functions, "triggers": triggers, "tables": tables, "crons": crons})
"""


def install(database, addon):
    """Install an addon; what its log complains about."""
    words = ("-i", addon, "--stop-after-init")
    code, log = odoo.run(
        odoo.command(database, *words, port=net.free_port()), f"go-{database}"
    )
    text = log.read_text(errors="replace")
    assert code == 0, text[-3000:]
    return log_scan.complaints(text)


def uninstall(database, addon):
    """Uninstall it as the Apps menu does; what the log complains about."""
    run_shell(
        database,
        f"env['ir.module.module'].search([('name', '=', '{addon}')])"
        ".button_immediate_uninstall()",
    )
    text = (LOGS / f"shell-{database}.log").read_text(errors="replace")
    assert "Modules loaded" in text
    return log_scan.complaints(text)


def test_addons_uninstall_with_decisions(make_database):
    """No warning in the log; no table, trigger or function of ours is left."""
    database = make_database(office.addon_template("zi_governance"))
    run_shell(database, "env['zi.signing.key'].sudo()._zi_make(); env.cr.commit()")
    assert install(database, "test_zi_governance") == []
    assert run_shell(database, DECIDE) == 2

    # The consumer alone first: what it decided stays in the register.
    assert uninstall(database, "test_zi_governance") == []
    kept = run_shell(
        database,
        "give(env['zi.approval.decision'].search_count([]))",
    )
    assert kept == 2
    assert uninstall(database, "zi_governance") == []
    assert run_shell(database, LEFT) == {
        "functions": [],
        "triggers": [],
        "tables": [],
        "crons": 0,
    }
    # And it can come back.
    assert install(database, "zi_governance") == []
