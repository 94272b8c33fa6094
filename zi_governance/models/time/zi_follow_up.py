from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .confidential import is_confidential

_CHECKING_ROLES = ("secretariat", "head", "chair")


class ZiFollowUp(models.Model):
    """Something that somebody has to do because of a finding, and what became of it.

    Done by its owner with a result and evidence, checked by somebody else.
    """

    _name = "zi.follow.up"
    _description = "Follow-up"
    _inherit = [
        "zi.unit.mixin",
        "zi.gate.mixin",
        "zi.clock.source",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "due_date, id"
    _mail_post_access = "read"

    _zi_gated_fields = (
        "state",
        "origin_model",
        "origin_id",
        "first_due_date",
        "result",
        "done_at",
        "done_by_id",
        "checked_at",
        "checked_by_id",
        "check_note",
        "settled_at",
    )
    _zi_transitions = {
        "open": {"done", "cancelled"},
        "done": {"checked", "refused", "cancelled"},
        "refused": {"done", "cancelled"},
    }
    # What was agreed: frozen once the owner says that it is done.
    _zi_agreed = ("name", "description", "owner_id", "due_date", "area_id")
    _zi_clock = {"due": (False, False, "due_date", "settled_at")}

    name = fields.Char("What has to be done", required=True, size=256, tracking=True)
    description = fields.Text("Finding")
    area_id = fields.Many2one("zi.area", index=True, ondelete="restrict")
    owner_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    due_date = fields.Date("Due", required=True, tracking=True, index=True)
    first_due_date = fields.Date(
        "Due at first", help="Stays when the date is moved.", copy=False
    )
    state = fields.Selection(
        [
            ("open", "To do"),
            ("done", "Done, to be checked"),
            ("refused", "Refused"),
            ("checked", "Checked"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="open",
        index=True,
        tracking=True,
        copy=False,
        group_expand=True,
    )
    origin_model = fields.Char(size=64, copy=False)
    origin_id = fields.Many2oneReference(
        model_field="origin_model", index=True, copy=False
    )
    origin_name = fields.Char("Comes from", compute="_compute_origin_name")
    result = fields.Text(copy=False, tracking=True)
    done_at = fields.Datetime("Done on", copy=False)
    done_by_id = fields.Many2one(
        "res.users", "Done by", ondelete="restrict", copy=False
    )
    checked_at = fields.Datetime("Checked on", copy=False)
    checked_by_id = fields.Many2one(
        "res.users", "Checked by", ondelete="restrict", copy=False
    )
    check_note = fields.Text("Reason", copy=False, tracking=True)
    settled_at = fields.Datetime(copy=False, help="Done, checked or cancelled on.")
    late = fields.Boolean(compute="_compute_late", search="_search_late")
    can_do = fields.Boolean(compute="_compute_can")
    can_check = fields.Boolean(compute="_compute_can")
    can_cancel = fields.Boolean(compute="_compute_can")
    why_not = fields.Char("Why I cannot act", compute="_compute_can")

    _origin_index = models.Index("(origin_model, origin_id)")

    # ------------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------------

    @api.depends("origin_model", "origin_id")
    @api.depends_context("uid")
    def _compute_origin_name(self):
        for item in self:
            record = item._zi_origin()
            if not item.origin_model:
                item.origin_name = False
            elif record is None:
                item.origin_name = self.env._("A record of an addon that was removed")
            elif record.has_access("read"):
                item.origin_name = record.display_name
            else:
                item.origin_name = record._zi_model_label()

    def _zi_origin(self):
        """The record it comes from (with the reader's rights), or None."""
        self.ensure_one()
        model = self.env.get(self.origin_model or "")
        if model is None:
            return None
        return model.browse(self.origin_id).exists() or None

    @api.depends("due_date", "settled_at", "company_id")
    def _compute_late(self):
        for item in self:
            today = item.company_id._zi_today() if item.company_id else None
            item.late = bool(
                today
                and item.due_date
                and item.state in ("open", "refused")
                and item.due_date < today
            )

    def _search_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._zi_today()
        late = [("state", "in", ["open", "refused"]), ("due_date", "<", today)]
        return late if set(value) == {True} else ["!", "&", *late]

    @api.depends("state", "owner_id")
    @api.depends_context("uid", "lang")
    def _compute_can(self):
        for item in self:
            open_ = item.state in ("open", "refused")
            item.can_do = open_ and not item._zi_refusal_do()
            item.can_check = item.state == "done" and not item._zi_refusal_check()
            if open_:
                item.why_not = item._zi_refusal_do()
            else:
                item.why_not = item.state == "done" and item._zi_refusal_check()
            item.can_cancel = (
                item.state in ("open", "refused", "done")
                and not item._zi_refusal_cancel()
            )

    @api.constrains("owner_id", "company_id")
    def _check_owner(self):
        for item in self:
            if item.company_id not in item.owner_id.sudo().company_ids:
                raise ValidationError(
                    self.env._("The owner does not belong to the work unit.")
                )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        items._zi_check_may_write()
        for item in items:
            item._zi_gate_write({"first_due_date": item.due_date})
        items._zi_tell_owner()
        return items

    def write(self, vals):
        agreed = set(self._zi_agreed) & set(vals)
        if agreed and not self._zi_gate_open():
            self._zi_check_may_write()
            for item in self:
                if item.state not in ("open", "refused"):
                    raise UserError(
                        self.env._(
                            "“%(name)s” is no longer open. What was agreed stays as "
                            "it was.",
                            name=item.name,
                        )
                    )
        owners = {item.id: item.owner_id for item in self}
        result = super().write(vals)
        if agreed and not self._zi_gate_open():
            self._zi_check_may_write()
        self.filtered(lambda item: item.owner_id != owners[item.id])._zi_tell_owner()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(
            self.env._("A follow-up stays in the register. Cancel it with a reason.")
        )

    def _zi_check_may_write(self):
        """Secretariat and head in the whole unit, a working group in its own area.

        Nobody sets or moves the date of what he has to do himself, except those who
        answer for the whole unit.
        """
        if self.env.su:
            return
        user = self.env.user
        members = self.env["zi.team.member"]
        for item in self:
            if item._zi_held(_CHECKING_ROLES):
                continue
            in_area = members._zi_is_member_of_area(user, item.company_id, item.area_id)
            if not in_area:
                raise AccessError(
                    self.env._(
                        "Only the secretariat, the head, or the working group of the "
                        "area enters and changes a follow-up."
                    )
                )
            if item.owner_id == user and item.first_due_date not in (
                False,
                item.due_date,
            ):
                raise AccessError(
                    self.env._("Nobody moves the date of his own follow-up.")
                )

    def _zi_held(self, roles):
        self.ensure_one()
        assignments = self.env["zi.role.assignment"]
        return any(
            assignments._zi_holders(self.company_id, role, user=self.env.user)
            for role in roles
        )

    @api.model
    def _zi_from(self, record, values):
        """Follow-ups of a record; see ``zi.follow.up.source._zi_follow_up``."""
        if is_confidential(record):
            raise AccessError(
                self.env._(
                    "Confidential records keep their own steps and make no follow-ups."
                )
            )
        record.check_access("write")
        values = [values] if isinstance(values, dict) else values
        # The right to change the origin is the right to say what follows from it.
        items = self.sudo()._zi_gate_create(
            [
                {
                    **vals,
                    "company_id": record.company_id.id,
                    "origin_model": record._name,
                    "origin_id": record.id,
                }
                for vals in values
            ]
        )
        return items.sudo(self.env.su)

    def _zi_tell_owner(self):
        for item in self.sudo():
            if item.owner_id != self.env.user and item.state in ("open", "refused"):
                item.activity_schedule(
                    "mail.mail_activity_data_todo",
                    date_deadline=item.due_date,
                    summary=item.name,
                    user_id=item.owner_id.id,
                )

    # ------------------------------------------------------------------
    # WHO MAY DO WHAT
    # ------------------------------------------------------------------

    def _zi_refusal_do(self):
        self.ensure_one()
        if self.env.user != self.owner_id:
            return self.env._("Only its owner says that a follow-up is done.")
        return False

    def _zi_refusal_check(self):
        """Somebody else checks: secretariat, head, chair, or who raised it."""
        self.ensure_one()
        item = self.sudo()
        user = self.env.user
        if user in item.owner_id | item.done_by_id:
            return self.env._("Nobody checks his own follow-up.")
        if user == item.create_uid or self._zi_held(_CHECKING_ROLES):
            return False
        return self.env._(
            "Only the secretariat, the head, or who raised it checks a follow-up."
        )

    def _zi_refusal_cancel(self):
        self.ensure_one()
        if self.env.user == self.owner_id:
            return self.env._("Nobody cancels his own follow-up.")
        if self._zi_held(("secretariat", "head")):
            return False
        return self.env._("Only the secretariat or the head cancels a follow-up.")

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_done(self, result=None):
        """The owner says what was done; a file or record must show it.

        Without a text a small form asks for it.

        :param str result: what was done
        """
        if not (result or "").strip():
            return self._zi_ask("done", self.env._("What was done"))
        for item in self:
            item._zi_act(item._zi_refusal_do())
            if not item._zi_has_result():
                raise UserError(
                    self.env._(
                        "Attach evidence of the result of “%(name)s” first: a "
                        "follow-up without it is not accepted.",
                        name=item.name,
                    )
                )
            now = fields.Datetime.now()
            item.sudo()._zi_move(
                "done",
                result=result.strip(),
                done_at=now,
                done_by_id=self.env.uid,
                settled_at=now,
            )
            item._zi_close_activities()
            item._zi_tell_checkers()
        return True

    def action_check(self):
        """Somebody else confirms the result."""
        for item in self:
            item._zi_act(item._zi_refusal_check())
            item.sudo()._zi_move(
                "checked",
                checked_at=fields.Datetime.now(),
                checked_by_id=self.env.uid,
                check_note=False,
            )
            item._zi_close_activities()
        return True

    def action_refuse(self, reason=None):
        """Send a result back to its owner, with a reason.

        :param str reason: what is missing
        """
        if not (reason or "").strip():
            return self._zi_ask("refuse", self.env._("Refuse with a reason"))
        for item in self:
            item._zi_act(item._zi_refusal_check())
            item.sudo()._zi_move(
                "refused",
                checked_at=fields.Datetime.now(),
                checked_by_id=self.env.uid,
                check_note=reason.strip(),
                settled_at=False,
            )
            item._zi_close_activities()
            item._zi_tell_owner()
        return True

    def action_cancel(self, reason=None):
        """Give a follow-up up, with a reason.

        :param str reason: why it is not needed any more
        """
        if not (reason or "").strip():
            return self._zi_ask("cancel", self.env._("Cancel with a reason"))
        for item in self:
            item._zi_act(item._zi_refusal_cancel())
            now = fields.Datetime.now()
            item.sudo()._zi_move(
                "cancelled",
                checked_at=now,
                checked_by_id=self.env.uid,
                check_note=reason.strip(),
                settled_at=now,
            )
            item._zi_close_activities()
        return True

    def action_open_origin(self):
        self.ensure_one()
        record = self._zi_origin()
        if record is None:
            raise UserError(self.env._("It came from an addon that was removed."))
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _zi_ask(self, act, title):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "zi.follow.up.act",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_act": act,
                "default_follow_up_ids": [(6, 0, self.ids)],
            },
        }

    def _zi_act(self, refusal):
        self.ensure_one()
        self.check_access("read")
        if refusal:
            raise AccessError(refusal)

    def _zi_has_result(self):
        """Whether something shows the result; evidence extends it."""
        self.ensure_one()
        return False

    def _zi_close_activities(self):
        self.sudo().activity_feedback(["mail.mail_activity_data_todo"])

    def _zi_tell_checkers(self):
        for item in self.sudo():
            users = (
                self.env["zi.role.assignment"]
                ._zi_holders(item.company_id, "secretariat")
                .user_id
            )
            for user in users - item.owner_id:
                item.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=self.env._("Check the result"),
                    user_id=user.id,
                )

    # ------------------------------------------------------------------
    # CLOCK
    # ------------------------------------------------------------------

    def _zi_clock_users(self, name):
        return self.owner_id
