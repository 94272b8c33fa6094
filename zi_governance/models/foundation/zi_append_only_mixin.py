from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

_FUNCTION = SQL(
    """
    CREATE OR REPLACE FUNCTION zi_append_only() RETURNS trigger
    LANGUAGE plpgsql AS $zi$
    DECLARE
        sealed text;
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            FOREACH sealed IN ARRAY TG_ARGV LOOP
                IF (to_jsonb(NEW) -> sealed) IS DISTINCT FROM (to_jsonb(OLD) -> sealed)
                THEN
                    RAISE EXCEPTION 'zi_append_only: %%.%% is sealed',
                        TG_TABLE_NAME, sealed
                        USING ERRCODE = '23001';
                END IF;
            END LOOP;
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'zi_append_only: %% of %% is refused', TG_OP, TG_TABLE_NAME
            USING ERRCODE = '23001';
    END
    $zi$
    """
)


class ZiAppendOnlyMixin(models.AbstractModel):
    """Rows that are added and never changed or taken away.

    PostgreSQL enforces it: a trigger refuses DELETE, TRUNCATE and every change of
    the columns in ``_zi_sealed_columns``. They are named one by one, so that an
    upgrade can still add and fill further columns and a deleted user can be set to
    null in ``create_uid``. ``ENABLE ALWAYS`` keeps it in force for a session that
    plays a replica. SQLSTATE 23001 reaches the user as a clear message, not as a
    crash.

    Sealed fields are plain stored fields: no stored compute, no extendable
    selection, many2one with ``ondelete="restrict"``; rows carry no XML id.
    """

    _name = "zi.append.only.mixin"
    _description = "Append-only rows"

    _zi_sealed_columns: tuple[str, ...] = ()

    def init(self):
        super().init()
        if self._abstract or not self._auto:
            return
        self.env.cr.execute(_FUNCTION)
        table = SQL.identifier(self._table)
        columns = SQL(", ").join(SQL("%s", name) for name in self._zi_sealed_columns)
        self.env.cr.execute(
            SQL(
                """
                DROP TRIGGER IF EXISTS zi_append_only_row ON %(table)s;
                DROP TRIGGER IF EXISTS zi_append_only_all ON %(table)s;
                CREATE TRIGGER zi_append_only_row BEFORE UPDATE OR DELETE
                    ON %(table)s FOR EACH ROW
                    EXECUTE FUNCTION zi_append_only(%(columns)s);
                CREATE TRIGGER zi_append_only_all BEFORE TRUNCATE
                    ON %(table)s FOR EACH STATEMENT EXECUTE FUNCTION zi_append_only();
                ALTER TABLE %(table)s ENABLE ALWAYS TRIGGER zi_append_only_row;
                ALTER TABLE %(table)s ENABLE ALWAYS TRIGGER zi_append_only_all;
                """,
                table=table,
                columns=columns,
            )
        )
        self.env["zi.append.only.seal"]._zi_note(self._table)

    @api.model
    def _zi_drop_triggers(self, model_names):
        """Let go of the rows of ``model_names``: for an uninstall hook only."""
        for name in model_names:
            model = self.env.get(name)
            if model is None or model._abstract or not model._auto:
                continue
            table = SQL.identifier(model._table)
            self.env.cr.execute(
                SQL("DROP TRIGGER IF EXISTS zi_append_only_row ON %s", table)
            )
            self.env.cr.execute(
                SQL("DROP TRIGGER IF EXISTS zi_append_only_all ON %s", table)
            )

    @api.model_create_multi
    def create(self, vals_list):
        """What the server does not say stays empty: a row that is never changed takes
        no default from a client's context or from the user's own ``ir.default``."""
        context = {
            key: value
            for key, value in self.env.context.items()
            if not key.startswith("default_")
        }
        # Keys have to go, which keyword arguments cannot do.
        clean = self.with_context(context)  # pylint: disable=context-overridden
        neutral = clean._zi_sealed_defaults()
        records = super(ZiAppendOnlyMixin, clean).create(
            [{**neutral, **vals} for vals in vals_list]
        )
        return records.with_env(self.env)

    @api.model
    def _zi_sealed_defaults(self):
        """The model's own default of every sealed column that is not computed."""
        values = {}
        for name in self._zi_sealed_columns:
            field = self._fields[name]
            if not field.compute:
                values[name] = field.default(self) if field.default else False
        return values

    def write(self, vals):
        if set(vals) & set(self._zi_sealed_columns):
            raise AccessError(
                self.env._(
                    "%(model)s keeps what happened. An entry is never changed; "
                    "add a new one that corrects it.",
                    model=self._zi_model_label(),
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise AccessError(
            self.env._(
                "%(model)s keeps what happened. An entry is never deleted.",
                model=self._zi_model_label(),
            )
        )
