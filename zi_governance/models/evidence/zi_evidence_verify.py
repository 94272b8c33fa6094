from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...tools import canonical


class ZiEvidence(models.Model):
    """Verification by the secretariat, the end of evidence, and what follows."""

    _inherit = "zi.evidence"

    # ------------------------------------------------------------------
    # VERIFICATION
    # ------------------------------------------------------------------

    def _zi_refusal_verify(self):
        """Why this user cannot verify this evidence, in words, or False."""
        self.ensure_one()
        user = self.env.user
        if not self._zi_is_secretary():
            return self.env._("Only the secretariat of the unit verifies evidence.")
        if user == self.uploader_id or user == self.sudo().create_uid:
            return self.env._("Nobody verifies what he entered himself.")
        if self.env["zi.conflict"].sudo()._zi_blocked(user, self).get(self.id):
            return self.env._(
                "You declared a conflict of interest that touches this evidence."
            )
        return False

    def _zi_matter(self):
        """Whom and what the evidence concerns, for the check of conflicts; see
        ``zi.approval.mixin._zi_matter``."""
        self.ensure_one()
        return {
            "employees": [],
            "partners": [],
            "processes": [],
            "ref": (self._name, self.id),
        }

    def action_verify(self):
        """The secretariat of today confirms that the evidence shows what it says."""
        for item in self:
            item._zi_check_verify()
            item._zi_check_file()
            item.sudo()._zi_move(
                "verified",
                verifier_id=self.env.uid,
                verified_at=fields.Datetime.now(),
                refusal_reason=False,
            )
            item.sudo()._zi_on_verified()
        return True

    def action_refuse(self, reason=None):
        """Refuse evidence with a reason; without one a small form asks for it.

        :param str reason: what is wrong and how to mend it
        """
        if not (reason or "").strip():
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Refuse with a reason"),
                "res_model": "zi.evidence.refuse",
                "view_mode": "form",
                "target": "new",
                "context": {"default_evidence_ids": [(6, 0, self.ids)]},
            }
        for item in self:
            item._zi_check_verify()
            now = fields.Datetime.now()
            item.sudo()._zi_move(
                "refused",
                verifier_id=self.env.uid,
                verified_at=now,
                ended_at=now,
                refusal_reason=reason.strip(),
            )
            item._zi_tell_uploader()
        return True

    def _zi_check_verify(self):
        self.ensure_one()
        self.check_access("read")
        refusal = self._zi_refusal_verify()
        if refusal:
            raise AccessError(refusal)
        if self.state == "waiting":
            return
        self._zi_check_transition("verified")

    def _zi_check_file(self):
        """What is verified is what was hashed."""
        self.ensure_one()
        item = self.sudo()
        if item.kind != "file":
            return
        if canonical.sha256_hex(item.attachment_id.raw or b"") != item.sha256:
            raise UserError(
                self.env._(
                    "The stored file of “%(name)s” is not the one that was uploaded. "
                    "Refuse it and tell the administrator.",
                    name=item.name,
                )
            )

    def _zi_on_verified(self):
        """What follows: the version before gives way."""
        self.ensure_one()
        older = self.previous_id
        while older:
            if older.state in ("verified", "expired", "refused", "waiting"):
                older._zi_move("replaced", ended_at=fields.Datetime.now())
            older = older.previous_id

    def _zi_tell_uploader(self):
        for item in self.sudo():
            item.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Evidence was refused: enter a better version"),
                user_id=item.uploader_id.id,
            )

    def action_open_file(self):
        self.ensure_one()
        self.check_access("read")
        if self.kind == "record":
            record = self._zi_live_record()
            if record is None:
                raise UserError(self.env._("The record is no longer there."))
            return {
                "type": "ir.actions.act_window",
                "res_model": record._name,
                "res_id": record.id,
                "view_mode": "form",
                "views": [(False, "form")],
            }
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.sudo().attachment_id.id}?download=true",
            "target": "new",
        }

    def action_show_duplicates(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Same file or picture"),
            "res_model": self._name,
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", (self | self.duplicate_ids).ids)],
        }

    # ------------------------------------------------------------------
    # PERIODS, EXPIRY, PROOF
    # ------------------------------------------------------------------

    def _zi_is_late(self):
        """Entered after the end of its period, or after that was closed."""
        late = super()._zi_is_late()
        for row in self.sudo():
            entered = row.company_id._zi_local(row.uploaded_at).date()
            if row.period_id and entered > row.period_id.date_to:
                late |= row.with_env(self.env)
        return late

    def _zi_touch_proof(self):
        """Let what it serves look at its proof again."""
        self._zi_served()()

    def _zi_served(self):
        """Remember what it serves now.

        :return: function that lets all of it look at its proof again, also when the
            evidence is gone by then; links extend it
        """
        return lambda: None

    def _zi_clock_users(self, name):
        return self.uploader_id

    @api.model
    def _zi_clock_open_domain(self, name):
        return Domain("state", "=", "verified") & Domain("expiry_date", "!=", False)

    @api.model
    def _cron_expire(self):
        """Daily: verified evidence whose last day has passed in its unit."""
        rows = self.sudo().search(
            [
                ("state", "=", "verified"),
                ("expiry_date", "<=", fields.Date.today()),
            ]
        )
        self._zi_expire(rows)

    @api.model
    def _zi_expire(self, rows):
        today = {unit: unit._zi_today() for unit in rows.company_id}
        rows.filtered(lambda r: r.expiry_date < today[r.company_id])._zi_move(
            "expired", ended_at=fields.Datetime.now()
        )
