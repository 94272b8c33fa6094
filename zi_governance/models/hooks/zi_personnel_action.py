from odoo import api, fields, models


class ZiPersonnelAction(models.Model):
    """Outbox of what was done to employees: mutation, case, rating.

    Every action of every employee is appended with the same single insert, so that
    neither its presence nor the time it takes tells anybody whether a person is
    being watched over. Matching is the custodian's, in his own session.
    """

    _name = "zi.personnel.action"
    _description = "Personnel action"
    _inherit = ["zi.append.only.mixin"]
    _order = "id desc"
    _zi_sealed_columns = (
        "company_id",
        "employee_id",
        "kind",
        "date",
        "source_model",
        "source_id",
    )

    company_id = fields.Many2one(
        "res.company", "Work unit", required=True, index=True, ondelete="restrict"
    )
    employee_id = fields.Many2one(
        "hr.employee", required=True, index=True, ondelete="restrict"
    )
    kind = fields.Char(required=True, size=32)
    date = fields.Date(required=True)
    source_model = fields.Char(size=64)
    source_id = fields.Integer()

    @api.model
    def _zi_report(self, employees, kind, date, source_model=None, source_id=None):
        """Append one row per employee; nothing else happens.

        :param hr.employee employees: whom it was done to
        :param str kind: e.g. ``mutation``, ``discipline``, ``rating``
        :param date date: local date of the act
        :param str source_model: model of the deciding record
        :param int source_id: its id
        """
        self.sudo().create(
            [
                {
                    "company_id": employee.sudo().company_id.id,
                    "employee_id": employee.id,
                    "kind": kind,
                    "date": date,
                    "source_model": source_model,
                    "source_id": source_id,
                }
                for employee in employees
            ]
        )
