from odoo import api, fields, models
from odoo.exceptions import UserError


class ZiPublicationRenewal(models.Model):
    """A dated renewal of something shown: contents brought up to date, seen there."""

    _name = "zi.publication.renewal"
    _description = "Renewal of a publication"
    _inherit = ["zi.hashed.file.mixin"]
    _order = "date desc, id desc"
    _rec_name = "date"

    _zi_hashed_files = {"proof": ("proof_name", "proof_sha256")}

    publication_id = fields.Many2one(
        "zi.publication", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="publication_id.company_id", store=True, precompute=True, index=True
    )
    date = fields.Date(required=True, default=lambda self: self.env.company._zi_today())
    quarter = fields.Char(compute="_compute_quarter", store=True)
    what = fields.Char("What was renewed", required=True)
    proof = fields.Binary("Photo or screenshot", attachment=True, required=True)
    proof_name = fields.Char()
    proof_sha256 = fields.Char("SHA-256 of the proof", size=64)

    @api.depends("date")
    def _compute_quarter(self):
        for renewal in self:
            day = renewal.date
            renewal.quarter = (
                f"{day.year}-Q{(day.month - 1) // 3 + 1}" if day else False
            )

    @api.model_create_multi
    def create(self, vals_list):
        renewals = super().create(vals_list)
        renewals.publication_id._zi_check_area()
        for renewal in renewals:
            renewal._check_date()
        return renewals

    def write(self, vals):
        self.publication_id._zi_check_area()
        result = super().write(vals)
        self.publication_id._zi_check_area()
        for renewal in self:
            renewal._check_date()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_other_area(self):
        self.publication_id._zi_check_area()

    def _check_date(self):
        publication = self.publication_id
        today = self.company_id._zi_today()
        if publication.state == "draft":
            raise UserError(
                self.env._("Publish it first: only what is shown can be renewed.")
            )
        if not publication.date_from <= self.date <= today:
            raise UserError(
                self.env._("A renewal is dated between the first day shown and today.")
            )
