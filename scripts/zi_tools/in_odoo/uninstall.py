"""Runs inside `odoo shell`: uninstall the addons named in ZI_ADDONS."""

import os

names = os.environ["ZI_ADDONS"].split(",")
installed = env["ir.module.module"]  # noqa: F821 - odoo shell brings env
modules = installed.search([("name", "in", names)])
modules.button_immediate_uninstall()
