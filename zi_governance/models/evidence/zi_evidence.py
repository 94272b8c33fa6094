from odoo import fields, models


class ZiEvidence(models.Model):
    """Proof of something done: a file with its hash, or a live record."""

    _name = "zi.evidence"
    _description = "Evidence"
    _inherit = ["zi.unit.mixin", "zi.gate.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"

    _zi_gated_fields = ("state", "sha256", "attachment_id", "uploader_id")

    name = fields.Char(required=True, size=256)
    date = fields.Date(
        "Date of the evidence",
        required=True,
        index=True,
        default=lambda self: self.env.company._zi_today(),
    )
    period_id = fields.Many2one(
        "zi.period", index=True, ondelete="restrict", check_company=True
    )
    area_ids = fields.Many2many("zi.area", string="Areas")
    state = fields.Selection(
        [
            ("waiting", "Waiting for verification"),
            ("verified", "Verified"),
            ("refused", "Refused"),
            ("expired", "Expired"),
            ("replaced", "Replaced"),
        ],
        required=True,
        default="waiting",
        index=True,
    )
    attachment_id = fields.Many2one("ir.attachment", "File", ondelete="restrict")
    sha256 = fields.Char("SHA-256", size=64, index="btree_not_null")
    uploader_id = fields.Many2one(
        "res.users",
        "Entered by",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
