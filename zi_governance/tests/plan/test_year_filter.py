from ast import literal_eval

from lxml import etree

from odoo import fields
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .common import PlanCase

_ACTIONS = (
    "zi_work_plan_line_action_force",
    "zi_work_plan_item_action_force",
    "zi_target_action",
)


@tagged("post_install", "-at_install")
class TestYearFilter(PlanCase):
    def test_lists_of_the_plan_open_with_the_present_year(self):
        """Next year's plan is not mixed into what has to be done this year."""
        today = fields.Date.context_today(self.env.user)
        for xmlid in _ACTIONS:
            action = self.env.ref(f"zi_governance.{xmlid}")
            context = literal_eval(action.context)
            self.assertEqual(context["search_default_this_year"], 1, xmlid)
            model = self.env[action.res_model]
            arch = etree.fromstring(model.get_view(view_type="search")["arch"])
            (found,) = arch.xpath("//filter[@name='this_year']")
            domain = safe_eval(found.get("domain"), {"context_today": lambda: today})
            ((path, operator, year),) = domain
            self.assertEqual((operator, year), ("=", today.year), xmlid)
            rows = model.sudo().search(domain)
            self.assertEqual(
                set(rows.mapped(path)) - {today.year}, set(), f"{xmlid}: {path}"
            )
