from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...tools import canonical
from ..access.zi_role_assignment import CAPACITY_PREFIX


class ZiApprovalRequest(models.Model):
    """One step of one document that waits for somebody: the row of the inbox.

    It is a table of its own so that one list over all kinds of documents can be
    searched, counted and paged. Of a confidential document it holds the register
    number only.
    """

    _name = "zi.approval.request"
    _description = "Request for approval"
    _inherit = ["zi.unit.mixin", "zi.gate.mixin", "zi.document.access.mixin"]
    _order = "due_date, id"
    _rec_name = "title"
    _rec_names_search = ["title"]

    _zi_gated_fields = (
        "res_model",
        "res_id",
        "kind_id",
        "title",
        "confidential",
        "step",
        "role_id",
        "strategic",
        "state",
        "requested_by_id",
        "requested_at",
        "due_date",
        "content_hash",
        "excluded_user_ids",
        "concerned_user_ids",
        "decided_at",
        "escalated_at",
        "reminded_on",
    )
    _zi_transitions = {"waiting": {"approved", "returned", "cancelled"}}

    res_model = fields.Char(required=True, size=64, index=True)
    res_id = fields.Many2oneReference(model_field="res_model", required=True)
    kind_id = fields.Many2one(
        "ir.model", "Document kind", ondelete="cascade", index=True
    )
    title = fields.Char("Document", required=True, size=256)
    confidential = fields.Boolean()
    step = fields.Integer(required=True)
    role_id = fields.Many2one(
        "zi.role", "Waits for", required=True, index=True, ondelete="restrict"
    )
    strategic = fields.Boolean(
        help="Organisation, personnel status or budget: closed to Plt and Plh."
    )
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("approved", "Approved"),
            ("returned", "Returned"),
            ("cancelled", "Taken back"),
        ],
        required=True,
        default="waiting",
        index=True,
    )
    requested_by_id = fields.Many2one("res.users", "From", ondelete="restrict")
    requested_at = fields.Datetime("Submitted on")
    due_date = fields.Date("Due")
    excluded_user_ids = fields.Many2many(
        "res.users",
        "zi_approval_request_excluded_rel",
        "request_id",
        "user_id",
        string="Cannot decide",
        help="Who wrote or reviewed the document, or is concerned by it.",
    )
    concerned_user_ids = fields.Many2many(
        "res.users",
        "zi_approval_request_concerned_rel",
        "request_id",
        "user_id",
        string="Concerned",
        groups="base.group_no_one",
        help="People whom the document is about: the request is hidden from them.",
    )
    content_hash = fields.Char(
        "Hash of the content submitted", size=64, groups="base.group_no_one"
    )
    decided_at = fields.Datetime("Decided on")
    escalated_at = fields.Datetime()
    reminded_on = fields.Date()

    days_left = fields.Integer(compute="_compute_days_left")
    can_decide = fields.Boolean(
        "Waits for me", compute="_compute_can_decide", search="_search_can_decide"
    )
    why_not = fields.Char("Why I cannot decide", compute="_compute_can_decide")
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    _one_open = models.UniqueIndex(
        "(res_model, res_id) WHERE state = 'waiting'",
        "This document already waits for a decision.",
    )
    _inbox_index = models.Index("(company_id, role_id, due_date) WHERE state='waiting'")
    _record_index = models.Index("(res_model, res_id)")

    # ------------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------------

    @api.depends("due_date", "company_id")
    def _compute_days_left(self):
        for request in self:
            request.days_left = (
                (request.due_date - request.company_id._zi_today()).days
                if request.due_date and request.company_id
                else 0
            )

    @api.depends_context("uid")
    @api.depends("state", "role_id", "company_id", "excluded_user_ids", "strategic")
    def _compute_can_decide(self):
        reasons = self._zi_refusals(self.env.user)
        for request in self:
            request.why_not = reasons.get(request.id, False)
            request.can_decide = not request.why_not

    def _search_can_decide(self, operator, value):
        """The inbox in one query: roles of today, without one's own matters."""
        if operator != "in":
            return NotImplemented
        domain = Domain("excluded_user_ids", "not in", [self.env.uid])
        domain &= Domain("state", "=", "waiting")
        domain &= Domain.OR(
            Domain("company_id", "=", item.company_id.id)
            & Domain("role_id", "=", item.role_id.id)
            & (
                Domain.TRUE
                if item.capacity == "definitive"
                else Domain("strategic", "=", False)
            )
            for item in self.env["zi.role.assignment"]._zi_running_of(self.env.user)
        )
        wanted = set(value)
        if wanted == {True}:
            return domain
        return ~domain if wanted == {False} else Domain(bool(wanted))

    def _zi_own_rows_domain(self):
        """Rows read without reading the document: one's own, and those of the roles
        that one holds today. Never those about oneself."""
        user = self.env.user
        held = self.env["zi.role.assignment"]._zi_running_of(user)
        return Domain("requested_by_id", "=", user.id) | Domain.OR(
            Domain("company_id", "=", item.company_id.id)
            & Domain("role_id", "=", item.role_id.id)
            for item in held
        )

    @api.depends("res_model", "res_id")
    @api.depends_context("uid", "lang")
    def _compute_preview(self):
        for request in self:
            record = request._zi_record()
            if record is None:
                request.preview = Markup("<p>%s</p>") % self.env._(
                    "This document came from an addon that was removed."
                )
            elif request.confidential or not record.has_access("read"):
                request.preview = Markup("<p>%s</p>") % self.env._(
                    "Open the document to read it."
                )
            else:
                request.preview = record._zi_preview()

    # ------------------------------------------------------------------
    # WHO MAY DECIDE
    # ------------------------------------------------------------------

    def _zi_record(self):
        """The document (with the reader's rights), or None when its model is gone."""
        self.ensure_one()
        model = self.env.get(self.res_model)
        if model is None or not hasattr(model, "_zi_approval_steps"):
            return None
        return model.browse(self.res_id).exists() or None

    def _zi_refusals(self, user):
        """Why a person cannot decide these requests, in words.

        The number of queries does not grow with the requests.

        :param res.users user: who wants to decide
        :return: ``{request id: sentence}`` for the refused ones; the others may
        """
        requests = self.sudo()
        held = {}
        for item in self.env["zi.role.assignment"]._zi_running_of(user):
            held.setdefault((item.company_id, item.role_id), item)
        reasons = {}
        for request in requests:
            reason = request._zi_refusal_by_role(
                user, held.get((request.company_id, request.role_id))
            )
            if reason:
                reasons[request.id] = reason
        remaining = requests.filtered(lambda r: r.id not in reasons)
        return reasons | remaining._zi_refusals_by_matter(user)

    def _zi_refusal(self, user):
        """The same for one request: a sentence, or False."""
        self.ensure_one()
        return self._zi_refusals(user).get(self.id, False)

    def _zi_refusal_by_role(self, user, assignment):
        """What the request and the role of the day say."""
        if self.state != "waiting":
            return self.env._("This step has already been decided.")
        if not assignment:
            return self.env._(
                "Only the %(role)s of %(unit)s in office today decides here.",
                role=self.role_id.name,
                unit=self.company_id.name,
            )
        if user in self.excluded_user_ids:
            return self.env._(
                "You wrote or reviewed this document, or it concerns you. Another "
                "official in office decides, or it waits."
            )
        if self.strategic and assignment.capacity != "definitive":
            return self.env._(
                "Documents on organisation, personnel status or budget are closed to "
                "acting heads (Plt/Plh)."
            )
        return False

    def _zi_refusals_by_matter(self, user):
        """What the documents themselves say, kind by kind."""
        reasons = {}
        for name, requests in self.grouped("res_model").items():
            model = self.env.get(name)
            known = model is not None and hasattr(model, "_zi_approval_steps")
            records = model.browse(requests.mapped("res_id")) if known else self
            present = {record.id: record for record in records.exists()}
            blocked = (
                self.env["zi.conflict"]
                .sudo()
                ._zi_blocked(user, model.browse(present).sudo())
                if known and present
                else {}
            )
            for request in requests:
                record = known and present.get(request.res_id)
                if not record:
                    reasons[request.id] = self.env._(
                        "This document came from an addon that was removed."
                    )
                elif user in record.sudo()._zi_excluded_users():
                    reasons[request.id] = self.env._(
                        "This document concerns you, so another person decides."
                    )
                elif record.id in blocked:
                    reasons[request.id] = self.env._(
                        "You declared a conflict of interest that touches this "
                        "document."
                    )
        return reasons

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_approve(self):
        """Approve each of the chosen requests; all or none."""
        self._zi_decide_each("approved")
        return self._zi_done_notice(self.env._("%(count)s approved.", count=len(self)))

    def action_return(self, reason=None):
        """Return the chosen requests to their authors.

        Without a reason a small form asks for one.

        :param str reason: what has to be mended
        """
        if not (reason or "").strip():
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Return with a reason"),
                "res_model": "zi.approval.return",
                "view_mode": "form",
                "target": "new",
                "context": {"default_request_ids": [(6, 0, self.ids)]},
            }
        self._zi_decide_each("returned", reason)
        return self._zi_done_notice(self.env._("%(count)s returned.", count=len(self)))

    def action_open_document(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _zi_done_notice(self, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # ------------------------------------------------------------------
    # DECISION
    # ------------------------------------------------------------------

    def _zi_decide_each(self, outcome, reason=None):
        """Decide many, all or none; a refusal names the document."""
        self.env["zi.approval.chain"].sudo()._zi_wait_for_turn(self.sudo().company_id)
        for request in self:
            try:
                request._zi_decide(outcome, reason)
            except (AccessError, UserError) as error:
                if len(self) == 1:
                    raise
                raise type(error)(
                    self.env._(
                        "“%(document)s” cannot be decided, so none was: %(reason)s",
                        document=request.sudo().title,
                        reason=error.args[0],
                    )
                ) from error

    def _zi_decide(self, outcome, reason=None):
        """The one gate: check, seal the content, append the decision, go on.

        :param str outcome: ``approved`` or ``returned``
        :param str reason: needed for ``returned``
        :raises AccessError: the person may not decide this request today
        :raises UserError: no reason given, or the content changed meanwhile
        """
        self.ensure_one()
        self.check_access("read")
        user = self.env.user
        refusal = self._zi_refusal(user)
        if refusal:
            raise AccessError(refusal)
        reason = (reason or "").strip()
        if outcome == "returned" and not reason:
            raise UserError(
                self.env._(
                    "Say why the document is returned: its author needs to know what "
                    "to mend."
                )
            )
        request = self.sudo()
        record = request._zi_record()
        assignment = self.env["zi.role.assignment"]._zi_holders(
            request.company_id, request.role_id.code, user=user
        )[0]
        now = fields.Datetime.now()
        # Written to the database first: of two who decide at once, the second fails
        # here and is told that it has been decided.
        request._zi_move(outcome, decided_at=now)
        request.flush_recordset()
        if outcome == "approved":
            request._zi_check_submitted(record)
        # May complete the content, such as give the number: the seal covers it.
        record._zi_before_decision(request, outcome)
        values = record._zi_decision_values(request)
        self.env["zi.approval.decision"]._zi_append(
            request.company_id,
            {
                **values,
                **self._zi_decider_values(user, request.company_id),
                "outcome": outcome,
                "capacity": assignment.capacity,
                "assignment_id": assignment.id,
                "decided_at": now,
                "reason": reason or False,
            },
        )
        record._zi_after_decision(request, outcome, reason)

    def _zi_check_submitted(self, record):
        """Raise when the stored content is not what was put before the decider."""
        if self.content_hash != canonical.sha256_hex(record._zi_canonical()):
            raise UserError(
                self.env._(
                    "The content is not what was submitted. Return the document, so "
                    "that it is submitted anew."
                )
            )

    def _zi_decider_values(self, user, company):
        """Name and post of the decider as they are today."""
        employee = user._zi_employee(company)
        signature = (
            employee._zi_signature(company._zi_today())
            if employee
            else {"name": user.name, "nip": "", "title": "", "unit": ""}
        )
        return {
            "user_id": user.id,
            "decider_name": signature["name"],
            "decider_nip": signature["nip"],
            "decider_title": signature["title"],
            "decider_unit": signature["unit"],
        }

    # ------------------------------------------------------------------
    # REMINDERS
    # ------------------------------------------------------------------

    @api.model
    def _cron_remind(self):
        """Remind who has to decide, once a day from the day before it is due, and
        tell the secretariat when the day has passed."""
        soon = fields.Date.add(fields.Date.today(), days=2)
        due = Domain("state", "=", "waiting") & Domain("due_date", "<=", soon)

        def remind(units):
            found = self.sudo().search(due & Domain("company_id", "in", units.ids))
            for company, requests in found.grouped("company_id").items():
                requests._zi_remind(company._zi_today())

        self.env["zi.unit.job"]._zi_each(
            "approval_remind", remind, self.sudo().search(due).company_id
        )

    def _zi_remind(self, today):
        """Remind of the requests that are due tomorrow or were before.

        :param date today: of the unit that all of them belong to
        """
        open_ones = self.filtered(
            lambda r: (
                r.due_date <= fields.Date.add(today, days=1)
                and (not r.reminded_on or r.reminded_on < today)
            )
        )
        open_ones._zi_notify_deciders(reminder=True)
        open_ones._zi_gate_write({"reminded_on": today})
        open_ones.filtered(
            lambda r: r.due_date < today and not r.escalated_at
        )._zi_escalate()

    def _zi_deciders(self):
        """People who could decide this request today."""
        self.ensure_one()
        request = self.sudo()
        held = self.env["zi.role.assignment"]._zi_holders(
            request.company_id, request.role_id.code
        )
        return held.user_id.filtered(lambda user: not request._zi_refusal(user))

    def _zi_notify_deciders(self, reminder=False):
        """Tell the deciders: one mail to each, however many documents wait, and an
        activity on documents that have activities."""
        told = self.env["res.users"]
        for request in self.sudo():
            deciders = request._zi_deciders()
            told |= deciders
            record = request._zi_record()
            if not reminder and record is not None and not request.confidential:
                record._zi_schedule_decision(deciders, request.due_date)
        self._zi_mail(told, reminder)

    def _zi_mail(self, users, reminder=False):
        """A plain mail without record, name or number: it can be read by anybody who
        sees the mailbox."""
        link = self.env["zi.plain.mail"]._zi_link("zi_approval_request_action")
        self.env["zi.plain.mail"]._zi_send(
            users,
            lambda env: (
                env._("Reminder: an approval waits for you")
                if reminder
                else env._("An approval waits for you")
            ),
            lambda env: [
                env._("A document in Zona Integritas waits for your decision."),
                env._("Open the approvals: %(link)s", link=link),
            ],
        )

    def _zi_escalate(self):
        """Past its date: the secretariat is told that somebody has not decided."""
        link = self.env["zi.plain.mail"]._zi_link("zi_approval_request_action")
        for company, requests in self.sudo().grouped("company_id").items():
            holders = self.env["zi.role.assignment"]._zi_holders(company, "secretariat")
            self.env["zi.plain.mail"]._zi_send(
                holders.user_id,
                lambda env: env._("Approvals are past their date"),
                lambda env, requests=requests: [
                    env._(
                        "%(count)s documents wait for a decision longer than they "
                        "should.",
                        count=len(requests),
                    ),
                    env._("Open the approvals: %(link)s", link=link),
                ],
            )
        self._zi_gate_write({"escalated_at": fields.Datetime.now()})

    def _zi_decider_names(self):
        """Who could decide today, or that nobody can: for the document's banner."""
        self.ensure_one()
        names = [
            "{}{}".format(CAPACITY_PREFIX.get(item.capacity, ""), item.user_id.name)
            for item in self.env["zi.role.assignment"]._zi_holders(
                self.sudo().company_id, self.sudo().role_id.code
            )
            if not self._zi_refusal(item.user_id)
        ]
        return ", ".join(names)
