import base64

from odoo import models
from odoo.exceptions import UserError

from ...tools import statement
from ..public.zi_verifiable_mixin import qr_data_uri


class ZiExportRun(models.Model):
    """What a package shows in public: the code on its cover, the receipt page."""

    _name = "zi.export.run"
    _inherit = ["zi.export.run", "zi.verifiable.mixin"]

    _zi_kind = "package"

    # ------------------------------------------------------------------
    # CODE ON THE COVER
    # ------------------------------------------------------------------

    def _zi_kind_label(self):
        return self.env._("Package for the Inspectorate")

    def _zi_is_public_confidential(self):
        """Number, date, unit, status and hash; nothing of what is in it."""
        return True

    def _zi_status(self, today):
        """In force is the last amendment of a period; a preview is unknown."""
        if not self.number or not self.content_hash:
            return "not_found"
        newer = self.sudo().search_count(
            [
                ("profile_id", "=", self.profile_id.id),
                ("date_from", "=", self.date_from),
                ("amendment", ">", self.amendment),
                ("number", ">", 0),
                ("content_hash", "!=", False),
            ],
            limit=1,
        )
        return "superseded" if newer else "current"

    def _zi_public_number(self):
        """Profile, period and place in the chain."""
        return f"{self.profile_id.code}/{self.period_code}/{self.number}"

    def _zi_public_statement(self):
        return {
            **super()._zi_public_statement(),
            "number": self._zi_public_number(),
            "date": self.date_to,
            "hash": self.content_hash,
        }

    def _zi_cover_code(self, content):
        """The code that signs the hash of the rows; none on previews, and none while
        the office has no public address: the signed manifest stands by itself."""
        self.ensure_one()
        key = self.env["zi.signing.key"]._zi_active()
        try:
            url = self._zi_verification_url()
        except UserError:
            return None
        if self.preview or not key:
            return None
        signed_on = self.company_id._zi_local(self.made_at).date()
        text = statement.qr_text(
            url,
            statement.Statement(
                kind=self._zi_kind,
                number=self._zi_public_number(),
                unit=self.company_id.zi_unit_code or "",
                revision=min(self.amendment, 255),
                day=self.date_to,
                content_hash=content,
            ),
            key.key_id,
            signed_on,
            key._zi_sign,
        )
        return base64.b64decode(qr_data_uri(text).partition(",")[2])

    # ------------------------------------------------------------------
    # RECEIPT
    # ------------------------------------------------------------------

    def _zi_receipt_link(self, delivery):
        token = delivery._zi_receipt_token()
        address = self.env["zi.public.page"]._zi_base_url()
        return f"{address}/zi/terima/{token}" if token and address else ""
