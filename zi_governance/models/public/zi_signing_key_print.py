from odoo import models

_STATES = {
    "active": "Berlaku untuk menandatangani",
    "retired": "Sudah diganti; dokumen yang ditandatanganinya tetap sah",
    "revoked": "Dicabut",
}
_GROUPS = 8  # groups of four digits in one line of the fingerprint


class ZiSigningKey(models.Model):
    """The public key on paper: whoever doubts the network compares the letter."""

    _name = "zi.signing.key"
    _inherit = ["zi.signing.key", "zi.paper.mixin"]

    _zi_paper_report = "zi_governance.report_signing_key"

    def action_print_letter(self):
        """The letter as PDF."""
        return self.action_print()

    def _zi_paper(self):
        """Everything that the paper shows, as plain values."""
        self.ensure_one()
        company = self.env.company
        groups = self.fingerprint.split()
        state = _STATES[self.state]
        if self.revoked_on:
            state = f"{state} sejak {self._zi_day(self.revoked_on)}"
        return {
            "head": self._zi_letterhead(),
            "key_id": self.key_id,
            "public_key": self.public_key,
            "fingerprint": [
                " ".join(groups[start : start + _GROUPS])
                for start in range(0, len(groups), _GROUPS)
            ],
            "made_on": self._zi_day(company._zi_local(self.made_at).date()),
            "state": state,
            "address": self.env["zi.public.page"]._zi_base_url(),
            "place": self._zi_place(),
            "day": self._zi_day(company._zi_today()),
        }

    def _zi_paper_company(self):
        return self.env.company

    def _zi_page_marks(self):
        return f"Kunci publik {self.key_id}", ""
