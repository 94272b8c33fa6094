import requests

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ...tools import web_address

_TESTED = "zi.public_base_url_tested"
_TIMEOUT = 10  # seconds


class ZiPublicPage(models.AbstractModel):
    """Whether the public address leads to this very system."""

    _inherit = "zi.public.page"

    @api.model
    def _zi_test_address(self, address):
        """Open the public keys under the address, as a stranger would.

        :param str address: without a slash at its end
        :return: what is wrong, in words; empty when nothing is
        """
        found = web_address.problem(address)
        if found and not (found == "local" and self._zi_is_demo()):
            return self._zi_address_words(found, address)
        url = f"{address}/zi/keys.json"
        try:
            answer = requests.get(url, timeout=_TIMEOUT, allow_redirects=False)
        except requests.exceptions.SSLError:
            return self.env._(
                "%(url)s answers, but its certificate is not valid. Renew the "
                "certificate on the web server.",
                url=url,
            )
        except requests.exceptions.Timeout:
            return self.env._(
                "%(url)s does not answer within %(seconds)s seconds. Is the firewall "
                "open, and does the web server pass /zi on?",
                url=url,
                seconds=_TIMEOUT,
            )
        except requests.exceptions.RequestException:
            return self.env._(
                "%(url)s cannot be reached. Check the name of the server in the DNS, "
                "and that the web server runs.",
                url=url,
            )
        return self._zi_judge_keys(url, answer)

    def _zi_judge_keys(self, url, answer):
        """What is wrong with the answer to a request for the keys."""
        if answer.is_redirect:
            return self.env._(
                "%(url)s sends visitors on to another address (%(target)s). Enter that "
                "one, because not every reader of QR codes follows.",
                url=url,
                target=(answer.headers.get("Location") or "")[:200],
            )
        if answer.status_code != 200:
            return self.env._(
                "%(url)s answers with status %(status)s. The web server has to pass "
                "/zi on to this system.",
                url=url,
                status=answer.status_code,
            )
        try:
            keys = {row["id"]: row["public_key"] for row in answer.json()["keys"]}
        except (ValueError, KeyError, TypeError):
            return self.env._(
                "At %(url)s answers something else than this system.", url=url
            )
        own = self.env["zi.signing.key"]._zi_active()
        if not own:
            return self.env._("There is no signing key yet. Make one first.")
        if keys.get(own.key_id) != own.public_key:
            return self.env._(
                "At %(url)s answers another office: its keys are not those of this "
                "system.",
                url=url,
            )
        return ""

    @api.model
    def _zi_address_state(self):
        """What the set-up guide says about the address.

        :return: ``(fit, warning)``
        """
        address = self._zi_base_url()
        found = web_address.problem(address)
        if found and not (found == "local" and self._zi_is_demo()):
            return False, self._zi_address_words(found, address) if address else ""
        tested = self.env["ir.config_parameter"].sudo().get_param(_TESTED)
        if tested != address:
            return True, self.env._(
                "The address was not tested yet: press “Test the address”."
            )
        return True, ""

    @api.model
    def _zi_try_address(self, typed=None):
        """Test the saved address from the outside and remember whether it is right.

        :param str typed: what stands on the reader's screen, if there is such a field
        :return: the notification that says so
        :raises AccessError: for everybody but the administrator
        :raises UserError: what was typed is not saved
        """
        if not self.env.user.has_group("zi_governance.group_zi_admin"):
            raise AccessError(
                self.env._("Only the administrator tests the public address.")
            )
        parameters = self.env["ir.config_parameter"].sudo()
        saved = parameters.get_param("zi.public_base_url") or ""
        if typed is not None and typed.strip().rstrip("/") != saved:
            raise UserError(self.env._("Save the settings first, then test."))
        address = self._zi_base_url()
        fault = self._zi_test_address(address)
        parameters.set_param(_TESTED, "" if fault else address)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "danger" if fault else "success",
                "sticky": bool(fault),
                "message": fault
                or self.env._(
                    "%(address)s leads to this system. QR codes can be printed.",
                    address=address,
                ),
            },
        }


class ZiSetupStep(models.Model):
    _inherit = "zi.setup.step"

    def _zi_done_address(self, company):
        return self.env["zi.public.page"]._zi_address_state()

    def _zi_check_address(self, company):
        return self.env["zi.public.page"]._zi_try_address()


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    def action_zi_test_address(self):
        """Test the saved address from the outside."""
        self.ensure_one()
        typed = self.sudo().zi_public_base_url or ""
        return self.env["zi.public.page"]._zi_try_address(typed)
