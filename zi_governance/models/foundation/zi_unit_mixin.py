from odoo import fields, models
from odoo.exceptions import ValidationError


class ZiUnitMixin(models.AbstractModel):
    """A record that belongs to one work unit (*satker*) for good.

    The record rules of every model with this mixin read ``company_id``; a record
    that could be moved would take its history into another unit, so it cannot.
    """

    _name = "zi.unit.mixin"
    _description = "Record of a work unit"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company",
        string="Work unit",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
    )

    def write(self, vals):
        if "company_id" in vals and any(
            record.company_id.id != vals["company_id"] for record in self
        ):
            raise ValidationError(
                self.env._(
                    "A record stays with the work unit that it was made for. "
                    "Make a new one in the other unit instead."
                )
            )
        return super().write(vals)
