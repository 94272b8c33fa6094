from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ZiRegisteredMethod(models.AbstractModel):
    """A row by which an addon says: this method of mine answers.

    Rows are data of the addon that brings the method and go with it. The name of
    the method follows from the code, so that a row can call nothing else.
    """

    _name = "zi.registered.method"
    _description = "Registered method"

    _zi_method_prefix = ""

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, size=64)
    sequence = fields.Integer(default=10)
    model = fields.Char(required=True, size=64)
    method = fields.Char(required=True, size=80)
    active = fields.Boolean(default=True)

    @api.constrains("code", "model", "method")
    def _check_method(self):
        for row in self:
            if row.method != f"{self._zi_method_prefix}{row.code}":
                raise ValidationError(
                    self.env._(
                        "The method of “%(code)s” must be called %(method)s.",
                        code=row.code,
                        method=f"{self._zi_method_prefix}{row.code}",
                    )
                )
            model = self.env.get(row.model)
            if model is not None and not hasattr(model, row.method):
                raise ValidationError(
                    self.env._(
                        "%(model)s has no method %(method)s.",
                        model=row.model,
                        method=row.method,
                    )
                )

    def _zi_call(self, *arguments):
        """Call the method of this row as a technical user.

        :return: what it returns; None when its addon is gone
        """
        self.ensure_one()
        row = self.sudo()
        if not row._zi_is_there():
            return None
        return getattr(self.env[row.model].sudo(), row.method)(*arguments)

    def _zi_is_there(self):
        """Whether the addon that answers is still installed."""
        self.ensure_one()
        return hasattr(self.env.get(self.sudo().model), self.sudo().method)
