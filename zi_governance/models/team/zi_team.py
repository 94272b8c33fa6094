from odoo import api, fields, models
from odoo.fields import Domain


class ZiTeam(models.Model):
    """A team of a unit, between the dates of the decree that forms it."""

    _name = "zi.team"
    _description = "Team"
    _inherit = ["zi.unit.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_from desc, id desc"

    name = fields.Char(required=True, tracking=True)
    kind_id = fields.Many2one(
        "zi.team.kind",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.ref(
            "zi_governance.team_kind_zi", raise_if_not_found=False
        ),
        tracking=True,
    )
    kind_code = fields.Char(related="kind_id.code")
    year = fields.Integer(
        required=True,
        default=lambda self: self.env.company._zi_today().year,
        help="Programme year of the team.",
    )
    decree_reference = fields.Char(
        "Decree (number and date)",
        help="For a decree that is not kept in this system.",
    )
    date_from = fields.Date(
        "From",
        required=True,
        default=lambda self: self.env.company._zi_today(),
        tracking=True,
    )
    date_to = fields.Date(
        "Until", help="Last day, inclusive. Empty: open end.", tracking=True
    )
    state = fields.Selection(
        [("coming", "Coming"), ("running", "Running"), ("ended", "Ended")],
        compute="_compute_state",
        search="_search_state",
    )
    member_ids = fields.One2many("zi.team.member", "team_id", "Members")
    member_count = fields.Integer(compute="_compute_member_count")
    note = fields.Text()
    active = fields.Boolean(default=True)

    _dates_ordered = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "The last day of a team cannot lie before its first day.",
    )
    _kind_index = models.Index("(company_id, kind_id, date_from)")

    @api.depends("date_from", "date_to", "company_id")
    def _compute_state(self):
        for team in self:
            today = team.company_id._zi_today() if team.company_id else None
            if not today or not team.date_from or team.date_from > today:
                team.state = "coming"
            elif team.date_to and team.date_to < today:
                team.state = "ended"
            else:
                team.state = "running"

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._zi_today()
        domains = {
            "coming": Domain("date_from", ">", today),
            "running": Domain("date_from", "<=", today)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", today)),
            "ended": Domain("date_to", "<", today),
        }
        return Domain.OR(domains[state] for state in value if state in domains)

    @api.depends("member_ids.date_from", "member_ids.date_to")
    def _compute_member_count(self):
        for team in self:
            team.member_count = len(team.member_ids.employee_id)
