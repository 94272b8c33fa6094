from odoo import fields, models


class ZiPublicationMedia(models.Model):
    """Where something is shown. Media are data: another addon adds its own."""

    _name = "zi.publication.media"
    _description = "Channel of publication"
    _order = "sequence, id"

    name = fields.Char(required=True)
    code = fields.Char(required=True, size=32)
    sequence = fields.Integer(default=10)
    online = fields.Boolean(help="Reached by an address on the internet.")
    interactive = fields.Boolean(help="People can answer in the same place.")
    proves_itself = fields.Boolean(
        help="A page of this system: its publication needs no screenshot."
    )
    active = fields.Boolean(default=True)

    _code_unique = models.Constraint(
        "UNIQUE (code)", "There is already a channel with this code."
    )
