"""Servers named by PG* variables, plain owner roles, and a cluster made durable."""

import pytest
from zi_tools import databases, postgres

SUPER = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"


@pytest.fixture
def named_server(monkeypatch):
    """Name the running server by PG* variables, as an office with its own would."""
    server = postgres.environment()
    for name in ("PGHOST", "PGPORT", "PGUSER"):
        monkeypatch.setenv(name, server[name])
    monkeypatch.setattr(postgres, "_checked", {})
    return server


def test_server_named_by_variables_is_used(named_server):
    """PG* variables that lead to a server which answers are taken as they are."""
    assert postgres.private_cluster() is None
    env = postgres.environment()
    assert (env["PGHOST"], env["PGUSER"]) == (
        named_server["PGHOST"],
        named_server["PGUSER"],
    )


def test_role_that_may_not_create_databases_is_not_used(
    named_server, monkeypatch, capsys
):
    """A role without the needed right is named, and the private server is used."""
    postgres.sql("DROP ROLE IF EXISTS zi_test_none; CREATE ROLE zi_test_none LOGIN")
    monkeypatch.setenv("PGUSER", "zi_test_none")
    try:
        assert postgres._named_server() is None
    finally:
        monkeypatch.setenv("PGUSER", named_server["PGUSER"])
        postgres.sql("DROP ROLE zi_test_none")
    assert "zi_test_none" in capsys.readouterr().out


def test_plain_owner_is_no_superuser_and_owns_everything(make_database):
    """The role that stands for production's owns its database and nothing more."""
    name = make_database()
    server = postgres.plain_owner_environment()
    databases.give_to(server["PGUSER"], name)
    assert postgres.sql(SUPER, name, env=server) == "f"
    foreign = f"""
        SELECT relname FROM pg_class
         WHERE relnamespace = 'public'::regnamespace
           AND relkind IN ('r', 'p', 'v', 'm', 'S')
           AND pg_get_userbyid(relowner) != '{server["PGUSER"]}'
        UNION ALL
        SELECT proname FROM pg_proc p
         WHERE pronamespace = 'public'::regnamespace
           AND pg_get_userbyid(proowner) != '{server["PGUSER"]}'
           AND NOT EXISTS (SELECT 1 FROM pg_depend d
                           WHERE d.objid = p.oid AND d.deptype = 'e')
    """
    assert postgres.sql(foreign, name) == ""
    postgres.sql(
        "ALTER TABLE res_users ADD COLUMN mine int; DROP TABLE ir_logging",
        name,
        env=server,
    )


def test_copy_has_the_files_and_an_identity_of_its_own(make_database):
    """A copied database brings its file store and is not taken for its source."""
    from zi_tools import odoo

    query = "SELECT value FROM ir_config_parameter WHERE key = 'database.uuid'"
    first, second = make_database(), make_database()
    assert postgres.sql(query, first) != postgres.sql(query, second)
    store = odoo.data_dir(second) / "filestore" / second
    names = postgres.sql(
        "SELECT DISTINCT store_fname FROM ir_attachment WHERE store_fname IS NOT NULL",
        second,
    ).split()
    assert names
    assert all((store / place).is_file() for place in names)
