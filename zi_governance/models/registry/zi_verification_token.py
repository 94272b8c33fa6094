import re
import secrets

from odoo import api, fields, models

from ...tools import canonical

_BYTES = 16  # 128 bits
_SHAPE = re.compile(r"[A-Za-z0-9_-]{22}")


class ZiVerificationToken(models.Model):
    """What a QR code on paper holds, by its hash only.

    A document may carry many: each print, or each numbered copy, its own. Looking
    the hash up in a unique index is the comparison in constant time.
    """

    _name = "zi.verification.token"
    _description = "Verification code"
    _inherit = ["zi.append.only.mixin"]

    _zi_sealed_columns = ("token_hash", "res_model", "res_id", "label", "issued_at")

    token_hash = fields.Char(required=True, size=64)
    res_model = fields.Char(required=True, size=64)
    res_id = fields.Many2oneReference(model_field="res_model", required=True)
    label = fields.Char(size=128, help="Which copy, such as a place.")
    issued_at = fields.Datetime(
        required=True, default=lambda self: fields.Datetime.now()
    )

    _token_unique = models.UniqueIndex("(token_hash)", "This code is taken.")
    _record_index = models.Index("(res_model, res_id)")

    @api.model
    def _zi_issue(self, record, label=""):
        """Make a code for a record. It is returned once and stored nowhere.

        :param record: record of a model with ``zi.verifiable.mixin``
        :param str label: which copy it is for
        :return: 22 characters, safe in an address
        """
        record.ensure_one()
        token = secrets.token_urlsafe(_BYTES)
        self.sudo().create(
            [
                {
                    "token_hash": canonical.sha256_hex(token),
                    "res_model": record._name,
                    "res_id": record.id,
                    "label": (label or "")[:128] or False,
                }
            ]
        )
        return token

    @api.model
    def _zi_find(self, token):
        """The record behind a code, whatever was sent instead of one.

        :param token: text from an address
        :return: record (sudo), or None: unknown, malformed and gone are alike
        """
        if not isinstance(token, str) or not _SHAPE.fullmatch(token):
            return None
        row = self.sudo().search([("token_hash", "=", canonical.sha256_hex(token))])
        model = self.env.get(row.res_model) if row else None
        if model is None or not hasattr(model, "_zi_public_statement"):
            return None
        return model.sudo().browse(row.res_id).exists() or None
