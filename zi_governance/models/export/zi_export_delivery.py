import logging
from datetime import timedelta

from odoo import api, fields, models

from ...tools import canonical

_logger = logging.getLogger(__name__)
_TRIES = 8
_FIRST_PAUSE = 5  # minutes; it doubles with each attempt


class ZiExportDelivery(models.Model):
    """One package on its way to one recipient.

    ``sending`` is committed before the mail server is spoken to. Nobody can know
    whether a mail left when the server dies in between: the row is then ``unsure``,
    and repeated with the very same Message-ID and bytes, once by the job and further
    by a person.
    """

    _name = "zi.export.delivery"
    _description = "Delivery of a package"
    _inherit = ["zi.gate.mixin"]
    _order = "id"
    _rec_name = "email"

    _zi_gated_fields = (
        "run_id",
        "name",
        "email",
        "message_id",
        "state",
        "attempts",
        "repeated",
        "next_try_at",
        "sent_at",
        "sha256",
        "error",
        "token_hash",
        "received_at",
        "received_by",
        "mail",
        "handed_over",
    )
    _zi_transitions = {
        "waiting": {"sending", "failed", "sent"},
        "sending": {"sent", "waiting", "failed", "unsure"},
        "unsure": {"sending", "waiting", "sent"},
        "failed": {"waiting", "sent"},
        "sent": set(),
    }

    run_id = fields.Many2one(
        "zi.export.run", "Package", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="run_id.company_id", store=True, precompute=True, index=True
    )
    name = fields.Char("Recipient", required=True, size=128)
    email = fields.Char("Mail address", required=True, size=254)
    message_id = fields.Char("Message-ID", required=True, size=200)
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("sending", "Being sent"),
            ("unsure", "Possibly sent"),
            ("sent", "Sent"),
            ("failed", "Failed"),
        ],
        required=True,
        default="waiting",
        index=True,
    )
    attempts = fields.Integer(default=0, aggregator=None)
    repeated = fields.Integer(
        default=0, aggregator=None, help="How often it was sent after a crash."
    )
    next_try_at = fields.Datetime("Tried again at")
    sent_at = fields.Datetime("Sent on")
    sha256 = fields.Char("File (SHA-256)", size=64)
    error = fields.Text()
    handed_over = fields.Char(
        size=256, help="How it was handed over, where it did not go by mail."
    )
    # Holds the receipt link, which only the recipient should have.
    mail = fields.Json(groups=fields.NO_ACCESS)
    token_hash = fields.Char(size=64, groups="base.group_no_one")
    received_at = fields.Datetime("Receipt")
    received_by = fields.Char("Received by", size=128)

    _message_once = models.UniqueIndex(
        "(message_id)", "A package goes to an address once."
    )
    _token_index = models.UniqueIndex(
        "(token_hash) WHERE token_hash IS NOT NULL", "This code is taken."
    )

    # ------------------------------------------------------------------
    # MAKING
    # ------------------------------------------------------------------

    @api.model
    def _zi_prepare(self, run):
        """The deliveries of a package: one per recipient of its profile, once.

        :param run: ``zi.export.run`` (sudo) that is ready
        """
        known = set(run.delivery_ids.mapped("email"))
        rows = []
        for recipient in run.profile_id.recipient_ids.filtered("active"):
            email = recipient.email.strip().lower()
            if email not in known:
                known.add(email)
                rows.append(
                    {
                        "run_id": run.id,
                        "name": recipient.name,
                        "email": email,
                        "message_id": self._zi_message_id(run, email),
                    }
                )
        return self.sudo()._zi_gate_create(rows)

    @api.model
    def _zi_message_id(self, run, email):
        """The same for the same unit, profile, period, amendment and address."""
        unit = run.company_id.zi_unit_code or str(run.company_id.id)
        key = "\n".join(
            [
                self.env["ir.config_parameter"].sudo().get_param("database.uuid"),
                str(run.company_id.id),
                run.profile_id.code,
                run.period_code,
                str(run.amendment),
                email,
            ]
        )
        domain = run.company_id.sudo().alias_domain_id.name or "zi.invalid"
        return (
            f"<zi.{unit}.{run.profile_id.code}.{run.period_code}.{run.amendment}."
            f"{canonical.sha256_hex(key)[:24]}@{domain}>"
        ).replace(" ", "-")

    # ------------------------------------------------------------------
    # SENDING; called by the job, which commits between the steps
    # ------------------------------------------------------------------

    def _zi_begin(self, parts):
        """Say that the mail leaves now; the caller commits before it does.

        :param dict parts: what it says; every later attempt says the same
        """
        self.ensure_one()
        values = {
            "attempts": self.attempts + 1,
            "error": False,
            "next_try_at": False,
            "mail": parts,
        }
        if self.state == "unsure":
            values["repeated"] = self.repeated + 1
        self._zi_move("sending", **values)

    def _zi_end(self):
        """Say that the mail server took it."""
        self.ensure_one()
        self._zi_move("sent", sent_at=fields.Datetime.now(), sha256=self.run_id.sha256)

    def _zi_refused(self, error):
        """The mail server did not take it: tried again later, or given up."""
        self.ensure_one()
        text = str(error)[:1000]
        if self.attempts >= _TRIES:
            self._zi_move("failed", error=text)
            return
        pause = _FIRST_PAUSE * 2 ** (self.attempts - 1)
        self._zi_move(
            "waiting",
            error=text,
            next_try_at=fields.Datetime.now() + timedelta(minutes=pause),
        )

    def _zi_hand_over(self, how):
        """Say that the file was handed over otherwise than by mail.

        :param str how: to whom, when, on what
        """
        for row in self:
            row._zi_move(
                "sent",
                sent_at=fields.Datetime.now(),
                sha256=row.run_id.sha256,
                handed_over=how,
                error=False,
            )

    @api.model
    def _zi_found_sending(self):
        """Rows that a dead process left: nobody knows whether their mail arrived."""
        rows = self.sudo().search([("state", "=", "sending")])
        rows._zi_move("unsure")
        return rows

    def _zi_is_due(self, now):
        """Whether the job sends this row now."""
        self.ensure_one()
        if self.state == "unsure":
            return not self.repeated
        return self.state == "waiting" and (
            not self.next_try_at or self.next_try_at <= now
        )

    def _zi_try_again(self):
        """A person orders what failed or is unsure to be sent."""
        for row in self:
            if row.state in ("failed", "unsure"):
                row._zi_move("waiting", attempts=0, next_try_at=False)
            elif row.state == "waiting":
                row._zi_gate_write({"next_try_at": False})

    # ------------------------------------------------------------------
    # RECEIPT
    # ------------------------------------------------------------------

    def _zi_receipt_token(self):
        """Code of the receipt link of this delivery; the same in every attempt, since
        the mail has to stay the same to the byte. None where the server has no
        secret to derive it from.
        """
        self.ensure_one()
        secret = self.env["zi.signing.key"]._zi_derive("receipt", self.message_id)
        if secret is None:
            return None
        token = canonical.sha256_hex(secret)[:32]
        digest = canonical.sha256_hex(token)
        if self.token_hash != digest:
            self._zi_gate_write({"token_hash": digest})
        return token

    @api.model
    def _zi_find(self, token):
        """The delivery of a receipt code (sudo), or an empty one."""
        if not isinstance(token, str) or len(token) != 32:
            return self.sudo().browse()
        return self.sudo().search(
            [("token_hash", "=", canonical.sha256_hex(token))], limit=1
        )

    def _zi_receive(self, name):
        """Note the receipt; the first one stays.

        :param str name: who received it, as he wrote it
        """
        self.ensure_one()
        if not self.received_at:
            self._zi_gate_write(
                {
                    "received_at": fields.Datetime.now(),
                    "received_by": (name or "").strip()[:128] or self.name,
                }
            )

    def _zi_receipt_page(self):
        """What the receipt page shows: plain values."""
        self.ensure_one()
        run = self.run_id
        return {
            "name": run.display_name,
            "unit": run._zi_unit_name(),
            "recipient": self.name,
            "sha256": run.sha256,
            "received_by": self.received_by,
            "received_at": run._zi_day_text(self.received_at)
            if self.received_at
            else "",
        }
