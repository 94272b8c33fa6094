from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import split_every

from ...tools import canonical
from .approval_header import add_approval_header, add_banners, lock_sealed_fields

_VERIFY_BATCH = 200  # documents held in memory at once by the nightly check
_ACTIVITY = "zi_governance.mail_activity_type_approval"


class ZiApprovalMixin(models.AbstractModel):
    """A document that people review and approve, and that is locked afterwards.

    A consumer declares what is sealed and, where it differs, who decides::

        class ZiWorkPlan(models.Model):
            _name = "zi.work.plan"
            _inherit = ["zi.approval.mixin", "mail.thread", "mail.activity.mixin"]
            _zi_sealed_fields = ("name", "year", "line_ids")

    ``_zi_sealed_fields`` may name a one2many; its lines inherit
    ``zi.approval.line.mixin`` and declare their own sealed fields.

    Forms need nothing of this: buttons, state, banners and decisions are put into
    every form of the document, unless it places ``approval_state`` itself, and the
    sealed fields are shown as closed once it was submitted.
    """

    _name = "zi.approval.mixin"
    _description = "Document with approval"
    _inherit = ["zi.unit.mixin", "zi.gate.mixin"]

    _zi_state_field = "approval_state"
    _zi_transitions = {
        "draft": {"waiting", "approved"},
        "returned": {"waiting", "approved", "draft"},
        "waiting": {"approved", "returned", "draft"},
        "approved": {"superseded", "withdrawn"},
    }
    # Number of the canonical form. It is raised when `_zi_sealed_fields` changes;
    # old decisions keep theirs.
    _zi_seal_scheme = 1
    _zi_sealed_fields: tuple[str, ...] = ()
    # Sealed fields of earlier schemes: {scheme: (field, ...)}; lines have their own.
    _zi_sealed_fields_before: dict[int, tuple[str, ...]] = {}
    _zi_approval_steps = ("secretariat", "head")
    _zi_strategic = False
    _zi_confidential = False
    # Expression of a view: when the form does not show how far the approval is.
    _zi_approval_hidden = ""

    approval_state = fields.Selection(
        [
            ("draft", "Draft"),
            ("waiting", "Waiting for approval"),
            ("returned", "Returned"),
            ("approved", "Approved"),
            ("superseded", "Superseded"),
            ("withdrawn", "Withdrawn"),
        ],
        "Approval",
        required=True,
        default="draft",
        copy=False,
        index=True,
    )
    approval_intact = fields.Boolean(
        "Approval covers the content",
        default=True,
        copy=False,
        help="Unticked when the stored content differs from what was approved, for "
        "example after a change in the database or a restore.",
    )
    approved_on = fields.Date(copy=False)
    version = fields.Integer(default=1, required=True, copy=False)
    zi_author_ids = fields.Many2many(
        "res.users",
        string="Authors",
        copy=False,
        compute="_compute_zi_author_ids",
        search="_search_zi_author_ids",
        help="Everybody who made or changed the content. Authors cannot approve.",
    )
    approval_request_id = fields.Many2one(
        "zi.approval.request", "Open request", compute="_compute_approval_request"
    )
    approval_waits_for = fields.Char(
        "Waits for", compute="_compute_approval_request", compute_sudo=False
    )
    approval_can_decide = fields.Boolean(compute="_compute_approval_request")
    approval_why_not = fields.Char(compute="_compute_approval_request")
    approval_submit_refusal = fields.Char(
        "Why I cannot submit it", compute="_compute_approval_submit_refusal"
    )
    approval_needs_external = fields.Boolean(
        "Decided outside",
        compute="_compute_approval_needs_external",
        help="Every head in office wrote this document or is concerned by it.",
    )
    approval_can_withdraw = fields.Boolean(compute="_compute_approval_can_withdraw")
    approval_return_reason = fields.Text(
        "Why it was returned", compute="_compute_approval_return_reason"
    )
    approval_warning = fields.Char(compute="_compute_approval_warning")
    approval_decision_ids = fields.Many2many(
        "zi.approval.decision",
        string="Decisions",
        compute="_compute_approval_decisions",
    )

    # ------------------------------------------------------------------
    # HOOKS FOR CONSUMERS
    # ------------------------------------------------------------------

    def _zi_approval_route(self):
        """Role codes of the steps, in order.

        :return: tuple of ``zi.role.code``
        """
        self.ensure_one()
        return self._zi_approval_steps

    def _zi_is_confidential(self):
        """Whether only the number may stand in lists; true for every confidential
        record, in whatever order it inherits its mixins."""
        return self._zi_confidential or getattr(self, "_zi_confidential_record", False)

    def _zi_is_strategic(self):
        """Whether the matter is closed to acting heads (Plt/Plh)."""
        self.ensure_one()
        return self._zi_strategic

    def _zi_matter(self):
        """Whom and what the document concerns, for the check of conflicts.

        :return: dict ``employees``, ``partners``, ``processes`` (lists of ids) and
            ``ref`` (model, id)
        """
        self.ensure_one()
        return {
            "employees": [],
            "partners": [],
            "processes": [],
            "ref": (self._name, self.id),
        }

    def _zi_excluded_users(self):
        """People who neither decide nor are reminded, because it is about them."""
        self.ensure_one()
        return self.env["res.users"]

    def _zi_next_authority(self):
        """Who decides when the deciding role is excluded.

        :return: name of the office outside, or role code; empty when nobody is set
        """
        self.ensure_one()
        return ""

    def _zi_title(self):
        """Name of the document in lists of approvals: the number only where the kind
        is confidential."""
        self.ensure_one()
        return (self.display_name or "")[:256]

    def _zi_check_complete(self):
        """Raise a UserError when the document is not ready to be submitted."""

    def _zi_before_decision(self, request, outcome):
        """Last check of the consumer before a step is decided.

        Right before the last approval the document is completed, so that the seal
        covers what the approval itself gives.
        """
        self.ensure_one()
        last = request.step + 1 >= len(self._zi_approval_route())
        if outcome == "approved" and last:
            self.sudo()._zi_complete_for_seal()

    def _zi_complete_for_seal(self):
        """Give a document that is about to be approved what the approval gives it,
        such as number and dates (sudo). What was submitted has been compared before.
        """

    def _zi_on_approved(self):
        """What follows when the last step approved."""

    def _zi_on_returned(self, reason):
        """What follows when a step returned the document."""

    def _zi_previous_version(self):
        """The approved version that this one replaces, or an empty recordset."""
        return self.browse()

    def _zi_preview(self):
        """Short table of the sealed fields for the inbox, as safe HTML."""
        self.ensure_one()
        rows = []
        for name in self._zi_sealed_fields:
            field = self._fields[name]
            if field.type == "one2many":
                value = self.env._("%(count)s lines", count=len(self[name]))
            else:
                value = self._zi_preview_value(field, self[name])
            if value:
                label = field._description_string(self.env)
                rows.append(Markup("<tr><th>%s</th><td>%s</td></tr>") % (label, value))
        return Markup('<table class="table table-sm">%s</table>') % Markup("").join(
            rows
        )

    def _zi_preview_value(self, field, value):
        if field.type in ("many2one", "many2many"):
            return ", ".join(value.mapped("display_name"))
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        if field.type == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if field.type == "html":
            return value
        if field.type == "binary":
            return ""
        return field.convert_to_export(value, self) if value else ""

    # ------------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------------

    def _compute_zi_author_ids(self):
        authors = self.env["zi.approval.author"].sudo()._zi_authors(self)
        for record in self:
            record.zi_author_ids = authors.get(record.id, self.env["res.users"])

    def _search_zi_author_ids(self, operator, value):
        if operator != "in":
            return NotImplemented
        rows = (
            self.env["zi.approval.author"]
            .sudo()
            .search([("res_model", "=", self._name), ("user_id", "in", list(value))])
        )
        return [("id", "in", rows.mapped("res_id"))]

    @api.depends("approval_state")
    @api.depends_context("uid", "lang")
    def _compute_approval_request(self):
        requests = (
            self.env["zi.approval.request"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("state", "=", "waiting"),
                ]
            )
        )
        by_record = {request.res_id: request for request in requests}
        refusals = requests._zi_refusals(self.env.user)
        for record in self:
            request = by_record.get(record.id, requests.browse())
            record.approval_request_id = request
            record.approval_why_not = refusals.get(request.id, False)
            record.approval_can_decide = bool(request) and (request.id not in refusals)
            record.approval_waits_for = (
                record._zi_waits_for(request) if request else False
            )

    def _zi_waits_for(self, request):
        """Who decides the open step today, or what else has to happen, in words."""
        self.ensure_one()
        role = request.role_id.name
        names = request._zi_decider_names()
        if names:
            return f"{role}: {names}"
        if self._zi_needs_external():
            return self.env._(
                "%(office)s, outside this office: the secretariat enters the decision",
                office=self.sudo()._zi_next_authority()
                or self.env._("The next authority"),
            )
        return self.env._("%(role)s: nobody in office can decide it today", role=role)

    @api.depends("approval_state")
    @api.depends_context("uid", "lang")
    def _compute_approval_submit_refusal(self):
        """Whoever may change a draft may submit it; the others read who does."""
        for record in self:
            record.approval_submit_refusal = (
                record._origin._zi_submit_refusal()
                if record._origin and record.approval_state in ("draft", "returned")
                else False
            )

    def _zi_submit_refusal(self):
        """Why the user may not submit this draft, in one sentence, or False.

        What the draft still lacks is told when he submits it.
        """
        self.ensure_one()
        if not self.has_access("write"):
            return self.env._(
                "You read this draft. Who prepares it submits it: the secretariat or "
                "the working group of its area."
            )
        check_area = getattr(self, "_zi_check_area", None)
        try:
            if check_area:
                check_area()
        except AccessError as error:
            return error.args[0]
        return False

    @api.depends("approval_state")
    def _compute_approval_needs_external(self):
        for record in self:
            record.approval_needs_external = (
                record.approval_state in ("draft", "waiting", "returned")
                and bool(record._origin)
                and record._origin._zi_needs_external()
            )

    @api.depends("approval_state")
    @api.depends_context("uid")
    def _compute_approval_can_withdraw(self):
        for record in self:
            record.approval_can_withdraw = (
                record.approval_state == "waiting" and record._zi_may_withdraw()
            )

    def _zi_may_withdraw(self):
        """Whether the user is an author, who submitted it, or the secretariat."""
        self.ensure_one()
        user = self.env.user
        record = self.sudo()
        return user in (
            record.zi_author_ids
            | record.approval_request_id.requested_by_id
            | self.env["zi.role.assignment"]
            ._zi_holders(record.company_id, "secretariat", user=user)
            .user_id
        )

    @api.depends("approval_state")
    def _compute_approval_return_reason(self):
        for record in self:
            returned = record.approval_state == "returned"
            record.approval_return_reason = (
                record._zi_last_decision(("returned",)).reason if returned else False
            )

    @api.depends("approval_state", "approval_intact")
    @api.depends_context("lang")
    def _compute_approval_warning(self):
        """Compares what is stored now, so that the form does not wait for the
        nightly check."""
        uncovered = self._origin._zi_uncovered()
        for record in self:
            if record._origin in uncovered:
                record.approval_warning = self.env._(
                    "The stored content differs from what was approved. The approval "
                    "does not cover it."
                )
            else:
                record.approval_warning = False

    @api.depends("approval_state")
    def _compute_approval_decisions(self):
        decisions = self.env["zi.approval.decision"].search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        )
        by_record = decisions.grouped("res_id")
        for record in self:
            record.approval_decision_ids = by_record.get(record.id, decisions.browse())

    # ------------------------------------------------------------------
    # VIEW
    # ------------------------------------------------------------------

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Give every form of a document the same buttons, banners and decisions.

        A form that places ``approval_state`` itself keeps its own header; it gets the
        banners unless it says itself what the document waits for.
        """
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form":
            placed = {
                node.get("name") for node in arch.xpath("//field[not(ancestor::field)]")
            }
            if "approval_state" not in placed:
                add_approval_header(self.env, arch, self._zi_approval_hidden)
            elif "approval_waits_for" not in placed:
                add_banners(self.env, arch)
            lock_sealed_fields(arch, self._zi_sealed_fields)
        return arch, view

    # ------------------------------------------------------------------
    # CRUD: the lock
    # ------------------------------------------------------------------

    def _zi_all_gated_fields(self):
        return super()._zi_all_gated_fields() | {
            "approval_state",
            "approval_intact",
            "approved_on",
            "version",
        }

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._zi_note_author()
        return records

    def write(self, vals):
        sealed = self._zi_sealed_now() & set(vals)
        if sealed:
            self._zi_check_unlocked(sealed, vals)
            self._zi_note_author()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        decided = (
            self.env["zi.approval.decision"]
            .sudo()
            .search_count(
                [("res_model", "=", self._name), ("res_id", "in", self.ids)], limit=1
            )
        )
        if decided or any(record.approval_state == "waiting" for record in self):
            raise UserError(
                self.env._(
                    "A document that was submitted or decided stays in the register. "
                    "Withdraw or archive it instead."
                )
            )

    def _zi_sealed_now(self):
        return set(self._zi_sealed_fields)

    def _zi_check_unlocked(self, names=None, vals=None):
        """Raise when sealed content would change while it is under decision.

        A value that stays the same passes: a form sends back what it shows.
        """
        for record in self:
            if record.approval_state in ("draft", "returned"):
                continue
            if vals is not None and not record._zi_would_change(names, vals):
                continue
            if record.approval_state == "waiting":
                message = self.env._(
                    "“%(record)s” waits for a decision and is locked. Withdraw the "
                    "submission to change it.",
                    record=record.display_name,
                )
            else:
                message = self.env._(
                    "“%(record)s” is approved and locked. Start a new version; the "
                    "approved one stays in force until the new one is approved.",
                    record=record.display_name,
                )
            raise UserError(message)

    def _zi_would_change(self, names, vals):
        self.ensure_one()
        for name in names:
            field = self._fields[name]
            if field.type in ("one2many", "many2many"):
                if field.type == "one2many" and all(
                    command[0] in (4, 1) and not (command[0] == 1 and command[2])
                    for command in vals[name] or []
                ):
                    continue
                return True
            new = field.convert_to_cache(vals[name], self)
            if field.convert_to_record(new, self) != self[name]:
                return True
        return False

    def _zi_note_author(self):
        """Remember who wrote; system work of the super-user has no author."""
        if self.env.uid != self.env.ref("base.user_root").id:
            self.env["zi.approval.author"].sudo()._zi_note(self, self.env.user)

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_submit(self):
        """Send the document to the first step of its route."""
        for record in self:
            record.check_access("write")
            record._zi_check_complete()
            record._zi_move("waiting", approval_intact=True)
            record._zi_open_request(0)
        return True

    def action_withdraw_submission(self):
        """Take a submitted document back to change it; its author or secretariat."""
        for record in self:
            record.check_access("write")
            if record.approval_state != "waiting":
                record._zi_check_transition("draft")
            request = record.sudo().approval_request_id
            if not record._zi_may_withdraw():
                raise AccessError(
                    self.env._(
                        "Only its authors or the secretariat take a document back."
                    )
                )
            request._zi_move("cancelled", decided_at=fields.Datetime.now())
            record.sudo()._zi_move("draft")
            record._zi_close_activities()
        return True

    def action_approve(self):
        """Decide the open step of this document in favour."""
        return self._zi_open_requests().action_approve()

    def action_return(self, reason=None):
        """Return this document to its author, with a reason."""
        return self._zi_open_requests().action_return(reason)

    def action_record_external(self):
        """Ask for the particulars of a decision that was made outside."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Decision made outside"),
            "res_model": "zi.approval.external",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_res_model": self._name,
                "default_res_id": self.id,
            },
        }

    def _zi_open_requests(self):
        requests = self.sudo().approval_request_id.with_env(self.env)
        if len(requests) != len(self):
            raise UserError(self.env._("This document does not wait for a decision."))
        return requests

    # ------------------------------------------------------------------
    # ROUTE
    # ------------------------------------------------------------------

    def _zi_open_request(self, step, requester=None):
        """Put the document before the role of a step.

        :param int step: place in the route
        :param res.users requester: who submitted it; default the user
        """
        self.ensure_one()
        code = self._zi_approval_route()[step]
        role = self.env["zi.role"].sudo().search([("code", "=", code)])
        company = self.company_id
        request = (
            self.env["zi.approval.request"]
            .sudo()
            ._zi_gate_create(
                [
                    {
                        "company_id": company.id,
                        "res_model": self._name,
                        "res_id": self.id,
                        "kind_id": self.env["ir.model"]._get_id(self._name),
                        "title": self.sudo()._zi_title(),
                        "confidential": self._zi_is_confidential(),
                        "step": step,
                        "role_id": role.id,
                        "strategic": self._zi_is_strategic(),
                        "requested_by_id": (requester or self.env.user).id,
                        "requested_at": fields.Datetime.now(),
                        "due_date": self._zi_decision_due(),
                        "content_hash": canonical.sha256_hex(
                            self._zi_canonical_stored()
                        ),
                        "excluded_user_ids": [(6, 0, self._zi_barred_users(step).ids)],
                        "concerned_user_ids": [
                            (6, 0, self.sudo()._zi_excluded_users().ids)
                        ],
                    }
                ]
            )
        )
        request._zi_notify_deciders()
        return request

    def _zi_decision_due(self):
        """Until when the step should be decided (local date of the unit)."""
        self.ensure_one()
        days = (
            self.env["ir.config_parameter"]
            .sudo()
            .get_param("zi_governance.approval_due_days", "3")
        )
        return fields.Date.add(
            self.company_id._zi_today(), days=int(days) if days.isdigit() else 3
        )

    def _zi_barred_users(self, step):
        """Authors, those who reviewed since the submission, and the persons concerned.

        :param int step: the step that opens; the first one begins a new round, in
            which who reviewed the version before may review again
        """
        self.ensure_one()
        record = self.sudo()
        reviewers = record._zi_deciders_of_round() if step else self.env["res.users"]
        return record.zi_author_ids | record._zi_excluded_users() | reviewers

    def _zi_deciders_of_round(self):
        """Who already decided a step since the document was last submitted."""
        self.ensure_one()
        requests = (
            self.env["zi.approval.request"]
            .sudo()
            .search(
                [("res_model", "=", self._name), ("res_id", "=", self.id)],
                order="id desc",
            )
        )
        users = self.env["res.users"]
        for request in requests:
            if request.state == "approved":
                decision = self._zi_last_decision(step=request.step)
                users |= decision.user_id
            if request.step == 0 or request.state in ("returned", "cancelled"):
                break
        return users

    def _zi_last_decision(self, outcomes=("approved", "external"), step=None):
        self.ensure_one()
        domain = [
            ("res_model", "=", self._name),
            ("res_id", "=", self.id),
            ("outcome", "in", list(outcomes)),
        ]
        if step is not None:
            domain.append(("step", "=", step))
        return (
            self.env["zi.approval.decision"]
            .sudo()
            .search(domain, order="chain_no desc", limit=1)
        )

    def _zi_after_decision(self, request, outcome, reason):
        """Go to the next step, or end."""
        self.ensure_one()
        record = self.sudo()
        record._zi_close_activities()
        if outcome == "returned":
            record._zi_move("returned")
            record._zi_on_returned(reason)
        elif request.step + 1 < len(record._zi_approval_route()):
            record.with_env(self.env)._zi_open_request(
                request.step + 1, request.requested_by_id
            )
        else:
            record._zi_seal()

    def _zi_seal(self):
        """The last step approved: this version is in force, the one before ends."""
        self.ensure_one()
        previous = self._zi_previous_version()
        previous.filtered(lambda r: r.approval_state == "approved")._zi_move(
            "superseded"
        )
        self._zi_move(
            "approved", approved_on=self.company_id._zi_today(), approval_intact=True
        )
        self._zi_on_approved()

    def _zi_schedule_decision(self, users, due_date):
        """To-do of the approver on documents that have activities.

        The mail goes out in constant words from the request, so the activity sends
        none.
        """
        if not hasattr(self, "activity_schedule"):
            return
        quiet = self.with_context(mail_activity_quick_update=True)
        for user in users:
            quiet.activity_schedule(
                _ACTIVITY,
                date_deadline=due_date,
                summary=self.with_context(lang=user.lang).env._("Approve or return"),
                user_id=user.id,
            )

    def _zi_close_activities(self):
        if hasattr(self, "activity_unlink"):
            self.sudo().activity_unlink([_ACTIVITY])

    # ------------------------------------------------------------------
    # SEAL
    # ------------------------------------------------------------------

    def _zi_canonical(self, scheme=None):
        """The content as text that two people would hash alike.

        JSON with sorted keys over raw stored values: no language, no time zone, no
        display names. Related records stand by their id, lines by their own sealed
        fields, files by their SHA-256.

        :param int scheme: number of the form; default the present one
        :return: text
        """
        self.ensure_one()
        scheme = scheme or self._zi_seal_scheme
        record = self.sudo().with_context(lang=None, tz="UTC", bin_size=False)
        return canonical.canonical_text(
            scheme, self._name, str(self.id), _raw_values(record, scheme)
        )

    def _zi_canonical_stored(self):
        """The canonical text of what the database holds, not of what was typed."""
        self.env.invalidate_all(flush=True)
        return self._zi_canonical()

    def _zi_decision_values(self, request):
        """What the decision stores about the document."""
        self.ensure_one()
        return {
            "res_model": self._name,
            "res_id": self.id,
            "record_name": self._zi_title(),
            "confidential": self._zi_is_confidential(),
            "step": request.step,
            "role_code": request.role_id.code,
            "scheme": self._zi_seal_scheme,
            "content": self._zi_canonical_stored(),
        }

    def _zi_uncovered(self):
        """Approved records whose stored content differs from what was approved."""
        approved = self.filtered(lambda r: r.approval_state == "approved")
        if not approved:
            return approved
        rows = (
            self.env["zi.approval.decision"]
            .sudo()
            .search_fetch(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", approved.ids),
                    ("outcome", "in", ["approved", "external"]),
                ],
                ["res_id", "scheme", "content_hash"],
                order="chain_no",
            )
        )
        last = {row.res_id: row for row in rows}
        return approved.filtered(lambda r: not r._zi_is_covered(last.get(r.id)))

    def _zi_is_covered(self, decision):
        self.ensure_one()
        if not decision:
            return False
        text = self._zi_canonical(decision.scheme)
        return decision.content_hash == canonical.sha256_hex(text)

    def _zi_verify_coverage(self):
        """Compare the stored content with what was approved; sets the flag.

        :return: the records whose approval does not cover their content
        """
        uncovered = self._zi_uncovered()
        for record in self.filtered(lambda r: r.approval_state == "approved"):
            intact = record not in uncovered
            if record.approval_intact != intact:
                record.sudo()._zi_gate_write({"approval_intact": intact})
        return uncovered

    @api.model
    def _cron_verify(self):
        """Nightly: every approved document of every kind, and every chain."""
        self.env["zi.unit.job"]._zi_each("approval_verify", self._zi_verify_units)

    @api.model
    def _zi_verify_units(self, units):
        """Check the documents and the chains of some units."""
        for name, model in self.env.registry.items():
            if hasattr(model, "_zi_verify_coverage") and not model._abstract:
                records = self.env[name].sudo().with_context(active_test=False)
                approved = records.search(
                    [
                        ("approval_state", "=", "approved"),
                        ("company_id", "in", units.ids),
                    ]
                )
                for batch in split_every(_VERIFY_BATCH, approved.ids, records.browse):
                    batch._zi_verify_coverage()
                    self.env.invalidate_all(flush=True)
        decisions = self.env["zi.approval.decision"].sudo()
        for company in units:
            faults = decisions._zi_verify_chain(company)
            if faults:
                self.env["zi.access.alert"].sudo()._zi_raise_once(
                    company, "chain_fault", decisions._zi_fault_words(faults)
                )


def _sealed_at(record, scheme):
    """Names of the sealed fields of a scheme; earlier ones are kept where they
    differ."""
    return record._zi_sealed_fields_before.get(scheme, record._zi_sealed_fields)


def _raw_values(record, scheme):
    """Stored values of the sealed fields in a form that JSON holds without loss."""
    return {
        name: _raw_value(record, record._fields[name], scheme)
        for name in _sealed_at(record, scheme)
    }


def _raw_value(record, field, scheme):
    value = record[field.name]
    if field.type == "one2many":
        lines = value.sorted(
            lambda line: (
                line["sequence"] if "sequence" in line._fields else 0,
                line.id,
            )
        )
        return [{"id": line.id, **_raw_values(line, scheme)} for line in lines]
    if field.type == "many2many":
        return sorted(value.ids)
    if field.type in ("many2one", "reference"):
        return f"{value._name},{value.id}" if value else None
    if field.type == "binary":
        return canonical.sha256_hex(value) if value else None
    if field.type in ("float", "monetary"):
        return repr(value)
    if field.type in ("char", "text", "html", "selection"):
        return str(value) if value else None
    if field.type in ("date", "datetime"):
        return value or None
    return value
