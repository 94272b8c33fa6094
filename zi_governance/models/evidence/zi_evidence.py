from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ...tools import picture


class ZiEvidence(models.Model):
    """Proof of something done: a file with its hash, or a live record.

    One piece serves every item and question that it fits, and counts by its own
    date. Nobody verifies what he entered.
    """

    _name = "zi.evidence"
    _description = "Evidence"
    _inherit = [
        "zi.period.row.mixin",
        "zi.clock.source",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date desc, id desc"
    _rec_names_search = ["name", "file_name"]

    _zi_gated_fields = (
        "state",
        "kind",
        "attachment_id",
        "file_name",
        "mimetype",
        "file_size",
        "sha256",
        "image_hash",
        "thumbnail",
        "res_model",
        "res_id",
        "uploader_id",
        "uploaded_at",
        "verifier_id",
        "verified_at",
        "refusal_reason",
        "previous_id",
        "ended_at",
    )
    _zi_transitions = {
        "waiting": {"verified", "refused", "replaced"},
        "refused": {"replaced"},
        "verified": {"expired", "replaced"},
        "expired": {"replaced"},
    }
    # What the verification covers; sealed by it.
    _zi_content = ("name", "date", "period_id", "expiry_date", "note")
    _zi_period_frozen = ("name", "period_id")
    _zi_clock = {"expiry": (False, False, "expiry_date", "ended_at")}

    # what it is
    name = fields.Char("What it shows", required=True, size=256, tracking=True)
    note = fields.Text()
    kind = fields.Selection(
        [("file", "File"), ("record", "Live record")],
        required=True,
        default="file",
        copy=False,
    )
    date = fields.Date(
        "Date of the evidence",
        required=True,
        index=True,
        default=lambda self: self.env.company._zi_today(),
        tracking=True,
        help="When it happened or was made, not when it was uploaded. It counts in "
        "the window that holds this date.",
    )
    period_id = fields.Many2one(
        "zi.period",
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('company_id', '=', company_id), ('date_from', '<=', date),"
        " ('date_to', '>=', date)]",
        help="The period that it is reported in. Empty: the month of its date.",
    )
    expiry_date = fields.Date(
        "Valid until", tracking=True, help="Last day; reminded before. Empty: no end."
    )
    area_ids = fields.Many2many(
        "zi.area",
        "zi_evidence_area_rel",
        "evidence_id",
        "area_id",
        string="Areas",
        help="Filled from the items that it serves when left empty.",
    )

    # the file
    upload = fields.Binary(
        "File to upload",
        store=False,
        help="PDF, picture, Office or OpenDocument file without macros, text or MP4.",
    )
    attachment_id = fields.Many2one(
        "ir.attachment", "File", ondelete="restrict", copy=False, index=True
    )
    file_name = fields.Char("File name", size=256, copy=False)
    mimetype = fields.Char("Type", size=128, copy=False)
    file_size = fields.Integer("Size", copy=False)
    sha256 = fields.Char("SHA-256", size=64, index="btree_not_null", copy=False)
    image_hash = fields.Char(size=64, copy=False)
    thumbnail = fields.Image(max_width=256, max_height=256, copy=False)

    # or the live record
    res_model = fields.Char("Kind of record", size=64, copy=False)
    res_id = fields.Many2oneReference("Record", model_field="res_model", copy=False)
    record_name = fields.Char("Record shown", compute="_compute_record_name")

    # its way
    state = fields.Selection(
        [
            ("waiting", "Waiting for verification"),
            ("verified", "Verified"),
            ("refused", "Refused"),
            ("expired", "Expired"),
            ("replaced", "Replaced"),
        ],
        required=True,
        default="waiting",
        index=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    uploader_id = fields.Many2one(
        "res.users",
        "Entered by",
        required=True,
        index=True,
        ondelete="restrict",
        copy=False,
        default=lambda self: self.env.user,
    )
    uploaded_at = fields.Datetime(
        "Entered on", required=True, copy=False, default=fields.Datetime.now
    )
    verifier_id = fields.Many2one(
        "res.users", "Looked at by", ondelete="restrict", copy=False
    )
    verified_at = fields.Datetime("Looked at on", copy=False)
    refusal_reason = fields.Text("Reason of the refusal", copy=False, tracking=True)
    ended_at = fields.Datetime(copy=False, help="Refused, expired or replaced on.")
    previous_id = fields.Many2one(
        "zi.evidence",
        "Version before",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
    )
    next_ids = fields.One2many("zi.evidence", "previous_id", "Newer versions")

    # what the reader needs
    duplicate_ids = fields.Many2many(
        "zi.evidence",
        string="Same file or picture",
        compute="_compute_duplicate_ids",
        search="_search_duplicate_ids",
    )
    duplicate_warning = fields.Char(compute="_compute_duplicate_ids")
    can_verify = fields.Boolean(compute="_compute_can", search="_search_can_verify")
    can_edit = fields.Boolean(compute="_compute_can")
    why_not_verify = fields.Char(compute="_compute_can")

    _file_or_record = models.Constraint(
        "CHECK ((kind = 'file' AND sha256 IS NOT NULL AND res_model IS NULL)"
        " OR (kind = 'record' AND res_model IS NOT NULL AND res_id IS NOT NULL))",
        "Evidence is a file or a live record. Choose a file.",
    )
    _refusal_has_reason = models.Constraint(
        "CHECK (state <> 'refused' OR COALESCE(trim(refusal_reason), '') <> '')",
        "Say why the evidence is refused: who entered it needs to know what to mend.",
    )
    _verified_by_another = models.Constraint(
        "CHECK (verifier_id IS NULL OR verifier_id <> uploader_id)",
        "Nobody verifies what he entered himself.",
    )
    _hash_index = models.Index("(company_id, sha256)")
    _record_index = models.Index("(res_model, res_id) WHERE res_model IS NOT NULL")

    # ------------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------------

    @api.depends("res_model", "res_id")
    @api.depends_context("uid")
    def _compute_record_name(self):
        for item in self:
            record = item._zi_live_record()
            if not item.res_model:
                item.record_name = False
            elif record is None:
                item.record_name = self.env._("A record that is no longer there")
            elif record.has_access("read"):
                item.record_name = record.display_name
            else:
                item.record_name = record._zi_model_label()

    def _zi_live_record(self):
        """The live record (with the reader's rights), or None."""
        self.ensure_one()
        model = self.env.get(self.res_model or "")
        if model is None:
            return None
        return model.browse(self.res_id).exists() or None

    @api.depends("sha256", "image_hash", "company_id")
    def _compute_duplicate_ids(self):
        twins = self._zi_twins()
        for item in self:
            same = self.browse(twins.get(item.id, ()))
            item.duplicate_ids = same
            item.duplicate_warning = (
                self.env._(
                    "The same file or picture was entered before: %(names)s. One file "
                    "does not prove two dates.",
                    names=", ".join(same.mapped("name")),
                )
                if same
                else False
            )

    def _search_duplicate_ids(self, operator, value):
        """``duplicate_ids != False`` finds files that were entered twice."""
        if operator != "in" or set(value) != {False}:
            return NotImplemented
        groups = self._read_group(
            [("sha256", "!=", False)],
            ["company_id", "sha256"],
            having=[("__count", ">", 1)],
        )
        return Domain.AND(
            Domain("company_id", "!=", unit.id) | Domain("sha256", "!=", digest)
            for unit, digest in groups
        )

    def _zi_twins(self):
        """``{id: ids of earlier evidence of the unit with the same file or picture}``.

        One query, whatever the number of records. Versions of one another and what
        the reader cannot see are left out.
        """
        same = Domain("sha256", "in", self.filtered("sha256").mapped("sha256"))
        if any(self.mapped("image_hash")):
            same |= Domain("image_hash", "!=", False)
        known = self.search_fetch(
            Domain("company_id", "in", self.company_id.ids) & same,
            ["company_id", "sha256", "image_hash", "previous_id"],
        )
        found = {}
        for item in self.filtered("sha256"):
            found[item.id] = [
                other.id
                for other in known
                if other.id < (item._origin.id or float("inf"))
                and other.company_id == item.company_id
                and not item._zi_is_version_of(other)
                and _same_content(item, other)
            ]
        return found

    def _zi_is_version_of(self, other):
        self.ensure_one()
        older = self.sudo().previous_id
        while older:
            if older == other:
                return True
            older = older.previous_id
        return False

    @api.depends("state", "uploader_id", "area_ids")
    @api.depends_context("uid")
    def _compute_can(self):
        for item in self:
            refusal = item._zi_refusal_verify() if item.state == "waiting" else False
            item.why_not_verify = refusal
            item.can_verify = item.state == "waiting" and not refusal
            item.can_edit = not item.id or (
                item.state == "waiting" and item._zi_may_edit()
            )

    def _search_can_verify(self, operator, value):
        if operator != "in":
            return NotImplemented
        user = self.env.user
        units = self.env.companies.filtered(
            lambda unit: self.env["zi.role.assignment"]._zi_holders(
                unit, "secretariat", user=user
            )
        )
        mine = Domain(
            [
                ("state", "=", "waiting"),
                ("company_id", "in", units.ids),
                ("uploader_id", "!=", user.id),
            ]
        )
        return mine if set(value) == {True} else ~mine

    @api.constrains("date", "period_id")
    def _check_period(self):
        for item in self:
            period = item.period_id.sudo()
            if period and not period.date_from <= item.date <= period.date_to:
                raise ValidationError(
                    self.env._(
                        "The date of the evidence lies outside its period. Choose "
                        "another period or leave it empty."
                    )
                )

    @api.constrains("date", "expiry_date")
    def _check_expiry(self):
        for item in self:
            if item.expiry_date and item.expiry_date < item.date:
                raise ValidationError(
                    self.env._("Evidence cannot end before the day it was made.")
                )

    @api.constrains("date")
    def _check_not_future(self):
        for item in self:
            if item.date > item.company_id._zi_today():
                raise ValidationError(
                    self.env._(
                        "Evidence shows what has happened: its date cannot lie in the "
                        "future."
                    )
                )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if self._zi_gate_open():
            return super().create(vals_list)
        return self._zi_create_uploads(
            [self._zi_upload_values(dict(vals)) for vals in vals_list]
        )

    def _zi_complete(self):
        """Area and period that were left empty, the late mark, the colours."""
        for row in self.sudo():
            values = {}
            if not row.area_ids:
                values["area_ids"] = [(6, 0, row._zi_linked_areas().ids)]
            if not row.period_id:
                values["period_id"] = row._zi_default_period().id
            if values:
                row._zi_gate_write(values)
        self._zi_mark_late()
        self._zi_touch_proof()

    def _zi_linked_areas(self):
        """Areas of what it serves; the links to plan and LKE extend it."""
        return self.env["zi.area"]

    def _zi_default_period(self):
        self.ensure_one()
        return self.env["zi.period"]._zi_find(self.company_id, self.date)

    def write(self, vals):
        vals = dict(vals)
        before_touch = self._zi_served() if self._zi_link_fields() & set(vals) else None
        if self._zi_gate_open() or self.env.su:
            result = super().write(self._zi_without_old_period(vals))
        else:
            vals.pop("upload", None)
            content = set(self._zi_content) & set(vals)
            if content:
                self._zi_check_editable(content, vals)
            if "area_ids" in vals:
                self._zi_check_areas(vals["area_ids"])
            before = self._zi_links_now() if self._zi_link_fields() & set(vals) else {}
            result = super().write(self._zi_without_old_period(vals))
            if before:
                self._zi_check_links(before)
        if "date" in vals and "period_id" not in vals:
            self.sudo()._zi_follow_date()
        if {"date", "period_id"} & set(vals):
            self._zi_mark_late()
        if {"date", "state", "expiry_date"} & set(vals):
            self._zi_touch_proof()
        elif self._zi_link_fields() & set(vals):
            before_touch()
            self._zi_touch_proof()
        return result

    def _zi_without_old_period(self, vals):
        """A new date lets go of a period that does not hold it."""
        if "date" not in vals or "period_id" in vals:
            return vals
        day = fields.Date.to_date(vals["date"])
        outside = day and any(
            period and not period.date_from <= day <= period.date_to
            for period in self.sudo().mapped("period_id")
        )
        return {**vals, "period_id": False} if outside else vals

    def _zi_follow_date(self):
        """A period that no longer holds the date gives way to the one that does."""
        for row in self:
            period = row.period_id
            if not period or not period.date_from <= row.date <= period.date_to:
                row._zi_gate_write({"period_id": row._zi_default_period().id})

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        for item in self:
            if item.state != "waiting" or item.previous_id:
                raise UserError(
                    self.env._(
                        "Evidence that was looked at stays in the register. Enter a "
                        "new version instead."
                    )
                )
            if not self.env.su and self.env.user != item.uploader_id:
                raise AccessError(
                    self.env._("Only who entered evidence takes it back.")
                )

    def unlink(self):
        served = self._zi_served()
        result = super().unlink()
        served()
        return result

    # ------------------------------------------------------------------
    # WHO MAY ENTER AND CHANGE
    # ------------------------------------------------------------------

    @api.model
    def _zi_link_fields(self):
        """Names of the fields that say what it serves."""
        return {"area_ids"}

    def _zi_links_now(self):
        return {
            row.id: {name: row.sudo()[name] for name in self._zi_link_fields()}
            for row in self
        }

    def _zi_check_links(self, before):
        """Links that were added or taken away have to be the user's own."""
        for row in self:
            if row.state in ("refused", "replaced"):
                raise UserError(
                    self.env._(
                        "“%(name)s” is refused or replaced and proves nothing more. "
                        "Enter a new version.",
                        name=row.name,
                    )
                )
            for name, old in before[row.id].items():
                new = row.sudo()[name]
                row._zi_check_own_links(name, (old - new) | (new - old))

    def _zi_check_areas(self, commands):
        """The areas of evidence say which working groups may change it, so only who
        may change it already gives it another one. An item or question of one's own
        is linked without that."""
        for row in self:
            field = row._fields["area_ids"]
            new = field.convert_to_cache(commands, row)
            changed = field.convert_to_record(new, row) != row.area_ids
            if changed and not row._zi_may_edit():
                raise AccessError(
                    self.env._(
                        "Only who entered it, the working group of its area and the "
                        "secretariat change evidence."
                    )
                )

    def _zi_check_own_links(self, name, changed):
        """Raise when the user may not link or unlink these records."""
        self.ensure_one()
        if not changed or self._zi_is_secretary():
            return
        areas = changed if name == "area_ids" else self.env["zi.area"]
        foreign = areas - self._zi_own_areas().sudo() - self._zi_linked_areas()
        if foreign:
            raise AccessError(
                self.env._(
                    "You are not in the working group of %(areas)s.",
                    areas=", ".join(foreign.mapped("display_name")),
                )
            )

    def _zi_check_may_contribute(self):
        """Raise unless the user may enter evidence for what it serves: the
        secretariat for all, a working group for its areas, an owner for his items."""
        if self.env.su:
            return
        for row in self:
            empty = {name: row.sudo()[name].browse() for name in self._zi_link_fields()}
            row._zi_check_links({row.id: empty})
            if not (
                row._zi_is_secretary()
                or row.sudo().area_ids
                or row.sudo()._zi_linked_areas()
                or row._zi_serves_own()
            ):
                raise AccessError(
                    self.env._(
                        "Say which area or item the evidence is for, one that you "
                        "work in."
                    )
                )

    def _zi_serves_own(self):
        """Whether it serves something that the user owns; links extend it."""
        self.ensure_one()
        return False

    def _zi_may_edit(self):
        """Who entered it, its working groups, and the secretariat."""
        self.ensure_one()
        return bool(
            self.env.user == self.uploader_id
            or self._zi_is_secretary()
            or self.sudo().area_ids & self._zi_own_areas().sudo()
        )

    def _zi_check_editable(self, names, vals):
        for row in self:
            if not row._zi_row_would_change(names, vals):
                continue
            if row.state != "waiting":
                raise UserError(
                    self.env._(
                        "“%(name)s” was looked at and is sealed. Enter a new version "
                        "to change it.",
                        name=row.name,
                    )
                )
            if not row._zi_may_edit():
                raise AccessError(
                    self.env._(
                        "Only who entered it, the working group of its area and the "
                        "secretariat change evidence."
                    )
                )

    def _zi_is_secretary(self):
        self.ensure_one()
        return bool(
            self.env["zi.role.assignment"]._zi_holders(
                self.company_id, "secretariat", user=self.env.user
            )
        )

    def _zi_own_areas(self):
        self.ensure_one()
        return self.env["zi.team.member"]._zi_areas(self.env.user, self.company_id)


def _same_content(one, other):
    if one.sha256 == other.sha256:
        return True
    return bool(
        one.image_hash
        and other.image_hash
        and picture.same_picture(one.image_hash, other.image_hash)
    )
