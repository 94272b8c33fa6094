import base64
import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import canonical

_BYTES = 16  # 128 bits
_LENGTH = 22  # characters


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
        self.sudo()._zi_keep(record, token, label)
        return token

    def _zi_keep(self, record, token, label):
        self.create(
            [
                {
                    "token_hash": canonical.sha256_hex(token),
                    "res_model": record._name,
                    "res_id": record.id,
                    "label": (label or "")[:128] or False,
                }
            ]
        )

    @api.model
    def _zi_token_of(self, record, label=""):
        """The code of a record or of one of its copies: the same at every print.

        It is made from the secret of the server, so that it needs not be stored; the
        database alone tells nobody a code.

        :param record: record of a model with ``zi.verifiable.mixin``
        :param str label: which copy it is for
        :return: 22 characters, safe in an address
        :raises UserError: where this server has no secret
        """
        record.ensure_one()
        return self._zi_tokens_of([record], label)[(record._name, record.id)]

    @api.model
    def _zi_tokens_of(self, records, label=""):
        """The codes of many records, in a number of queries that does not grow.

        :param records: list of records, of any models with ``zi.verifiable.mixin``
        :param str label: which copy they are for
        :return: dict (model, id) -> code
        :raises UserError: where this server has no secret
        """
        tokens = {}
        for record in records:
            key = self.env["zi.signing.key"]._zi_derive(
                "token", record._name, str(record.id), label or ""
            )
            if key is None:
                raise UserError(
                    self.env._(
                        "This server holds no secret of its own, so it cannot make the "
                        "code of a paper. The administrator makes a signing key first."
                    )
                )
            token = base64.urlsafe_b64encode(key[:_BYTES]).rstrip(b"=").decode()
            tokens[(record._name, record.id)] = token
        hashes = {canonical.sha256_hex(token): token for token in tokens.values()}
        known = self.sudo().search_fetch(
            [("token_hash", "in", list(hashes))], ["token_hash"]
        )
        missing = set(hashes.values()) - {hashes[row.token_hash] for row in known}
        for record in records:
            token = tokens[(record._name, record.id)]
            if token in missing:
                self._zi_keep_anywhere(record, token, label)
        return tokens

    def _zi_keep_anywhere(self, record, token, label):
        """Store a code, also while a page is shown that writes nothing itself."""
        if not self.env.cr.readonly:
            self.sudo()._zi_keep(record, token, label)
            return
        with self.env.registry.cursor() as cr:
            rows = self.with_env(self.env(cr=cr)).sudo()
            if not rows.search_count(
                [("token_hash", "=", canonical.sha256_hex(token))], limit=1
            ):
                rows._zi_keep(record, token, label)

    @api.model
    def _zi_row(self, token):
        """The row behind a code, whatever was sent instead of one.

        A text that is no code is looked up like one, so that it takes as long.

        :param token: text from an address
        :return: row (sudo), or None
        """
        text = token if isinstance(token, str) and len(token) == _LENGTH else "-"
        raw = text.encode("utf-8", "replace")
        return self.sudo().search([("token_hash", "=", canonical.sha256_hex(raw))]) or (
            None
        )

    @api.model
    def _zi_find(self, token):
        """The record behind a code, whatever was sent instead of one.

        :param token: text from an address
        :return: record (sudo), or None: unknown, malformed and gone are alike
        """
        row = self._zi_row(token)
        return row._zi_record() if row else None

    def _zi_record(self):
        """The record of a code (sudo), or None: it is gone, or its addon is."""
        self.ensure_one()
        model = self.env.get(self.res_model)
        if model is None or not hasattr(model, "_zi_public_statement"):
            return None
        return model.sudo().browse(self.res_id).exists() or None
