from odoo.tools import SQL


def post_init_hook(env):
    """Give the units that exist already their chain of decisions, and note who holds
    a confidential group before anybody is watched, and make the first signing key."""
    env["zi.approval.chain"]._zi_ensure(env["res.company"].search([]))
    env["zi.access.register"]._zi_sync(quiet=True)
    env["zi.signing.key"]._zi_ensure()


def uninstall_hook(env):
    """Let everything go that would hold the addon."""
    prepare_uninstall(env, "zi_governance")
    env.cr.execute("DROP FUNCTION IF EXISTS zi_append_only() CASCADE")


def prepare_uninstall(env, module):
    """Let an addon's own tables be dropped as a whole; for its uninstall hook.

    Append-only tables refuse the deletion of their rows, and rows that rest on the
    addon's reference data (an assignment on its role) would stop the deletion of
    these and of groups one by one. The triggers and these restrictions are dropped,
    and the reference data of the addon's own models is left to go with its tables.

    :param str module: technical name of the addon
    """
    own = [
        name
        for name, model in env.registry.items()
        if model._original_module == module and not model._abstract
    ]
    env["zi.append.only.mixin"]._zi_drop_triggers(
        [name for name in own if getattr(env[name], "_zi_sealed_columns", ())]
    )
    _drop_restrictions(env, [env[name]._table for name in own if env[name]._auto])
    env["ir.model.data"].search(
        [("module", "=", module), ("model", "in", own)]
    ).unlink()


def _drop_restrictions(env, tables):
    """Drop the foreign keys of tables by which they hold other rows.

    A key of several columns holds the unique constraint that it refers to, which is
    dropped before its table is.
    """
    rows = env.execute_query(
        SQL(
            """
            SELECT conrelid::regclass::text, conname FROM pg_constraint
             WHERE contype = 'f'
               AND (confdeltype IN ('r', 'a') OR cardinality(conkey) > 1)
               AND conrelid IN (SELECT oid FROM pg_class WHERE relname IN %s)
            """,
            tuple(tables) or ("",),
        )
    )
    for table, name in rows:
        env.cr.execute(
            SQL(
                "ALTER TABLE %s DROP CONSTRAINT %s",
                SQL.identifier(table.strip('"')),
                SQL.identifier(name),
            )
        )
