from odoo import api, models
from odoo.exceptions import UserError, ValidationError

from ...tools.errors import ToolError
from ...tools.exact import to_fraction


class ZiInstrumentPart(models.AbstractModel):
    """What an instrument consists of: locked as soon as an assessment rests on it.

    A past year keeps its rules. Who needs other weights copies the instrument.
    """

    _name = "zi.instrument.part"
    _description = "Part of an LKE instrument"

    # Fields that decide a score or what was asked; the others may be mended.
    _zi_fixed_fields: tuple[str, ...] = ()
    # Fields that hold a number as exact decimal text.
    _zi_exact_fields: tuple[str, ...] = ()

    def _zi_instruments(self):
        """The instruments that these parts belong to."""
        return self.instrument_id

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts._zi_check_exact()
        parts._zi_instruments()._zi_check_not_in_use()
        self.env.registry.clear_cache()
        return parts

    def write(self, vals):
        fixed = set(self._zi_fixed_fields) & set(vals)
        if fixed and self._zi_fixed_would_change(fixed, vals):
            self._zi_instruments()._zi_check_not_in_use()
            result = super().write(vals)
            self._zi_instruments()._zi_check_not_in_use()
        else:
            result = super().write(vals)
        if set(self._zi_exact_fields) & set(vals):
            self._zi_check_exact()
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use(self):
        self._zi_instruments()._zi_check_not_in_use()

    def _zi_fixed_would_change(self, names, vals):
        for part in self:
            for name in names:
                field = part._fields[name]
                if field.type in ("one2many", "many2many"):
                    return True
                new = field.convert_to_cache(vals[name], part)
                if field.convert_to_record(new, part) != part[name]:
                    return True
        return False

    def _zi_check_exact(self):
        """Numbers are decimal text: a float would already have lost its value."""
        for part in self:
            for name in self._zi_exact_fields:
                try:
                    to_fraction(part[name])
                except ToolError as error:
                    raise ValidationError(
                        self.env._(
                            "“%(field)s” of %(part)s must be a number with a decimal "
                            "point, for example 0.67, not “%(value)s”.",
                            field=self._fields[name]._description_string(self.env),
                            part=part.display_name,
                            value=part[name] or "",
                        )
                    ) from error

    def _zi_raise_in_use(self, instrument):
        raise UserError(
            self.env._(
                "“%(instrument)s” is used by assessments and keeps its questions, "
                "weights and values. Copy it and change the copy.",
                instrument=instrument.display_name,
            )
        )
