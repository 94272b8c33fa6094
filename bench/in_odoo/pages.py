"""Runs inside `odoo shell`: what the web client asks for to show a page.

The fields are those of the views, so the figures follow the screens. Each page is
asked for in a transaction of its own, as a request would, with a record cache that is
empty and registry caches that are warm.
"""

import time

from lxml import etree

import odoo
from odoo.modules.registry import Registry
from odoo.tools.safe_eval import safe_eval

SUB_LIMIT = 40  # rows of a list inside a form
LIMIT = 80  # rows of a list
COUNT_LIMIT = 10_001


class Office:
    """A database seen by one of its users."""

    def __init__(self, database, login):
        self.registry = Registry(database)
        self.login = login
        with self.registry.cursor(readonly=True) as cr:
            env = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {})
            user = env["res.users"].search([("login", "=", login)])
            self.uid = user.id
            self.context = {
                "lang": user.lang,
                "tz": user.tz,
                "uid": user.id,
                "allowed_company_ids": user.company_id.ids,
            }

    def env(self, cr):
        """What a request has: nothing cached of the records."""
        return odoo.api.Environment(cr, self.uid, self.context)

    def ask(self, question):
        """Answer a question in a transaction of its own.

        :param question: function of the environment
        :return: (answer, seconds, queries)
        """
        with self.registry.cursor() as cr:
            env = self.env(cr)
            before, started = cr.sql_log_count, time.perf_counter()
            answer = question(env)
            figures = time.perf_counter() - started, cr.sql_log_count - before
            cr.rollback()
        return answer, *figures


def specification(env, model, arch, fields):
    """What the client asks for the fields of a view."""
    found = {}
    nodes = arch.xpath(".//field[not(ancestor::field)]")
    for node in nodes:
        name = node.get("name")
        field = env[model]._fields.get(name)
        if field is None or name not in fields:
            continue
        if field.type == "many2one":
            found[name] = {"fields": {"display_name": {}}}
        elif field.type in ("one2many", "many2many"):
            found[name] = lines(env, field, node)
        else:
            found[name] = {}
    return found


def lines(env, field, node):
    """The rows of a list inside a form, as far as it shows them at first."""
    comodel = field.comodel_name
    inner = node.find("list")
    if inner is None:
        inner = node.find("kanban")
    if node.get("widget") == "many2many_tags":
        return {"fields": {"display_name": {}}}
    if inner is None:
        view = env[comodel].get_views([(False, "list")])
        inner = etree.fromstring(view["views"]["list"]["arch"])
    known = env[comodel].fields_get()
    limit = int(inner.get("limit") or SUB_LIMIT)
    return {
        "fields": specification(env, comodel, inner, known),
        "limit": limit,
        "order": inner.get("default_order") or "",
    }


class List:
    """A menu's list: what one call of ``web_search_read`` brings.

    :param env: of the user
    :param str action: XML id of the window action
    :param list domain: in addition to the action's
    """

    def __init__(self, env, action, domain=(), kind="list"):
        values = env["ir.actions.actions"]._for_xml_id(action)
        self.model = values["res_model"]
        self.context = safe_eval(values["context"] or "{}", {"uid": env.uid})
        names = {"uid": env.uid, "context_today": odoo.fields.Date.today}
        self.domain = [*safe_eval(values["domain"] or "[]", names), *domain]
        view_ids = dict((view, view_id) for view_id, view in values["views"])
        answer = env[self.model].get_views(
            [(view_ids.get(kind, False), kind), (False, "search")]
        )
        arch = etree.fromstring(answer["views"][kind]["arch"])
        search = etree.fromstring(answer["views"]["search"]["arch"])
        for name, chosen in self.context.items():
            if chosen and name.startswith("search_default_"):
                self.choose(search, name.removeprefix("search_default_"), names)
        self.spec = specification(
            env, self.model, arch, answer["models"][self.model]["fields"]
        )
        self.order = arch.get("default_order") or ""
        self.limit = int(arch.get("limit") or LIMIT)

    def choose(self, search, name, names):
        for node in search.xpath(f".//filter[@name='{name}'][@domain]"):
            self.domain += safe_eval(node.get("domain"), names)

    def __call__(self, env):
        model = env[self.model].with_context(**self.context)
        return model.web_search_read(
            self.domain,
            self.spec,
            limit=self.limit,
            order=self.order,
            count_limit=COUNT_LIMIT,
        )


class Form:
    """A form: what ``web_read`` brings."""

    def __init__(self, env, model, record_id):
        self.model = model
        self.record_id = record_id
        answer = env[model].get_views([(False, "form")])
        arch = etree.fromstring(answer["views"]["form"]["arch"])
        self.spec = specification(env, model, arch, answer["models"][model]["fields"])

    def __call__(self, env):
        return env[self.model].browse(self.record_id).web_read(self.spec)


def unit_pages(env):
    """The pages that the head of a unit opens: name and question."""
    unit = env.company.id
    of_unit = [("company_id", "=", unit)]
    assessment = env["zi.assessment"].search(of_unit, limit=1)
    plan = env["zi.work.plan"].search(of_unit, limit=1)
    questions = [("assessment_id", "=", assessment.id)]
    action = "zi_governance.zi_"
    return {
        "home page": lambda env: env["zi.home"].get_home(),
        "LKE, list": List(env, f"{action}assessment_action"),
        "LKE, form": Form(env, "zi.assessment", assessment.id),
        "LKE, questions": List(env, f"{action}assessment_answer_action", questions),
        "plan, form": Form(env, "zi.work.plan", plan.id),
        "plan, tasks": List(env, f"{action}work_plan_task_action"),
        "my tasks": List(env, f"{action}work_plan_task_action_mine"),
        "evidence": List(env, f"{action}evidence_action"),
        "inbox": List(env, f"{action}approval_request_action"),
    }


def roll_up(env):
    """All units' totals, as the Ministry's overseer opens them."""
    return {"roll-up list": List(env, "zi_governance.zi_assessment_action")}


def size(answer):
    """Number of rows in an answer, so that nobody measures an empty page."""
    if isinstance(answer, dict):
        return answer.get("length", len(answer))
    return len(answer)


def compare(small, large, pages, rounds=7):
    """Ask for pages in two databases by turns.

    :param Office small: and ``large``: whom to ask
    :param pages: function of the environment that gives ``{name: question}``
    :return: ``{name: {"rows", "queries", "seconds"}}``, each (small, large)
    """
    asked = []
    for office in (small, large):
        found, *_figures = office.ask(pages)
        asked.append((office, found))
    result = {}
    for name in asked[0][1]:
        for _warm in range(2):
            for office, found in asked:
                office.ask(found[name])
        seconds, queries, rows = ([], []), [None, None], [None, None]
        for _round in range(rounds):
            for side, (office, found) in enumerate(asked):
                answer, took, queries[side] = office.ask(found[name])
                seconds[side].append(took)
                rows[side] = size(answer)
        result[name] = {
            "rows": rows,
            "queries": queries,
            "seconds": [sorted(times)[len(times) // 2] for times in seconds],
        }
    return result
