from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date

from ...tools.zi_verify import GENESIS

_GATED = (
    "state",
    "profile_id",
    "preview",
    "date_from",
    "date_to",
    "period_code",
    "amendment",
    "amends_id",
    "reason",
    "due_at",
    "number",
    "previous_hash",
    "made_at",
    "rules",
    "chain_no",
    "chain_hash",
    "before_chain_no",
    "before_chain_hash",
    "content_hash",
    "attachment_id",
    "manifest_id",
    "sha256",
    "row_count",
    "attempts",
    "next_try_at",
    "error",
    "built_at",
    "sent_at",
    "sender_id",
)


class ZiExportRun(models.Model):
    """One package: of one profile, one period, the first or an amended one.

    What the bytes depend on (number, predecessor, moment, head of the decisions) is
    fixed and committed at the first attempt; a retry uses it again. The file is made
    once; what is sent again is the same file in the same mail.
    """

    _name = "zi.export.run"
    _description = "Package for the Inspectorate"
    _inherit = ["zi.approval.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_from desc, amendment desc, id desc"
    _rec_names_search = ["period_code", "profile_id.name"]

    _zi_gated_fields = _GATED
    _zi_sealed_fields = (
        "profile_id",
        "period_code",
        "amendment",
        "number",
        "content_hash",
        "sha256",
    )
    _zi_approval_steps = ("head",)
    _zi_approval_hidden = "not approval_needed"
    # States of the way; those of the approval stand beside it.
    _zi_run_transitions = {
        "planned": {"built", "failed", "cancelled"},
        "failed": {"planned", "built", "sending", "cancelled"},
        "built": {"sending", "cancelled"},
        "sending": {"sent", "failed"},
        "sent": set(),
        "cancelled": set(),
    }

    profile_id = fields.Many2one(
        "zi.export.profile",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    approval_needed = fields.Boolean(related="profile_id.approval_needed")
    preview = fields.Boolean(help="Made to be looked at; it is never sent.")
    state = fields.Selection(
        [
            ("planned", "Being made"),
            ("built", "Ready"),
            ("sending", "Being sent"),
            ("sent", "Sent"),
            ("failed", "Failed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="planned",
        copy=False,
        index=True,
        group_expand=True,
    )
    date_from = fields.Date("First day", required=True)
    date_to = fields.Date("Last day", required=True)
    period_code = fields.Char("Period", required=True, size=16)
    amendment = fields.Integer(default=0, aggregator=None)
    amends_id = fields.Many2one(
        "zi.export.run", index="btree_not_null", ondelete="restrict"
    )
    reason = fields.Text("Reason of the amendment")
    due_at = fields.Datetime("Due")

    number = fields.Integer(
        "No.",
        copy=False,
        aggregator=None,
        help="Place in the chain of packages of this profile, without gaps.",
    )
    previous_hash = fields.Char("Content of the one before", size=64, copy=False)
    made_at = fields.Datetime("Made at", copy=False)
    rules = fields.Char("Version of the rules", size=32, copy=False)
    chain_no = fields.Integer("Last decision", copy=False, aggregator=None)
    chain_hash = fields.Char("Head of the decisions", size=64, copy=False)
    before_chain_no = fields.Integer(copy=False, aggregator=None)
    before_chain_hash = fields.Char(size=64, copy=False)

    content_hash = fields.Char("Content (SHA-256)", size=64, copy=False)
    attachment_id = fields.Many2one(
        "ir.attachment", "Workbook", ondelete="restrict", copy=False, index=True
    )
    manifest_id = fields.Many2one(
        "ir.attachment", ondelete="restrict", copy=False, index=True
    )
    sha256 = fields.Char("File (SHA-256)", size=64, copy=False)
    row_count = fields.Integer("Rows", copy=False)
    sheet_ids = fields.One2many("zi.export.run.sheet", "run_id", "Sheets")
    delivery_ids = fields.One2many("zi.export.delivery", "run_id", "Deliveries")
    built_at = fields.Datetime("Ready since", copy=False)
    sent_at = fields.Datetime("Sent on", copy=False)
    sender_id = fields.Many2one(
        "res.users", "Ordered by", ondelete="restrict", copy=False
    )
    attempts = fields.Integer(default=0, copy=False, aggregator=None)
    next_try_at = fields.Datetime(copy=False)
    error = fields.Text(copy=False)
    waits_text = fields.Char("What it waits for", compute="_compute_waits_text")
    progress = fields.Integer("Progress (%)", compute="_compute_progress")

    _one_per_period = models.UniqueIndex(
        "(profile_id, date_from, amendment) WHERE NOT preview AND state <> 'cancelled'",
        "This period already has its package.",
    )
    _number_once = models.UniqueIndex(
        "(profile_id, number) WHERE number > 0",
        "Two packages cannot have the same number.",
    )
    _amendment_has_reason = models.Constraint(
        "CHECK (amendment = 0 OR coalesce(trim(reason), '') <> '')",
        "An amended package says why.",
    )

    # ------------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------------

    @api.depends("profile_id", "date_from", "amendment", "preview")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for run in self:
            if not run.date_from:
                run.display_name = ""
                continue
            name = "{}, {}".format(run.profile_id.name or "", run._zi_period_name())
            if run.amendment:
                name = self.env._(
                    "%(package)s, amendment %(number)s",
                    package=name,
                    number=run.amendment,
                )
            if run.preview:
                name = self.env._("%(package)s (preview)", package=name)
            run.display_name = name

    def _zi_period_name(self):
        self.ensure_one()
        return self.env["zi.period"]._zi_span_name(self.date_from, self.date_to)

    @api.depends("state", "approval_state", "next_try_at", "delivery_ids.state")
    @api.depends_context("lang")
    def _compute_waits_text(self):
        for run in self:
            run.waits_text = run._zi_waits_text()

    def _zi_waits_text(self):
        self.ensure_one()
        if self.preview:
            return self.env._("A preview is not sent.")
        if self.state == "built" and not self._zi_is_cleared():
            if self.approval_state == "draft":
                return self.env._("Submit it to the head of the unit.")
            return self.env._("Waits for the decision of the head.")
        if self.state == "built" and not self.delivery_ids:
            return self.env._("The profile named nobody who should get it.")
        gap = self.state in ("planned", "failed") and self._zi_gap_before()
        if gap:
            return self.env._(
                "Waits for the package of %(period)s, which was cancelled. Order that "
                "one from the profile.",
                period=gap[0]._zi_period_name(),
            )
        if self.state == "failed" and self.next_try_at:
            return self.env._(
                "Tried again at %(moment)s.",
                moment=self._zi_day_text(self.next_try_at),
            )
        if "unsure" in self.delivery_ids.mapped("state"):
            return self.env._(
                "The server stopped while a mail was leaving: it may have arrived. "
                "Sending again repeats the very same mail."
            )
        return False

    def _compute_progress(self):
        done = self.env["zi.export.progress"]._zi_shares(self)
        for run in self:
            ready = run.state not in ("planned", "failed")
            run.progress = 100 if ready else done.get(run.id, 0)

    # ------------------------------------------------------------------
    # MAKING ONE
    # ------------------------------------------------------------------

    @api.model
    def _zi_plan(
        self, profile, first, last, due_at, preview=False, amends=None, reason=None
    ):
        """Order a package; parameters of :meth:`_zi_plan_values`.

        :return: the run (sudo)
        """
        values = self._zi_plan_values(
            profile, first, last, due_at, preview, amends, reason
        )
        return self.sudo()._zi_gate_create([values])

    @api.model
    def _zi_plan_values(
        self, profile, first, last, due_at, preview=False, amends=None, reason=None
    ):
        """Values of an ordered package.

        :param profile: ``zi.export.profile`` (sudo)
        :param date first: first day of the period
        :param date last: last day
        :param datetime due_at: when it should go, naive UTC
        :param bool preview: only to be looked at
        :param amends: the package that is amended
        :param str reason: why
        :rtype: dict
        """
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        return {
            "company_id": profile.company_id.id,
            "profile_id": profile.id,
            "preview": preview,
            "date_from": first,
            "date_to": last,
            "period_code": self.env["zi.period"]._zi_code(first, months),
            "amendment": amends.amendment + 1 if amends else 0,
            "amends_id": amends.id if amends else False,
            "reason": reason,
            "due_at": due_at,
            "sender_id": self.env.uid,
        }

    def _zi_run_move(self, target, **extra):
        """Go to a state of the way by its own table."""
        for run in self:
            if target not in self._zi_run_transitions.get(run.state, ()):
                labels = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "The package is “%(state)s” and cannot become “%(target)s”.",
                        state=labels.get(run.state),
                        target=labels.get(target),
                    )
                )
        return self._zi_gate_write({"state": target, **extra})

    def _zi_previous(self):
        """The package before this one in the chain of its profile (sudo)."""
        self.ensure_one()
        domain = [("profile_id", "=", self.profile_id.id), ("number", ">", 0)]
        if self.number:
            domain.append(("number", "<", self.number))
        return self.sudo().search(domain, order="number desc", limit=1)

    def _zi_last_of_period_before(self):
        """The package of the period right before, as it was last sent (sudo)."""
        self.ensure_one()
        domain = [
            ("profile_id", "=", self.profile_id.id),
            ("date_to", "=", fields.Date.subtract(self.date_from, days=1)),
            ("number", ">", 0),
        ]
        if self.number:
            domain.append(("number", "<", self.number))
        return self.sudo().search(domain, order="number desc", limit=1)

    def _zi_fix(self):
        """Fix what the bytes depend on; kept by every later attempt."""
        self.ensure_one()
        if self.made_at:
            return
        head = self.env["zi.approval.decision"]._zi_chain_head(self.company_id)
        before = self._zi_last_of_period_before()
        previous = self._zi_previous()
        addon = self.env["ir.module.module"].sudo()._get("zi_governance")
        # A clock that was set back does not turn the order of packages round.
        now = fields.Datetime.now()
        self._zi_gate_write(
            {
                "made_at": max(now, previous.made_at or now),
                "rules": addon.installed_version or "",
                "chain_no": head.chain_no if head else 0,
                "chain_hash": head.hash if head else GENESIS,
                "before_chain_no": before.chain_no,
                "before_chain_hash": before.chain_hash or GENESIS,
                "previous_hash": previous.content_hash or GENESIS,
                "number": 0 if self.preview else (previous.number or 0) + 1,
            }
        )

    def _zi_is_cleared(self):
        """Whether nothing but the mail server stands between it and the receivers."""
        self.ensure_one()
        if self.preview:
            return False
        # What went before the head waits for him, whatever the profile says since.
        asked = self.approval_state in ("waiting", "returned")
        needed = self.profile_id.approval_needed or asked
        return not needed or self.approval_state == "approved"

    def _zi_submit_refusal(self):
        """Only what waits for the head's decision has a button for it."""
        self.ensure_one()
        if self.preview or not self.profile_id.approval_needed:
            return self.env._("This package goes without a decision of the head.")
        if self.state != "built":
            return self.env._("Only a package that is ready goes to the head.")
        return super()._zi_submit_refusal()

    def _zi_check_complete(self):
        for run in self:
            refusal = run.sudo()._zi_submit_refusal()
            if refusal:
                raise UserError(refusal)

    def _zi_on_approved(self):
        super()._zi_on_approved()
        self._zi_wake()

    def _zi_wake(self):
        """Let the job look at the packages right after this transaction."""
        self.env.ref("zi_governance.zi_export_cron")._trigger()

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def _zi_open(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _zi_check_secretary(self):
        self.profile_id._zi_check_secretary()

    def action_cancel(self):
        """Take back a package that has not left; its number is free again."""
        self._zi_check_secretary()
        for run in self.sudo():
            later = run._zi_later()
            if run.number and later:
                raise UserError(
                    self.env._(
                        "%(later)s already follows this package. It can be amended, "
                        "not cancelled.",
                        later=later[0].display_name,
                    )
                )
            if any(delivery.state != "waiting" for delivery in run.delivery_ids):
                raise UserError(
                    self.env._("This package has left, or may have: amend it instead.")
                )
            if run.approval_state == "waiting":
                run.approval_request_id._zi_move(
                    "cancelled", decided_at=fields.Datetime.now()
                )
                run._zi_move("draft")
                run._zi_close_activities()
            elif run.approval_state == "approved":
                raise UserError(
                    self.env._("The head approved this package: amend it instead.")
                )
            # Nothing left; the package that takes its place goes by the same address.
            run.delivery_ids.unlink()
            self.env["zi.export.progress"]._zi_ask_cancel(run)
            run._zi_run_move("cancelled", number=0)
        return True

    def _zi_later(self):
        self.ensure_one()
        return self.search(
            [
                ("profile_id", "=", self.profile_id.id),
                ("number", ">", self.number),
            ],
            order="number",
        )

    def action_retry(self):
        """Try again what failed, or what may have been sent."""
        self._zi_check_secretary()
        for run in self.sudo():
            if run.state == "failed" and not run.attachment_id:
                run._zi_run_move("planned", attempts=0, next_try_at=False, error=False)
            elif run.state in ("failed", "sending"):
                run.delivery_ids._zi_try_again()
                if run.state == "failed":
                    run._zi_run_move("sending", attempts=0, next_try_at=False)
            else:
                raise UserError(self.env._("There is nothing to try again."))
        self._zi_wake()
        return True

    def action_amend(self, reason=None):
        """Order the amended package of the same period; the reason stands on it.

        :param str reason: why the period is sent again
        """
        self.ensure_one()
        self._zi_check_secretary()
        if not (reason or "").strip():
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Amend the package"),
                "res_model": "zi.export.amend",
                "view_mode": "form",
                "target": "new",
                "context": {"default_run_id": self.id},
            }
        run = self.sudo()
        if run.state != "sent":
            raise UserError(self.env._("Only a package that was sent can be amended."))
        last = run.search(
            [
                ("profile_id", "=", run.profile_id.id),
                ("date_from", "=", run.date_from),
                ("preview", "=", False),
                ("state", "!=", "cancelled"),
            ],
            order="amendment desc",
            limit=1,
        )
        if last != run:
            raise UserError(
                self.env._(
                    "%(last)s is the latest: amend that.", last=last.display_name
                )
            )
        run._zi_release_unmade()
        new = self.with_env(run.env)._zi_plan(
            run.profile_id,
            run.date_from,
            run.date_to,
            fields.Datetime.now(),
            amends=run,
            reason=reason.strip(),
        )
        new._zi_wake()
        return new.with_env(self.env)._zi_open()

    def _zi_release_unmade(self):
        """Give back what later packages fixed of which no file was made: the amendment
        takes its place in the chain before them."""
        self.ensure_one()
        unmade = self.search(
            [
                ("profile_id", "=", self.profile_id.id),
                ("preview", "=", False),
                ("state", "in", ["planned", "failed"]),
                ("attachment_id", "=", False),
            ]
        )
        unmade._zi_gate_write(
            {
                "number": 0,
                "made_at": False,
                "attempts": 0,
                "next_try_at": False,
            }
        )

    def _zi_gap_before(self):
        """Cancelled packages (sudo) of periods before this one that nothing took the
        place of: the chain of a profile leaves no period out."""
        self.ensure_one()
        if self.preview:
            return self.browse()
        earlier = self.sudo().search(
            [
                ("profile_id", "=", self.profile_id.id),
                ("preview", "=", False),
                ("date_from", "<", self.date_from),
            ],
            order="date_from",
        )
        live = earlier.filtered(lambda run: run.state != "cancelled")
        present = set(live.mapped("date_from"))
        return earlier.filtered(lambda run: run.date_from not in present)

    def action_download(self):
        """The workbook."""
        return self._zi_download(self.sudo().attachment_id)

    def action_download_manifest(self):
        """The signed manifest beside it."""
        return self._zi_download(self.sudo().manifest_id)

    def _zi_download(self, attachment):
        self.ensure_one()
        self.check_access("read")
        if not attachment:
            raise UserError(self.env._("The package is not ready yet."))
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}?download=true",
            "target": "download",
        }

    def action_test_send(self):
        """Send the file to one's own address, marked as a test; nothing is recorded
        as delivered."""
        self.ensure_one()
        self._zi_check_secretary()
        run = self.sudo()
        if not run.attachment_id:
            raise UserError(self.env._("The package is not ready yet."))
        if not self.env.user.email:
            raise UserError(self.env._("Your account has no mail address."))
        run._zi_send_test(self.env.user)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Sent to %(mail)s.", mail=self.env.user.email),
            },
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_numbered(self):
        if any(run.number or run.state == "sent" for run in self):
            raise UserError(self.env._("A package with a number stays."))

    def _zi_day_text(self, moment):
        """A stored moment in the unit's time, in words of the run's language."""
        self.ensure_one()
        local = self.company_id._zi_local(moment)
        zone = local.tzname() or ""
        return f"{format_date(self.env, local.date())} {local:%H:%M} {zone}".strip()
