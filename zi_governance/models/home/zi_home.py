import ast
import copy

from odoo import api, models
from odoo.tools import format_date, ormcache


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
        first, lists = self._zi_split_lists(company)
        tiles, units = self._zi_tiles(company), self._zi_units()
        if not tiles and not units:
            lists.append(self._zi_list_ways())
        return {
            "unit": self.env["zi.unit.setting"]._zi_of(company).display_name,
            "today": format_date(
                self.env, company._zi_today(), date_format="EEEE, d MMMM y"
            ),
            "setup": self._zi_setup(),
            "tiles": tiles,
            "score": self._zi_score(company),
            "units": units,
            "first": first,
            "lists": lists,
            "quiet": self._zi_quiet(first + lists),
        }

    # ------------------------------------------------------------------
    # SET-UP GUIDE
    # ------------------------------------------------------------------

    def _zi_setup(self):
        user = self.env.user
        if not any(
            user.has_group(f"zi_governance.group_zi_{name}")
            for name in ("admin", "secretariat", "head")
        ):
            return False
        steps = self.env["zi.setup.step"].search([])
        done = steps.filtered(lambda step: step.state == "done")
        still_open = steps.filtered(lambda step: step.state == "open")
        if not still_open:
            return False
        # What the reader can answer himself comes before what others have to.
        first = still_open.filtered("can_answer")[:1] or still_open[:1]
        return {
            "title": self.env._(
                "Set-up guide: %(done)s of %(total)s answered",
                done=len(done),
                total=len(steps),
            ),
            "hint": self.env._("Next: %(step)s", step=first.name)
            if first.can_answer
            else self.env._(
                "Next: %(step)s. %(reason)s", step=first.name, reason=first.why_not
            ),
            "share": len(done) / len(steps),
            "action": self._zi_action("zi_governance.zi_setup_step_action"),
        }

    # ------------------------------------------------------------------
    # TILES
    # ------------------------------------------------------------------

    def _zi_tiles(self, company):
        """Registered tiles that the reader's groups may see."""
        rows = []
        for tile, figures in self.env["zi.dashboard.tile"]._zi_tiles(company):
            figure = figures.get(company.id)
            if figure is None:
                continue
            rows.append(
                {
                    "code": tile.code,
                    "label": tile.name,
                    "value": figure.text or str(figure.value or 0),
                    "hint": "",
                    "level": self._zi_level(figure),
                    "action": figure.action and self._zi_tile_action(figure, company),
                }
            )
        return rows

    def _zi_level(self, figure):
        """Green when the figure keeps its target, else a warning."""
        if figure.value is None or figure.target is None:
            return "neutral"
        return "good" if figure.value <= figure.target else "danger"

    def _zi_tile_action(self, figure, company):
        """The list behind a tile, of the unit that the page shows."""
        action = self._zi_action(figure.action)
        domain = ast.literal_eval(action.get("domain") or "[]")
        action["domain"] = [*domain, ("company_id", "=", company.id)]
        return action

    # ------------------------------------------------------------------
    # SCORE
    # ------------------------------------------------------------------

    def _zi_score(self, company):
        return self.env["zi.assessment"]._zi_home_card(company)

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    @api.model
    def _zi_action(self, xmlid, domain=None, context=None):
        """A window action as the client takes it, narrowed to a domain."""
        action = copy.deepcopy(self._zi_action_values(xmlid))
        if domain is not None:
            action["domain"] = domain
        if context is not None:
            action["context"] = context
        return action

    @ormcache("xmlid", "self.env.lang")
    def _zi_action_values(self, xmlid):
        """What the client knows of an action; writing an action empties the cache.

        Fifteen figures open fifteen lists: reading them anew took half the queries of
        the page.
        """
        action = self.env["ir.actions.actions"]._for_xml_id(xmlid)
        # Who embedded a screen into it, and for whom, is asked when it opens.
        action.pop("embedded_action_ids", None)
        return action

    @api.model
    def _zi_record_action(self, record):
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [[False, "form"]],
        }
