from odoo import api, fields, models
from odoo.exceptions import AccessDenied, UserError
from odoo.tools import consteq

_LIMIT = "pact_secret"


class ZiIntegrityPactSign(models.TransientModel):
    """The sheet on which an employee signs: the text, and his password once more."""

    _name = "zi.integrity.pact.sign"
    _description = "Signing the integrity pact"

    text_id = fields.Many2one(
        "zi.integrity.pact.text",
        readonly=True,
        default=lambda self: self._zi_text(),
    )
    pact_text = fields.Html("What I sign", compute="_compute_pact_text")
    signer_name = fields.Char("I", compute="_compute_signer")
    signed_pact_id = fields.Many2one(
        "zi.integrity.pact", "My pact", compute="_compute_signer"
    )
    why_not = fields.Char("Why I cannot sign", compute="_compute_signer")
    secret_kind = fields.Selection(
        [("password", "Password"), ("pin", "PIN")],
        "Confirm with",
        required=True,
        default="password",
        help="The password of this account, or the PIN of the attendance terminal "
        "where you log in without a password.",
    )
    # Typed for one call and never stored.
    secret = fields.Char("Password or PIN", store=False)

    @api.model
    def _zi_text(self):
        return self.env["zi.integrity.pact.text"]._zi_current(self._zi_unit()).id

    @api.model
    def _zi_unit(self):
        return self._zi_signer().company_id or self.env.company

    @api.model
    def _zi_signer(self):
        """The employee file of the present user (sudo), in his unit of today."""
        return self.env.user._zi_employee(self.env.company).filtered("active")

    @api.depends("text_id")
    def _compute_pact_text(self):
        for sheet in self:
            # SUDO: whoever is asked to sign may read what he signs.
            sheet.pact_text = sheet.sudo().text_id._zi_html()

    @api.depends("text_id")
    @api.depends_context("uid", "company", "lang")
    def _compute_signer(self):
        for sheet in self:
            signer = sheet._zi_signer()
            text = sheet.sudo().text_id
            pact = (
                self.env["zi.integrity.pact"]
                .sudo()
                .search(
                    [("employee_id", "=", signer.id), ("text_id", "=", text.id)],
                    limit=1,
                )
                if signer
                else None
            )
            sheet.signer_name = signer.name or False
            sheet.signed_pact_id = pact.sudo(False) if pact else False
            sheet.why_not = sheet._zi_why_not(signer, text)

    def _zi_why_not(self, signer, text):
        if not signer:
            return self.env._(
                "Your account is no employee of %(unit)s. Ask the personnel officer.",
                unit=self.env.company.name,
            )
        if not text:
            return self.env._(
                "No text of the pact has been released yet. The secretariat does it in "
                "Settings."
            )
        return False

    def action_sign(self, secret=None):
        """I have read the text and sign it.

        :param str secret: password or PIN; from the form it comes in the context
        :raises UserError: wrong secret, too many attempts, or nothing to sign
        """
        self.ensure_one()
        signer = self._zi_signer()
        refusal = self._zi_why_not(signer, self.sudo().text_id)
        if refusal:
            raise UserError(refusal)
        self._zi_check_secret(
            signer, self.secret_kind, secret or self.env.context.get("zi_secret")
        )
        pact = self.env["zi.integrity.pact"]._zi_sign(
            signer, self.sudo().text_id, self.secret_kind
        )
        return pact.sudo(False)._zi_open()

    @api.model
    def _zi_check_secret(self, signer, kind, secret):
        """Make sure that it is the owner of the account who sits there.

        :param hr.employee signer: employee of the present user (sudo)
        :param str kind: ``password`` or ``pin``
        :param str secret: what was typed
        :raises UserError: wrong, empty, or too often
        """
        user = self.env.user
        if not isinstance(secret, str) or not secret:
            raise UserError(self.env._("Type your password or PIN once more."))
        wait = self.env["zi.public.limit"]._zi_count(_LIMIT, f"user:{user.id}")
        if wait:
            raise UserError(
                self.env._(
                    "Too many attempts. Please wait a few minutes, then try again."
                )
            )
        if kind == "pin":
            right = bool(signer.pin) and consteq(signer.pin, secret)
        else:
            right = self._zi_is_password(user, secret)
        if not right:
            raise UserError(
                self.env._("That is not your password or PIN. Nothing was signed.")
            )

    def _zi_is_password(self, user, secret):
        credential = {"login": user.login, "password": secret, "type": "password"}
        try:
            user.sudo()._check_credentials(credential, {"interactive": True})
        except AccessDenied:
            return False
        return True


class ZiIntegrityPact(models.Model):
    _inherit = "zi.integrity.pact"

    def _zi_open(self):
        """The form of a pact."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    @api.model
    def action_mine(self):
        """My pact when I have signed the text in force, else the sheet to sign."""
        sheet = self.env["zi.integrity.pact.sign"].create({})
        if sheet.signed_pact_id:
            return sheet.signed_pact_id._zi_open()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Integrity pact"),
            "res_model": sheet._name,
            "res_id": sheet.id,
            "views": [(False, "form")],
            "target": "new",
        }
