import re

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import email_normalize, email_split


class ZiUnitSetting(models.Model):
    """What a unit tells about itself once: superior, values, Inspectorate.

    One row per unit, kept by its secretariat; the technical settings are apart.
    """

    _name = "zi.unit.setting"
    _description = "Particulars of the work unit"
    _inherit = ["zi.unit.mixin", "mail.thread"]

    name = fields.Char(
        "Official name",
        tracking=True,
        help="Name of the unit as it stands in decrees. Empty: the company name.",
    )
    parent_office = fields.Char(
        "Parent office",
        tracking=True,
        help="Ministry and directorate general above the unit, as it stands in the "
        "letterhead.",
    )
    address = fields.Text("Address in the letterhead")
    city = fields.Char(
        "Place of signing", help="The place before the date, e.g. Batam."
    )
    superior_name = fields.Char("Name of the superior of the head", tracking=True)
    superior_office = fields.Char(
        "Office of the superior of the head",
        tracking=True,
        help="Decides the head's own matters. Without it they wait.",
    )
    values_name = fields.Char("Values", help="Short name, e.g. ARIF.")
    values_text = fields.Text("Meaning of the values")
    pact_text = fields.Text(
        "Text of the integrity pact",
        help="What every employee signs. The values stand above it.",
    )
    company_name = fields.Char(
        "Short name",
        compute="_compute_unit_code",
        inverse="_inverse_company_name",
        size=256,
        help="Name of the unit in lists and titles, e.g. BTKLPP Kelas I Batam.",
    )
    unit_code = fields.Char(
        "Unit code",
        compute="_compute_unit_code",
        inverse="_inverse_unit_code",
        size=32,
        help="Short code of the unit, printed in document numbers, e.g. BTKL-BTM.",
    )
    mail_tested_at = fields.Datetime("Last test mail", readonly=True, copy=False)
    inspectorate_emails = fields.Text(
        "Addresses of the Inspectorate",
        tracking=True,
        help="One address per line. The monthly package goes to these.",
    )
    inspectorate_day = fields.Integer(
        "Working day of the month",
        default=5,
        help="On this working day of the next month the package goes out.",
    )

    _company_unique = models.Constraint(
        "UNIQUE (company_id)", "The particulars of this unit are already entered."
    )
    _day_in_month = models.Constraint(
        "CHECK (inspectorate_day BETWEEN 1 AND 20)",
        "Choose a working day between 1 and 20.",
    )

    @api.depends("name", "company_id")
    def _compute_display_name(self):
        for setting in self:
            # An overseer is no member of the unit and reads its name nevertheless.
            setting.display_name = setting.name or setting.company_id.sudo().name

    @api.depends("company_id.zi_unit_code", "company_id.name")
    def _compute_unit_code(self):
        for setting in self:
            company_sudo = setting.company_id.sudo()
            setting.unit_code = company_sudo.zi_unit_code
            setting.company_name = company_sudo.name

    def _inverse_company_name(self):
        for setting in self:
            if not (setting.company_name or "").strip():
                raise ValidationError(self.env._("The unit needs a short name."))
            setting.company_id.sudo().name = setting.company_name.strip()

    def _inverse_unit_code(self):
        """The code stands on the company, which the secretariat does not write; who
        may write these particulars may set it."""
        for setting in self:
            setting.company_id.sudo().zi_unit_code = setting.unit_code

    @api.constrains("inspectorate_emails")
    def _check_inspectorate_emails(self):
        for setting in self:
            for line in (setting.inspectorate_emails or "").splitlines():
                if line.strip() and not email_normalize(line):
                    raise ValidationError(
                        self.env._(
                            "“%(line)s” is not a mail address. Write one per line.",
                            line=line.strip(),
                        )
                    )

    def _zi_inspectorate_addresses(self):
        """Normalised addresses, in the order they were written."""
        self.ensure_one()
        return email_split(re.sub(r"\s*\n\s*", ", ", self.inspectorate_emails or ""))

    @api.model
    def _zi_of(self, company):
        """The unit's particulars (sudo), made on first use."""
        found = self.sudo().search([("company_id", "=", company.id)])
        if not found and self.env.cr.readonly:
            return self.sudo().new({"company_id": company.id})
        return found or self.sudo().create([{"company_id": company.id}])

    @api.model
    def action_open(self):
        """Open the particulars of the present unit."""
        setting = self._zi_of(self.env.company)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Particulars of the unit"),
            "res_model": self._name,
            "res_id": setting.id,
            "views": [(False, "form")],
            "target": "current",
        }

    def action_test_mail(self):
        """Send a test mail to the person who asks."""
        self.ensure_one()
        self.check_access("write")
        user = self.env.user
        if not user.email:
            raise UserError(
                self.env._(
                    "Your own user has no mail address. Enter one in your preferences."
                )
            )
        mail = (
            self.env["mail.mail"]
            .sudo()
            .create(
                [
                    {
                        "subject": self.env._("Test mail from Zona Integritas"),
                        "body_html": self.env._("The mail server works."),
                        "email_to": user.email_formatted,
                    }
                ]
            )
        )
        mail.send(raise_exception=False)
        if mail.state != "sent":
            raise UserError(
                self.env._(
                    "The mail could not be sent: %(reason)s. Check the outgoing mail "
                    "server (set-up guide, step “Mail server”).",
                    reason=mail.failure_reason or self.env._("no reason given"),
                )
            )
        self.sudo().mail_tested_at = fields.Datetime.now()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Sent to %(email)s.", email=user.email),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
