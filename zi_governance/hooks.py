def post_init_hook(env):
    """Give the units that exist already their chain of decisions, and note who holds
    a confidential group before anybody is watched."""
    env["zi.approval.chain"]._zi_ensure(env["res.company"].search([]))
    env["zi.access.register"]._zi_sync(quiet=True)


def uninstall_hook(env):
    """Let the append-only tables go, so that the uninstall can drop them."""
    drop_append_only(env, "zi_governance")
    env.cr.execute("DROP FUNCTION IF EXISTS zi_append_only() CASCADE")


def drop_append_only(env, module):
    """Drop the triggers of an addon's append-only models; for its uninstall hook.

    :param str module: technical name of the addon that defines the models
    """
    names = [
        name
        for name, model in env.registry.items()
        if getattr(model, "_zi_sealed_columns", ()) and model._original_module == module
    ]
    env["zi.append.only.mixin"]._zi_drop_triggers(names)
