from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date


class ZiRegulation(models.Model):
    """A rule that documents cite, with the days on which it is in force.

    A rule is never evidence. Rules without a work unit are shared by all units; a
    unit adds its own beside them and has no version of the law of its own.
    """

    _name = "zi.regulation"
    _description = "Regulation"
    _inherit = ["zi.shared.mixin", "mail.thread"]
    _zi_shared_key = "number"
    _order = "kind, year desc, number"
    _rec_names_search = ["number", "name"]

    number = fields.Char(
        required=True,
        size=128,
        tracking=True,
        help="As it is cited, e.g. Permenpan-RB 90 Tahun 2021.",
    )
    name = fields.Char("Title", required=True, tracking=True)
    kind = fields.Selection(
        [
            ("uu", "Law (UU)"),
            ("pp", "Government regulation (PP)"),
            ("perpres", "Presidential regulation (Perpres)"),
            ("permen", "Ministerial regulation (Permen)"),
            ("agency", "Agency regulation"),
            ("kmk", "Ministerial decree (Kepmen)"),
            ("se", "Circular (SE)"),
            ("unit", "Rule of the unit"),
            ("other", "Other"),
        ],
        required=True,
        default="permen",
    )
    issuer = fields.Char()
    year = fields.Integer(default=lambda self: self.env.company._zi_today().year)
    date_from = fields.Date(
        "In force from", tracking=True, help="Empty: not known, read as open."
    )
    date_to = fields.Date(
        "In force until",
        tracking=True,
        help="Last day in force. Empty: still in force.",
    )
    replaced_by_id = fields.Many2one(
        "zi.regulation",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )
    amends_id = fields.Many2one(
        "zi.regulation",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )
    amendment_ids = fields.One2many("zi.regulation", "amends_id", "Amended by")
    confirmed = fields.Boolean(
        "Dates confirmed",
        help="The dates were checked in the text of the rule itself.",
    )
    note = fields.Text()
    state = fields.Selection(
        [
            ("coming", "Not yet in force"),
            ("in_force", "In force"),
            ("ended", "No longer in force"),
        ],
        compute="_compute_state",
        search="_search_state",
    )
    active = fields.Boolean(default=True)

    _dates_ordered = models.Constraint(
        "CHECK (date_from IS NULL OR date_to IS NULL OR date_to >= date_from)",
        "A regulation cannot end before it begins.",
    )
    _number_unique = models.UniqueIndex(
        "(lower(number), COALESCE(company_id, 0))",
        "There is already a regulation with this number.",
    )

    @api.constrains("number", "company_id")
    def _check_not_shared(self):
        """A unit does not lengthen the life of a shared rule by a row of its own."""
        for rule in self.filtered("company_id"):
            shared = self.sudo().with_context(active_test=False)
            if shared.search_count(
                [("company_id", "=", False), ("number", "=ilike", rule.number)], limit=1
            ):
                raise ValidationError(
                    self.env._(
                        "%(rule)s is kept for all units. Ask the administrator to "
                        "correct it.",
                        rule=rule.number,
                    )
                )

    @api.depends("number", "name")
    def _compute_display_name(self):
        for rule in self:
            rule.display_name = (
                f"{rule.number} ({rule.name})" if rule.name else rule.number or ""
            )

    @api.depends("date_from", "date_to", "replaced_by_id")
    @api.depends_context("company")
    def _compute_state(self):
        today = self.env.company._zi_today()
        for rule in self:
            rule.state = rule._zi_state_on(today)

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._zi_today()
        domains = {
            "coming": Domain("date_from", ">", today),
            "ended": self._zi_ended_domain(today),
            "in_force": ~self._zi_ended_domain(today)
            & (Domain("date_from", "=", False) | Domain("date_from", "<=", today)),
        }
        return Domain.OR(domains[state] for state in value if state in domains)

    @api.model
    def _zi_ended_domain(self, day):
        """Rules no longer in force; one that was replaced on an unknown day is."""
        return Domain("date_to", "<", day) | (
            Domain("date_to", "=", False) & Domain("replaced_by_id", "!=", False)
        )

    def _zi_state_on(self, day):
        """State on a date: ``coming``, ``in_force`` or ``ended``.

        :param date day: local date of the unit
        """
        self.ensure_one()
        if self.date_to and self.date_to < day:
            return "ended"
        if self.replaced_by_id and not self.date_to:
            return "ended"
        if self.date_from and self.date_from > day:
            return "coming"
        return "in_force"

    def _zi_stale_text(self, day):
        """Which of these rules are not in force on a date, in words.

        :param date day: local date of the unit
        :return: text, empty when all are in force
        """
        parts = []
        for rule in self.sudo():
            state = rule._zi_state_on(day)
            if state == "coming":
                parts.append(
                    self.env._(
                        "%(rule)s is not in force before %(date)s.",
                        rule=rule.number,
                        date=format_date(self.env, rule.date_from),
                    )
                )
            if state != "ended":
                continue
            parts.append(
                self.env._(
                    "%(rule)s is no longer in force, replaced by %(successor)s.",
                    rule=rule.number,
                    successor=rule.replaced_by_id.number,
                )
                if rule.replaced_by_id
                else self.env._(
                    "%(rule)s is no longer in force since %(date)s.",
                    rule=rule.number,
                    date=format_date(self.env, rule.date_to),
                )
            )
        return " ".join(parts)
