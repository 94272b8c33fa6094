from odoo import api, fields, models


class ZiFollowUp(models.Model):
    """Something that somebody has to do because of a finding, and what became of it."""

    _name = "zi.follow.up"
    _description = "Follow-up"
    _inherit = ["zi.unit.mixin", "zi.gate.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "due_date, id"

    name = fields.Char("What has to be done", required=True, size=256, tracking=True)
    description = fields.Text("Finding")
    area_id = fields.Many2one("zi.area", "Area", index=True, ondelete="restrict")
    owner_id = fields.Many2one(
        "res.users", "Owner", required=True, index=True, ondelete="restrict"
    )
    due_date = fields.Date("Due", required=True, tracking=True)
    state = fields.Selection(
        [
            ("open", "Open"),
            ("done", "Done, to be checked"),
            ("checked", "Checked"),
            ("refused", "Refused"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="open",
        index=True,
        tracking=True,
    )
    origin_model = fields.Char(size=64)
    origin_id = fields.Many2oneReference(model_field="origin_model", index=True)
    result = fields.Text()

    _zi_gated_fields = ("state", "origin_model", "origin_id", "result")
    _origin_index = models.Index("(origin_model, origin_id)")

    @api.model
    def _zi_from(self, record, values):
        """Follow-ups of a record; see ``zi.follow.up.source._zi_follow_up``."""
        values = [values] if isinstance(values, dict) else values
        return self._zi_gate_create(
            [
                {
                    **vals,
                    "company_id": record.company_id.id,
                    "origin_model": record._name,
                    "origin_id": record.id,
                }
                for vals in values
            ]
        )
