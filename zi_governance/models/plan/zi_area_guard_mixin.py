from odoo import api, models
from odoo.exceptions import AccessError


class ZiAreaGuardMixin(models.AbstractModel):
    """Records of an area: written by its working group and by the secretariat.

    Groups open menus only. Who writes is asked of the running memberships of
    ``zi.team`` and of the role register, for the record's own unit, each time.
    Needs ``company_id`` and ``area_id``. ``_zi_computed_only`` names stored computed
    fields: the ORM would take a value for them from a client, here it is dropped.
    """

    _name = "zi.area.guard.mixin"
    _description = "Record written by the working group of its area"

    _zi_computed_only: tuple[str, ...] = ()

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create([self._zi_given(vals) for vals in vals_list])
        records._zi_check_area()
        return records

    def write(self, vals):
        self._zi_check_area()
        result = super().write(self._zi_given(vals))
        if {"area_id", "company_id"} & set(vals) or self._zi_area_parents() & set(vals):
            self._zi_check_area()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_other_area(self):
        self._zi_check_area()

    @api.model
    def _zi_given(self, vals):
        return {
            name: value
            for name, value in vals.items()
            if name not in self._zi_computed_only
        }

    @api.model
    def _zi_area_parents(self):
        """Names of the many2one fields that ``area_id`` follows."""
        path = self._fields["area_id"].related
        return {path.split(".")[0]} if path else set()

    def _zi_check_area(self):
        """Raise when somebody writes in an area that is not his.

        Costs two queries per unit, whatever the number of records.
        """
        if self.env.su:
            return
        for company, records in self.sudo().grouped("company_id").items():
            areas = records.area_id - self._zi_writable_areas(company).sudo()
            if areas:
                raise AccessError(
                    self.env._(
                        "You are not in the working group of %(areas)s. Its working "
                        "group of today and the secretariat write here.",
                        areas=", ".join(areas.mapped("display_name")),
                    )
                )

    @api.model
    def _zi_writable_areas(self, company):
        """Areas of a unit that the user may write today.

        :param res.company company: the unit
        :return: ``zi.area`` records
        """
        user = self.env.user
        if self.env["zi.role.assignment"]._zi_holders(
            company, "secretariat", user=user
        ):
            return self.env["zi.area"].with_context(active_test=False).search([])
        return self.env["zi.team.member"]._zi_areas(user, company)

    @api.model
    def _zi_within_reach(self, records):
        """Those of some records with unit and area that the user may write today.

        :param records: of a model with ``company_id`` and ``area_id``
        :return: a part of ``records``
        """
        found = records.browse()
        for company, rows in records.sudo().grouped("company_id").items():
            areas = self._zi_writable_areas(company)
            found |= records.browse(
                rows.filtered(lambda r, a=areas: r.area_id in a).ids
            )
        return found

    @api.model
    def _zi_check_secretary(self, companies):
        """Raise unless the user is secretariat of these units today."""
        if self.env.su:
            return
        for company in companies:
            if not self.env["zi.role.assignment"]._zi_holders(
                company, "secretariat", user=self.env.user
            ):
                raise AccessError(
                    self.env._(
                        "Only the secretariat of %(unit)s does this.",
                        unit=company.sudo().name,
                    )
                )
