from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import config
from odoo.tools.misc import format_date


class ZiExportRun(models.Model):
    """What a person should know of a package before it goes."""

    _inherit = "zi.export.run"

    warnings = fields.Html(compute="_compute_warnings", sanitize=False)

    @api.depends("state", "sheet_ids", "delivery_ids", "profile_id.recipient_ids")
    @api.depends_context("lang")
    def _compute_warnings(self):
        for run in self:
            lines = run._zi_warning_texts() if run._zi_may_still_go() else []
            run.warnings = (
                Markup("<ul class='mb-0'>%s</ul>")
                % Markup("").join(Markup("<li>%s</li>") % text for text in lines)
                if lines
                else False
            )

    def _zi_may_still_go(self):
        self.ensure_one()
        return bool(self.date_to) and self.state not in ("sent", "cancelled")

    def _zi_warning_texts(self):
        """Sentences, the gravest first; addons add theirs."""
        self.ensure_one()
        run = self.sudo()
        return [
            *run._zi_address_warnings(),
            *run._zi_period_warnings(),
            *run._zi_file_warnings(),
        ]

    def _zi_address_warnings(self):
        """What keeps the mail from leaving, or the receipt from coming back."""
        if not self.profile_id.recipient_ids:
            yield self.env._("The profile names no recipient: nothing is sent.")
        try:
            self._zi_sender()
        except UserError as error:
            yield error.args[0]
        servers = self.env["ir.mail_server"].search_count([], limit=1)
        if not servers and config["smtp_server"] in (False, "localhost"):
            yield self.env._(
                "No outgoing mail server is set up: the mail waits until there is one."
            )
        if not self.env["zi.public.page"]._zi_base_url():
            yield self.env._(
                "The office has no public address: the cover carries no code and the "
                "mail no link for the receipt."
            )

    def _zi_period_warnings(self):
        today = self.company_id._zi_today()
        if self.date_to >= today:
            yield self.env._(
                "The period runs until %(day)s: its figures still change.",
                day=format_date(self.env, self.date_to),
            )
        elif self.profile_id.period_kind != "year" and not self._zi_is_closed():
            yield self.env._(
                "%(period)s is not closed: what is entered in it later is not in this "
                "package.",
                period=self._zi_period_name(),
            )

    def _zi_is_closed(self):
        period = self.env["zi.period"]._zi_find(
            self.company_id, self.date_to, self.profile_id.period_kind
        )
        return period.state == "closed"

    def _zi_file_warnings(self):
        if not self.attachment_id:
            return
        empty = self.sheet_ids.filtered(
            lambda sheet: not sheet.row_count and not sheet.has_roll
        )
        if empty:
            yield self.env._(
                "Without a row: %(sheets)s.", sheets=", ".join(empty.mapped("name"))
            )
        try:
            self._zi_check_size()
        except UserError as error:
            yield error.args[0]
