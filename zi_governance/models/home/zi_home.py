from odoo import api, models
from odoo.tools import format_date

_ROWS = 6


class ZiHome(models.AbstractModel):
    """First page: where the unit stands, what is late, what needs me.

    Every figure comes with the action that opens the records behind it, and every
    record is read with the rights of the reader.
    """

    _name = "zi.home"
    _description = "Home page"

    @api.model
    def get_home(self):
        """Everything that the home page shows to the present user.

        :return: dict of plain values, see ``static/src/home/zi_home.js``
        """
        company = self.env.company
        return {
            "unit": self.env["zi.unit.setting"]._zi_of(company).display_name,
            "today": format_date(
                self.env, company._zi_today(), date_format="EEEE, d MMMM y"
            ),
            "setup": self._zi_setup(),
            "tiles": self._zi_tiles(company),
            "score": self._zi_score(company),
            "lists": self._zi_lists(company),
        }

    # ------------------------------------------------------------------
    # SET-UP GUIDE
    # ------------------------------------------------------------------

    def _zi_setup(self):
        user = self.env.user
        if not user.has_group("zi_governance.group_zi_admin") and not user.has_group(
            "zi_governance.group_zi_secretariat"
        ):
            return False
        steps = self.env["zi.setup.step"].search([])
        done = steps.filtered(lambda step: step.state == "done")
        first = steps.filtered(lambda step: step.state == "open")[:1]
        if not first:
            return False
        return {
            "title": self.env._(
                "Set-up guide: %(done)s of %(total)s answered",
                done=len(done),
                total=len(steps),
            ),
            "hint": self.env._("Next: %(step)s", step=first.name),
            "share": len(done) / len(steps),
            "action": self._zi_action("zi_governance.zi_setup_step_action"),
        }

    # ------------------------------------------------------------------
    # TILES
    # ------------------------------------------------------------------

    def _zi_tiles(self, company):
        """Tiles that the reader's groups may see, one method call each."""
        return []

    # ------------------------------------------------------------------
    # SCORE
    # ------------------------------------------------------------------

    def _zi_score(self, company):
        return self.env["zi.assessment"]._zi_home_card(company)

    # ------------------------------------------------------------------
    # LISTS
    # ------------------------------------------------------------------

    def _zi_lists(self, company):
        """Short lists of what needs the reader; other addons append theirs."""
        return [self._zi_list_approvals(company)]

    def _zi_list_approvals(self, company):
        requests = self.env["zi.approval.request"].search(
            [("can_decide", "=", True)], limit=_ROWS
        )
        return {
            "code": "approvals",
            "title": self.env._("Waits for my decision"),
            "empty": self.env._("Nothing waits for your decision."),
            "action": self._zi_action("zi_governance.zi_approval_request_action"),
            "rows": [
                {
                    "id": request.id,
                    "title": request.title,
                    "hint": self.env._(
                        "%(kind)s, due %(due)s",
                        kind=request.kind_id.sudo().name,
                        due=format_date(self.env, request.due_date),
                    ),
                    "late": request.days_left < 0,
                    "action": self._zi_record_action(request),
                }
                for request in requests
            ],
        }

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def _zi_action(self, xmlid, domain=None, context=None):
        """A window action as the client takes it, narrowed to a domain."""
        action = self.env["ir.actions.actions"]._for_xml_id(xmlid)
        if domain is not None:
            action["domain"] = domain
        if context is not None:
            action["context"] = context
        return action

    def _zi_record_action(self, record):
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [[False, "form"]],
        }
