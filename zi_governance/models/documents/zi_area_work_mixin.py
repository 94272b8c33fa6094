from odoo import fields, models


class ZiAreaWorkMixin(models.AbstractModel):
    """A document that the secretariat and the working group of its area prepare.

    One without an area is the secretariat's. An officer may prepare what belongs to
    his office: :meth:`_zi_is_own_work`.
    """

    _name = "zi.area.work.mixin"
    _description = "Work of an area"
    _inherit = ["zi.area.guard.mixin"]

    area_id = fields.Many2one(
        "zi.area",
        index=True,
        ondelete="restrict",
        help="Its working group may prepare this document. Empty: the secretariat.",
    )

    def _zi_check_area(self):
        if self.env.su:
            return None
        user = self.env.user
        others = self.filtered(lambda record: not record.sudo()._zi_is_own_work(user))
        without = others.filtered(lambda record: not record.sudo().area_id)
        self._zi_check_secretary(without.sudo().company_id)
        return super(ZiAreaWorkMixin, others - without)._zi_check_area()

    def _zi_is_own_work(self, user):
        """Whether the document belongs to the person's office; asked with the rights
        of the super-user.

        :param res.users user: who wants to write
        """
        self.ensure_one()
        return False
