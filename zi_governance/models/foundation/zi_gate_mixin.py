from odoo import api, models
from odoo.exceptions import AccessError, UserError

# The only key to the gate. It is compared by identity, and a client can send
# nothing but JSON, so no context that arrives over RPC can equal it.
_GATE = object()


class ZiGateMixin(models.AbstractModel):
    """Fields that only the server's own methods may change, and one table of moves.

    A consumer names its gated fields and its transitions::

        _zi_gated_fields = ("state",)
        _zi_transitions = {"draft": {"open"}, "open": {"done", "draft"}}

    Buttons call :meth:`_zi_move`; whoever writes the field himself, on screen or
    over RPC, is refused in :meth:`create` and :meth:`write`.
    """

    _name = "zi.gate.mixin"
    _description = "Gate for protected fields"

    _zi_gated_fields: tuple[str, ...] = ()
    _zi_state_field = "state"
    _zi_transitions: dict[str, set[str]] = {}

    # ------------------------------------------------------------------
    # GATE
    # ------------------------------------------------------------------

    def _zi_gate_open(self):
        return self.env.context.get("zi_gate") is _GATE

    def _zi_gate_write(self, vals):
        """Write gated fields from server code, past the gate but not past the rules
        of the database."""
        return self.with_context(zi_gate=_GATE).write(vals)

    @api.model
    def _zi_gate_create(self, vals_list):
        """Create rows with gated fields from server code.

        Gated fields that are not given start with the model's own default, never
        with one that the user chose or that a client's context names.
        """
        clean = self._zi_without_defaults()
        neutral = clean._zi_gate_defaults(self._zi_all_gated_fields())
        records = clean.with_context(zi_gate=_GATE).create(
            [{**neutral, **vals} for vals in vals_list]
        )
        return records.with_env(self.env)

    @api.model
    def _zi_without_defaults(self):
        """The model without the ``default_<field>`` keys of a client's context."""
        context = {
            key: value
            for key, value in self.env.context.items()
            if not key.startswith("default_")
        }
        # Keys have to go, which keyword arguments cannot do.
        return self.with_context(context)  # pylint: disable=context-overridden

    def _zi_all_gated_fields(self):
        """Names of the gated fields; mixins on top of this one add theirs."""
        return set(self._zi_gated_fields)

    @api.model_create_multi
    def create(self, vals_list):
        gated = self._zi_all_gated_fields()
        if gated and not self._zi_gate_open():
            neutral = self._zi_gate_defaults(gated)
            prepared = []
            for vals in vals_list:
                self._zi_check_gated(
                    {name: vals[name] for name in gated & set(vals)}, neutral
                )
                # Setting them here also keeps ``default_<field>`` of a client's
                # context out.
                prepared.append({**vals, **neutral})
            vals_list = prepared
        return super().create(vals_list)

    def write(self, vals):
        gated = self._zi_all_gated_fields() & set(vals)
        if gated and not self._zi_gate_open():
            for record in self:
                current = {name: record[name] for name in gated}
                record._zi_check_gated({name: vals[name] for name in gated}, current)
            vals = {name: value for name, value in vals.items() if name not in gated}
            if not vals:
                return True
        return super().write(vals)

    @api.model
    def _zi_gate_defaults(self, gated):
        """The values with which a record starts, whatever the client asked for.

        Only what the model declares: ``default_get`` would also ask the context and
        the defaults (``ir.default``) that every user may set for himself.
        """
        clean = self._zi_without_defaults()
        values = {}
        for name in gated:
            field = clean._fields[name]
            value = field.default(clean) if field.default else False
            cached = field.convert_to_cache(value, clean, validate=False)
            values[name] = field.convert_to_write(
                field.convert_to_record(cached, clean), clean
            )
        return values

    def _zi_check_gated(self, wanted, current):
        """Refuse a changed gated value; an unchanged one is what a form sends back."""
        for name, value in wanted.items():
            field = self._fields[name]
            now = current[name]
            if isinstance(now, models.BaseModel):
                now = now.ids if field.type.endswith("many") else now.id
            if field.type.endswith("many"):
                value = value and [v for v in value if v not in (6, 5)] or []
                same = not value and not now
            else:
                same = (value or False) == (now or False)
            if not same:
                raise AccessError(
                    self.env._(
                        "“%(field)s” of %(model)s is set by the system when one of its "
                        "buttons is used. It cannot be filled in directly.",
                        field=field._description_string(self.env) or name,
                        model=self._zi_model_label(),
                    )
                )

    # ------------------------------------------------------------------
    # TRANSITIONS
    # ------------------------------------------------------------------

    def _zi_move(self, target, **extra):
        """Move every record to ``target`` by the transition table.

        :param str target: new value of the state field
        :param extra: further values written in the same act
        :raises UserError: the table has no such move from the record's state
        """
        for record in self:
            record._zi_check_transition(target)
        return self._zi_gate_write({self._zi_state_field: target, **extra})

    def _zi_check_transition(self, target):
        """Raise when the move is not in the table; overridden for further rules."""
        self.ensure_one()
        state = self[self._zi_state_field]
        if target in self._zi_transitions.get(state, ()):
            return
        labels = dict(
            self._fields[self._zi_state_field]._description_selection(self.env)
        )
        raise UserError(
            self.env._(
                "%(record)s is “%(state)s” and cannot become “%(target)s” from there.",
                record=self.display_name,
                state=labels.get(state, state),
                target=labels.get(target, target),
            )
        )
