from odoo import api, models


class ZiConflict(models.AbstractModel):
    """Whether a person has a declared conflict of interest in a matter."""

    _name = "zi.conflict"
    _description = "Conflict of interest"

    @api.model
    def _zi_blocked(self, user, records):
        """Records that a person may not examine, decide, assign or write.

        The answer is a reason code only; what was declared stays where it is.

        :param res.users user: who wants to act
        :param records: recordset of one model; its ``_zi_matter()`` says whom and
            what each concerns
        :return: ``{record id: reason code}`` for the blocked ones
        """
        return {}
