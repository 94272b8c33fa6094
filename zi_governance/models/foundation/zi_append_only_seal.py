from odoo import api, fields, models
from odoo.tools import SQL

_TRIGGERS = ("zi_append_only_row", "zi_append_only_all")


class ZiAppendOnlySeal(models.Model):
    """How the triggers of an append-only table stood when the addon set them.

    PostgreSQL writes a new version of a trigger's row when it is switched off and
    again when it is switched on. The transaction number of that version is kept
    here, so that a trigger that was off for a while is noticed although it is on
    again. A restored database has another identity: its triggers were made by the
    restore, which is not a fault.
    """

    _name = "zi.append.only.seal"
    _description = "Seal of an append-only table"

    name = fields.Char("Table", required=True, size=64)
    database = fields.Char("Identity of the database", required=True, size=64)
    versions = fields.Char("Versions of the triggers", required=True, size=128)

    _name_unique = models.Constraint("UNIQUE (name)", "One seal per table.")

    @api.model
    def _zi_state(self, table):
        """``(database, versions, all always on)`` as the catalogue has it now."""
        [(database,)] = self.env.execute_query(
            SQL(
                "SELECT (SELECT system_identifier FROM pg_control_system())::text"
                " || '/' || oid FROM pg_database WHERE datname = current_database()"
            )
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT tgname, tgenabled, oid || ':' || xmin FROM pg_trigger
                 WHERE tgrelid = %s::regclass AND tgname IN %s ORDER BY tgname
                """,
                table,
                _TRIGGERS,
            )
        )
        versions = " ".join(row[2] for row in rows)
        always = len(rows) == len(_TRIGGERS) and all(row[1] == "A" for row in rows)
        return database, versions, always

    @api.model
    def _zi_note(self, table):
        """Remember the triggers as they were just set."""
        database, versions, _always = self._zi_state(table)
        values = {"database": database, "versions": versions}
        seal = self.search([("name", "=", table)])
        if seal:
            seal.write(values)
        else:
            self.create([{"name": table, **values}])

    @api.model
    def _zi_faults(self, table):
        """What is wrong with the triggers of a table.

        :param str table: name of the table
        :return: list of codes: ``trigger_off`` (changes are not refused now),
            ``trigger_switched`` (they were switched since they were set)
        """
        database, versions, always = self._zi_state(table)
        faults = [] if always else ["trigger_off"]
        seal = self.sudo().search([("name", "=", table)])
        if not seal:
            return [*faults, "trigger_switched"]
        if seal.database != database:
            seal.write({"database": database, "versions": versions})
        elif seal.versions != versions:
            faults.append("trigger_switched")
        return faults
