from odoo import fields, models


class ZiExportRecipient(models.Model):
    """Somebody outside the system who gets the packages of a profile."""

    _name = "zi.export.recipient"
    _description = "Recipient of packages"
    _order = "sequence, id"

    profile_id = fields.Many2one(
        "zi.export.profile", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="profile_id.company_id", store=True, precompute=True, index=True
    )
    sequence = fields.Integer(default=10)
    name = fields.Char("Name or office", required=True, size=128)
    email = fields.Char("Mail address", required=True, size=254)
    active = fields.Boolean(default=True)

    _email_once = models.UniqueIndex(
        "(profile_id, lower(email)) WHERE active",
        "This address already gets the packages of the profile.",
    )
    _email_shape = models.Constraint(
        r"CHECK (email ~ '^[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+$')",
        "Write one mail address, such as name@office.go.id.",
    )
