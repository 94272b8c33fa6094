from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

_LEAST = 40  # characters: more than "still valid"


class ZiSopReview(models.Model):
    """The yearly second look (kaji ulang): still valid because ..., or a revision."""

    _name = "zi.sop.review"
    _description = "Review of an SOP"
    _inherit = ["zi.sop.row.mixin", "zi.evidence.source", "mail.thread"]
    _order = "date desc, id desc"

    _zi_gated_fields = ("state", "reviewer_id", "next_due", "new_revision_id")
    _zi_transitions = {"draft": {"done"}}
    _zi_evidence = {
        "sop_id": "SOP",
        "outcome": "Outcome",
        "process_kind": "Kind of work",
        "state": "State",
    }
    _zi_evidence_state = "state"
    _zi_evidence_date = "date"

    date = fields.Date(
        "Reviewed on",
        required=True,
        default=lambda self: self.env.company._zi_today(),
        index=True,
    )
    outcome = fields.Selection(
        [("valid", "Still valid because …"), ("revise", "Has to be revised because …")],
        required=True,
        default="valid",
    )
    reason = fields.Text("Because", required=True)
    participants = fields.Text(help="Who took part. One per line.")
    state = fields.Selection(
        [("draft", "Being written"), ("done", "Finished")],
        required=True,
        default="draft",
        index=True,
        copy=False,
    )
    reviewer_id = fields.Many2one(
        "res.users", "Finished by", copy=False, ondelete="restrict"
    )
    next_due = fields.Date("Next review", copy=False)
    new_revision_id = fields.Many2one(
        "zi.sop.revision", "Revision begun", copy=False, ondelete="set null"
    )

    @api.depends("sop_id", "date")
    def _compute_display_name(self):
        for review in self:
            review.display_name = f"{review.sop_id.display_name or ''} ({review.date})"

    def write(self, vals):
        self._zi_check_open(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        if any(review.state == "done" for review in self):
            raise UserError(self.env._("A finished review stays in the register."))

    def _zi_check_open(self, vals):
        content = {"revision_id", "date", "outcome", "reason", "participants"}
        if self._zi_gate_open() or not content & set(vals):
            return
        if any(review.state == "done" for review in self):
            raise UserError(self.env._("A finished review is not changed any more."))

    def action_finish(self):
        """Record the outcome: a new date for the next review, or a draft revision.

        :raises UserError: no reason worth the name, not in force, wrong date
        """
        self._zi_check_area()
        for review in self:
            review._zi_check_finish()
            revision = review.revision_id.sudo()
            values = {"reviewer_id": self.env.uid}
            if review.outcome == "valid":
                values["next_due"] = revision._zi_review_from(review.date)
                revision._zi_gate_write({"review_due": values["next_due"]})
            else:
                draft = (
                    revision.sop_id.draft_id
                    or revision.with_env(self.env)._zi_next_revision()
                )
                values["new_revision_id"] = draft.id
            review._zi_move("done", **values)
        return True

    def _zi_check_finish(self):
        today = self.company_id._zi_today()
        start = self.revision_id.effective_date
        if self.revision_id._zi_status(today) != "current":
            raise UserError(self.env._("Only a revision that is in force is reviewed."))
        if self.date > today or (start and self.date < start):
            raise UserError(
                self.env._(
                    "The day of the review lies between the day from which the "
                    "revision is in force and today."
                )
            )
        if len((self.reason or "").strip()) < _LEAST:
            raise UserError(
                self.env._(
                    "Say in a sentence why: what was looked at, and what was found."
                )
            )

    # ------------------------------------------------------------------
    # ONE REPORT OVER ALL SOPS
    # ------------------------------------------------------------------

    @api.model
    def _zi_review_figures(self, company, date_from, date_to):
        """What the yearly report on SOPs says of their reviews.

        :return: list of ``(code, label, value)``
        """
        revisions = self.env["zi.sop.revision"]
        in_force = revisions.search(
            revisions._zi_status_domain("current", min(date_to, company._zi_today()))
            & Domain("company_id", "=", company.id)
        )
        reviews = self.search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "done"),
                ("date", ">=", date_from),
                ("date", "<=", date_to),
            ]
        )
        lacking = in_force.sop_id - reviews.sop_id
        lacking -= in_force.filtered(
            lambda r: r.effective_date and date_from <= r.effective_date <= date_to
        ).sop_id
        return [
            ("reviewed", self.env._("SOPs reviewed"), len(reviews.sop_id)),
            (
                "valid",
                self.env._("found still valid"),
                len(reviews.filtered(lambda r: r.outcome == "valid").sop_id),
            ),
            (
                "revise",
                self.env._("to be revised"),
                len(reviews.filtered(lambda r: r.outcome == "revise").sop_id),
            ),
            ("lacking", self.env._("SOPs without a review"), len(lacking)),
            (
                "lacking_names",
                self.env._("Which ones lack a review"),
                "; ".join(lacking.mapped("display_name")) or "-",
            ),
        ]


class ZiSopRevision(models.Model):
    _inherit = "zi.sop.revision"

    review_ids = fields.One2many("zi.sop.review", "revision_id", "Reviews")

    def action_review(self):
        """Look at the revision again and say what was found."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Review"),
            "res_model": "zi.sop.review",
            "views": [(False, "form")],
            "context": {"default_revision_id": self.id},
        }
