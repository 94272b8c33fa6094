from odoo import models

from ..public.zi_verifiable_mixin import qr_data_uri

_BY = {
    "password": "akun sendiri dan kata sandi",
    "pin": "akun sendiri dan PIN",
    "code": "kode sekali pakai di perangkat petugas kepegawaian",
}


class ZiIntegrityPact(models.Model):
    """The pact on paper, and what a scan of it shows."""

    _inherit = "zi.integrity.pact"

    # ------------------------------------------------------------------
    # VERIFICATION
    # ------------------------------------------------------------------

    def _zi_status(self, today):
        """In force as long as its text is, and its signer works in the unit."""
        self.ensure_one()
        row = self.sudo()
        if not row._zi_is_intact():
            return "altered"
        if row.in_service:
            return "current"
        current = self.env["zi.integrity.pact.text"]._zi_current(row.company_id, today)
        return "expired" if row.text_id == current else "superseded"

    def _zi_has_qr(self):
        """Also one that is over keeps its code: it was signed."""
        self.ensure_one()
        return self._zi_status(self.sudo().company_id._zi_today()) != "altered"

    def _zi_public_statement(self):
        """No name: a scan shows that a signed pact with this number exists."""
        self.ensure_one()
        return {
            "number": self.number,
            "name": "Pakta Integritas",
            "date": self.date,
            "revision": self.text_id.name,
            "hash": self.content_hash,
        }

    # ------------------------------------------------------------------
    # PAPER
    # ------------------------------------------------------------------

    def _zi_paper(self):
        """Everything that stands on the paper.

        :return: dict of plain values
        """
        self.ensure_one()
        row = self.sudo()
        lines = row.text_id._zi_lines()
        count = len(row.text_id.statement_ids)
        moment = row.company_id._zi_local(row.signed_at)
        witness = row.witness_ids[:1]
        return {
            "head": row._zi_letterhead(),
            "number": row.number,
            "opening": lines[0],
            "statements": lines[1 : count + 1],
            "closing": lines[count + 1 :],
            "person": [
                ("Nama", row.employee_name),
                ("NIP", row.employee_nip or "-"),
                ("Jabatan", row.employee_title or "-"),
                ("Unit kerja", row.employee_section or row.company_id.name),
            ],
            "place": row._zi_place(),
            "day": row._zi_day(row.date),
            "signed": f"Ditandatangani {row._zi_day(row.date)} pukul "
            f"{moment:%H.%M} dengan {_BY[row.method]}",
            "name": row.employee_name,
            "witness": witness.witness_label or "",
            "witnessed": f"Disaksikan {row._zi_day(witness.date)}" if witness else "",
            "hash": row.content_hash,
            "qr": row._zi_qr(),
        }

    def _zi_page_marks(self):
        """Foot of the page, and the mark across it when it does not hold any more."""
        self.ensure_one()
        status = self._zi_status(self.sudo().company_id._zi_today())
        mark = {"current": "", "altered": "TIDAK SAH"}.get(status, "TIDAK BERLAKU LAGI")
        return f"Pakta Integritas {self.number}", mark


class ZiIntegrityPactRound(models.Model):
    """The sheet with the code that hangs in the hall."""

    _inherit = "zi.integrity.pact.round"

    def _zi_paper(self):
        self.ensure_one()
        address = self._zi_sign_address()
        return {
            "head": self._zi_letterhead(),
            "name": self.name,
            "day": self._zi_day(self.date),
            "place": self.place or "",
            "address": address,
            "qr": qr_data_uri(address) if address else "",
        }
