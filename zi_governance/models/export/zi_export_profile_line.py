from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ZiExportProfileLine(models.Model):
    """One sheet of a profile: a register of an addon, or a list made by a clerk."""

    _name = "zi.export.profile.line"
    _description = "Sheet of an export profile"
    _order = "sequence, id"

    profile_id = fields.Many2one(
        "zi.export.profile", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="profile_id.company_id", store=True, precompute=True, index=True
    )
    sequence = fields.Integer(default=10)
    sheet_id = fields.Many2one(
        "zi.export.sheet", "Register", index=True, ondelete="cascade"
    )
    list_id = fields.Many2one(
        "zi.export.list",
        index=True,
        ondelete="restrict",
        domain="[('company_id', '=', company_id)]",
    )
    description = fields.Char(compute="_compute_description")

    _one_source = models.Constraint(
        "CHECK ((sheet_id IS NULL) <> (list_id IS NULL))",
        "A sheet is either a register or a list.",
    )
    _sheet_once = models.UniqueIndex(
        "(profile_id, sheet_id) WHERE sheet_id IS NOT NULL",
        "The profile already has this register.",
    )
    _list_once = models.UniqueIndex(
        "(profile_id, list_id) WHERE list_id IS NOT NULL",
        "The profile already has this list.",
    )

    @api.depends("sheet_id", "list_id")
    @api.depends_context("lang")
    def _compute_description(self):
        for line in self:
            line.description = line.sheet_id.name or line.list_id.name or ""

    @api.constrains("list_id", "profile_id")
    def _check_list_unit(self):
        for line in self:
            if line.list_id and line.list_id.company_id != line.company_id:
                raise ValidationError(
                    self.env._("The list belongs to another work unit.")
                )
