from odoo import api, fields, models
from odoo.exceptions import AccessError


class ZiIntegrityPactWitness(models.Model):
    """The direct superior has witnessed a pact, after its signer."""

    _name = "zi.integrity.pact.witness"
    _description = "Witness of an integrity pact"
    _inherit = ["zi.append.only.mixin"]
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
    )

    company_id = fields.Many2one(
        "res.company", "Work unit", required=True, index=True, ondelete="restrict"
    )
    pact_id = fields.Many2one(
        "zi.integrity.pact", required=True, index=True, ondelete="restrict"
    )
    employee_id = fields.Many2one(
        "hr.employee", required=True, index=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users", "Account", required=True, index=True, ondelete="restrict"
    )
    witness_label = fields.Char("Witness", required=True)
    witnessed_at = fields.Datetime("Witnessed on", required=True)
    date = fields.Date("Day", required=True)

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
