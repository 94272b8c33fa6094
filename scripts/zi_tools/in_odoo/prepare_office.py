"""Runs inside `odoo shell`: language, time zone and the administrator's password."""

import os

TIME_ZONE = "Asia/Jakarta"
LANGUAGE = "id_ID"


def main(env):
    everybody = env["res.users"].with_context(active_test=False).search([(1, "=", 1)])
    everybody.partner_id.write({"lang": LANGUAGE, "tz": TIME_ZONE})
    env["ir.default"].set("res.partner", "lang", LANGUAGE)
    env["ir.default"].set("res.partner", "tz", TIME_ZONE)
    env["resource.calendar"].search([(1, "=", 1)]).write({"tz": TIME_ZONE})
    password = os.environ.get("ZI_ADMIN_PASSWORD")
    if password:
        env.ref("base.user_admin").password = password
    env.cr.commit()


main(env)  # noqa: F821 - odoo shell brings it
