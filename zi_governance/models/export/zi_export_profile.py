import logging
from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools.misc import format_date

from ...tools.export.schedule import (
    Anchor,
    ScheduleError,
    due_periods,
    next_due,
    period_of,
)

_logger = logging.getLogger(__name__)
_FIRST_OF_MONTH = 1


class ZiExportProfile(models.Model):
    """What goes to whom, and when: one standing order for packages.

    The day is told by the calendar (the 5th working day of the month after the
    period), so that it never drifts and a missed one is caught up once.
    """

    _name = "zi.export.profile"
    _description = "Export profile"
    _inherit = ["zi.unit.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, size=128, tracking=True)
    code = fields.Char(
        required=True,
        size=32,
        copy=False,
        default="itjen",
        help="Short name in file names; small letters, digits and hyphens. It stays.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    period_kind = fields.Selection(
        [
            ("month", "Month"),
            ("quarter", "Quarter"),
            ("semester", "Half-year"),
            ("year", "Year"),
        ],
        required=True,
        default="month",
        tracking=True,
    )
    since = fields.Date(
        "First period",
        required=True,
        default=lambda self: self.env.company._zi_today().replace(day=_FIRST_OF_MONTH),
        help="The first package is of the period that holds this day.",
    )
    anchor_kind = fields.Selection(
        [("working_day", "Working day"), ("calendar_day", "Calendar day")],
        "Counted in",
        required=True,
        default="working_day",
        tracking=True,
    )
    anchor_number = fields.Integer(
        "Day",
        required=True,
        default=5,
        tracking=True,
        help="5 with working days: the fifth working day of the month. -1: the last.",
    )
    anchor_month = fields.Integer(
        "Month after the period",
        required=True,
        default=1,
        tracking=True,
        help="1: the month right after the period.",
    )
    anchor_shift = fields.Selection(
        [
            ("none", "Goes all the same"),
            ("next", "Goes on the next working day"),
            ("before", "Goes on the working day before"),
        ],
        "On a day off",
        required=True,
        default="next",
        tracking=True,
    )
    hour = fields.Integer(
        required=True, default=8, help="Local time of the unit, 0 to 23."
    )
    lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(),
        "Language",
        required=True,
        default=lambda self: self.env.lang or "id_ID",
    )
    approval_needed = fields.Boolean(
        "The head approves each package",
        tracking=True,
        help="Ticked: a package waits in the inbox of the head before it goes.",
    )
    service_user_id = fields.Many2one(
        "res.users",
        "Rights of",
        ondelete="restrict",
        tracking=True,
        domain="[('company_ids', 'in', company_id)]",
        help="Lists in the package hold what this person may read, and no more.",
    )
    line_ids = fields.One2many("zi.export.profile.line", "profile_id", "Sheets")
    recipient_ids = fields.One2many("zi.export.recipient", "profile_id", "Recipients")
    run_ids = fields.One2many("zi.export.run", "profile_id", "Packages")
    run_count = fields.Integer("Packages made", compute="_compute_run_count")
    schedule_text = fields.Char("When", compute="_compute_schedule")
    next_on = fields.Date("Next package on", compute="_compute_schedule")
    next_period = fields.Char("Next period", compute="_compute_schedule")
    held_text = fields.Char("Held back", compute="_compute_held_text")

    _code_unique = models.Constraint(
        "UNIQUE (company_id, code)", "The unit already has a profile with this code."
    )
    _code_shape = models.Constraint(
        "CHECK (code ~ '^[a-z0-9][a-z0-9-]*$')",
        "The code holds small letters, digits and hyphens only.",
    )
    _hour_known = models.Constraint(
        "CHECK (hour BETWEEN 0 AND 23)", "The hour lies between 0 and 23."
    )

    # ------------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------------

    @api.depends("run_ids")
    def _compute_run_count(self):
        counts = dict(
            self.env["zi.export.run"]._read_group(
                [("profile_id", "in", self.ids)], ["profile_id"], ["__count"]
            )
        )
        for profile in self:
            profile.run_count = counts.get(profile, 0)

    @api.depends(
        "period_kind",
        "anchor_kind",
        "anchor_number",
        "anchor_month",
        "anchor_shift",
        "hour",
        "since",
        "company_id",
    )
    @api.depends_context("lang")
    def _compute_schedule(self):
        for profile in self:
            profile.schedule_text = profile._zi_schedule_text()
            profile.next_on = profile.next_period = False
            if not (profile.company_id and profile.since):
                continue
            try:
                first, last, day = profile._zi_next()
            except ScheduleError:
                continue
            profile.next_on = day
            profile.next_period = self.env["zi.period"]._zi_span_name(first, last)

    @api.depends("run_ids.state")
    @api.depends_context("lang")
    def _compute_held_text(self):
        for profile in self:
            names = [
                self.env["zi.period"]._zi_span_name(first, last)
                for first, last in sorted(profile.sudo()._zi_held_spans())
            ]
            profile.held_text = (
                self.env._(
                    "Cancelled and not ordered again: %(periods)s. Later packages wait "
                    "for it.",
                    periods=", ".join(names),
                )
                if names
                else False
            )

    def _zi_held_spans(self):
        """First and last days of periods whose package was taken back."""
        self.ensure_one()
        live = self._zi_ordered_periods()
        return {
            (run.date_from, run.date_to)
            for run in self.run_ids
            if not run.preview and run.date_from not in live
        }

    def _zi_schedule_text(self):
        self.ensure_one()
        number = self.anchor_number
        if self.anchor_kind == "working_day":
            day = (
                self.env._("last working day")
                if number == -1
                else self.env._("working day %(number)s", number=number)
            )
        else:
            day = (
                self.env._("last day")
                if number == -1
                else self.env._("day %(number)s", number=number)
            )
        return self.env._(
            "%(day)s of month %(month)s after the period, at %(hour)s:00",
            day=day,
            month=self.anchor_month,
            hour=f"{self.hour or 0:02}",
        )

    @api.constrains("anchor_kind", "anchor_number", "anchor_month", "anchor_shift")
    def _check_anchor(self):
        for profile in self:
            try:
                profile._zi_anchor()
            except ScheduleError as error:
                raise ValidationError(
                    self.env._(
                        "This day does not exist: a working day is 1 to 15 or -1, a "
                        "calendar day 1 to 31 or -1, and the month 1 to 12."
                    )
                ) from error

    @api.constrains("code")
    def _check_code_stays(self):
        for profile in self:
            if profile.run_ids.filtered("number"):
                raise ValidationError(
                    self.env._("Packages carry the code of the profile: it stays.")
                )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        profiles = super().create(vals_list)
        profiles._zi_check_reader()
        return profiles

    def write(self, vals):
        if "code" in vals:
            # A form sends back what did not change; that is no change.
            same = all(profile.code == vals["code"] for profile in self)
            if same:
                vals = {key: value for key, value in vals.items() if key != "code"}
        if "approval_needed" in vals and not vals["approval_needed"]:
            self.filtered("approval_needed")._zi_check_approval_off()
        before = {profile: profile.service_user_id for profile in self}
        result = super().write(vals)
        self.filtered(
            lambda profile: profile.service_user_id != before[profile]
        )._zi_check_reader()
        return result

    def _zi_check_reader(self):
        """Nobody reads with the rights of another person because he named him: oneself
        may be named by oneself, others by the head."""
        if self.env.su:
            return
        for profile in self:
            reader = profile.service_user_id
            if not reader or reader == self.env.user:
                continue
            if not self.env["zi.role.assignment"]._zi_holders(
                profile.company_id, "head", user=self.env.user
            ):
                raise AccessError(
                    self.env._(
                        "You can name yourself as the person with whose rights lists "
                        "are read. Another person is named by the head."
                    )
                )

    def _zi_check_approval_off(self):
        """Whoever makes the packages does not free them from the head's decision."""
        if self.env.su:
            return
        for profile in self:
            if not self.env["zi.role.assignment"]._zi_holders(
                profile.company_id, "head", user=self.env.user
            ):
                raise AccessError(
                    self.env._(
                        "Packages of “%(profile)s” go with the decision of the head. "
                        "Only the head can change that.",
                        profile=profile.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if self.sudo().run_ids:
            raise UserError(
                self.env._("Packages were made from this profile. Archive it instead.")
            )

    # ------------------------------------------------------------------
    # SCHEDULE
    # ------------------------------------------------------------------

    def _zi_anchor(self):
        """The rule of the day, as the calendar reads it."""
        self.ensure_one()
        return Anchor(
            self.anchor_kind, self.anchor_number, self.anchor_month, self.anchor_shift
        )

    def _zi_off_days(self):
        """Days off of the unit around the present."""
        self.ensure_one()
        today = self.company_id._zi_today()
        first = min(self.since or today, today).year - 1
        return self.env["zi.legal.clock"]._zi_off_days(
            self.company_id, range(first, today.year + 3)
        )

    def _zi_next(self):
        """The next package that is not due yet: first day, last day, sending day."""
        self.ensure_one()
        today = max(self.company_id._zi_today(), self.since)
        found = next_due(
            self.period_kind, self._zi_anchor(), today, self._zi_off_days()
        )
        if found[1] < self.since:
            first, last = period_of(self.period_kind, self.since)
            after = due_periods(
                self.period_kind,
                self._zi_anchor(),
                first,
                last + timedelta(days=366 * 2),
                self._zi_off_days(),
            )
            return after[0] if after else found
        return found

    def _zi_due(self, now):
        """Periods whose package should have gone, oldest first.

        :param datetime now: naive UTC
        :return: list of ``(first day, last day, moment due in naive UTC)``
        """
        self.ensure_one()
        today = self.company_id._zi_local(now).date()
        rows = due_periods(
            self.period_kind,
            self._zi_anchor(),
            self.since,
            today,
            self._zi_off_days(),
        )
        due = [
            (
                first,
                last,
                self.company_id._zi_utc(datetime.combine(day, time(self.hour))),
            )
            for first, last, day in rows
        ]
        return [row for row in due if row[2] <= now]

    def _zi_ordered_periods(self, cancelled=False):
        """First days of the periods that have their package, sent or on its way.

        :param bool cancelled: with those that a person took back
        """
        self.ensure_one()
        runs = self.run_ids.filtered(
            lambda run: not run.preview and (cancelled or run.state != "cancelled")
        )
        return set(runs.mapped("date_from"))

    @api.model
    def _zi_plan_due(self):
        """Make the packages that are due and have none yet; each period once.

        What a person cancelled is not made again behind his back, and a profile whose
        calendar names no day does not stop those of others.
        """
        now = fields.Datetime.now()
        made = self.env["zi.export.run"].sudo()
        for profile in self.sudo().search([("active", "=", True)]):
            known = profile._zi_ordered_periods(cancelled=True)
            try:
                due = profile._zi_due(now)
            except ScheduleError as error:
                _logger.info("Profile %s names no day: %s", profile.id, error)
                continue
            made |= made._zi_gate_create(
                [
                    made._zi_plan_values(profile, first, last, due_at)
                    for first, last, due_at in due
                    if first not in known
                ]
            )
        return made

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def _zi_check_secretary(self):
        """Only the secretariat of the unit in office today orders packages."""
        for profile in self:
            if not self.env["zi.role.assignment"]._zi_holders(
                profile.company_id, "secretariat", user=self.env.user
            ):
                raise AccessError(
                    self.env._(
                        "Only the secretariat of %(unit)s orders packages.",
                        unit=profile.company_id.sudo().name,
                    )
                )

    def action_preview(self):
        """Make the next package of this profile without sending it."""
        self.ensure_one()
        self._zi_check_secretary()
        first, last = self._zi_preview_period()
        run = (
            self.env["zi.export.run"]
            .sudo()
            ._zi_plan(self.sudo(), first, last, fields.Datetime.now(), preview=True)
        )
        run._zi_wake()
        return run.with_env(self.env)._zi_open()

    def _zi_preview_period(self):
        """The oldest period without a package, else the running one."""
        self.ensure_one()
        known = self.sudo()._zi_ordered_periods()
        first, last = period_of(self.period_kind, self.since)
        today = self.company_id._zi_today()
        while first in known and last < today:
            first, last = period_of(self.period_kind, last + timedelta(days=1))
        return first, last

    def action_send_now(self):
        """Order the package of the last period that has ended, before its day."""
        self.ensure_one()
        self._zi_check_secretary()
        first, last = self._zi_preview_period()
        if last >= self.company_id._zi_today():
            raise UserError(
                self.env._(
                    "Every period that has ended has its package. The next one is "
                    "%(period)s, which ends on %(day)s.",
                    period=self.env["zi.period"]._zi_span_name(first, last),
                    day=format_date(self.env, last),
                )
            )
        run = (
            self.env["zi.export.run"]
            .sudo()
            ._zi_plan(self.sudo(), first, last, fields.Datetime.now())
        )
        run._zi_wake()
        return run.with_env(self.env)._zi_open()

    def action_open_runs(self):
        """The packages of this profile."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "zi_governance.zi_export_run_action"
        )
        return {**action, "domain": [("profile_id", "=", self.id)]}
