from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ZiDecreeMember(models.Model):
    """A person that an official document names, with his function."""

    _name = "zi.decree.member"
    _description = "Person named in a document"
    _inherit = ["zi.work.line.mixin"]
    _order = "decree_id, sequence, id"
    _rec_name = "employee_id"
    _check_company_auto = True

    _zi_approval_parent = "decree_id"
    _zi_sealed_fields = (
        "sequence",
        "employee_id",
        "function",
        "team_role_id",
        "area_id",
        "role_id",
        "capacity",
        "date_from",
        "date_to",
    )

    decree_id = fields.Many2one(
        "zi.decree", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="decree_id.company_id", store=True, precompute=True, index=True
    )
    sequence = fields.Integer(default=10)
    employee_id = fields.Many2one(
        "hr.employee",
        "Person",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    user_id = fields.Many2one(
        "res.users",
        related="employee_id.user_id",
        store=True,
        index=True,
    )
    function = fields.Char(help="As it is printed, e.g. Ketua or Anggota.")
    team_role_id = fields.Many2one(
        "zi.team.role", "Function in the team", ondelete="restrict"
    )
    area_id = fields.Many2one(
        "zi.area",
        compute="_compute_area_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
    )
    role_id = fields.Many2one(
        "zi.role",
        "Role in the system",
        ondelete="restrict",
        compute="_compute_role_id",
        store=True,
        readonly=False,
        precompute=True,
        help="The approval gives this role to the person, between the dates.",
    )
    capacity = fields.Selection(
        [
            ("definitive", "Definitive"),
            ("plt", "Plt. (post is vacant)"),
            ("plh", "Plh. (holder is absent)"),
        ],
        required=True,
        default="definitive",
    )
    date_from = fields.Date("From", help="Empty: from the document's first day.")
    date_to = fields.Date("Until", help="Empty: until the document ends.")
    left = fields.Boolean("Has left", compute="_compute_left")
    left_noticed_on = fields.Date(readonly=True, copy=False)

    _dates_ordered = models.Constraint(
        "CHECK (date_from IS NULL OR date_to IS NULL OR date_to >= date_from)",
        "The last day of a person cannot lie before his first day.",
    )

    @api.depends("employee_id")
    def _compute_display_name(self):
        for line in self:
            # An overseer reads whom a document names without reading the employee.
            line.display_name = line.employee_id.sudo().name or ""

    @api.depends("team_role_id")
    def _compute_area_id(self):
        for line in self:
            line.area_id = line.team_role_id.area_id

    @api.depends("decree_id.kind_id")
    def _compute_role_id(self):
        for line in self:
            line.role_id = line.role_id or line.decree_id.kind_id.role_id

    def _compute_left(self):
        for line in self:
            line.left = line._zi_has_left()

    def _zi_has_left(self):
        """Whether the person is gone from the office today."""
        self.ensure_one()
        person = self.employee_id.sudo()
        if not person or not self.company_id:
            return False
        departure = person.departure_date
        return not person.active or bool(
            departure and departure <= self.company_id._zi_today()
        )

    @api.constrains("capacity", "role_id")
    def _check_acting_has_role(self):
        for line in self:
            if line.capacity != "definitive" and not line.role_id:
                raise ValidationError(
                    self.env._(
                        "Say in which role %(person)s acts as Plt/Plh.",
                        person=line.employee_id.name,
                    )
                )
