"""Runs inside `odoo shell`: uninstall the addons named in ZI_ADDONS."""

import os

names = os.environ["ZI_ADDONS"].split(",")
modules = env["ir.module.module"].search([("name", "in", names)])  # noqa: F821
modules.button_immediate_uninstall()
