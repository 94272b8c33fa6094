"""Runs inside `odoo shell`: one real unit of the demo office, copied many times.

Rows are copied by SQL, because a thousand units through the ORM take most of an hour.
Copy number ``k`` of a row has the id ``id + k * STRIDE``, and so has everything that
it points to inside the unit; what it points to outside (instruments, areas, roles)
stays. Sequences stay as well: new rows get the small ids in between.
"""

from odoo import fields
from odoo.fields import Command
from odoo.tools import SQL

STRIDE = 1_000_000
SYSTEM_LOGINS = ("__system__", "admin", "public", "portaltemplate", "default")

# Tables of core that belong to a unit: name, and which of its rows do.
CORE = {
    "res_company": "t.id = {unit}",
    "res_users": "t.company_id = {unit} AND t.login NOT IN {system}",
    "res_partner": "t.id IN (SELECT partner_id FROM res_company WHERE id = {unit})"
    " OR t.id IN (SELECT partner_id FROM res_users"
    " WHERE company_id = {unit} AND login NOT IN {system})",
    "res_company_users_rel": "t.user_id = ANY({res_users})",
    "res_groups_users_rel": "t.uid = ANY({res_users})",
    "resource_calendar": "t.company_id = {unit}",
    "resource_calendar_attendance": "t.calendar_id = ANY({resource_calendar})",
    "resource_calendar_leaves": "t.company_id = {unit}",
    "resource_resource": "t.company_id = {unit}",
    "hr_department": "t.company_id = {unit}",
    "hr_employee": "t.company_id = {unit}",
    "hr_version": "t.company_id = {unit}",
}
# Rows of core about records of the unit: the columns that name the record.
ABOUT = {
    "mail_message": ("model", "res_id"),
    "mail_followers": ("res_model", "res_id"),
    "mail_activity": ("res_model", "res_id"),
    "ir_attachment": ("res_model", "res_id"),
}
NEW = "t.id + k * {stride}"
PATH = (
    "(SELECT {root} string_agg((part::int + k * {stride})::text, '/' ORDER BY no)"
    " || '/'"
    " FROM unnest(string_to_array(rtrim(t.parent_path, '/'), '/'))"
    " WITH ORDINALITY AS path (part, no))"
)
# What cannot be the same in two units.
OWN = {
    ("res_company", "name"): "t.name || ' ' || k",
    ("res_company", "parent_id"): "{ministry}",
    ("res_company", "parent_path"): PATH.replace("{root}", "'{ministry}/' ||"),
    ("res_users", "login"): "t.login || '.' || k",
    ("hr_department", "parent_path"): PATH.replace("{root}", ""),
    ("zi_export_delivery", "message_id"): "k || '.' || t.message_id",
    ("zi_approval_chain", "unit_key"): "gen_random_uuid()::text",
}


def fill(env, count):
    """Answer every question of the demo unit, put it under a Ministry, copy it.

    :param int count: number of units at the end, the real one included
    :return: dict with the ids and logins that a benchmark asks for
    """
    unit = env.ref("base.main_company")
    ministry = env["res.company"].create({"name": "Kementerian (contoh)"})
    # A new user is told to everybody in the discussion channels: before there are many.
    overseer = make_user(env, ministry)
    answer_all(env, unit)
    env.flush_all()
    # The ORM lets no unit change its parent once it exists.
    env.cr.execute(
        "UPDATE res_company SET parent_id = %s, parent_path = %s WHERE id = %s",
        (ministry.id, f"{ministry.id}/{unit.id}/", unit.id),
    )
    env.invalidate_all()
    copied = copy_unit(env, unit, ministry, count - 1)
    env.registry.clear_all_caches()
    env.invalidate_all()
    env["zi.oversight"].create(
        {
            "user_id": overseer.id,
            "root_id": ministry.id,
            "date_from": fields.Date.subtract(fields.Date.today(), days=30),
        }
    )
    env.flush_all()
    env.cr.execute("ANALYZE")
    env.cr.commit()
    return {
        "unit": unit.id,
        "ministry": ministry.id,
        "overseer": overseer.login,
        "units": len(env["res.company"].search([("id", "child_of", ministry.id)])) - 1,
        "rows": copied,
    }


def answer_all(env, unit):
    """Give every open question the best option but one, percentages and indices too."""
    secretary = env["zi.role.assignment"]._zi_holders(unit, "secretariat").user_id[:1]
    answers = env["zi.assessment.answer"].search([("company_id", "=", unit.id)])
    for answer in answers.filtered(lambda row: not row.self_value):
        options = answer.question_id.option_ids.sorted("letter")
        if answer.answer_type == "PCT":
            values = {"self_numerator": "9", "self_denominator": "10"}
        elif answer.answer_type == "IDX":
            values = {"self_index": "3.5"}
        else:
            values = {"self_option_id": options[min(1, len(options) - 1)].id}
        answer.with_user(secretary).with_company(unit).write(values)
    env.flush_all()
    left = answers.filtered(lambda row: not row.self_value)
    assert not left, f"{len(left)} questions are not answered"


def make_user(env, ministry):
    """A person of the Ministry who is member of no unit below it."""
    return env["res.users"].create(
        {
            "name": "Pengawas Kementerian (contoh)",
            "login": "pengawas",
            "email": "pengawas@example.com",
            "company_id": ministry.id,
            "company_ids": [Command.set(ministry.ids)],
            "group_ids": [Command.link(env.ref("zi_governance.group_zi_inspector").id)],
        }
    )


# ----------------------------------------------------------------------
# COPYING
# ----------------------------------------------------------------------


def copy_unit(env, unit, ministry, copies):
    """Copy all rows of a unit.

    :return: number of rows made
    """
    rows = unit_rows(env, unit)
    if not copies:
        return 0
    links = foreign_keys(env)
    made = 0
    # Rows point to each other in circles; every target is copied in the end.
    env.cr.execute("SET LOCAL session_replication_role = replica")
    for table in rows:
        made += copy_table(env, table, rows, links, copies, ministry)
    env.cr.execute("SET LOCAL session_replication_role = DEFAULT")
    return made


def unit_rows(env, unit):
    """``{table: ids (or tuple of the condition, for relations)}`` of one unit."""
    rows = {}
    for table, condition in CORE.items():
        take(env, rows, table, condition, unit)
    tables = unit_tables(env)
    for table in tables:
        if "company_id" in columns(env, table):
            take(env, rows, table, "t.company_id = {unit}", unit)
    # Lines and relations without a unit of their own, until nothing is added.
    links = foreign_keys(env)
    waiting = [table for table in tables if table not in rows]
    while waiting:
        known = [
            (table, parents)
            for table in waiting
            if (parents := parents_of(table, links, rows))
        ]
        for table, parents in known:
            condition = " OR ".join(
                f"t.{column} = ANY({{{target}}})" for column, target in parents
            )
            take(env, rows, table, condition, unit)
        waiting = [table for table in waiting if table not in rows]
        if not known:
            break
    for table, (model, res_id) in ABOUT.items():
        take(env, rows, table, about_condition(env, rows, model, res_id), unit)
    take(
        env,
        rows,
        "mail_tracking_value",
        "t.mail_message_id = ANY({mail_message})",
        unit,
    )
    return rows


def unit_tables(env):
    """Tables of the ZI models and of their relations, without wizards and oversight."""
    skipped = {"zi_oversight", "zi_oversight_company_rel", "zi_evidence_dirty"}
    skipped |= {model._table for model in env.registry.values() if model._transient}
    env.cr.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE 'zi\\_%'"
        " AND relnamespace = 'public'::regnamespace ORDER BY relname"
    )
    names = [name for (name,) in env.cr.fetchall() if name not in skipped]
    wizards = tuple(name for name in skipped if name.startswith("zi_"))
    return [
        name
        for name in names
        if not any(target in wizards for _column, target in links_of(env, name))
    ]


def columns(env, table):
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = %s ORDER BY ordinal_position",
        (table,),
    )
    return [name for (name,) in env.cr.fetchall()]


def foreign_keys(env):
    """``{table: [(column, table it points to)]}``."""
    env.cr.execute(
        """
        SELECT c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text
          FROM pg_constraint c
          JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
         WHERE c.contype = 'f'
        """
    )
    links = {}
    for table, column, target in env.cr.fetchall():
        links.setdefault(table, []).append((column, target))
    return links


_FOREIGN_KEYS = {}  # by database: they do not change while it is filled


def links_of(env, table):
    return foreign_keys_cached(env).get(table, [])


def foreign_keys_cached(env):
    if env.cr.dbname not in _FOREIGN_KEYS:
        _FOREIGN_KEYS[env.cr.dbname] = foreign_keys(env)
    return _FOREIGN_KEYS[env.cr.dbname]


def parents_of(table, links, rows):
    """Columns of a table that bind its rows to copied ones; who wrote does not."""
    return [
        (column, target)
        for column, target in links.get(table, [])
        if target in rows
        and column not in ("create_uid", "write_uid")
        and rows[target]
        and isinstance(rows[target], list)
    ]


def about_condition(env, rows, model, res_id):
    parts = [
        f"(t.{model} = '{item._name}' AND t.{res_id} = ANY({{{item._table}}}))"
        for item in env.registry.values()
        if not item._abstract
        and item._name.startswith("zi.")
        and isinstance(rows.get(item._table), list)
    ]
    return " OR ".join(parts)


def take(env, rows, table, condition, unit):
    """Note which rows of a table are the unit's: ids, or a condition where there are
    none."""
    arrays = {
        name: f"'{{{','.join(map(str, ids))}}}'::int[]"
        for name, ids in rows.items()
        if isinstance(ids, list)
    }
    text = condition.format(unit=unit.id, system=SYSTEM_LOGINS, **arrays)
    if "id" not in columns(env, table):
        rows[table] = text
        return
    env.cr.execute(SQL(f"SELECT t.id FROM {table} t WHERE {text}"))
    rows[table] = [row_id for (row_id,) in env.cr.fetchall()]


def copy_table(env, table, rows, links, copies, ministry):
    """Copy a table's rows of the unit ``copies`` times.

    :return: number of rows made
    """
    targets = dict(links.get(table, []))
    targets.update(about_columns(env, table))
    names = columns(env, table)
    values = []
    for name in names:
        own = OWN.get((table, name))
        if own:
            values.append(own.format(stride=STRIDE, ministry=ministry.id))
        elif name == "id":
            values.append(NEW.format(stride=STRIDE))
        else:
            values.append(moved(env, rows, names, name, targets.get(name)))
    where = rows[table] if isinstance(rows[table], str) else ids_of(rows[table])
    if where is None:
        return 0
    quoted = ", ".join(f'"{name}"' for name in names)
    env.cr.execute(
        SQL(
            f"INSERT INTO {table} ({quoted}) SELECT {', '.join(values)}"
            f" FROM {table} t, generate_series(1, {copies}) k WHERE {where}"
        )
    )
    return env.cr.rowcount


def ids_of(ids):
    return f"t.id IN ({', '.join(map(str, ids))})" if ids else None


def about_columns(env, table):
    """Columns that point to a record by the model's name in another column."""
    model = next((m for m in env.registry.values() if m._table == table), None)
    if model is None or model._abstract:
        return {}
    return {
        field.name: (field.model_field,)
        for field in model._fields.values()
        if field.type == "many2one_reference" and field.store
    }


def moved(env, rows, names, name, target):
    """SQL for a column of a copy: moved along where it points into the unit."""
    column = f't."{name}"'
    if isinstance(target, tuple):
        cases = " ".join(
            f"WHEN t.{target[0]} = '{item._name}' AND {column} IN"
            f" ({', '.join(map(str, rows[item._table]))}) THEN {column} + k * {STRIDE}"
            for item in env.registry.values()
            if not item._abstract
            and isinstance(rows.get(item._table), list)
            and rows[item._table]
        )
        return f"CASE {cases} ELSE {column} END"
    ids = rows.get(target) if target else None
    if not isinstance(ids, list) or not ids:
        return column
    listed = ", ".join(map(str, ids))
    return (
        f"CASE WHEN {column} IN ({listed}) THEN {column} + k * {STRIDE}"
        f" ELSE {column} END"
    )
