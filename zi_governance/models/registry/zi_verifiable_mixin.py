from odoo import models

# All that may be said in public of a record whose content is confidential.
_CONFIDENTIAL_KEYS = ("kind", "number", "date", "unit", "status", "hash")


class ZiVerifiableMixin(models.AbstractModel):
    """A document whose printed copies can be checked by their QR code."""

    _name = "zi.verifiable.mixin"
    _description = "Verifiable document"

    # Short stable code of the kind; it goes into the QR code.
    _zi_kind = ""

    def _zi_status(self, today):
        """What a scan shows first.

        :param date today: local date of the unit
        :return: ``current``, ``superseded``, ``withdrawn``, ``not_yet`` (approved,
            effective later), ``expired`` (its term is over), ``altered`` (what is
            stored is not what was approved) or ``not_found`` (never approved: unknown
            in public)
        """
        self.ensure_one()
        state = self["approval_state"] if "approval_state" in self._fields else ""
        if state == "approved" and not self["approval_intact"]:
            return "altered"
        return {
            "approved": "current",
            "superseded": "superseded",
            "withdrawn": "withdrawn",
        }.get(state, "not_found")

    def _zi_public_statement(self):
        """What may be shown to anybody about this document.

        :return: dict of plain values; ``number`` and ``date`` at least, then ``name``,
            ``revision`` (text), ``effective_from`` and ``effective_to`` (dates),
            ``approver`` (with capacity), ``approved_on``, ``hash`` (64 hex digits) and
            ``facts``, a list of ``(label, text)``. Of confidential kinds everything
            but number, date and hash is dropped, whatever is returned here
        """
        self.ensure_one()
        return {"number": self.display_name, "date": False}

    def _zi_issue_token(self, label=""):
        """A new code for one printed copy; returned once."""
        self.ensure_one()
        return self.env["zi.verification.token"]._zi_issue(self, label)

    def _zi_verification(self):
        """The answer to a scan: status and what may be shown.

        :return: dict with ``kind``, ``status``, ``unit``, ``confidential`` and the
            fields of :meth:`_zi_public_statement`
        """
        self.ensure_one()
        record = self.sudo()
        company = record["company_id"] if "company_id" in record._fields else None
        today = (company or self.env.company)._zi_today()
        confidential = record._zi_is_public_confidential()
        statement = {
            **record._zi_public_statement(),
            "kind": record._zi_kind,
            "status": record._zi_status(today),
            "unit": company.name if company else "",
        }
        if confidential:
            statement = {
                key: value
                for key, value in statement.items()
                if key in _CONFIDENTIAL_KEYS
            }
        statement["confidential"] = confidential
        return statement
