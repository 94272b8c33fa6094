from odoo.addons.zi_governance.hooks import prepare_uninstall


def uninstall_hook(env):
    """Let the tables of this addon go with it."""
    prepare_uninstall(env, "test_zi_governance")
