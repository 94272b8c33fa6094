from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ...tools import canonical


class ZiApprovalMixin(models.AbstractModel):
    _inherit = "zi.approval.mixin"

    def _zi_needs_external(self):
        """Whether every definitive holder of the last role is author or concerned."""
        self.ensure_one()
        record = self.sudo()
        holders = self.env["zi.role.assignment"]._zi_holders(
            record.company_id, record._zi_approval_route()[-1]
        )
        definitive = holders.filtered(lambda item: item.capacity == "definitive")
        barred = record.zi_author_ids | record._zi_excluded_users()
        return bool(definitive) and not definitive.user_id - barred

    def _zi_record_external(self, form):
        """Enter a decision of the next authority; the secretariat only.

        :param zi.approval.external form: particulars and file of the letter
        :raises AccessError: the user is not the unit's secretary today
        :raises UserError: the unit's own head could decide
        """
        self.ensure_one()
        user = self.env.user
        company = self.company_id
        holders = self.env["zi.role.assignment"]._zi_holders(
            company, "secretariat", user=user
        )
        if not holders:
            raise AccessError(
                self.env._("Only the secretariat of the unit enters such a decision.")
            )
        if not self._zi_needs_external():
            raise UserError(
                self.env._(
                    "The head of the unit can decide this document himself. A decision "
                    "from outside is for the head's own matters."
                )
            )
        self._zi_check_transition("approved")
        self._zi_check_complete()
        self.sudo()._zi_complete_for_seal()
        now = fields.Datetime.now()
        open_request = self.sudo().approval_request_id
        open_request._zi_move("cancelled", decided_at=now)
        attachment = self.env["ir.attachment"].create(
            {
                "name": form.letter_name or form.letter_number,
                "datas": form.letter_file,
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        record = self.sudo()
        self.env["zi.approval.decision"]._zi_append(
            company,
            {
                "res_model": self._name,
                "res_id": self.id,
                "record_name": record._zi_title(),
                "confidential": record._zi_is_confidential(),
                "step": len(record._zi_approval_route()) - 1,
                "role_code": "external",
                "outcome": "external",
                "scheme": self._zi_seal_scheme,
                "content": record._zi_canonical_stored(),
                "user_id": user.id,
                "decider_name": form.decider_name,
                "decider_title": form.decider_office,
                "decided_at": now,
                "letter_number": form.letter_number,
                "letter_date": form.letter_date,
                "letter_sha256": canonical.sha256_hex(attachment.sudo().raw),
            },
        )
        record._zi_close_activities()
        record._zi_seal()
