from odoo import fields, models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    zi_nip = fields.Char(
        "NIP",
        size=18,
        index="btree_not_null",
        groups="hr.group_hr_user",
        help="Employee number of a civil servant: 18 digits. Empty for others.",
    )
    zi_signature_title = fields.Char(
        "Title for signatures",
        groups="hr.group_hr_user",
        help="The post as it stands above a signature, e.g. Kepala Subbagian Tata "
        "Usaha. Empty: the job title.",
    )

    def _zi_signature(self, on_date):
        """How the person is named under a document of that day.

        :param date on_date: local date of the unit
        :return: dict ``name``, ``nip``, ``title``, ``unit``; plain text
        """
        self.ensure_one()
        employee_sudo = self.sudo()
        version = employee_sudo._get_version(on_date)
        title = (
            employee_sudo.zi_signature_title
            or version.job_title
            or version.job_id.name
            or ""
        )
        return {
            "name": employee_sudo.name or "",
            "nip": employee_sudo.zi_nip or "",
            "title": title,
            "unit": version.department_id.name or employee_sudo.company_id.name or "",
        }
