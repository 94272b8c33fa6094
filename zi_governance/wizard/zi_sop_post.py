from odoo import fields, models
from odoo.exceptions import UserError

from ..tools.text_input import TextError, clean

_MOST = 50
_LENGTH = 128


class ZiSopPost(models.TransientModel):
    """Asks where sheets will hang; each place gets a numbered one with its own code."""

    _name = "zi.sop.post"
    _description = "Post copies of an SOP"

    revision_id = fields.Many2one("zi.sop.revision", required=True, ondelete="cascade")
    places = fields.Text(
        help="One per line. Empty: one print without a place, which is no controlled "
        "copy."
    )

    def action_print(self):
        """Make the copies and print them; without places the plain paper."""
        self.ensure_one()
        places = self._zi_places()
        if not places:
            return self.revision_id.action_print()
        sheets = self.env["zi.sop.copy"].create(
            [{"revision_id": self.revision_id.id, "place": place} for place in places]
        )
        return sheets.action_print()

    def _zi_places(self):
        try:
            text = clean(self.places, _MOST * _LENGTH, multiline=True)
            places = [clean(line, _LENGTH) for line in text.splitlines()]
        except TextError as error:
            raise UserError(
                self.env._(
                    "The name of a place has at most %(limit)s characters.",
                    limit=_LENGTH,
                )
            ) from error
        places = [place for place in dict.fromkeys(places) if place]
        if len(places) > _MOST:
            raise UserError(
                self.env._("At most %(count)s places at once.", count=_MOST)
            )
        return places
