from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.sheet import Column

KINDS = {
    "char": "text",
    "text": "text",
    "html": "text",
    "selection": "text",
    "many2one": "text",
    "many2many": "text",
    "integer": "integer",
    "float": "number",
    "monetary": "number",
    "date": "date",
    "datetime": "moment",
    "boolean": "flag",
}
_WIDTHS = {"text": 30, "integer": 10, "number": 12, "date": 12, "moment": 16, "flag": 8}


class ZiExportListColumn(models.Model):
    """One column of a list."""

    _name = "zi.export.list.column"
    _description = "Column of a list for packages"
    _order = "sequence, id"

    list_id = fields.Many2one(
        "zi.export.list", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="list_id.company_id", store=True, precompute=True, index=True
    )
    sequence = fields.Integer(default=10)
    field_id = fields.Many2one(
        "ir.model.fields",
        "Column",
        required=True,
        ondelete="cascade",
        domain="[('model_id', '=', parent.model_id),"
        " ('ttype', 'not in', ['binary', 'one2many', 'json', 'properties'])]",
    )
    field_name = fields.Char(related="field_id.name")
    label = fields.Char(size=64, help="Empty: the name of the field.")

    _field_once = models.Constraint(
        "UNIQUE (list_id, field_id)", "The list already has this column."
    )

    @api.constrains("field_id", "list_id")
    def _check_field(self):
        for column in self.sudo():
            if column.field_id.model_id != column.list_id.model_id:
                raise ValidationError(
                    self.env._("The column belongs to other records than the list.")
                )
            if column.field_id.ttype not in KINDS:
                raise ValidationError(
                    self.env._(
                        "“%(field)s” cannot stand in a sheet.",
                        field=column.field_id.field_description,
                    )
                )

    def _zi_column(self):
        """The column as the workbook has it."""
        self.ensure_one()
        field = self.field_id.sudo()
        kind = KINDS[field.ttype]
        return Column(
            field.name, self.label or field.field_description, kind, _WIDTHS[kind]
        )
