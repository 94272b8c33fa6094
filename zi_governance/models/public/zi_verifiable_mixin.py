import base64
import io

import qrcode
from markupsafe import Markup
from qrcode.image.pure import PyPNGImage

from odoo import models
from odoo.exceptions import UserError

from ...tools import statement

_BOX = 8  # pixels of one module
_BORDER = 4  # modules of quiet zone


class ZiVerifiableMixin(models.AbstractModel):
    """QR code of a paper, and what its page shows.

    A consumer declares ``_zi_kind`` and overrides :meth:`_zi_status`,
    :meth:`_zi_public_statement`, and where there is more to show
    :meth:`_zi_public_current` and :meth:`_zi_public_body`. On paper::

        <t t-call="zi_governance.paper_qr"><t t-set="qr" t-value="doc._zi_qr()" /></t>
    """

    _inherit = "zi.verifiable.mixin"

    # ------------------------------------------------------------------
    # HOOKS FOR CONSUMERS
    # ------------------------------------------------------------------

    def _zi_kind_label(self):
        """Kind of the document in words, in the reader's language."""
        self.ensure_one()
        return self.env["ir.model"].sudo()._get(self._name).name

    def _zi_public_current(self):
        """The document in force in place of this one, when it was superseded.

        :return: record of a model with this mixin, or an empty recordset
        """
        self.ensure_one()
        return self.browse()

    def _zi_public_body(self):
        """What the page shows below the facts, such as the steps of an SOP. It is not
        asked of confidential kinds.

        :return: Markup without ``style`` attributes and scripts
        """
        self.ensure_one()
        return Markup()

    def _zi_reportable(self, status):
        """Whether a visitor may tell the office that this paper is still in use.

        :param str status: what the page says
        :rtype: bool
        """
        self.ensure_one()
        return False

    def _zi_is_public_confidential(self):
        """Whether only kind, number, date, unit, status and hash may be shown."""
        self.ensure_one()
        return bool(
            getattr(self, "_zi_confidential", False)
            or getattr(self, "_zi_confidential_record", False)
        )

    def _zi_has_qr(self):
        """Whether a print of this document carries a QR code today: what was never
        approved has none."""
        self.ensure_one()
        record = self.sudo()
        today = record._zi_public_company()._zi_today()
        return record._zi_status(today) in ("current", "not_yet")

    def _zi_approval_facts(self):
        """What the last approval says in public: who, in which capacity, when, on
        which content.

        :return: dict ``approver``, ``approved_on``, ``hash``; empty when there is none
        """
        self.ensure_one()
        decision = self._zi_last_decision()
        if not decision:
            return {}
        moment = decision.company_id._zi_local(decision.decided_at)
        return {
            "approver": decision.decider_label,
            "approved_on": moment.date(),
            "hash": decision.content_hash,
        }

    # ------------------------------------------------------------------
    # QR CODE
    # ------------------------------------------------------------------

    def _zi_public_company(self):
        """The unit of the document."""
        self.ensure_one()
        company = self["company_id"] if "company_id" in self._fields else None
        return company or self.env.company

    def _zi_token(self, label=""):
        """The code of this document, or of one numbered copy: always the same.

        :param str label: which copy; empty for the document itself
        :return: 22 characters, safe in an address
        :raises UserError: where this server has no secret, as a copy for tests
        """
        self.ensure_one()
        return self.env["zi.verification.token"]._zi_token_of(self, label)

    def _zi_verification_url(self, label=""):
        """The public address of this document's page.

        :raises UserError: when the public address cannot be printed
        """
        address, _sample = self.env["zi.public.page"]._zi_check_base_url()
        return f"{address}/zi/v/{self._zi_token(label)}"

    def _zi_qr(self, label=""):
        """QR code for a print of this document.

        :param str label: which numbered copy, e.g. ``copy:17``; empty for the document
        :return: dict ``uri`` (PNG as data URI, with quiet zone, to be printed 40 mm
            wide), ``text`` (all that is in it), ``address`` (short, for the eye),
            ``caption`` (what it is), ``sample`` (True on papers of the demo office);
            None when this document carries none
        :raises UserError: no public address, no key, or too much for one code
        """
        self.ensure_one()
        if not self._zi_has_qr():
            return None
        address, sample = self.env["zi.public.page"]._zi_check_base_url()
        url = f"{address}/zi/v/{self._zi_token(label)}"
        text = self._zi_qr_text(url)
        return {
            "uri": qr_data_uri(text),
            "text": text,
            "address": url,
            "caption": self._zi_qr_caption(sample),
            "sample": sample,
        }

    def _zi_qr_caption(self, sample):
        """What stands beside the code. Papers are in Indonesian for every reader.

        A certificate of BSrE, once there is one, replaces this sentence.
        """
        words = (
            "Pindai untuk memeriksa apakah dokumen ini masih berlaku. Kode ini "
            "penunjuk verifikasi, bukan tanda tangan elektronik tersertifikasi."
        )
        return f"CONTOH. {words}" if sample else words

    def _zi_qr_text(self, url):
        """The whole text of the code: address and signed statement.

        :raises UserError: no key, or too much for one code
        """
        key = self.env["zi.signing.key"]._zi_active()
        if not key:
            raise UserError(
                self.env._(
                    "There is no signing key yet. The administrator makes one in "
                    "Settings > Signing keys."
                )
            )
        record = self.sudo()
        company = record._zi_public_company()
        said = record._zi_verification()
        try:
            return statement.qr_text(
                url,
                statement.Statement(
                    kind=record._zi_kind,
                    number=said.get("number") or "",
                    unit=company.zi_unit_code or "",
                    revision=record._zi_statement_revision(),
                    day=said.get("date") or None,
                    content_hash=said.get("hash") or "0" * 64,
                ),
                key.key_id,
                company._zi_today(),
                key._zi_sign,
            )
        except statement.StatementError as error:
            if error.code != "too_long":
                raise
            raise UserError(
                self.env._(
                    "The QR code would hold %(length)s characters; at most %(limit)s "
                    "can be read from paper. Shorten the public address or the pattern "
                    "of the numbers.",
                    **error.params,
                )
            ) from error

    def _zi_statement_revision(self):
        """Revision in the signed statement, 0 to 255."""
        self.ensure_one()
        return min(self["version"], 255) if "version" in self._fields else 0

    # ------------------------------------------------------------------
    # PAGE
    # ------------------------------------------------------------------

    def _zi_page(self):
        """Everything that the page of this document shows.

        :return: dict of plain values for ``zi_governance.public_verification``
        """
        self.ensure_one()
        record = self.sudo()
        company = record._zi_public_company()
        page = record._zi_verification()
        page.update(
            kind_label=record._zi_kind_label(),
            current_url=record._zi_current_path(page["status"]),
            body=Markup() if page["confidential"] else record._zi_public_body(),
            actions=[]
            if page["confidential"]
            else self.env["zi.public.page"]._zi_public_actions(record),
            home=self.env["zi.public.page"]._zi_unit_address(company),
            reportable=record._zi_reportable(page["status"]),
        )
        return page

    def _zi_current_path(self, status):
        """Relative address of what is in force instead; empty when nothing is."""
        current = self._zi_public_current() if status == "superseded" else None
        if not current or not current._zi_has_qr():
            return ""
        try:
            return f"/zi/v/{current._zi_token()}"
        except UserError:
            # A copy of the database on another server: the page comes all the same.
            return ""


def qr_data_uri(text):
    """A QR code of level M with its quiet zone, as PNG in a data URI.

    :param str text: what it holds
    :rtype: str
    """
    code = qrcode.QRCode(
        error_correction=qrcode.constants.ERROR_CORRECT_M,
        box_size=_BOX,
        border=_BORDER,
    )
    code.add_data(text)
    code.make(fit=True)
    image = io.BytesIO()
    code.make_image(image_factory=PyPNGImage).save(image)
    return f"data:image/png;base64,{base64.b64encode(image.getvalue()).decode()}"
