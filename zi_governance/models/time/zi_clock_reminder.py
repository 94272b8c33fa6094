from odoo import api, fields, models


class ZiClockReminder(models.Model):
    """Which reminders went out for which due date, so that none comes twice."""

    _name = "zi.clock.reminder"
    _description = "Reminder that went out"

    res_model = fields.Char(required=True, size=64)
    res_id = fields.Many2oneReference(model_field="res_model", required=True)
    clock = fields.Char(required=True, size=32)
    act = fields.Char(required=True, size=16)
    due_date = fields.Date(required=True)

    _once = models.Constraint(
        "UNIQUE (res_model, res_id, clock, act, due_date)",
        "This reminder already went out.",
    )

    @api.model
    def _zi_not_yet(self, records, clock, act):
        """Records that were not reminded for their present due date; notes them.

        :param records: recordset of one model with ``_zi_clock``
        :param str clock: key of ``_zi_clock``
        :param str act: ``remind`` or ``escalate``
        """
        due_field = records._zi_clock[clock][2]
        known = {
            (row.res_id, row.due_date)
            for row in self.search_fetch(
                [
                    ("res_model", "=", records._name),
                    ("res_id", "in", records.ids),
                    ("clock", "=", clock),
                    ("act", "=", act),
                ],
                ["res_id", "due_date"],
            )
        }
        new = records.filtered(lambda r: (r.id, r[due_field]) not in known)
        self.create(
            [
                {
                    "res_model": record._name,
                    "res_id": record.id,
                    "clock": clock,
                    "act": act,
                    "due_date": record[due_field],
                }
                for record in new
            ]
        )
        return new
