import hmac
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import consteq

from ...tools import canonical

_DIGITS = 6
_VALID = timedelta(minutes=30)
_LIMIT = "pact_code"


class ZiIntegrityPactCode(models.Model):
    """A one-time code with which an employee without account signs.

    It goes to the employee's own address, never to the officer on whose device he
    signs. Who has no address gets it on paper from the secretariat. Only its hash is
    stored, with a key that the database does not hold.
    """

    _name = "zi.integrity.pact.code"
    _description = "One-time code for the integrity pact"
    _order = "id desc"
    _rec_name = "employee_id"

    company_id = fields.Many2one(
        "res.company", "Work unit", required=True, index=True, ondelete="restrict"
    )
    employee_id = fields.Many2one(
        "hr.employee", required=True, index=True, ondelete="cascade"
    )
    code_hash = fields.Char(required=True, size=64)
    issued_by_id = fields.Many2one("res.users", required=True, ondelete="restrict")
    expires_at = fields.Datetime(required=True)
    used_at = fields.Datetime()

    @api.model
    def _zi_issue(self, employee):
        """Make a code for an employee; it is returned once and stored nowhere.

        :param hr.employee employee: person without account
        :return: six digits
        """
        code = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}d}"
        rows = self.sudo()
        # An older code of the same person ends with the new one.
        rows.search([("employee_id", "=", employee.id), ("used_at", "=", False)]).write(
            {"expires_at": fields.Datetime.now()}
        )
        rows.create(
            [
                {
                    "company_id": employee.sudo().company_id.id,
                    "employee_id": employee.id,
                    "code_hash": self._zi_hash(employee, code),
                    "issued_by_id": self.env.uid,
                    "expires_at": fields.Datetime.now() + _VALID,
                }
            ]
        )
        return code

    @api.model
    def _zi_hash(self, employee, code):
        key = self.env["zi.signing.key"]._zi_derive("pact_code", str(employee.id))
        if key is None:
            raise UserError(
                self.env._(
                    "This server holds no secret of its own, so it cannot make codes. "
                    "The administrator makes a signing key first."
                )
            )
        return canonical.sha256_hex(hmac.digest(key, code.encode(), "sha256"))

    @api.model
    def _zi_use(self, employee, code):
        """Use a code up.

        :param hr.employee employee: who types it
        :param str code: what he typed
        :raises UserError: wrong, used, too old, or too often
        """
        wait = self.env["zi.public.limit"]._zi_count(_LIMIT, f"code:{employee.id}")
        if wait:
            raise UserError(
                self.env._(
                    "Too many attempts. Please wait a few minutes, then try again."
                )
            )
        row = self.sudo().search(
            [
                ("employee_id", "=", employee.id),
                ("used_at", "=", False),
                ("expires_at", ">", fields.Datetime.now()),
            ],
            limit=1,
        )
        typed = self._zi_hash(employee, (code or "").strip())
        if not row or not consteq(row.code_hash, typed):
            raise UserError(
                self.env._(
                    "This code is wrong, used or too old. Nothing was signed; send a "
                    "new code."
                )
            )
        if row.issued_by_id == self.env.user and not self._zi_address(employee):
            raise UserError(
                self.env._("Who handed out the code does not enter it himself.")
            )
        row.used_at = fields.Datetime.now()

    @api.model
    def _zi_address(self, employee):
        """Mail address of an employee's own, or nothing."""
        person = employee.sudo()
        return person.private_email or person.work_email or ""

    @api.autovacuum
    def _gc_codes(self):
        """Forget codes a day after they ended."""
        before = fields.Datetime.now() - timedelta(days=1)
        self.sudo().search([("expires_at", "<", before)]).unlink()


class ZiIntegrityPactDevice(models.TransientModel):
    """The personnel officer hands his device to an employee who has no account."""

    _name = "zi.integrity.pact.device"
    _description = "Signing the pact on an officer's device"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    employee_id = fields.Many2one(
        "hr.employee",
        "Who signs",
        domain="[('company_id', '=', company_id), ('user_id', '=', False)]",
    )
    round_id = fields.Many2one(
        "zi.integrity.pact.round",
        "Signing together",
        domain="[('company_id', '=', company_id), ('state', '=', 'open')]",
    )
    pact_text = fields.Html("What is signed", compute="_compute_pact_text")
    has_address = fields.Boolean(compute="_compute_has_address")
    # Typed for one call and never stored.
    code = fields.Char("One-time code", store=False)

    @api.depends("company_id")
    def _compute_pact_text(self):
        for sheet in self:
            text = self.env["zi.integrity.pact.text"]._zi_current(sheet.company_id)
            sheet.pact_text = text._zi_html()

    @api.depends("employee_id")
    def _compute_has_address(self):
        codes = self.env["zi.integrity.pact.code"]
        for sheet in self:
            sheet.has_address = bool(
                sheet.employee_id and codes._zi_address(sheet.employee_id)
            )

    def _zi_holds(self, *roles):
        assignments = self.env["zi.role.assignment"]
        return any(
            assignments._zi_holders(self.company_id, role, user=self.env.user)
            for role in roles
        )

    def _zi_check(self, *roles):
        """Only an officer of the unit, and only for somebody without account."""
        self.ensure_one()
        if not self._zi_holds(*roles):
            raise AccessError(
                self.env._(
                    "Only the personnel officer or the secretariat of the unit does "
                    "this."
                )
            )
        person = self.sudo().employee_id
        if not person or person.company_id != self.company_id or not person.active:
            raise UserError(self.env._("Choose an employee of the unit."))
        if person.user_id:
            raise UserError(
                self.env._(
                    "%(name)s has an account and signs with it himself.",
                    name=person.name,
                )
            )
        return person

    def action_send_code(self):
        """Send a code to the employee's own address.

        :raises UserError: no address
        """
        person = self._zi_check("personnel_officer", "secretariat")
        codes = self.env["zi.integrity.pact.code"]
        address = codes._zi_address(person)
        if not address:
            raise UserError(
                self.env._(
                    "%(name)s has no mail address. The secretariat prints the code.",
                    name=person.name,
                )
            )
        code = codes._zi_issue(person)
        self.env["mail.mail"].sudo().create(
            {
                "subject": self.env._("Code for your integrity pact"),
                "body_html": self.env._(
                    "Your code is %(code)s. It is valid for 30 minutes. Type it "
                    "yourself, and only after you have read the pact.",
                    code=code,
                ),
                "email_to": address,
                "auto_delete": True,
            }
        ).send()
        return self._zi_again()

    def action_show_code(self):
        """Show the code once, to be handed over on paper: by the secretariat only, so
        that who holds the device never knows it."""
        person = self._zi_check("secretariat")
        code = self.env["zi.integrity.pact.code"]._zi_issue(person)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("Code of %(name)s", name=person.name),
                "message": code,
                "sticky": True,
                "type": "info",
            },
        }

    def action_sign(self, code=None):
        """The employee has read the text and types his code.

        :param str code: one-time code; from the form it comes in the context
        """
        person = self._zi_check("personnel_officer")
        self.env["zi.integrity.pact.code"]._zi_use(
            person, code or self.env.context.get("zi_code")
        )
        together = self.sudo().round_id.filtered(
            lambda item: (
                item.state == "open" and person in item.expected_ids.employee_id
            )
        )
        pact = self.env["zi.integrity.pact"]._zi_sign(
            person,
            self.env["zi.integrity.pact.text"]._zi_current(self.company_id),
            "code",
            device_user=self.env.user,
            signing_round=together,
        )
        return pact.sudo(False)._zi_open()

    def _zi_again(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }
