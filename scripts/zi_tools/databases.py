"""Template databases and quick copies of them, each with its own file store."""

import fcntl
import os
import re
import shutil
from contextlib import contextmanager

from . import odoo, odoo_source, postgres, stamps
from .log_scan import complaints
from .paths import WORK
from .say import ZiError, line
from .shell import capture

TEMPLATE = "zi_tpl_core"
# core parts that the addons build on; installed once, then copied
CORE_MODULES = "hr,mail,portal,hr_skills"
NAME = re.compile(r"^[a-z][a-z0-9_]{0,50}$")


def check_name(name):
    """:raises ZiError: for a name that could harm SQL or another database"""
    if not NAME.match(name) or name in ("postgres", "template0", "template1"):
        raise ZiError(f"'{name}' is no name for a database: use a-z, 0-9 and _.")
    return name


@contextmanager
def lock(name):
    """Let one process at a time do a thing; who has to wait is told so."""
    WORK.mkdir(parents=True, exist_ok=True)
    if not os.access(WORK, os.W_OK):
        raise ZiError(f"{WORK} belongs to another user: work as that user.")
    with (WORK / f"{name}.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            line(f"   waiting: another command works on this folder ({name})")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def exists(name):
    check_name(name)
    return bool(postgres.sql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))


def is_whole(name):
    """Tell whether the file store belongs to the database (work folder kept)."""
    return odoo.data_dir(name).exists()


def drop(name):
    """Drop a database, with whoever is still connected, and its file store."""
    check_name(name)
    postgres.sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    shutil.rmtree(odoo.data_dir(name), ignore_errors=True)


def rename(old, new):
    """Rename a database and its file store."""
    check_name(old), check_name(new)
    postgres.sql(f'ALTER DATABASE "{old}" RENAME TO "{new}"')
    odoo.data_dir(old).rename(odoo.data_dir(new))
    store = odoo.data_dir(new) / "filestore"
    if (store / old).exists():
        (store / old).rename(store / new)


def copy(source, name, same_identity=False):
    """(Re)make a database from another, with a copy of its file store.

    :param same_identity: it stands for the other one, as in a test of what is
        installed there: signing keys open in it, which they must not in a copy
    """
    check_name(source)
    drop(name)
    with lock("createdb"):
        postgres.sql(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
    store = odoo.data_dir(source) / "filestore" / source
    if store.exists():
        shutil.copytree(store, odoo.data_dir(name) / "filestore" / name)
    if not same_identity:
        _new_identity(name)
        return
    for secret in odoo.data_dir(source).glob("*"):
        if secret.is_file():
            shutil.copy2(secret, odoo.data_dir(name) / secret.name)


def _new_identity(name):
    """Two copies must not share the identity that sessions and mails carry."""
    postgres.sql(
        "UPDATE ir_config_parameter SET value = gen_random_uuid()::text"
        " WHERE key IN ('database.uuid', 'database.secret')",
        database=name,
    )


def ensure_template(name=TEMPLATE, modules=CORE_MODULES, core_only=True):
    """Make a template database once; an interrupted one never gets the name."""
    with lock(f"template-{name}"):
        value = stamps.fingerprint(odoo_source.version(), modules, odoo.LANGUAGES)
        if exists(name) and stamps.is_done(f"db-{name}", value):
            return
        fresh = f"{name}_new"
        drop(fresh)
        line(f"   making the template database {name} ({modules}; about a minute)")
        words = odoo.command(
            fresh,
            *("-i", modules, "--load-language", odoo.LANGUAGES),
            *("--stop-after-init", "--no-http", "--max-cron-threads=0"),
            core_only=core_only,
        )
        code, log = odoo.run(words, f"template-{name}")
        found = complaints(log.read_text())
        if code or found:
            raise ZiError(
                f"Odoo could not make {name} (code {code}), see {log}:\n"
                + "\n".join(found[-20:])
            )
        build_assets(fresh, core_only)
        drop(name)
        rename(fresh, name)
        stamps.mark(f"db-{name}", value)


def build_assets(name, core_only=False):
    """Build the browser's bundles once: the first page of every copy saves 20 s."""
    words = odoo.command(name, "--no-http", core_only=core_only, sub="shell")
    capture(
        words,
        env=odoo.environment(),
        input_text="env['ir.qweb']._pregenerate_assets_bundles()\nenv.cr.commit()\n",
    )


def give_to(role, name):
    """Hand a database and all that is in it to another role.

    REASSIGN OWNED would do, but refuses the role that made the cluster.
    """
    check_name(name)
    postgres.sql(
        f"""
        DO $$ DECLARE thing text; BEGIN
            FOR thing IN
                SELECT CASE relkind WHEN 'v' THEN 'VIEW ' WHEN 'S' THEN 'SEQUENCE '
                       WHEN 'm' THEN 'MATERIALIZED VIEW ' ELSE 'TABLE ' END
                       || oid::regclass
                  FROM pg_class c
                 WHERE relnamespace = 'public'::regnamespace
                   AND relkind IN ('r', 'p', 'v', 'm', 'S')
                   AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid
                       AND d.deptype IN ('a', 'i', 'e') AND c.relkind = 'S')
                UNION ALL
                SELECT 'FUNCTION ' || oid::regprocedure FROM pg_proc p
                 WHERE pronamespace = 'public'::regnamespace
                   AND NOT EXISTS (SELECT 1 FROM pg_depend d
                       WHERE d.objid = p.oid AND d.deptype = 'e')
            LOOP
                EXECUTE 'ALTER ' || thing || ' OWNER TO "{role}"';
            END LOOP;
        END $$;
        ALTER DATABASE "{name}" OWNER TO "{role}";
        """,
        database=name,
    )
