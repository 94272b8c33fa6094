from odoo.addons.zi_governance.hooks import drop_append_only


def uninstall_hook(env):
    """Let this addon's append-only tables go with it."""
    drop_append_only(env, "test_zi_governance")
