import email.policy
import email.utils
import logging
from email.message import EmailMessage

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import canonical
from .zi_export_progress import ZiExportStopped

_logger = logging.getLogger(__name__)
_TRIES = 6
_FIRST_PAUSE = 10  # minutes
_MB = 1024 * 1024
_BASE64 = 4 / 3


class ZiExportRun(models.Model):
    """The job: plan what is due, make it, send it; each step committed by itself."""

    _inherit = "zi.export.run"

    @api.model
    def _cron_export(self):
        """Bring every package one step on; killed anywhere, it goes on where it was."""
        cron = self.env["ir.cron"]
        self.env["zi.export.delivery"]._zi_found_sending()
        self.env["zi.export.profile"]._zi_plan_due()
        cron._commit_progress(1)
        for run in self._zi_to_build():
            run._zi_build_step()
        for run in self._zi_to_send():
            run._zi_send_step()

    def _zi_commit(self):
        """End a step: what is done stays done."""
        self.env["ir.cron"]._commit_progress(1)

    # ------------------------------------------------------------------
    # MAKING
    # ------------------------------------------------------------------

    @api.model
    def _zi_to_build(self):
        """Packages to be made, in the order of their chains."""
        now = fields.Datetime.now()
        return self.sudo().search(
            [
                ("state", "in", ["planned", "failed"]),
                ("attachment_id", "=", False),
                "|",
                ("next_try_at", "=", False),
                ("next_try_at", "<=", now),
                ("attempts", "<", _TRIES),
            ],
            order="profile_id, date_from, amendment, id",
        )

    def _zi_build_step(self):
        """Make one package; what goes wrong is written on it and tried again."""
        self.ensure_one()
        if not self.preview and self._zi_blocked_by_earlier():
            return
        # Fixed first: whatever happens next, another attempt makes the same package.
        self._zi_fix()
        self._zi_commit()
        try:
            with self.env.cr.savepoint():
                self._zi_build()
                self._zi_after_build()
        except ZiExportStopped:
            self.invalidate_recordset()
        except OperationalError:
            raise
        except Exception as error:
            self.invalidate_recordset()
            if not isinstance(error, UserError):
                _logger.info("A package could not be made", exc_info=True)
            self._zi_build_failed(error)
        self._zi_commit()

    def _zi_blocked_by_earlier(self):
        """An earlier package of the chain that is not made yet goes first."""
        self.ensure_one()
        if self._zi_gap_before():
            return True
        return bool(
            self.search_count(
                [
                    ("profile_id", "=", self.profile_id.id),
                    ("preview", "=", False),
                    ("state", "in", ["planned", "failed"]),
                    ("attachment_id", "=", False),
                    ("id", "!=", self.id),
                    "|",
                    ("number", ">", 0),
                    ("date_from", "<", self.date_from),
                ],
                limit=1,
            )
        )

    def _zi_build_failed(self, error):
        words = error.args[0] if isinstance(error, UserError) else repr(error)
        attempts = self.attempts + 1
        last = attempts >= _TRIES
        values = {
            "error": str(words)[:2000],
            "attempts": attempts,
            "next_try_at": False
            if last
            else fields.Datetime.add(
                fields.Datetime.now(), minutes=_FIRST_PAUSE * 2 ** (attempts - 1)
            ),
        }
        if self.state == "failed":
            self._zi_gate_write(values)
        else:
            self._zi_run_move("failed", **values)
        if attempts == 1 or last:
            self._zi_tell_secretariat()

    def _zi_after_build(self):
        """Deliveries, and the way to the head where the profile wants it."""
        if self.preview:
            return
        self.env["zi.export.delivery"]._zi_prepare(self)
        if self.profile_id.approval_needed and self.approval_state == "draft":
            self.action_submit()

    def _zi_tell_secretariat(self):
        holders = self.env["zi.role.assignment"]._zi_holders(
            self.company_id, "secretariat"
        )
        for user in holders.user_id:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.with_context(lang=user.lang).env._(
                    "A package for the Inspectorate needs you"
                ),
                user_id=user.id,
            )

    # ------------------------------------------------------------------
    # SENDING
    # ------------------------------------------------------------------

    @api.model
    def _zi_to_send(self):
        return self.sudo().search(
            [("state", "in", ["built", "sending"]), ("preview", "=", False)],
            order="profile_id, number",
        )

    def _zi_send_step(self):
        """Send one package to those who have not got it."""
        self.ensure_one()
        if not self._zi_is_cleared() or not self.delivery_ids:
            return
        now = fields.Datetime.now()
        due = self.delivery_ids.filtered(lambda row: row._zi_is_due(now))
        if self.state == "built" and due:
            self._zi_run_move("sending")
        for delivery in due:
            self._zi_deliver(delivery)
        self._zi_close_sending()
        self._zi_commit()

    def _zi_deliver(self, delivery):
        """Give one mail to the mail server."""
        try:
            parts = self._zi_message_parts(delivery)
            message = self._zi_mail(parts)
        except UserError as error:
            delivery._zi_move("failed", error=error.args[0])
            return
        delivery._zi_begin(parts)
        self._zi_commit()
        try:
            self.env["ir.mail_server"].sudo().send_email(message)
        except Exception as error:
            delivery._zi_refused(error)
        else:
            delivery._zi_end()
        self._zi_commit()

    def _zi_close_sending(self):
        states = set(self.delivery_ids.mapped("state"))
        if self.state != "sending":
            return
        if states == {"sent"}:
            self._zi_run_move("sent", sent_at=fields.Datetime.now(), error=False)
        elif states <= {"sent", "failed"}:
            self._zi_run_move("failed", error=self._zi_delivery_errors())
            self._zi_tell_secretariat()

    def _zi_delivery_errors(self):
        return "\n".join(
            f"{row.email}: {row.error}"
            for row in self.delivery_ids
            if row.state == "failed"
        )

    # ------------------------------------------------------------------
    # THE MAIL
    # ------------------------------------------------------------------

    def _zi_message_parts(self, delivery):
        """What the mail of a delivery says, the same in every attempt: whoever gets
        it twice gets it with the same bytes, whatever was renamed in between.

        :param delivery: ``zi.export.delivery``
        :return: dict
        :raises UserError: the unit has no address to send from
        """
        self.ensure_one()
        if delivery.sudo().mail:
            return delivery.sudo().mail
        run = self.with_context(lang=self.profile_id.lang)
        env = run.env
        subject = env._(
            "%(profile)s of %(unit)s, %(period)s",
            profile=run.profile_id.name,
            unit=run._zi_unit_name(),
            period=run._zi_period_name(),
        )
        if run.amendment:
            subject = env._(
                "Amendment %(number)s: %(subject)s",
                number=run.amendment,
                subject=subject,
            )
        return {
            "message_id": delivery.message_id,
            "subject": subject,
            "sender": run._zi_sender(),
            "to": email.utils.formataddr((delivery.name, delivery.email)),
            "date": email.utils.format_datetime(run.built_at),
            "lines": run._zi_mail_lines(delivery),
        }

    def _zi_mail(self, parts):
        """A mail with the files of the package.

        :param dict parts: as :meth:`_zi_message_parts` gives them
        :return: ``EmailMessage``
        :raises UserError: the files are too large for a mail, or not what was made
        """
        self.ensure_one()
        self._zi_check_files()
        self._zi_check_size()
        message = EmailMessage(policy=email.policy.SMTP)
        message["Message-Id"] = parts["message_id"]
        message["Subject"] = parts["subject"]
        message["From"] = parts["sender"]
        message["Reply-To"] = parts["sender"]
        message["To"] = parts["to"]
        message["Date"] = parts["date"]
        message.set_content("\n".join(parts["lines"]), charset="utf-8")
        for attachment in (self.attachment_id, self.manifest_id):
            main, _slash, kind = attachment.mimetype.partition("/")
            message.add_attachment(attachment.raw, main, kind, filename=attachment.name)
        # A boundary is random otherwise, and the mail another one each time.
        mark = canonical.sha256_hex(parts["message_id"])[:32]
        message.set_boundary(f"=_zi_{mark}")
        return message

    def _zi_sender(self):
        address = (
            self.company_id.sudo().email
            or self.env["ir.mail_server"]._get_default_from_address()
        )
        if not address:
            raise UserError(
                self.env._("The unit has no mail address: set it in its particulars.")
            )
        return email.utils.formataddr(
            (self._zi_unit_name(), email.utils.parseaddr(address)[1])
        )

    def _zi_mail_lines(self, delivery):
        env = self.env
        lines = [
            env._(
                "Attached is the package “%(name)s” of %(unit)s for %(period)s.",
                name=self.profile_id.name,
                unit=self._zi_unit_name(),
                period=self._zi_period_name(),
            ),
            "",
            env._(
                "Rows: %(rows)s. SHA-256 of the workbook: %(sha)s.",
                rows=self.row_count,
                sha=self.sha256,
            ),
            env._(
                "The manifest beside it is signed. How to check both is told under "
                "“How to check a package” at the unit's public address."
            ),
        ]
        if self.amendment:
            lines += [
                "",
                env._(
                    "This amends the package that you already have: %(reason)s The "
                    "first sheet after the cover shows every difference.",
                    reason=f"{(self.reason or '').rstrip('. ')}.",
                ),
            ]
        link = delivery and self._zi_receipt_link(delivery)
        if link:
            lines += ["", env._("Please confirm the receipt: %(link)s", link=link)]
        return lines

    def _zi_receipt_link(self, delivery):
        """Address of the receipt page; empty while the unit has no public address."""
        return ""

    def _zi_check_files(self):
        """What leaves is what was made: a lost or damaged file is not sent."""
        if canonical.sha256_hex(self.attachment_id.raw or b"") != self.sha256:
            raise UserError(
                self.env._(
                    "The stored workbook is not the one that was made: its SHA-256 "
                    "differs. Restore it from the backup; nothing was sent."
                )
            )

    def _zi_check_size(self):
        """Files above the limit are handed over otherwise, never as a link."""
        limit = float(
            self.env["ir.config_parameter"]
            .sudo()
            .get_param("base.default_max_email_size", "10")
        )
        size = (len(self.attachment_id.raw) + len(self.manifest_id.raw)) * _BASE64 / _MB
        if size > limit:
            raise UserError(
                self.env._(
                    "The package is %(size)s MB as a mail, the mail server takes "
                    "%(limit)s MB. Make two profiles of it, or hand over the file.",
                    size=round(size, 1),
                    limit=round(limit, 1),
                )
            )

    def _zi_send_test(self, user):
        """The same files to a member of the office, marked as a test."""
        self.ensure_one()
        run = self.with_context(lang=user.lang)
        subject = run.env._(
            "TEST, not sent to anybody else: %(name)s", name=run.display_name
        )
        key = f"{run.id} {user.id} {fields.Datetime.now()}"
        message = run._zi_mail(
            {
                "message_id": f"<zi.test.{canonical.sha256_hex(key)[:32]}@zi.invalid>",
                "subject": subject,
                "sender": run._zi_sender(),
                "to": email.utils.formataddr(
                    (user.name, email.utils.parseaddr(user.email)[1])
                ),
                "date": email.utils.format_datetime(fields.Datetime.now()),
                "lines": run._zi_mail_lines(None),
            }
        )
        self.env["ir.mail_server"].sudo().send_email(message)
