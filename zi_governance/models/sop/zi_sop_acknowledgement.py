from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class ZiSopAcknowledgement(models.Model):
    """An employee has read and understood a revision: said by himself, for good."""

    _name = "zi.sop.acknowledgement"
    _description = "Reading of an SOP"
    _inherit = ["zi.append.only.mixin", "zi.evidence.source"]
    _order = "acknowledged_at desc, id desc"
    _rec_name = "employee_id"

    _zi_sealed_columns = (
        "company_id",
        "revision_id",
        "employee_id",
        "user_id",
        "acknowledged_at",
        "date",
        "content_hash",
    )
    _zi_evidence = {"sop_id": "SOP", "employee_id": "Employee"}
    _zi_evidence_date = "date"

    company_id = fields.Many2one(
        "res.company", "Work unit", required=True, index=True, ondelete="restrict"
    )
    revision_id = fields.Many2one(
        "zi.sop.revision", required=True, index=True, ondelete="restrict"
    )
    sop_id = fields.Many2one(
        related="revision_id.sop_id", store=True, precompute=True, index=True
    )
    employee_id = fields.Many2one(
        "hr.employee", required=True, index=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users", "Person", required=True, index=True, ondelete="restrict"
    )
    acknowledged_at = fields.Datetime("Read on", required=True)
    date = fields.Date("Day", required=True, help="The day in the unit's time zone.")
    content_hash = fields.Char(
        "SHA-256 of what was read", size=64, help="As the approval has it."
    )

    _once = models.UniqueIndex(
        "(revision_id, employee_id)", "This revision was acknowledged already."
    )


class ZiSopRevision(models.Model):
    """Who has to read a revision, and who has not done so yet."""

    _inherit = "zi.sop.revision"

    acknowledgement_ids = fields.One2many(
        "zi.sop.acknowledgement", "revision_id", "Readings"
    )
    i_have_read = fields.Boolean("I have read it", compute="_compute_i_have_read")
    i_must_read = fields.Boolean(
        "I have to read it",
        compute="_compute_i_have_read",
        search="_search_i_must_read",
    )
    reader_count = fields.Integer("Has to be read by", compute="_compute_readers")
    read_count = fields.Integer("Read by", compute="_compute_readers")
    unread_text = fields.Text("Not read yet", compute="_compute_readers")
    unread = fields.Boolean(
        "Not read by all",
        compute="_compute_readers",
        search="_search_unread",
    )

    def _zi_readers(self):
        """Employees who carry out a step of a revision, today.

        :return: ``{revision id: hr.employee (sudo)}``
        """
        return {
            revision.id: revision.sudo().executor_ids._zi_employees()
            for revision in self
        }

    @api.depends("acknowledgement_ids", "approval_state")
    @api.depends_context("uid")
    def _compute_i_have_read(self):
        user = self.env.user
        rows = (
            self.env["zi.sop.acknowledgement"]
            .sudo()
            .search([("revision_id", "in", self.ids), ("user_id", "=", user.id)])
        )
        read = rows.revision_id
        must = self._zi_must_read(user)
        for revision in self:
            revision.i_have_read = revision._origin in read
            revision.i_must_read = revision._origin in must and not revision.i_have_read

    def _zi_must_read(self, user):
        """Those of these revisions, in force, whose steps the person carries out."""
        asked = self._origin.filtered(lambda r: r.status in ("current", "not_yet"))
        readers = asked._zi_readers()
        return asked.filtered(lambda r: user in readers[r.id].user_id)

    def _search_i_must_read(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._zi_today()
        current = self.search(self._zi_status_domain("current", today))
        must = current.filtered("i_must_read")
        domain = Domain("id", "in", must.ids)
        return domain if True in value else ~domain

    @api.depends("acknowledgement_ids", "executor_ids", "approval_state")
    def _compute_readers(self):
        readers = self._origin._zi_readers()
        rows = (
            self.env["zi.sop.acknowledgement"]
            .sudo()
            .search([("revision_id", "in", self.ids)])
        )
        read = {
            revision: lines.employee_id
            for revision, lines in rows.grouped("revision_id").items()
        }
        for revision in self:
            wanted = readers.get(revision._origin.id, self.env["hr.employee"].sudo())
            done = read.get(revision._origin, self.env["hr.employee"]).sudo()
            missing = wanted - done
            revision.reader_count = len(wanted)
            revision.read_count = len(wanted & done)
            revision.unread = bool(missing) and revision.status == "current"
            revision.unread_text = (
                "\n".join(sorted(missing.mapped("name")))
                if revision._zi_may_see_readers()
                else False
            )

    def _zi_read_until(self, day):
        """How many of those who have to read a revision had read it on a day.

        :param date day: last day that counts
        :rtype: int
        """
        self.ensure_one()
        rows = self.sudo().acknowledgement_ids.filtered(lambda row: row.date <= day)
        return len(self._zi_readers()[self.id] & rows.employee_id)

    def _zi_may_see_readers(self):
        """The section, its working group, the secretariat and the head see names."""
        self.ensure_one()
        user = self.env.user
        if self.env.su:
            return True
        return self.sudo(False).has_access("write") or user.has_group(
            "zi_governance.group_zi_head"
        )

    def _search_unread(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._zi_today()
        current = self.search(self._zi_status_domain("current", today))
        domain = Domain("id", "in", current.filtered("unread").ids)
        return domain if True in value else ~domain

    def action_acknowledge(self):
        """I have read and understood this revision, and work by it.

        :raises UserError: not in force, not an employee of the unit
        """
        for revision in self:
            revision.check_access("read")
            revision._zi_acknowledge()
        return True

    def _zi_acknowledge(self):
        user = self.env.user
        company = self.company_id
        # SUDO: of his own file only that it is there is asked.
        employee = user.sudo().employee_ids.filtered(
            lambda person: person.company_id == company
        )[:1]
        if not employee:
            raise UserError(
                self.env._(
                    "Only an employee of %(unit)s acknowledges its SOPs.",
                    unit=company.sudo().name,
                )
            )
        if self._zi_status(company._zi_today()) not in ("current", "not_yet"):
            raise UserError(
                self.env._(
                    "“%(revision)s” is not in force.", revision=self.display_name
                )
            )
        rows = self.env["zi.sop.acknowledgement"].sudo()
        known = [("revision_id", "=", self.id), ("employee_id", "=", employee.id)]
        if rows.search_count(known, limit=1):
            return
        now = fields.Datetime.now()
        rows.create(
            [
                {
                    "company_id": company.id,
                    "revision_id": self.id,
                    "employee_id": employee.id,
                    "user_id": user.id,
                    "acknowledged_at": now,
                    "date": company._zi_local(now).date(),
                    "content_hash": self._zi_last_decision().content_hash,
                }
            ]
        )
