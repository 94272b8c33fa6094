from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class ZiPublication(models.Model):
    """What was shown, where, from when to when, with a dated proof."""

    _name = "zi.publication"
    _description = "Publication"
    _inherit = [
        "zi.unit.mixin",
        "zi.gate.mixin",
        "zi.area.work.mixin",
        "zi.hashed.file.mixin",
        "zi.evidence.source",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_from desc, id desc"

    _zi_gated_fields = ("state", "end_reason")
    _zi_transitions = {
        "draft": {"live"},
        "live": {"ended"},
        "ended": set(),
    }
    _zi_hashed_files = {"proof": ("proof_name", "proof_sha256")}
    _zi_evidence = {
        "state": "State",
        "media_id": "Channel",
        "media_code": "Code of the channel",
        "interactive": "Interactive",
        "online": "On the internet",
        "area_id": "Area",
        "res_model": "Kind of the published record",
        "renewal_count": "Times renewed",
    }
    _zi_evidence_state = "state"
    _zi_evidence_date = "date_from"
    _zi_evidence_date_to = "date_to"

    name = fields.Char("What is shown", required=True, size=512, tracking=True)
    res_model = fields.Char("Kind of record", size=64, copy=False)
    res_id = fields.Many2oneReference(
        "Published record", model_field="res_model", index=True, copy=False
    )
    media_id = fields.Many2one(
        "zi.publication.media",
        "Channel",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    media_code = fields.Char(related="media_id.code", store=True, string="Channel code")
    interactive = fields.Boolean(related="media_id.interactive", store=True)
    online = fields.Boolean(related="media_id.online", store=True)
    proves_itself = fields.Boolean(related="media_id.proves_itself")
    address = fields.Char(
        "Address or place",
        size=512,
        help="Web address, or the room and spot where it hangs.",
    )
    date_from = fields.Date("Shown from", index=True, tracking=True, copy=False)
    date_to = fields.Date(
        "Shown until",
        index=True,
        tracking=True,
        copy=False,
        help="Last day, inclusive.",
    )
    proof = fields.Binary(
        "Photo or screenshot",
        attachment=True,
        copy=False,
        help="With address and date in the picture where it is a web page.",
    )
    proof_name = fields.Char(copy=False)
    proof_sha256 = fields.Char("SHA-256 of the proof", size=64, copy=False)
    proof_date = fields.Date("Date of the proof", copy=False)
    renewal_ids = fields.One2many(
        "zi.publication.renewal", "publication_id", "Renewals"
    )
    renewal_count = fields.Integer(
        compute="_compute_renewal_count", store=True, string="Times renewed"
    )
    state = fields.Selection(
        [("draft", "Draft"), ("live", "Shown"), ("ended", "Ended")],
        required=True,
        default="draft",
        index=True,
        copy=False,
        tracking=True,
    )
    end_reason = fields.Char("Why it ended", copy=False)
    note = fields.Text()

    _dates_ordered = models.Constraint(
        "CHECK (date_from IS NULL OR date_to IS NULL OR date_to >= date_from)",
        "The last day of a publication cannot lie before its first day.",
    )
    _record_index = models.Index("(res_model, res_id)")

    @api.depends("renewal_ids")
    def _compute_renewal_count(self):
        for publication in self:
            publication.renewal_count = len(publication.renewal_ids)

    @api.model
    def _zi_end_of(self, records, last_day, reason=None):
        """End the publications of records that were replaced.

        :param records: recordset of one model
        :param date last_day: last day on which the old version may be shown
        :param str reason: why, for the register
        """
        shown = self.sudo().search(
            Domain("res_model", "=", records._name)
            & Domain("res_id", "in", records.ids)
            & Domain("state", "=", "live")
        )
        for publication in shown:
            publication._zi_end(last_day, reason)

    def _zi_end(self, last_day, reason=None):
        self.ensure_one()
        last_day = max(last_day, self.date_from)
        if self.date_to and self.date_to < last_day:
            last_day = self.date_to
        reason = reason or self.env._("What was shown has been replaced.")
        if last_day < self.company_id._zi_today():
            self._zi_move("ended", date_to=last_day, end_reason=reason)
        else:
            self._zi_gate_write({"date_to": last_day, "end_reason": reason})

    def _zi_is_own_work(self, user):
        """The information and service officers show what they answer for."""
        return self.create_uid == user and any(
            self.env["zi.role.assignment"]._zi_holders(self.company_id, code, user=user)
            for code in ("ppid_officer", "service_officer")
        )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    def write(self, vals):
        self._check_kept(vals)
        return super().write(vals)

    def _check_kept(self, vals):
        """What was shown, where, since when and its proof stay as they were."""
        kept = {"name", "res_model", "res_id", "media_id", "address", "date_from"}
        kept |= {"proof", "proof_date", "company_id"}
        touched = kept & set(vals)
        if not touched or self._zi_gate_open():
            return
        for publication in self:
            if publication.state == "draft":
                continue
            for name in touched:
                field = self._fields[name]
                new = field.convert_to_record(
                    field.convert_to_cache(vals[name], publication), publication
                )
                if new != publication[name]:
                    raise UserError(
                        self.env._(
                            "“%(record)s” is published and stays in the register as it "
                            "was shown. Add a renewal, or end it and enter a new one.",
                            record=publication.display_name,
                        )
                    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shown(self):
        if any(publication.state != "draft" for publication in self):
            raise UserError(
                self.env._("What was shown stays in the register. End it instead.")
            )

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_publish(self):
        """Enter it as shown, with address, first day and proof."""
        for publication in self:
            publication.check_access("write")
            publication._check_shown()
            publication._zi_move("live")
        return True

    def action_end(self):
        """It is not shown any more from tomorrow on."""
        for publication in self:
            publication.check_access("write")
            today = publication.company_id._zi_today()
            publication._zi_move(
                "ended",
                date_to=max(
                    publication.date_from, min(today, publication.date_to or today)
                ),
                end_reason=self.env._("Taken down."),
            )
        return True

    def action_open_record(self):
        """Open what is shown."""
        self.ensure_one()
        if not self.res_model or self.res_model not in self.env:
            raise UserError(self.env._("No record is linked to this publication."))
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }

    def _check_shown(self):
        self.ensure_one()
        today = self.company_id._zi_today()
        missing = []
        if not self.address:
            missing.append(self._fields["address"]._description_string(self.env))
        if not self.date_from:
            missing.append(self._fields["date_from"]._description_string(self.env))
        if not self.proves_itself:
            if not self.proof:
                missing.append(self._fields["proof"]._description_string(self.env))
            if not self.proof_date:
                missing.append(self._fields["proof_date"]._description_string(self.env))
        if missing:
            raise UserError(
                self.env._(
                    "An assessor accepts a publication with address, date and proof "
                    "only. Still missing: %(fields)s.",
                    fields=", ".join(missing),
                )
            )
        if self.date_from > today:
            raise UserError(self.env._("It is shown from a day that has not come yet."))
        if self.proof_date and not self.date_from <= self.proof_date <= today:
            raise UserError(
                self.env._("The proof is dated outside the days on which it was shown.")
            )

    @api.model
    def _cron_daily(self):
        """End what was shown until yesterday."""
        # No zone is more than a day ahead of UTC; the exact day is the unit's.
        over = self.sudo().search(
            [("state", "=", "live"), ("date_to", "<=", fields.Date.today())]
        )
        today = {unit: unit._zi_today() for unit in over.company_id}
        over.filtered(lambda r: r.date_to < today[r.company_id])._zi_move(
            "ended", end_reason=self.env._("Its last day has passed.")
        )
