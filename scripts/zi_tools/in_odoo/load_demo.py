"""Runs inside `odoo shell`: load the demo data of our addons and of nothing else.

Odoo's own --with-demo fills the office with strangers and swallows errors, so the
demo files of our addons are loaded here; then each addon's story acts as its demo
users through the real methods. Any error ends the set-up. The accounts are written
to the file named by ZI_ACCOUNTS_FILE.
"""

import importlib
import importlib.util
import json
import os
from pathlib import Path

from odoo.modules.loading import load_data
from odoo.modules.module_graph import ModuleGraph


def optional(addon, name):
    """The module ``demo/<name>.py`` of an addon, or None if it has none."""
    path = f"odoo.addons.{addon}.demo"
    if not importlib.util.find_spec(path):
        return None
    if not importlib.util.find_spec(f"{path}.{name}"):
        return None
    return importlib.import_module(f"{path}.{name}")


def load(env, addons):
    installed = env["ir.module.module"].search([("state", "=", "installed")])
    graph = ModuleGraph(env.cr, mode="load")
    graph.extend(installed.mapped("name"))
    for package in graph:
        if package.name in addons:
            load_data(env(su=True), {}, "init", kind="demo", package=package)
    env["ir.module.module"].search([("name", "in", addons)]).demo = True
    env.flush_all()


def main(env):
    addons = os.environ["ZI_ADDONS"].split(",")
    load(env, addons)
    accounts = []
    for addon in addons:
        story = optional(addon, "story")
        if story:
            story.tell(env)
        listed = optional(addon, "accounts")
        if listed:
            accounts += [list(account) for account in listed.ACCOUNTS]
    Path(os.environ["ZI_ACCOUNTS_FILE"]).write_text(json.dumps(accounts))
    env.cr.commit()


main(env)  # noqa: F821 - odoo shell brings it
