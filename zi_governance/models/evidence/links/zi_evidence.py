from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class ZiEvidence(models.Model):
    """What evidence serves: plan items, LKE questions, follow-ups."""

    _inherit = "zi.evidence"

    item_ids = fields.Many2many(
        "zi.work.plan.item",
        "zi_evidence_item_rel",
        "evidence_id",
        "item_id",
        string="Evidence items",
        help="Items of the plan that it proves. It may prove several.",
    )
    verified_item_ids = fields.Many2many(
        "zi.work.plan.item",
        "zi_evidence_verified_item_rel",
        "evidence_id",
        "item_id",
        string="Verified for",
        copy=False,
        help="Items that the secretariat looked at. An item that was linked later "
        "waits until it confirms that too.",
    )
    question_ids = fields.Many2many(
        "zi.instrument.question",
        "zi_evidence_question_rel",
        "evidence_id",
        "question_id",
        string="LKE questions",
        help="Beside those that its plan items serve.",
    )
    follow_up_ids = fields.Many2many(
        "zi.follow.up",
        "zi_evidence_follow_up_rel",
        "evidence_id",
        "follow_up_id",
        string="Follow-ups",
    )
    proven_question_ids = fields.Many2many(
        "zi.instrument.question",
        string="All LKE questions that it serves",
        compute="_compute_proves",
    )
    task_ids = fields.Many2many(
        "zi.work.plan.task",
        string="Tasks in whose window it lies",
        compute="_compute_proves",
    )
    outside_text = fields.Char(
        "Does not count", compute="_compute_proves", help="No window holds its date."
    )
    links_waiting = fields.Boolean(
        "Links to confirm",
        compute="_compute_links_waiting",
        search="_search_links_waiting",
    )

    # ------------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------------

    @api.depends("item_ids.task_ids", "item_ids.question_ids", "question_ids", "date")
    def _compute_proves(self):
        for row in self:
            items = row.item_ids
            row.proven_question_ids = row.question_ids | items.question_ids
            tasks = items.task_ids.filtered(
                lambda task, row=row: (
                    row.date
                    and task.stage != "dropped"
                    and task.date_from <= row.date <= task.date_to
                )
            )
            row.task_ids = tasks
            outside = items.filtered("task_ids") - tasks.item_id
            row.outside_text = (
                self.env._(
                    "Its date lies outside every window of: %(items)s.",
                    items=", ".join(outside.mapped("display_name")),
                )
                if outside
                else False
            )

    @api.depends("item_ids", "verified_item_ids", "state")
    def _compute_links_waiting(self):
        for row in self:
            row.links_waiting = row.state == "verified" and bool(
                row.item_ids - row.verified_item_ids
            )

    def _search_links_waiting(self, operator, value):
        if operator != "in":
            return NotImplemented
        rows = self.sudo().search_fetch(
            [("state", "=", "verified"), ("item_ids", "!=", False)],
            ["item_ids", "verified_item_ids"],
        )
        found = Domain(
            "id", "in", [r.id for r in rows if r.item_ids - r.verified_item_ids]
        )
        return found if set(value) == {True} else ~found

    # ------------------------------------------------------------------
    # LINKS AND RIGHTS
    # ------------------------------------------------------------------

    def _zi_all_gated_fields(self):
        return super()._zi_all_gated_fields() | {"verified_item_ids"}

    @api.model
    def _zi_link_fields(self):
        return super()._zi_link_fields() | {
            "item_ids",
            "question_ids",
            "follow_up_ids",
        }

    def _zi_linked_areas(self):
        return (
            super()._zi_linked_areas()
            | self.item_ids.area_id
            | self.question_ids.area_id
        )

    def _zi_serves_own(self):
        return super()._zi_serves_own() or (
            self.env.user in self.sudo().follow_up_ids.owner_id
        )

    def _zi_may_edit(self):
        return super()._zi_may_edit() or self._zi_serves_own()

    def _zi_check_own_links(self, name, changed):
        super()._zi_check_own_links(name, changed)
        if name == "area_ids" or not changed or self._zi_is_secretary():
            return
        foreign = changed.filtered(
            lambda record: (
                record.company_id != self.company_id
                if "company_id" in record._fields
                else False
            )
        )
        own = self._zi_own_areas().ids
        user = self.env.user
        if name == "item_ids":
            foreign |= changed.filtered(
                lambda item: (
                    item.area_id.id not in own
                    and user not in item.owner_id | item.task_ids.owner_id
                )
            )
        elif name == "question_ids":
            foreign |= changed.filtered(lambda q: q.area_id.id not in own)
        else:
            foreign |= changed.filtered(
                lambda f: f.owner_id != user and f.area_id.id not in own
            )
        if foreign:
            raise AccessError(
                self.env._(
                    "You work neither in the working group of nor yourself on: "
                    "%(names)s.",
                    names=", ".join(foreign.mapped("display_name")),
                )
            )

    @api.constrains("item_ids", "follow_up_ids", "company_id")
    def _check_same_unit(self):
        for row in self.sudo():
            units = row.item_ids.company_id | row.follow_up_ids.company_id
            if units - row.company_id:
                raise AccessError(
                    self.env._("Evidence proves items of its own work unit only.")
                )

    @api.model
    def _zi_targets(self):
        return [
            *super()._zi_targets(),
            "zi.work.plan.item",
            "zi.work.plan.task",
            "zi.follow.up",
        ]

    @api.model
    def _zi_target_values(self, target, day=False):
        values = super()._zi_target_values(target, day)
        if target is None or target._name == self._name:
            return values
        if target._name == "zi.follow.up":
            return {**values, "follow_up_ids": [(6, 0, target.ids)]}
        item = target if target._name == "zi.work.plan.item" else target.item_id
        return {
            **values,
            "item_ids": [(6, 0, item.ids)],
            "period_id": self._zi_period_of(target, values["date"]).id,
        }

    @api.model
    def _zi_period_of(self, target, day):
        """The period that a task's rhythm reports in, when it holds the day."""
        item = target if target._name == "zi.work.plan.item" else target.item_id
        kind = {
            "monthly": "month",
            "quarterly": "quarter",
            "semester": "semester",
        }.get(item.sudo().cadence, "year")
        return self.env["zi.period"]._zi_find(target.company_id, day, kind)

    # ------------------------------------------------------------------
    # VERIFICATION AND PROOF
    # ------------------------------------------------------------------

    def _zi_on_verified(self):
        super()._zi_on_verified()
        self._zi_gate_write({"verified_item_ids": [(6, 0, self.item_ids.ids)]})
        self._zi_touch_proof()

    def action_verify_links(self):
        """The secretariat confirms items that were linked after the verification."""
        for row in self:
            row.check_access("read")
            refusal = row._zi_refusal_verify()
            if refusal:
                raise AccessError(refusal)
            if row.state == "verified":
                row.sudo()._zi_on_verified()
        return True

    def _zi_served(self):
        after = super()._zi_served()
        items = self.sudo().item_ids

        def touch():
            after()
            (items.exists() | self.exists().sudo().item_ids)._zi_refresh_proof()

        return touch
