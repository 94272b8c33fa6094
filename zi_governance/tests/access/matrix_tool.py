"""The access matrix: every model x role x operation, asked of the server itself.

``matrix.csv`` beside this file is the table that people review. Its first column is
the model, the others are roles. A cell says what a member of the unit may do with
a record of his own unit, and after a stroke with one of another unit:

- ``r`` read, ``w`` write, ``c`` create, ``d`` delete, ``-`` nothing;
- ``rwc/r``: reads, writes and creates in the own unit, reads another unit's.

The record is an ordinary one that somebody else made: what a working group may do in
its own area, or a person with what is his own, is tested beside the feature.

An addon has its own ``tests/access/matrix.csv``. The table of what stands now is
printed by (from a shell of the database)::

    from odoo.addons.zi_governance.tests.access import matrix_tool
    print(matrix_tool.current_text(env, "zi_governance"))
"""

import csv
import io

from psycopg2 import Error as DatabaseError

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user
from odoo.tools import file_open, mute_logger

from .samples import make_sample

OPERATIONS = {"read": "r", "write": "w", "create": "c", "unlink": "d"}
ZI = "zi_governance.group_"
ROLES = {
    "employee": (),
    "working_group": (f"{ZI}zi_working_group",),
    "secretariat": (f"{ZI}zi_secretariat",),
    "head": (f"{ZI}zi_head",),
    "assessor": (f"{ZI}zi_assessor",),
    "national_assessor": (f"{ZI}zi_national_assessor",),
    "inspector": (f"{ZI}zi_inspector",),
    "zi_admin": (f"{ZI}zi_admin",),
    "system": ("base.group_system",),
    # Reads the unit from above; member of another one.
    "overseer": (),
    "complaint_officer": (f"{ZI}complaint_officer",),
    "wbs_custodian": (f"{ZI}wbs_custodian",),
    "service_officer": (f"{ZI}service_officer",),
    "ppid_officer": (f"{ZI}ppid_officer",),
    "personnel_officer": (f"{ZI}personnel_officer",),
    "discipline_examiner": (f"{ZI}discipline_examiner",),
    "upg_officer": (f"{ZI}upg_officer",),
    "coi_officer": (f"{ZI}coi_officer",),
    "ethics_council": (f"{ZI}ethics_council",),
    "risk_officer": (f"{ZI}risk_officer",),
    "portal": None,
    "public": None,
}
FILE = "tests/access/matrix.csv"


class Matrix:
    """Probes one database; makes users, units and sample records, which the caller
    rolls back."""

    def __init__(self, env):
        self.env = env(su=True, context={**env.context, "no_reset_password": True})
        companies = self.env["res.company"]
        self.own = companies.create({"name": "Matrix own"})
        self.other = companies.create({"name": "Matrix other"})
        self.above = companies.create({"name": "Matrix above"})
        self.users = {role: self._user(role) for role in ROLES}
        self.env["zi.oversight"].create(
            {"user_id": self.users["overseer"].id, "root_id": self.own.id}
        )
        for role in self.env["zi.role"].search([]):
            # In office as well: the gate of many models asks for the assignment.
            if role.code in self.users:
                self.env["zi.role.assignment"].create(
                    {
                        "user_id": self.users[role.code].id,
                        "role_id": role.id,
                        "company_id": self.own.id,
                    }
                )
        self.env.flush_all()

    def _user(self, role):
        if role == "public":
            return self.env.ref("base.public_user")
        unit = self.above if role == "overseer" else self.own
        kind = "base.group_portal" if role == "portal" else "base.group_user"
        return new_test_user(
            self.env,
            f"matrix_{role}",
            groups=",".join((kind, *(ROLES[role] or ()))),
            company_id=unit.id,
            company_ids=[(6, 0, unit.ids)],
        )

    def models(self, module):
        """Names of the models that an addon defines, in order."""
        return sorted(
            name
            for name, model in self.env.registry.items()
            if not model._abstract and model._original_module == module
        )

    def row(self, name):
        """One line of the table.

        :param str name: technical name of a model
        :return: dict ``model`` and one cell per role
        """
        model = self.env[name]
        row = {"model": name}
        if model._transient or not model._auto:
            for role, user in self.users.items():
                row[role] = self._letters(model.browse(), user) or "-"
            return row
        own = make_sample(self.env, name, self.own)
        per_unit = "company_id" in model._fields or name in _below_a_unit(self.env)
        other = make_sample(self.env, name, self.other) if per_unit else model
        self.env.flush_all()
        for role, user in self.users.items():
            cell = self._letters(own, user) or "-"
            beyond = self._letters(other, user) if other else ""
            row[role] = f"{cell}/{beyond}" if beyond else cell
        return row

    def _letters(self, records, user):
        """What a user may do: asked of rights and rules, then really tried."""
        records = records.with_user(user).with_context(
            allowed_company_ids=user.company_id.ids
        )
        attempts = {
            "read": self._try_read,
            "write": self._try_write,
            "create": self._try_create,
            "unlink": lambda record: record.unlink(),
        }
        letters = ""
        for operation, letter in OPERATIONS.items():
            if records.has_access(operation) and (
                not records or self._passes(attempts[operation], records)
            ):
                letters += letter
        return letters

    def _passes(self, attempt, record):
        """Whether an attempt meets no AccessError; another error is a rule of the
        matter and says nothing about rights."""
        try:
            with (
                mute_logger("odoo.sql_db", "odoo.models.unlink"),
                self.env.cr.savepoint() as savepoint,
            ):
                attempt(record)
                self.env.flush_all()
                savepoint.rollback()
        except AccessError:
            return False
        except (UserError, DatabaseError):
            return True
        finally:
            self.env.invalidate_all(flush=False)
        return True

    def _try_read(self, record):
        if not record.with_context(active_test=False).search(
            [("id", "in", record.ids)]
        ):
            raise AccessError(self.env._("not found"))
        record.read(["display_name"])

    def _try_write(self, record):
        """Change one text, number or choice that the system does not set."""
        gated = getattr(record, "_zi_all_gated_fields", set)()
        for field in record._fields.values():
            if (
                field.store
                and not field.readonly
                and not field.compute
                and not field.related
                and field.name not in gated
                and field.type in ("char", "text", "integer", "date", "boolean")
                and record._has_field_access(field, "write")
            ):
                value = "sample" if field.type in ("char", "text") else 1
                if field.type == "date":
                    value = "2026-01-03"
                record.write({field.name: value})
                return
        record.write({})

    def _try_create(self, record):
        gated = getattr(record, "_zi_all_gated_fields", set)()
        [values] = record.sudo().copy_data()
        for name, value in values.items():
            # Other numbers and codes, so that no unique constraint answers first.
            if record._fields[name].type == "integer" and value:
                values[name] = value + 1
            elif record._fields[name].type == "char" and value and name != "res_model":
                values[name] = f"{value}z"
        record.create({k: v for k, v in values.items() if k not in gated})


def _below_a_unit(env):
    """Models without a unit of their own whose rows belong to a record of one."""
    return {
        name
        for name, model in env.registry.items()
        if "company_id" not in model._fields
        and any(
            field.type == "many2one"
            and field.required
            and "company_id" in env.registry[field.comodel_name]._fields
            and env.registry[field.comodel_name]._fields["company_id"].required
            and not field.comodel_name.startswith(("res.", "ir.", "hr.", "mail."))
            for field in model._fields.values()
            if field.type == "many2one" and field.comodel_name in env.registry
        )
    }


def expected(module):
    """The reviewed table of an addon, ``{model: {role: cell}}``; empty without one."""
    try:
        with file_open(f"{module}/{FILE}") as table:
            rows = list(csv.DictReader(table))
    except FileNotFoundError:
        return {}
    return {row["model"]: row for row in rows}


def text_of(rows):
    """Rows as the file has them."""
    output = io.StringIO()
    writer = csv.DictWriter(output, ["model", *ROLES], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return output.getvalue()


def current_text(env, module):
    """The table of what the server grants now; leaves nothing behind."""
    with env.cr.savepoint(flush=False) as savepoint:
        matrix = Matrix(env)
        text = text_of(matrix.row(name) for name in matrix.models(module))
        env.invalidate_all(flush=False)
        savepoint.rollback()
    return text
