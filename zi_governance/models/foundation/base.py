from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from . import value_check


class Base(models.AbstractModel):
    """What holds for every model of ours, whoever writes it.

    Stored fields that the system derives take no value from a client. The ORM would
    store what is sent for a computed or related field until it is computed the next
    time: a record could be carried into another unit, area or plan past every rule
    that asks for these fields. And a value that its field cannot take is refused in
    words, also where the ORM or PostgreSQL would only stumble over it.
    """

    _inherit = "base"

    @api.model
    def _has_field_access(self, field, operation):
        if (
            operation == "write"
            and self._name.startswith("zi.")
            and _is_derived(field)
            and not self.env.su
        ):
            return False
        return super()._has_field_access(field, operation)

    @api.model_create_multi
    def create(self, vals_list):
        if not self._name.startswith("zi."):
            return super().create(vals_list)
        for vals in vals_list:
            self._zi_check_values(vals)
        if self.env.su:
            return super().create(vals_list)
        return super(Base, self._zi_without_derived_defaults()).create(vals_list)

    def write(self, vals):
        if self._name.startswith("zi."):
            self._zi_check_values(vals)
        return super().write(vals)

    def _load_records(self, data_list, update=False):
        """What comes with an addon was made by nobody: the log of such a record begins
        with the first change of a person, not with a note in the installer's
        language."""
        if self._name.startswith("zi."):
            self = self.with_context(mail_create_nolog=True)
        return super()._load_records(data_list, update)

    @api.model
    def _zi_check_values(self, vals):
        """Raise when a value does not fit its field."""
        fault = value_check.values_fault(self, vals)
        if fault:
            raise ValidationError(fault)

    @api.model
    def _zi_without_derived_defaults(self):
        """A list opened for one plan or unit proposes it for new rows: without effect
        where the row derives it, instead of a refusal."""
        context = {
            key: value
            for key, value in self.env.context.items()
            if not (
                key.startswith("default_")
                and key[8:] in self._fields
                and _is_derived(self._fields[key[8:]])
            )
        }
        if len(context) == len(self.env.context):
            return self
        # Keys have to go, which keyword arguments cannot do.
        return self.with_context(context)  # pylint: disable=context-overridden

    @api.model
    def _zi_model_label(self):
        """What a record of this model is called, in the reader's language."""
        return self.env["ir.model"].sudo()._get(self._name).name or self._description

    def _zi_one_by_one(self):
        """Of two who make the same thing out of a record at once, the second waits and
        then sees what the first has made.

        The row is touched, so that PostgreSQL refuses the second one's older snapshot
        and the server tries him again in a new one.
        """
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET id = id WHERE id IN %s",
                SQL.identifier(self._table),
                tuple(self.ids),
            )
        )


def _is_derived(field):
    """Whether a stored field has no value but the computed one."""
    return bool(field.store and field.compute and field.readonly and not field.inverse)
