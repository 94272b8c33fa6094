from odoo import api, fields, models
from odoo.fields import Domain

FORMS = [
    ("sk", "Decree (SK)"),
    ("pedoman", "Guideline (pedoman)"),
    ("juklak", "Implementation guide (juklak)"),
    ("juknis", "Technical guide (juknis)"),
    ("prosedur", "Procedure"),
    ("edaran", "Circular (surat edaran)"),
    ("nota_dinas", "Official note (nota dinas)"),
    ("surat_tugas", "Assignment letter (surat tugas)"),
    ("tor", "Terms of reference (TOR)"),
    ("surat_pernyataan", "Statement (surat pernyataan)"),
    ("other", "Other document"),
]


class ZiDecreeKind(models.Model):
    """What an official document is about, and what follows from its approval.

    A unit that wants another text duplicates a shared kind: the copy is its own.
    """

    _name = "zi.decree.kind"
    _description = "Kind of official document"
    _inherit = ["zi.shared.mixin"]
    _order = "form, sequence, name"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True)
    code = fields.Char(required=True, size=48)
    form = fields.Selection(FORMS, required=True, default="sk")
    sequence = fields.Integer(default=10)
    area_id = fields.Many2one("zi.area", ondelete="restrict")
    filing_code = fields.Char(
        "Filing code",
        size=32,
        help="Classification in the office's archive, part of the number, e.g. "
        "HK.02.03.",
    )
    validity_months = fields.Integer(
        "Runs for (months)",
        help="Proposed end when the document names none. 0: until it is replaced.",
    )
    remind_days = fields.Integer(
        "Remind before the end (days)",
        default=30,
        help="The secretariat is reminded this many days before the last day.",
    )
    strategic = fields.Boolean(
        help="Organisation, personnel status or budget: closed to acting heads.",
    )
    restricted = fields.Boolean(
        "For those concerned only",
        help="In force, it is read by the people it names, its authors, the "
        "secretariat and the head only; else by every employee.",
    )
    head_only = fields.Boolean(
        "Goes straight to the head",
        help="Without the review by the secretariat.",
    )
    team_kind_id = fields.Many2one(
        "zi.team.kind",
        "Forms a team",
        ondelete="restrict",
        help="Its approval makes the team with the members named, or renews it.",
    )
    role_id = fields.Many2one(
        "zi.role",
        "Appoints to",
        ondelete="restrict",
        help="Its approval gives this role to the people named, between its dates.",
    )
    acting = fields.Boolean(
        "Appoints an acting official (Plt/Plh)",
        help="Needs exactly one person and a last day.",
    )
    plan_reference = fields.Char(
        "Named in the plan", help="Rows and items of the office's work plan."
    )
    regulation_ids = fields.Many2many(
        "zi.regulation",
        "zi_decree_kind_regulation_rel",
        "kind_id",
        "regulation_id",
        string="Regulations usually cited",
        check_company=True,
    )
    considerations = fields.Text("Proposed considerations")
    dictum = fields.Text("Proposed dictum")
    body = fields.Html("Proposed text", sanitize=True)
    active = fields.Boolean(default=True)

    _code_unique = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))", "There is already a kind with this code."
    )
    _validity_positive = models.Constraint(
        "CHECK (validity_months >= 0)", "The months of validity cannot be negative."
    )

    @api.depends("name", "form")
    def _compute_display_name(self):
        for kind in self:
            kind.display_name = kind.name or ""

    def _zi_is_strategic(self):
        """Whether acting heads are kept from it. A unit's own kind is as strategic as
        the shared ones with its code or its effect, whatever it says itself."""
        self.ensure_one()
        kind = self.sudo()
        if kind.strategic or not kind.company_id:
            return kind.strategic
        same = Domain("code", "=", kind.code)
        if kind.acting:
            same |= Domain("acting", "=", True)
        if kind.role_id:
            same |= Domain("role_id", "=", kind.role_id.id)
        domain = Domain("company_id", "=", False) & Domain("strategic", "=", True)
        return bool(kind.search_count(domain & same, limit=1))
