from datetime import datetime
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

_ENDED = ("superseded", "withdrawn")


class Seen(NamedTuple):
    """Signs that a sheet hangs after its end; moments in UTC."""

    scans: int
    reports: int
    reported_at: datetime | None
    last: datetime | None


_UNSEEN = Seen(0, 0, None, None)


class ZiSopCopy(models.Model):
    """A numbered sheet that hangs somewhere, with a QR code of its own.

    When its revision ends, a task asks for it to be taken down; if it is scanned after
    that, the list shows it.
    """

    _name = "zi.sop.copy"
    _description = "Posted copy of an SOP"
    _inherit = [
        "zi.sop.row.mixin",
        "zi.hashed.file.mixin",
        "zi.verifiable.mixin",
        "zi.follow.up.source",
        "zi.evidence.source",
        "zi.paper.mixin",
    ]
    _order = "sop_id, copy_no desc, id desc"
    _rec_names_search = ["place", "sop_id.name", "sop_id.number"]

    _zi_kind = "sop"
    _zi_gated_fields = (
        "copy_no",
        "state",
        "posted_on",
        "posted_by_id",
        "taken_down_on",
        "taken_down_by_id",
    )
    _zi_transitions = {"printed": {"posted", "gone"}, "posted": {"gone"}}
    _zi_hashed_files = {"photo": ("photo_name", "photo_sha256")}
    _zi_evidence = {
        "sop_id": "SOP",
        "state": "State",
        "process_kind": "Kind of work",
    }
    _zi_evidence_state = "state"
    _zi_evidence_date = "posted_on"
    _zi_evidence_date_to = "taken_down_on"

    copy_no = fields.Integer("Copy no.", aggregator=None, copy=False)
    place = fields.Char(required=True, size=128, help="Where it hangs.")
    state = fields.Selection(
        [
            ("printed", "Printed"),
            ("posted", "Hangs"),
            ("gone", "Taken down"),
        ],
        required=True,
        default="printed",
        index=True,
        copy=False,
    )
    posted_on = fields.Date("Put up on", copy=False)
    posted_by_id = fields.Many2one(
        "res.users", "Put up by", copy=False, ondelete="restrict"
    )
    taken_down_on = fields.Date(copy=False)
    taken_down_by_id = fields.Many2one("res.users", copy=False, ondelete="restrict")
    photo = fields.Binary(
        attachment=True, copy=False, help="Shows where and how it hangs."
    )
    photo_name = fields.Char(copy=False)
    photo_sha256 = fields.Char("SHA-256 of the photo", size=64, copy=False)
    note = fields.Text(copy=False)
    outdated = fields.Boolean(
        "Hangs though it ended",
        compute="_compute_outdated",
        search="_search_outdated",
    )
    late_scans = fields.Integer(
        "Scans after its end",
        compute="_compute_late_scans",
        help="How often somebody scanned this sheet after its revision had ended.",
    )
    scanned_late = fields.Boolean(
        "Scanned after its end",
        compute="_compute_late_scans",
        search="_search_scanned_late",
    )

    reports = fields.Integer(
        "Reported by visitors",
        compute="_compute_reports",
        help="How often somebody said on the page behind the code that this sheet "
        "still hangs.",
    )
    reported_at = fields.Datetime("Last reported", compute="_compute_reports")
    still_seen = fields.Boolean(
        "Seen after its end",
        compute="_compute_still_seen",
        search="_search_still_seen",
        help="Scanned or reported after its revision ended, or after it was said to be "
        "taken down.",
    )

    _copy_unique = models.UniqueIndex(
        "(sop_id, copy_no) WHERE copy_no > 0",
        "There is already a copy with this number.",
    )
    _place_given = models.Constraint(
        "CHECK (length(trim(coalesce(place, ''))) > 0)", "Say where the copy hangs."
    )

    # ------------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------------

    @api.depends("sop_id", "copy_no", "place")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for sheet in self:
            sheet.display_name = self.env._(
                "%(sop)s, copy %(number)s: %(place)s",
                sop=sheet.sop_id.number or sheet.sop_id.name or "",
                number=sheet.copy_no,
                place=sheet.place or "",
            )

    @api.depends("state", "revision_id.ended_on", "revision_id.approval_state")
    def _compute_outdated(self):
        for sheet in self:
            sheet.outdated = (
                sheet.state != "gone" and sheet.revision_id.status in _ENDED
            )

    def _search_outdated(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = fields.Domain("state", "!=", "gone") & fields.Domain(
            "revision_id.status", "in", list(_ENDED)
        )
        return domain if True in value else ~domain

    def _compute_late_scans(self):
        seen = self._zi_seen(self.ids)
        for sheet in self:
            sheet.late_scans = seen.get(sheet.id, _UNSEEN).scans
            sheet.scanned_late = bool(sheet.late_scans)

    def _search_scanned_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        ids = [key for key, seen in self._zi_seen().items() if seen.scans]
        domain = fields.Domain("id", "in", ids)
        return domain if True in value else ~domain

    def _compute_reports(self):
        seen = self._zi_seen(self.ids)
        for sheet in self:
            found = seen.get(sheet.id, _UNSEEN)
            sheet.reports = found.reports
            sheet.reported_at = found.reported_at

    @api.depends("state", "taken_down_on")
    def _compute_still_seen(self):
        seen = self._zi_seen(self.ids)
        for sheet in self:
            last = seen.get(sheet.id, _UNSEEN).last
            sheet.still_seen = bool(last) and sheet._zi_is_seen(last)

    def _zi_is_seen(self, last):
        """Whether the last sign of the sheet came when it should be down already."""
        self.ensure_one()
        if self.state != "gone":
            return True
        return self.company_id._zi_local(last).date() > self.taken_down_on

    def _search_still_seen(self, operator, value):
        if operator != "in":
            return NotImplemented
        seen = self._zi_seen()
        sheets = self.sudo().browse(seen).exists()
        ids = [sheet.id for sheet in sheets if sheet._zi_is_seen(seen[sheet.id].last)]
        domain = fields.Domain("id", "in", ids)
        return domain if True in value else ~domain

    @api.model
    def _zi_seen(self, ids=None):
        """Signs that sheets hang after their end, by one query: scans at which the
        page said so, and reports of visitors.

        :param ids: of copies; None for all
        :return: ``{copy id: Seen}``
        """
        # Rows that nobody may read; here they are only counted.
        self.env["zi.verification.scan"].sudo().flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT token.res_id,
                       count(*) FILTER (WHERE sign.scan),
                       count(*) FILTER (WHERE NOT sign.scan),
                       max(sign.at) FILTER (WHERE NOT sign.scan),
                       max(sign.at)
                  FROM (SELECT token_id, scanned_at AS at, TRUE AS scan
                          FROM zi_verification_scan WHERE status IN %s
                         UNION ALL
                        SELECT token_id, reported_at, FALSE
                          FROM zi_verification_report) sign
                  JOIN zi_verification_token token ON token.id = sign.token_id
                 WHERE token.res_model = %s AND %s
                 GROUP BY token.res_id
                """,
                _ENDED,
                self._name,
                SQL("TRUE")
                if ids is None
                else SQL("token.res_id = ANY(%s)", list(ids)),
            )
        )
        return {row[0]: Seen(*row[1:]) for row in rows}

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        sheets = super().create(vals_list)
        for sheet in sheets:
            status = sheet.revision_id._zi_status(sheet.company_id._zi_today())
            if status not in ("current", "not_yet"):
                raise UserError(
                    self.env._(
                        "“%(revision)s” is not in force: there is nothing to post.",
                        revision=sheet.revision_id.display_name,
                    )
                )
        sheets._zi_number_copies()
        return sheets

    def write(self, vals):
        fixed = {"revision_id", "place"} & set(vals)
        if fixed and any(
            sheet.state != "printed" and not self._zi_gate_open() for sheet in self
        ):
            raise UserError(
                self.env._(
                    "A copy that was put up stays as it is. Take it down and post "
                    "another one."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(
            self.env._("A numbered copy stays in the register. Take it down instead.")
        )

    def _zi_number_copies(self):
        """1 for the first copy of an SOP; the SOP's row is locked for it."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM zi_sop WHERE id IN %s ORDER BY id FOR UPDATE",
                tuple(self.sop_id.ids) or (0,),
            )
        )
        for sheet in self:
            last = (
                self.sudo()
                .search([("sop_id", "=", sheet.sop_id.id)], order="copy_no desc")[:1]
                .copy_no
            )
            sheet._zi_gate_write({"copy_no": last + 1})

    # ------------------------------------------------------------------
    # VERIFICATION AND PAPER
    # ------------------------------------------------------------------

    def _zi_status(self, today):
        self.ensure_one()
        return self.revision_id._zi_status(today)

    def _zi_public_statement(self):
        statement = self.revision_id._zi_public_statement()
        facts = [
            *statement.get("facts", ()),
            (
                self.env._("Copy"),
                self.env._(
                    "no. %(number)s, made for: %(place)s",
                    number=self.copy_no,
                    place=self.place,
                ),
            ),
        ]
        return {**statement, "facts": facts}

    def _zi_kind_label(self):
        return self.revision_id._zi_kind_label()

    def _zi_public_rows(self):
        return [self, self.revision_id]

    def _zi_reportable(self, status):
        """A sheet that ended and is scanned hangs somewhere, whatever the register
        says."""
        return status in _ENDED

    def _zi_public_current(self):
        return self.revision_id._zi_public_current()

    def _zi_public_body(self):
        return self.revision_id._zi_public_body()

    def _zi_statement_revision(self):
        return self.revision_id._zi_statement_revision()

    def _zi_paper(self, orientation=None):
        """The revision's paper with the code and the number of this copy."""
        self.ensure_one()
        paper = self.revision_id._zi_paper(orientation)
        return {
            **paper,
            "qr": self._zi_qr(),
            "copy": f"Salinan terkendali nomor {self.copy_no}: {self.place}",
        }

    def _zi_page_marks(self):
        foot, mark = self.revision_id._zi_page_marks()
        return f"{foot} (salinan {self.copy_no})", mark

    def action_print(self):
        """The sheets of these copies as one PDF."""
        self.check_access("read")
        orientation = self.revision_id[:1].orientation
        return self.env.ref(
            f"zi_governance.report_sop_copy_{orientation}"
        ).report_action(self)

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_post(self):
        """It hangs in its place since today."""
        self._zi_check_area()
        for sheet in self:
            sheet._zi_move(
                "posted",
                posted_on=sheet.company_id._zi_today(),
                posted_by_id=self.env.uid,
            )
        return True

    def action_take_down(self):
        """It hangs no longer."""
        self._zi_check_area()
        for sheet in self:
            sheet._zi_move(
                "gone",
                taken_down_on=sheet.company_id._zi_today(),
                taken_down_by_id=self.env.uid,
            )
        return True

    def _zi_ask_take_down(self, last_day):
        """A follow-up for each sheet that hangs although its revision ends.

        :param date last_day: last day in force of the revision
        """
        for sheet in self.filtered(lambda row: row.state != "gone"):
            owner = (
                sheet.posted_by_id
                or sheet.department_id.manager_id.user_id
                or self.env["zi.role.assignment"]
                ._zi_holders(sheet.company_id, "secretariat")
                .user_id[:1]
            )
            if not owner or sheet.company_id not in owner.sudo().company_ids:
                continue
            words = sheet.with_context(lang=owner.lang)
            sheet._zi_follow_up(
                {
                    "name": words.env._(
                        "Take down or replace: %(copy)s", copy=words.display_name
                    )[:256],
                    "owner_id": owner.id,
                    "due_date": fields.Date.add(
                        max(last_day, sheet.company_id._zi_today()), days=3
                    ),
                    "area_id": sheet.area_id.id,
                }
            )


class ZiSopRevision(models.Model):
    _inherit = "zi.sop.revision"

    copy_ids = fields.One2many("zi.sop.copy", "revision_id", "Posted copies")
    copy_count = fields.Integer("Number of copies", compute="_compute_copy_count")

    @api.depends("copy_ids.state")
    def _compute_copy_count(self):
        counts = dict(
            self.env["zi.sop.copy"]._read_group(
                [("revision_id", "in", self.ids), ("state", "!=", "gone")],
                ["revision_id"],
                ["__count"],
            )
        )
        for revision in self:
            revision.copy_count = counts.get(revision._origin, 0)

    def _zi_end(self, last_day, kind):
        """Its sheets have to come down on the day after."""
        result = super()._zi_end(last_day, kind)
        self.sudo().copy_ids._zi_ask_take_down(last_day)
        return result

    def action_post_copies(self):
        """Say where sheets will hang, and print one for each place."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Post copies"),
            "res_model": "zi.sop.post",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_revision_id": self.id},
        }

    def action_copies(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Posted copies"),
            "res_model": "zi.sop.copy",
            "views": [(False, "list"), (False, "form")],
            "domain": [("sop_id", "=", self.sop_id.id)],
            "context": {"default_revision_id": self.id},
        }
