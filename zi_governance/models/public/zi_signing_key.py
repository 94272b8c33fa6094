import base64
import logging
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import config

from ...tools import server_secret, zi_verify

_logger = logging.getLogger(__name__)
_NONCE_BYTES = 12


class ZiSigningKey(models.Model):
    """A pair of keys with which this office signs what its QR codes say.

    The private key is stored sealed: it opens only with a secret that this server keeps
    outside of the database, and only in the database for which it was made. A copy of
    the database on another server cannot sign. Public keys stay for ever, so that old
    papers can be checked.
    """

    _name = "zi.signing.key"
    _description = "Signing key"
    _inherit = ["zi.append.only.mixin"]
    _order = "id desc"
    _rec_name = "key_id"

    _zi_watched = True
    _zi_sealed_columns = ("key_id", "public_key", "made_at")

    key_id = fields.Char(size=8, required=True, readonly=True)
    public_key = fields.Char(size=64, required=True, readonly=True)
    # Readable by nobody; what stands here is sealed besides.
    sealed_private = fields.Char(groups=fields.NO_ACCESS, readonly=True, copy=False)
    fingerprint = fields.Char(compute="_compute_fingerprint")
    made_at = fields.Datetime("Made", required=True, readonly=True)
    retired_at = fields.Datetime("Replaced", readonly=True)
    revoked_on = fields.Date(
        "Withdrawn from",
        readonly=True,
        help="What is signed from this day on is refused: the key may be in wrong "
        "hands.",
    )
    revoke_reason = fields.Char("Why it was withdrawn", size=256, readonly=True)
    state = fields.Selection(
        [
            ("active", "Signs"),
            ("retired", "Replaced, its papers stay valid"),
            ("revoked", "Withdrawn"),
        ],
        compute="_compute_state",
    )
    works = fields.Boolean(
        "Works here", compute="_compute_works", help="Whether this server can sign."
    )
    why_not = fields.Char(compute="_compute_works")

    _key_unique = models.UniqueIndex("(key_id)", "This key exists already.")
    _one_active = models.UniqueIndex(
        "((retired_at IS NULL)) WHERE retired_at IS NULL", "Only one key signs."
    )
    _revoked_with_reason = models.Constraint(
        "CHECK (revoked_on IS NULL OR COALESCE(trim(revoke_reason), '') <> '')",
        "Say why the key is withdrawn.",
    )

    @api.depends("public_key")
    def _compute_fingerprint(self):
        for key in self:
            raw = base64.b64decode(key.public_key or "")
            key.fingerprint = zi_verify.fingerprint(raw)

    @api.depends("retired_at", "revoked_on")
    def _compute_state(self):
        for key in self:
            key.state = (
                "revoked"
                if key.revoked_on
                else "retired"
                if key.retired_at
                else "active"
            )

    @api.depends("retired_at", "revoked_on")
    @api.depends_context("lang")
    def _compute_works(self):
        for key in self:
            reason = key._zi_refusal() if key.state == "active" else False
            key.works = key.state == "active" and not reason
            key.why_not = reason

    # ------------------------------------------------------------------
    # CRUD: only the methods below write
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(
                self.env._("A key is made by the button “New key”, not entered.")
            )
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            raise AccessError(
                self.env._("A key is replaced or withdrawn by its buttons only.")
            )
        return super().write(vals)

    # ------------------------------------------------------------------
    # LIFE OF A KEY
    # ------------------------------------------------------------------

    @api.model
    def action_renew(self):
        """Make a new key; the one before signs no more, its papers stay valid."""
        self._zi_check_keeper()
        key = self._zi_make()
        self._zi_alert(self.env._("New signing key %(key)s", key=key.key_id))
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_revoke(self, reason, day=None):
        """Withdraw a key that may be in wrong hands.

        :param str reason: why
        :param day: first day whose signatures are refused; default today
        """
        self.ensure_one()
        self._zi_check_keeper()
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why the key is withdrawn."))
        today = self.env.company._zi_today()
        day = fields.Date.to_date(day) or today
        if day > today:
            raise UserError(self.env._("A key cannot be withdrawn from a later day."))
        if self.revoked_on and self.revoked_on <= day:
            raise UserError(self.env._("This key is already withdrawn."))
        self.sudo().write(
            {
                "revoked_on": day,
                "revoke_reason": reason[:256],
                "retired_at": self.retired_at or fields.Datetime.now(),
                "sealed_private": False,
            }
        )
        self._zi_alert(self.env._("Signing key %(key)s withdrawn", key=self.key_id))
        return True

    def _zi_check_keeper(self):
        if not self.env.user.has_group("zi_governance.group_zi_admin"):
            raise AccessError(
                self.env._("Only the administrator of Zona Integritas handles keys.")
            )

    def _zi_alert(self, subject):
        self.env["zi.access.alert"].sudo()._zi_raise(
            self.env["res.company"], "signing_key", subject
        )

    @api.model
    def _zi_make(self):
        """Make a key that signs from now on (sudo).

        :return: the new key
        :raises UserError: when the secret of the server cannot be read
        """
        secret = self._zi_secret(create=True)
        private = Ed25519PrivateKey.generate()
        public = private.public_key().public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw
        )
        raw = private.private_bytes(
            serialization.Encoding.Raw,
            serialization.PrivateFormat.Raw,
            serialization.NoEncryption(),
        )
        key_id = zi_verify.id_of(public)
        now = fields.Datetime.now()
        keys = self.sudo()
        before = keys.search([("retired_at", "=", False)])
        before.write({"retired_at": now, "sealed_private": False})
        before.flush_recordset()
        return keys.create(
            [
                {
                    "key_id": key_id,
                    "public_key": base64.b64encode(public).decode(),
                    "sealed_private": self._zi_seal(secret, key_id, raw),
                    "made_at": now,
                }
            ]
        )

    @api.model
    def _zi_ensure(self):
        """Make the first key, at installation or update."""
        if not self.sudo().search_count([], limit=1):
            self._zi_make()

    # ------------------------------------------------------------------
    # SIGNING
    # ------------------------------------------------------------------

    @api.model
    def _zi_active(self):
        """The key that signs (sudo); empty when there is none."""
        return self.sudo().search([("retired_at", "=", False)], limit=1)

    def _zi_sign(self, message):
        """Sign with this key.

        :param bytes message: what is signed
        :return: 64 bytes
        :raises UserError: with the reason why this server cannot sign
        """
        self.ensure_one()
        raw, reason = self._zi_open()
        if reason:
            raise UserError(reason)
        return Ed25519PrivateKey.from_private_bytes(raw).sign(message)

    def _zi_refusal(self):
        """Why this server cannot sign with the key, in words; False when it can."""
        return self._zi_open()[1] or False

    def _zi_open(self):
        """The private key, or the reason why it stays closed.

        :return: ``(bytes or None, reason)``
        """
        self.ensure_one()
        key = self.sudo()
        parameters = self.env["ir.config_parameter"].sudo()
        if parameters.get_param("database.is_neutralized"):
            return None, self.env._(
                "This is a neutralized copy of the database, for tests. It cannot sign "
                "papers in the name of the office."
            )
        copied = self.env._(
            "The signing key does not open on this server: the database is a copy, or "
            "it was moved without the secret of its server. If this is the real "
            "office, bring back that secret, or make a new key; papers that are "
            "already printed stay valid."
        )
        try:
            secret = server_secret.read(config["data_dir"])
        except server_secret.SecretError as error:
            return None, self.env._(
                "The secret of this server cannot be read (%(reason)s).", reason=error
            )
        if not key.sealed_private or secret is None:
            return None, copied
        sealed = base64.b64decode(key.sealed_private)
        try:
            raw = AESGCM(self._zi_wrapping_key(secret)).decrypt(
                sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], key.key_id.encode()
            )
        except InvalidTag:
            return None, copied
        return raw, ""

    def _zi_seal(self, secret, key_id, raw):
        nonce = os.urandom(_NONCE_BYTES)
        sealed = AESGCM(self._zi_wrapping_key(secret)).encrypt(
            nonce, raw, key_id.encode()
        )
        return base64.b64encode(nonce + sealed).decode()

    def _zi_wrapping_key(self, secret):
        """What seals the private key: the server's secret, for this database only."""
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid") or ""
        return server_secret.derive(secret, "signing-key", uuid)

    @api.model
    def _zi_secret(self, create=False):
        """The secret of this server.

        :raises UserError: when it cannot be read
        """
        try:
            secret = server_secret.read(config["data_dir"], create=create)
        except (OSError, server_secret.SecretError) as error:
            raise UserError(
                self.env._(
                    "The secret of this server cannot be read or made (%(reason)s).",
                    reason=error,
                )
            ) from error
        return secret

    @api.model
    def _zi_derive(self, *purpose):
        """A key for one purpose, bound to server and database; None where this server
        has no secret.

        :param purpose: texts that name the purpose
        :rtype: bytes or None
        """
        secret = self._zi_secret()
        if secret is None:
            return None
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid") or ""
        return server_secret.derive(secret, uuid, *purpose)

    # ------------------------------------------------------------------
    # PUBLIC KEYS
    # ------------------------------------------------------------------

    @api.model
    def _zi_public_keys(self):
        """All public keys, as ``/zi/keys.json`` gives them.

        :return: dict of plain values
        """
        company = self.env["res.company"].sudo().search([], order="id", limit=1)
        setting = self.env["zi.unit.setting"]._zi_of(company)
        rows = self.sudo().search(Domain.TRUE, order="id")
        return {
            "issuer": setting.name or company.name,
            "address": self.env["zi.public.page"]._zi_base_url(),
            "keys": [row._zi_public_row(company) for row in rows],
        }

    def _zi_public_row(self, company):
        def day(moment):
            return company._zi_local(moment).date().isoformat() if moment else None

        return {
            "id": self.key_id,
            "public_key": self.public_key,
            "fingerprint": self.fingerprint,
            "made_on": day(self.made_at),
            "retired_on": day(self.retired_at),
            "revoked_on": self.revoked_on.isoformat() if self.revoked_on else None,
            "reason": self.revoke_reason or None,
        }
