from fractions import Fraction

from odoo import api, fields, models
from odoo.exceptions import UserError

from .csv_rows import read_rows


class ZiParameter(models.Model):
    """A number that a rule sets, with the days on which it holds."""

    _name = "zi.parameter"
    _description = "Parameter of a rule"
    _inherit = ["zi.dated.rule.mixin"]
    _order = "code, valid_from desc, id desc"

    name = fields.Char("What it sets", size=128, tracking=True)
    value = fields.Char(
        required=True,
        size=64,
        tracking=True,
        help="A number, a date, or a fraction such as 1/9.",
    )
    unit = fields.Char(size=32)

    _code_days_unique = models.Constraint(
        "EXCLUDE USING gist (int8range(hashtext(code), hashtext(code), '[]') WITH &&, "
        "daterange(valid_from, valid_to, '[]') WITH &&)",
        "Another value of this parameter is in force on some of these days. "
        "End that one first.",
    )

    @api.depends("name", "code")
    def _compute_display_name(self):
        for parameter in self:
            parameter.display_name = parameter.name or parameter.code

    @api.model
    def _zi_value(self, code, on_date, default=None):
        """Text of a parameter on a day.

        :param str code: code of the parameter
        :param date on_date: local date of the unit
        :param str default: when no value is in force
        :raises UserError: none is in force and no default is given
        """
        rule = self._zi_in_force(code, on_date)
        if not rule:
            if default is not None:
                return default
            raise UserError(
                self.env._(
                    "No value of “%(code)s” is in force on %(day)s. Ask the "
                    "administrator to add it under Settings, Parameters.",
                    code=code,
                    day=fields.Date.to_string(on_date),
                )
            )
        return rule.value

    @api.model
    def _zi_number(self, code, on_date, default=None):
        """The same as an exact ``Fraction``."""
        value = self._zi_value(code, on_date, default)
        return value if value is None else Fraction(str(value))

    @api.model
    def _zi_load_shipped(self):
        """Add the parameters that the addon ships and the database lacks."""
        self._zi_load_rows("parameter", read_rows("data/time/parameters.csv"))
