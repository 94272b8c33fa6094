from datetime import timedelta

from odoo import models


class ZiDecree(models.Model):
    """What an approved document brings about: teams, officers, acting heads.

    All of it runs with the rights of the super-user, from the approval only.
    """

    _inherit = "zi.decree"

    def _zi_effects_start(self):
        """Begin what the document appoints, end what it replaces or withdraws."""
        self.ensure_one()
        decree = self.sudo()
        today = decree.company_id._zi_today()
        last_day = decree.valid_from - timedelta(days=1)
        for old in decree.replaces_ids:
            old._zi_end(last_day, "replaced", keep_team=decree.team_id)
        for old in decree.revokes_ids:
            old._zi_end(last_day, "withdrawn")
            if decree.valid_from <= today and old.approval_state == "approved":
                old._zi_move("withdrawn")
        if decree.kind_id.team_kind_id:
            decree._zi_start_team()
        for line in decree.member_ids.filtered("role_id"):
            decree._zi_start_role(line)

    def _zi_end(self, last_day, end_kind, keep_team=None):
        """End a document and what started with it.

        Days that have passed keep their team and officers.

        :param date last_day: last day in force
        :param str end_kind: ``replaced`` or ``withdrawn``
        :param zi.team keep_team: a team that the successor renews
        """
        self.ensure_one()
        today = self.company_id._zi_today()
        last_day = max(last_day, today - timedelta(days=1))
        self._zi_gate_write({"ended_on": last_day, "end_kind": end_kind})
        teams = self.team_ids - keep_team if keep_team else self.team_ids
        _end_rows(teams, last_day, today)
        _end_rows(self.assignment_ids, last_day, today)
        self.env["zi.publication"]._zi_end_of(self, last_day)

    def _zi_start_team(self):
        team = self.team_id
        values = {"decree_id": self.id, "date_to": self.valid_to}
        if team:
            team._zi_gate_write(values)
        else:
            team = self.env["zi.team"]._zi_gate_create(
                [
                    {
                        **values,
                        "name": self.subject,
                        "kind_id": self.kind_id.team_kind_id.id,
                        "company_id": self.company_id.id,
                        "year": self.valid_from.year,
                        "date_from": self.valid_from,
                    }
                ]
            )
        self._zi_set_members(team)

    def _zi_set_members(self, team):
        """Members who stay keep their line, those not named any more end, new ones
        begin with the document."""
        today = self.company_id._zi_today()
        last_day = max(self.valid_from, today) - timedelta(days=1)
        default_role = self.env.ref("zi_governance.team_role_anggota")
        running = team.member_ids.filtered(
            lambda member: not member.date_to or member.date_to >= self.valid_from
        )
        kept = running.browse()
        new = []
        for line in self.member_ids:
            role = line.team_role_id or default_role
            same = running.filtered(
                lambda member, line=line, role=role: (
                    member.employee_id == line.employee_id
                    and member.role_id == role
                    and member.area_id == line.area_id
                )
            )
            if same:
                kept |= same
                same.write({"date_to": line.date_to})
                continue
            new.append(
                {
                    "team_id": team.id,
                    "employee_id": line.employee_id.id,
                    "role_id": role.id,
                    "area_id": line.area_id.id,
                    "date_from": line.date_from or self.valid_from,
                    "date_to": line.date_to,
                }
            )
        _end_rows(running - kept, last_day, today)
        self.env["zi.team.member"].create(new)

    def _zi_start_role(self, line):
        """Give a role for the days of the document. A definitive holder of an office
        that has only one ends the day before."""
        today = self.company_id._zi_today()
        start = line.date_from or self.valid_from
        role = line.role_id
        assignments = self.env["zi.role.assignment"]
        if role.exclusive and line.capacity == "definitive":
            before = assignments.search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("role_id", "=", role.id),
                    ("capacity", "=", "definitive"),
                    "|",
                    ("date_to", "=", False),
                    ("date_to", ">=", start),
                ]
            )
            _end_rows(before, start - timedelta(days=1), today)
        assignments._zi_gate_create(
            [
                {
                    "company_id": self.company_id.id,
                    "user_id": line.user_id.id,
                    "role_id": role.id,
                    "capacity": line.capacity,
                    "date_from": start,
                    "date_to": line.date_to or self.valid_to,
                    "decree_reference": self.number,
                    "decree_id": self.id,
                }
            ]
        )


def _end_rows(rows, last_day, today):
    """End dated rows on a day. Those that have not begun by then go away, those that
    began today end today."""
    for row in rows:
        if row.date_from > today and row.date_from > last_day:
            if "active" in row._fields:
                row.active = False
            else:
                row.unlink()
            continue
        end = max(row.date_from, last_day)
        if not row.date_to or row.date_to > end:
            row.date_to = end
