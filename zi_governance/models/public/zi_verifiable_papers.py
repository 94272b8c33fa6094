from odoo import models


class ZiDecree(models.Model):
    """An official document carries a QR code once it is approved."""

    _name = "zi.decree"
    _inherit = ["zi.decree", "zi.verifiable.mixin"]

    _zi_kind = "decree"

    def _zi_kind_label(self):
        self.ensure_one()
        return self.kind_id.name

    def _zi_is_public_confidential(self):
        return super()._zi_is_public_confidential() or bool(self.restricted)

    def _zi_has_qr(self):
        """The paper of a document that was made outside is not ours."""
        return not self.sudo().outside and super()._zi_has_qr()

    def _zi_status(self, today):
        status = super()._zi_status(today)
        if status != "current":
            return status
        if self.valid_from and self.valid_from > today:
            return "not_yet"
        if self.runs_until and self.runs_until < today:
            ends = {"replaced": "superseded", "withdrawn": "withdrawn"}
            return ends.get(self.end_kind, "expired")
        return status

    def _zi_public_statement(self):
        return {
            **super()._zi_public_statement(),
            **self._zi_approval_facts(),
            "number": self.number or self.outside_number or "",
            "name": self.subject,
            "date": self.date,
            "effective_from": self.valid_from,
            "effective_to": self.runs_until,
        }

    def _zi_public_current(self):
        return self.replaced_by_ids.filtered(
            lambda decree: decree.approval_state == "approved"
        )[:1]

    def _zi_public_rows(self):
        return [self]

    def _zi_paper(self):
        return {**super()._zi_paper(), "qr": self._zi_qr()}


class ZiReportMixin(models.AbstractModel):
    """A report carries a QR code once it is approved."""

    _name = "zi.report.mixin"
    _inherit = ["zi.report.mixin", "zi.verifiable.mixin"]

    _zi_kind = "report"

    def _zi_kind_label(self):
        self.ensure_one()
        return self.kind_id.name

    def _zi_public_statement(self):
        return {
            **super()._zi_public_statement(),
            **self._zi_approval_facts(),
            "number": f"{(self.kind_code or '').upper()}/{self.date_from}",
            "name": self.name,
            "date": self.approved_on,
            "revision": str(self.version) if self.version > 1 else "",
        }

    def _zi_public_current(self):
        return self.search(
            [("amends_id", "=", self.id), ("approval_state", "=", "approved")], limit=1
        )

    def _zi_public_rows(self):
        return [self]

    def _zi_paper(self):
        return {**super()._zi_paper(), "qr": self._zi_qr()}
