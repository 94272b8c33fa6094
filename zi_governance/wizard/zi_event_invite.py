from odoo import api, fields, models
from odoo.exceptions import UserError


class ZiEventInvite(models.TransientModel):
    """Whom to invite: persons, whole sections, a team, or everybody of the unit."""

    _name = "zi.event.invite"
    _description = "Invite to an event"
    _check_company_auto = True

    event_id = fields.Many2one("zi.event", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="event_id.company_id")
    everybody = fields.Boolean("All employees of the unit")
    department_ids = fields.Many2many("hr.department", string="Sections")
    team_id = fields.Many2one(
        "zi.team", compute="_compute_team_id", store=True, readonly=False
    )
    employee_ids = fields.Many2many("hr.employee.public", string="Persons")
    people_count = fields.Integer("People chosen", compute="_compute_people_count")

    @api.depends("event_id")
    def _compute_team_id(self):
        for choice in self:
            choice.team_id = choice.event_id.team_id

    @api.depends("everybody", "department_ids", "team_id", "employee_ids")
    def _compute_people_count(self):
        for choice in self:
            choice.people_count = len(choice._zi_people())

    def _zi_people(self):
        """Active employees of the unit who were chosen (sudo)."""
        self.ensure_one()
        people = self.env["hr.employee"].sudo()
        unit = [("company_id", "=", self.event_id.sudo().company_id.id)]
        if self.everybody:
            return people.search(unit)
        chosen = people.browse(self.employee_ids.ids)
        if self.department_ids:
            chosen |= people.search(
                [*unit, ("department_id", "child_of", self.department_ids.ids)]
            )
        if self.team_id:
            members = self.env["zi.team.member"].sudo()
            day = self.event_id.date or self.env.company._zi_today()
            chosen |= members.search(
                members._zi_running_domain(day)
                & fields.Domain("team_id", "=", self.team_id.id)
            ).employee_id
        return chosen.filtered("active")

    def action_confirm(self):
        """Put them on the list; the mails go out by a button of the event."""
        self.ensure_one()
        people = self._zi_people()
        if not people:
            raise UserError(self.env._("Choose at least one person."))
        self.event_id._zi_add_people(people)
        return {"type": "ir.actions.act_window_close"}
