from odoo import models
from odoo.exceptions import UserError

from ...tools import web_address

_PARAMETER = "zi.public_base_url"


class ZiPublicPage(models.AbstractModel):
    """The public address: its own setting, because core's follows whoever logs in."""

    _inherit = "zi.public.page"

    def _zi_base_url(self):
        """The public address without a slash at its end; empty when none is entered.

        One for the whole database: it is signed into every QR code, and the papers of
        all units are checked at one place.
        """
        parameters = self.env["ir.config_parameter"].sudo()
        address = (parameters.get_param(_PARAMETER) or "").strip().rstrip("/")
        if not address and self._zi_is_demo():
            address = (parameters.get_param("web.base.url") or "").rstrip("/")
        return address

    def _zi_is_demo(self):
        """Whether this is the demo office, which may print local addresses."""
        module = self.env["ir.module.module"].sudo()._get("zi_governance")
        return bool(module.demo)

    def _zi_check_base_url(self):
        """The public address, fit to be printed.

        :return: ``(address, sample)``; of a sample the address is local, which only the
            demo office may print
        :raises UserError: empty, local or unfit
        """
        address = self._zi_base_url()
        found = web_address.problem(address)
        if not found:
            return address, False
        if found == "local" and self._zi_is_demo():
            return address, True
        raise UserError(self._zi_address_words(found, address))

    def _zi_address_words(self, found, address):
        """What is wrong with the public address, and who mends it."""
        words = {
            "empty": self.env._("The public address is not entered yet."),
            "local": self.env._(
                "The public address “%(address)s” is reached from inside only.",
                address=address,
            ),
            "too_long": self.env._(
                "The public address “%(address)s” is too long for a QR code: at most "
                "%(limit)s characters.",
                address=address,
                limit=web_address.MAX_LENGTH,
            ),
            "not_whole": self.env._(
                "“%(address)s” is no public address. Write it whole and without a "
                "page, e.g. https://zi.example.go.id",
                address=address,
            ),
        }
        return self.env._(
            "%(what)s Papers that carry a QR code cannot be printed until the "
            "administrator enters it in the set-up guide, step “Public address”.",
            what=words[found],
        )
