from datetime import timedelta

from odoo import fields, models

_ROWS = 6
_AHEAD = timedelta(days=14)


class ZiHome(models.AbstractModel):
    """Events of the reader in the next two weeks."""

    _inherit = "zi.home"

    def _zi_lists(self, company):
        return [*super()._zi_lists(company), self._zi_list_events(company)]

    def _zi_list_events(self, company):
        now = fields.Datetime.now()
        events = self.env["zi.event"].search(
            [
                ("company_id", "=", company.id),
                ("is_mine", "=", True),
                ("state", "in", ["planned", "invited", "held"]),
                ("stop", ">=", now),
                ("start", "<=", now + _AHEAD),
            ],
            limit=_ROWS,
            order="start, id",
        )
        return {
            "code": "events",
            "title": self.env._("My events"),
            "action": self._zi_action("zi_governance.zi_event_action_mine"),
            "rows": [
                self._zi_row(
                    event,
                    event.name,
                    ", ".join(filter(None, [event.when, event.place])),
                )
                for event in events
            ],
        }
