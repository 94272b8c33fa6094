from odoo import api, fields, models
from odoo.exceptions import AccessError


class ZiAreaWorkMixin(models.AbstractModel):
    """A record that the secretariat and the working group of its area write.

    Record rules cannot ask for membership in the record's own unit on today's date,
    so the model does, before and after every change.
    """

    _name = "zi.area.work.mixin"
    _description = "Work of an area"

    area_id = fields.Many2one(
        "zi.area",
        index=True,
        ondelete="restrict",
        help="Its working group may prepare this record.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._zi_check_area_writer()
        return records

    def write(self, vals):
        self._zi_check_area_writer()
        result = super().write(vals)
        if "area_id" in vals:
            self._zi_check_area_writer()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_other_area(self):
        self._zi_check_area_writer()

    def _zi_check_area_writer(self):
        """Raise unless the user works for the area of every record today."""
        user = self.env.user
        if self.env.su or user.has_group("zi_governance.group_zi_secretariat"):
            return
        members = self.env["zi.team.member"]
        for company, records in self.sudo().grouped("company_id").items():
            areas = members._zi_areas(user, company)
            for record in records:
                if record.area_id in areas or record._zi_is_own_work(user):
                    continue
                raise AccessError(
                    self.env._(
                        "Only the secretariat and the working group of “%(area)s” "
                        "change this. You are not a member of it today.",
                        area=record.area_id.display_name or self.env._("no area"),
                    )
                )

    def _zi_is_own_work(self, user):
        """Whether the record is the person's work for another reason, such as an
        office; asked with the rights of the super-user.

        :param res.users user: who wants to write
        """
        self.ensure_one()
        return False
