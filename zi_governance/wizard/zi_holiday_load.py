from datetime import datetime, time

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Command

from ..models.time.confidential import is_confidential
from ..tools import clocks
from ..tools.national_days import national_days


class ZiHolidayLoad(models.TransientModel):
    """Loads national holidays and joint leave of a year into units' calendars.

    It can be run again: days that it loaded before are corrected, days that people
    entered stay. The preview shows what changes and which open due dates move.
    """

    _name = "zi.holiday.load"
    _description = "Load holidays and joint leave"

    year = fields.Integer(
        required=True, default=lambda self: self.env.company._zi_today().year
    )
    company_ids = fields.Many2many(
        "res.company",
        string="Work units",
        required=True,
        default=lambda self: self.env.company,
        domain="[('id', 'in', allowed_company_ids)]",
    )
    line_ids = fields.One2many(
        "zi.holiday.load.line",
        "load_id",
        "Days",
        compute="_compute_preview",
        store=True,
    )
    moved_ids = fields.One2many(
        "zi.holiday.load.move",
        "load_id",
        "Due dates that move",
        compute="_compute_preview",
        store=True,
    )
    holiday_count = fields.Integer("Holidays", compute="_compute_counts")
    joint_leave_count = fields.Integer("Joint leave", compute="_compute_counts")
    estimated_count = fields.Integer("Estimated days", compute="_compute_counts")
    no_joint_leave = fields.Boolean(compute="_compute_counts")
    hidden_moves = fields.Integer(
        "Of records that you cannot see", compute="_compute_preview", store=True
    )
    move_due_dates = fields.Boolean(
        "Move open due dates", default=True, help="Untick to keep them as they are."
    )

    _year_plausible = models.Constraint(
        "CHECK (year BETWEEN 2000 AND 2100)", "Give a year between 2000 and 2100."
    )

    # ------------------------------------------------------------------
    # PREVIEW
    # ------------------------------------------------------------------

    @api.depends("line_ids")
    def _compute_counts(self):
        for wizard in self:
            coming = wizard.line_ids.filtered(lambda line: line.change != "removed")
            wizard.holiday_count = len(
                coming.filtered(lambda line: line.kind == "holiday")
            )
            wizard.joint_leave_count = len(coming) - wizard.holiday_count
            wizard.estimated_count = len(coming.filtered("estimated"))
            wizard.no_joint_leave = bool(coming) and not wizard.joint_leave_count

    @api.depends("year", "company_ids")
    def _compute_preview(self):
        for wizard in self:
            if not wizard.year or not 2000 <= wizard.year <= 2100:
                wizard.line_ids = wizard.moved_ids = [Command.clear()]
                wizard.hidden_moves = 0
                continue
            days = national_days(wizard.year)
            wizard.line_ids = [
                Command.clear(),
                *(Command.create(vals) for vals in wizard._zi_line_values(days)),
            ]
            moves, hidden = wizard._zi_moves(days)
            wizard.hidden_moves = hidden
            wizard.moved_ids = [
                Command.clear(),
                *(Command.create(vals) for vals in moves),
            ]

    def _zi_line_values(self, days):
        """Preview rows: what is new, corrected, kept or taken away."""
        units = self._zi_units()
        present = {}
        for unit in units:
            for day, leave in self._zi_loaded(unit).items():
                present.setdefault(day, []).append(leave)
        rows = []
        for item in days:
            leaves = present.pop(item.date, [])
            same = [leave for leave in leaves if not self._zi_differs(leave, item)]
            calendars = len(units.resource_calendar_id)
            if len(same) == calendars and leaves:
                change = "kept"
            elif leaves:
                change = "changed"
            else:
                change = "new"
            rows.append(
                {
                    "date": item.date,
                    "name": item.name,
                    "kind": item.kind,
                    "estimated": item.estimated,
                    "change": change,
                }
            )
        rows += [
            {
                "date": day,
                "name": leaves[0].name,
                "kind": leaves[0].zi_kind,
                "estimated": leaves[0].zi_estimated,
                "change": "removed",
            }
            for day, leaves in present.items()
        ]
        return sorted(rows, key=lambda row: row["date"])

    def _zi_moves(self, days):
        """Open due dates that the load moves.

        :return: ``(row values of the ordinary ones, number of confidential ones)``
        """
        units = self._zi_units()
        rows, hidden = [], 0
        for record, name, old, new in self._zi_moved_clocks(units, days):
            seen = record.with_env(self.env)
            if is_confidential(record) or not seen.has_access("read"):
                hidden += 1
                continue
            rows.append(
                {
                    "res_model": record._name,
                    "res_id": record.id,
                    "clock": name,
                    "name": record.display_name,
                    "old_date": old,
                    "new_date": new,
                }
            )
        return rows, hidden

    def _zi_moved_clocks(self, units, days):
        """``(record, clock name, old due date, new due date)`` of each that moves."""
        legal = self.env["zi.legal.clock"]
        found = []
        for record, name, start, code in self.env["zi.clock.source"]._zi_open_clocks(
            units
        ):
            clock = legal._zi_clock_on(code, start)
            stops = record._zi_clock_stops(name)
            years = clock._zi_years(start, stops)
            if clock.unit != clocks.WORKING_DAY or self.year not in years:
                continue
            off = legal._zi_off_days(record.company_id, years)
            loaded = set(self._zi_loaded(record.company_id))
            after = (off - loaded) | {item.date for item in days}
            new = clocks.due_with_stops(
                start, clock.length, clock.unit, after, stops
            ).due
            old = record[record._zi_clock[name][2]]
            if new and new != old:
                found.append((record, name, old, new))
        return found

    def _zi_units(self):
        """Units of the reader's own; others are neither shown nor written."""
        return (self.company_ids._origin & self.env.user.company_ids).sudo()

    def _zi_loaded(self, unit):
        """Days that an earlier run put into the unit's calendar: {date: row}."""
        legal = self.env["zi.legal.clock"]
        leaves = (
            self.env["resource.calendar.leaves"]
            .sudo()
            .search(
                [
                    ("calendar_id", "=", unit.resource_calendar_id.id),
                    ("calendar_id", "!=", False),
                    ("resource_id", "=", False),
                    ("zi_kind", "!=", False),
                    ("date_from", "<", datetime(self.year + 1, 1, 2)),
                    ("date_to", ">", datetime(self.year - 1, 12, 30)),
                ]
            )
        )
        return {
            day: leave
            for leave in leaves
            for day in legal._zi_covered_days(unit, leave)
            if day.year == self.year
        }

    def _zi_differs(self, leave, item):
        return (leave.name, leave.zi_kind, leave.zi_estimated) != (
            item.name,
            item.kind,
            item.estimated,
        )

    # ------------------------------------------------------------------
    # LOAD
    # ------------------------------------------------------------------

    def action_load(self):
        """Write the days into the calendars of all chosen units."""
        self.ensure_one()
        self._zi_check_allowed()
        days = national_days(self.year)
        units = self._zi_units()
        self._zi_ensure_calendars(units)
        moved = self._zi_moved_clocks(units, days) if self.move_due_dates else []
        done = set()
        for unit in units:
            if unit.resource_calendar_id.id not in done:
                done.add(unit.resource_calendar_id.id)
                self._zi_load_unit(unit, days)
        for record, name, _old, new in moved:
            record._zi_clock_set_due(name, new)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(days)s days off of %(year)s loaded for %(units)s unit(s); "
                    "%(moved)s due date(s) moved.",
                    days=len(days),
                    year=str(self.year),
                    units=len(units),
                    moved=len(moved),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _zi_check_allowed(self):
        """The unit's secretariat, or the administrator of the system."""
        user = self.env.user
        if self.company_ids <= user.company_ids and user.has_group(
            "zi_governance.group_zi_admin"
        ):
            return
        roles = self.env["zi.role.assignment"]
        for unit in self.company_ids:
            if unit not in user.company_ids or not roles._zi_holders(
                unit, "secretariat", user=user
            ):
                raise AccessError(
                    self.env._(
                        "Only the secretariat of %(unit)s or the administrator loads "
                        "its holidays.",
                        unit=unit.name,
                    )
                )

    def _zi_ensure_calendars(self, units):
        """A unit that shares a calendar gets its own: a day off of one unit must not
        move the due dates of another."""
        companies = self.env["res.company"].sudo()
        for unit in units:
            calendar = unit.resource_calendar_id
            shared = calendar and companies.search_count(
                [("resource_calendar_id", "=", calendar.id), ("id", "!=", unit.id)],
                limit=1,
            )
            if (
                not calendar
                or shared
                or calendar.company_id
                not in (
                    unit,
                    companies.browse(),
                )
            ):
                source = calendar or self.env.ref("resource.resource_calendar_std")
                unit.resource_calendar_id = source.sudo().copy(
                    {
                        "name": f"{source.name} ({unit.name})",
                        "company_id": unit.id,
                        "tz": unit._zi_tz().key,
                    }
                )

    def _zi_load_unit(self, unit, days):
        leaves_sudo = self.env["resource.calendar.leaves"].sudo()
        present = self._zi_loaded(unit)
        missing = []
        for item in days:
            values = {
                "name": item.name,
                "zi_kind": item.kind,
                "zi_estimated": item.estimated,
            }
            leave = present.pop(item.date, None)
            if leave is None:
                missing.append(
                    {
                        **values,
                        "calendar_id": unit.resource_calendar_id.id,
                        "date_from": unit._zi_utc(
                            datetime.combine(item.date, time.min)
                        ),
                        "date_to": unit._zi_utc(
                            datetime.combine(item.date, time(23, 59, 59))
                        ),
                    }
                )
            elif self._zi_differs(leave, item):
                leave.write(values)
        leaves_sudo.create(missing)
        leaves_sudo.union(*present.values()).unlink()


class ZiHolidayLoadLine(models.TransientModel):
    _name = "zi.holiday.load.line"
    _description = "Day in the preview of holidays"
    _order = "date"

    load_id = fields.Many2one("zi.holiday.load", required=True, ondelete="cascade")
    date = fields.Date(required=True)
    name = fields.Char("Day off", required=True)
    kind = fields.Selection(
        [("holiday", "National holiday"), ("joint_leave", "Joint leave")]
    )
    estimated = fields.Boolean()
    change = fields.Selection(
        [
            ("new", "New"),
            ("changed", "Corrected"),
            ("kept", "Already there"),
            ("removed", "Taken away"),
        ],
        required=True,
    )


class ZiHolidayLoadMove(models.TransientModel):
    _name = "zi.holiday.load.move"
    _description = "Due date in the preview of holidays"
    _order = "new_date"

    load_id = fields.Many2one("zi.holiday.load", required=True, ondelete="cascade")
    res_model = fields.Char(required=True)
    res_id = fields.Integer(required=True)
    clock = fields.Char(required=True)
    name = fields.Char("Record")
    old_date = fields.Date("Due until now")
    new_date = fields.Date("Due then")
