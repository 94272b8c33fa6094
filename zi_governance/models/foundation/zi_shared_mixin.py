from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain


class ZiSharedMixin(models.AbstractModel):
    """A row that all units share, or a unit's own that stands in its place.

    Rows without a unit are shared: the administrator keeps them. A row of a unit is
    kept by that unit's secretariat and counts in that unit only; with the code of a
    shared row it replaces it there, for as long as it is active.

    What the law sets (clocks, parameters, instruments, areas) does not inherit this:
    no unit has its own law. Nor do kinds of teams and functions in them, which give
    rights: both kinds of tables are the administrator's alone.
    """

    _name = "zi.shared.mixin"
    _description = "Row shared by all units, or of one unit"
    _check_company_auto = True

    # The text by which a unit's own row replaces a shared one.
    _zi_shared_key = "code"

    company_id = fields.Many2one(
        "res.company",
        "Work unit",
        index=True,
        default=lambda self: self._zi_default_unit(),
        ondelete="restrict",
        help="Empty: shared by all units, kept by the administrator. A unit's own row "
        "replaces the shared one with the same code in that unit only.",
    )
    in_use = fields.Boolean(
        "Used by the unit",
        compute="_compute_in_use",
        search="_search_in_use",
        help="A shared row that the unit has not replaced, or its own.",
    )

    @api.model
    def _zi_default_unit(self):
        """The administrator makes shared rows, everybody else rows of his unit."""
        if self.env.su or self.env.user.has_group("zi_governance.group_zi_admin"):
            return self.env["res.company"]
        return self.env.company

    @api.depends("company_id", "active")
    @api.depends_context("company")
    def _compute_in_use(self):
        used = self.filtered_domain(self._zi_used_domain(self.env.company))
        used.in_use = True
        (self - used).in_use = False

    def _search_in_use(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._zi_used_domain(self.env.company)
        return domain if True in value else ~domain

    # ------------------------------------------------------------------
    # WHAT COUNTS IN A UNIT
    # ------------------------------------------------------------------

    @api.model
    def _zi_used_domain(self, company):
        """Rows that count in a unit: its own, and the shared ones not replaced.

        :param res.company company: the unit
        :return: ``Domain``
        """
        key = self._zi_shared_key
        own = self.sudo().with_context(active_test=True)
        own = own.search([("company_id", "=", company.id)])
        return Domain("company_id", "=", company.id) | (
            Domain("company_id", "=", False)
            & Domain(key, "not in", [row[key] for row in own])
        )

    @api.model
    def _zi_used(self, company):
        """The rows themselves.

        :param res.company company: the unit
        :return: active rows (in the caller's environment)
        """
        return self.search(self._zi_used_domain(company))

    def _zi_replacements(self, companies):
        """Units' own rows that stand in the place of these shared ones; one query.

        :param res.company companies: the units
        :return: dict ``{(row id, company id): own row}``
        """
        key = self._zi_shared_key
        shared = {row[key]: row.id for row in self if not row.company_id}
        if not shared:
            return {}
        own = self.with_context(active_test=True).search(
            [("company_id", "in", companies.ids), (key, "in", list(shared))]
        )
        return {(shared[row[key]], row.company_id.id): row for row in own}

    # ------------------------------------------------------------------
    # WHO CHANGES A ROW
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        companies = self.env["res.company"]
        self._zi_check_keeper_of(
            {companies.browse(vals.get("company_id") or ()) for vals in vals_list}
            if all("company_id" in vals for vals in vals_list)
            else set()
        )
        rows = super().create(vals_list)
        rows._zi_check_keeper()
        return rows

    def write(self, vals):
        if all(name.startswith(("message_", "activity_")) for name in vals):
            return super().write(vals)
        self._zi_check_keeper()
        if "company_id" in vals and any(
            row.company_id.id != (vals["company_id"] or False) for row in self
        ):
            raise ValidationError(
                self.env._(
                    "A shared row stays shared, and a unit's own stays with its unit. "
                    "Duplicate it to have one for your unit."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_others(self):
        self._zi_check_keeper()

    def _zi_check_keeper(self):
        """A unit's row is its secretariat's; a shared one is the administrator's."""
        self._zi_check_keeper_of({row.company_id for row in self.sudo()})

    def _zi_check_keeper_of(self, companies):
        """The same of rows to be made; an empty company stands for shared ones."""
        if self.env.su:
            return
        for company in companies:
            if not self._zi_keeps(company):
                raise AccessError(
                    self.env._(
                        "A unit's own row is changed by its secretariat, a shared one "
                        "by the administrator. Duplicate it for your unit instead."
                    )
                )

    @api.model
    def _zi_keeps(self, company):
        """Whether the user changes rows of a unit, or the shared ones."""
        user = self.env.user
        if not company:
            return user.has_group("zi_governance.group_zi_admin")
        return bool(
            self.env["zi.role.assignment"]._zi_holders(
                company, "secretariat", user=user
            )
        )

    def copy_data(self, default=None):
        """A copy belongs to the unit that made it; the administrator's stays shared,
        unless he is of the secretariat himself."""
        unit = self.env.company
        if not self.env.su and not self._zi_keeps(unit):
            unit = self._zi_default_unit()
        return super().copy_data({"company_id": unit.id, **(default or {})})
