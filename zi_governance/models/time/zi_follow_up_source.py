from odoo import models


class ZiFollowUpSource(models.AbstractModel):
    """A record from which follow-ups come, such as a report or a review."""

    _name = "zi.follow.up.source"
    _description = "Source of follow-ups"

    def _zi_follow_up(self, values):
        """Make follow-ups of this record.

        :param values: dict or list of dicts: ``name``, ``owner_id``, ``due_date``,
            and as far as known ``description``, ``area_id``
        :return: the ``zi.follow.up`` records
        :raises AccessError: the record is confidential, or the user may not read it
        """
        self.ensure_one()
        return self.env["zi.follow.up"]._zi_from(self, values)
