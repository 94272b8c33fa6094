from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class ZiIntegrityPactWitness(models.Model):
    """The direct superior has witnessed a pact, after its signer.

    The superior of the head works elsewhere and has no account here: what he signed on
    paper is entered by the secretariat, with the scan, and shown as such.
    """

    _name = "zi.integrity.pact.witness"
    _description = "Witness of an integrity pact"
    _inherit = ["zi.append.only.mixin", "zi.hashed.file.mixin"]
    _order = "witnessed_at desc, id desc"
    _rec_name = "witness_label"

    _zi_sealed_columns = (
        "company_id",
        "pact_id",
        "employee_id",
        "user_id",
        "witness_label",
        "witnessed_at",
        "date",
        "entered_by_id",
        "letter_sha256",
    )
    _zi_hashed_files = {"letter": ("letter_name", "letter_sha256")}

    company_id = fields.Many2one(
        "res.company", "Work unit", required=True, index=True, ondelete="restrict"
    )
    pact_id = fields.Many2one(
        "zi.integrity.pact", required=True, index=True, ondelete="restrict"
    )
    employee_id = fields.Many2one("hr.employee", index=True, ondelete="restrict")
    user_id = fields.Many2one("res.users", "Account", index=True, ondelete="restrict")
    witness_label = fields.Char("Witness", required=True)
    witnessed_at = fields.Datetime("Witnessed on", required=True)
    date = fields.Date("Day", required=True)
    entered_by_id = fields.Many2one(
        "res.users",
        "Entered by",
        ondelete="restrict",
        help="Of a witness outside of the unit, who signed on paper.",
    )
    letter = fields.Binary("Signed paper", attachment=True)
    letter_name = fields.Char()
    letter_sha256 = fields.Char("SHA-256 of the paper", size=64)

    _somebody = models.Constraint(
        "CHECK (user_id IS NOT NULL OR (entered_by_id IS NOT NULL"
        " AND letter_sha256 IS NOT NULL))",
        "A witness outside of the unit is shown by the paper that he signed.",
    )
    _once = models.UniqueIndex("(pact_id)", "This pact was witnessed already.")

    @api.model
    def _zi_witness(self, pact):
        """Enter the present user as the witness of a pact, once.

        :param zi.integrity.pact pact: signed pact
        :raises AccessError: the user is not the direct superior of the signer
        """
        pact.ensure_one()
        user = self.env.user
        if user not in pact._zi_witness_user() or user in pact.sudo().user_id:
            raise AccessError(
                self.env._("Only the direct superior of the signer is the witness.")
            )
        if pact.witnessed:
            return
        row = pact.sudo()
        superior = row.employee_id.parent_id
        now = fields.Datetime.now()
        day = row.company_id._zi_local(now).date()
        signature = superior._zi_signature(day)
        self.sudo().create(
            [
                {
                    "company_id": row.company_id.id,
                    "pact_id": row.id,
                    "employee_id": superior.id,
                    "user_id": user.id,
                    "witness_label": ", ".join(
                        filter(None, [signature["name"], signature["title"]])
                    ),
                    "witnessed_at": now,
                    "date": day,
                }
            ]
        )
        # A witness makes the pact a better proof.
        self.env["zi.integrity.pact"]._zi_mark_changed(row.company_id)

    @api.model
    def _zi_witness_outside(self, pact, label, day, letter, letter_name):
        """Enter a witness who has no account here, by the paper that he signed.

        :param zi.integrity.pact pact: signed pact
        :param str label: name and office
        :param date day: day on which he signed
        :param letter: base64 of the scan
        :param str letter_name: name of the file
        :raises AccessError: not the secretariat, or one's own pact
        :raises UserError: the superior has an account, or the day does not fit
        """
        pact.ensure_one()
        row = pact.sudo()
        user = self.env.user
        keeps = self.env["zi.role.assignment"]._zi_holders(
            row.company_id, "secretariat", user=user
        )
        if not keeps or user == row.user_id:
            raise AccessError(
                self.env._("The secretariat enters a witness outside of the unit.")
            )
        if pact._zi_witness_user():
            raise UserError(
                self.env._("The direct superior has an account and witnesses himself.")
            )
        if not row.date <= day <= row.company_id._zi_today():
            raise UserError(
                self.env._("The witness signs on the day of the pact or later.")
            )
        if pact.witnessed:
            return
        self.sudo().create(
            [
                {
                    "company_id": row.company_id.id,
                    "pact_id": row.id,
                    "witness_label": label,
                    "witnessed_at": fields.Datetime.now(),
                    "date": day,
                    "entered_by_id": user.id,
                    "letter": letter,
                    "letter_name": letter_name,
                }
            ]
        )
        self.env["zi.integrity.pact"]._zi_mark_changed(row.company_id)


class ZiIntegrityPactOutside(models.TransientModel):
    """What the secretariat types from the paper that the superior signed."""

    _name = "zi.integrity.pact.outside"
    _description = "Witness outside of the unit"

    pact_id = fields.Many2one("zi.integrity.pact", required=True, readonly=True)
    name = fields.Char(required=True, default=lambda self: self._zi_setting("name"))
    office = fields.Char(required=True, default=lambda self: self._zi_setting("office"))
    date = fields.Date(
        "Signed on", required=True, default=lambda self: self.env.company._zi_today()
    )
    letter = fields.Binary("Signed paper", required=True)
    letter_name = fields.Char()

    @api.model
    def _zi_setting(self, what):
        setting = self.env["zi.unit.setting"]._zi_of(self.env.company)
        return setting[f"superior_{what}"]

    def action_enter(self):
        """Enter the witness, with the paper."""
        self.ensure_one()
        self.pact_id.check_access("read")
        self.env["zi.integrity.pact.witness"]._zi_witness_outside(
            self.pact_id,
            f"{self.name}, {self.office}",
            self.date,
            self.with_context(bin_size=False).letter,
            self.letter_name,
        )
        return {"type": "ir.actions.act_window_close"}


class ZiIntegrityPact(models.Model):
    _inherit = "zi.integrity.pact"

    can_enter_witness = fields.Boolean(compute="_compute_can_enter_witness")

    @api.depends("witness_ids")
    @api.depends_context("uid")
    def _compute_can_enter_witness(self):
        for pact in self:
            pact.can_enter_witness = (
                not pact.witnessed
                and not pact._zi_witness_user()
                and pact.sudo().user_id != self.env.user
                and self.env.user.has_group("zi_governance.group_zi_secretariat")
            )

    def action_witness_outside(self):
        """Enter the witness of a pact whose signer has no superior in this unit."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Witness outside of the unit"),
            "res_model": "zi.integrity.pact.outside",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_pact_id": self.id},
        }
