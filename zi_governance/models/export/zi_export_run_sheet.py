from odoo import fields, models


class ZiExportRunSheet(models.Model):
    """What the manifest says of one sheet of a package."""

    _name = "zi.export.run.sheet"
    _description = "Sheet of a package"
    _inherit = ["zi.gate.mixin"]
    _order = "sequence, id"

    _zi_gated_fields = (
        "run_id",
        "sequence",
        "code",
        "name",
        "row_count",
        "digest",
        "has_roll",
        "opening",
        "received",
        "finished",
        "closing",
        "warning",
        "has_evidence",
    )

    run_id = fields.Many2one(
        "zi.export.run", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="run_id.company_id", store=True, precompute=True, index=True
    )
    sequence = fields.Integer()
    code = fields.Char(required=True, size=64)
    name = fields.Char(required=True, size=128)
    row_count = fields.Integer("Rows")
    digest = fields.Char("SHA-256 of the rows", size=64)
    has_roll = fields.Boolean("Register")
    opening = fields.Integer("Open at the start")
    received = fields.Integer()
    finished = fields.Integer()
    closing = fields.Integer("Open at the end")
    warning = fields.Char()
    has_evidence = fields.Boolean(
        "Can be sampled", help="Its rows name evidence, so that a sample can be drawn."
    )
