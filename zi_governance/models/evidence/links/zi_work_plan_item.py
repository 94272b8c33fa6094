from collections import defaultdict, namedtuple
from datetime import date

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ....tools import evidence_rules as tool

# Compared by identity: no context that a client sends can equal it.
_LATER = object()


class ZiWorkPlanItem(models.Model):
    """An item looks at its evidence and its rule, and shows its colour."""

    _inherit = "zi.work.plan.item"

    rule_id = fields.Many2one(
        "zi.evidence.rule",
        "Evidence rule",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        domain="[('in_use', '=', True)]",
        help="Live records that prove the item by themselves. The secretariat chooses "
        "it.",
    )
    may_attach = fields.Boolean("I may attach", compute="_compute_may_attach")
    evidence_ids = fields.Many2many(
        "zi.evidence",
        "zi_evidence_item_rel",
        "item_id",
        "evidence_id",
        string="Evidence entered",
        copy=False,
    )
    evidence_count = fields.Integer(compute="_compute_evidence_count")

    @api.depends("area_id", "company_id", "owner_id")
    @api.depends_context("uid")
    def _compute_may_attach(self):
        """The view offers the button to those who will not be refused."""
        reach = self._zi_within_reach(self)
        for item in self:
            item.may_attach = item in reach or item.owner_id == self.env.user

    @api.depends("evidence_ids")
    def _compute_evidence_count(self):
        for item in self:
            item.evidence_count = len(item.evidence_ids)

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        if any(vals.get("evidence_ids") for vals in vals_list):
            items._zi_check_evidence_side()
        if any(vals.get("rule_id") for vals in vals_list):
            items._zi_check_rule_writer()
        return items

    def write(self, vals):
        if vals.get("evidence_ids"):
            self._zi_check_evidence_side()
        if "rule_id" in vals and any(
            item.rule_id.id != (vals["rule_id"] or False) for item in self
        ):
            self._zi_check_rule_writer()
        result = super().write(vals)
        if "rule_id" in vals and self.env.context.get("zi_proof") is not _LATER:
            self._zi_refresh_proof()
        return result

    @api.model
    def _zi_set_rules(self, chosen):
        """Give many items their rules and look at their proof once.

        :param dict chosen: ``{zi.evidence.rule: items}``
        """
        changed = self.browse().union(*chosen.values())
        changed.check_access("write")
        changed._zi_check_area()
        changed._zi_check_rule_writer()
        for rule, items in chosen.items():
            items.sudo().with_context(zi_proof=_LATER).rule_id = rule
        changed._zi_refresh_proof()

    def _zi_check_evidence_side(self):
        """Links are made on the evidence, where its gate is."""
        if not self.env.su:
            raise AccessError(
                self.env._("Attach evidence with its own button on the item.")
            )

    def _zi_check_rule_writer(self):
        """Who delivers proof does not choose what proves."""
        if self.env.su:
            return
        for company in self.sudo().company_id:
            if not self.env["zi.role.assignment"]._zi_holders(
                company, "secretariat", user=self.env.user
            ):
                raise AccessError(
                    self.env._("Only the secretariat chooses the rule of an item.")
                )

    def _zi_copied_links(self):
        return {**super()._zi_copied_links(), "rule_id": self.rule_id.id}

    @api.model
    def _zi_take_over(self, pairs):
        result = super()._zi_take_over(pairs)
        new_items = self.browse()
        for old, new in pairs:
            old, new = old.sudo(), new.sudo()
            if old.rule_id and not new.rule_id:
                new.rule_id = old.rule_id
            for row in old.evidence_ids:
                values = {"item_ids": [(4, new.id)]}
                if old in row.verified_item_ids:
                    values["verified_item_ids"] = [(4, new.id)]
                row._zi_gate_write(values)
            new_items |= new
        new_items._zi_refresh_proof()
        return result

    # ------------------------------------------------------------------
    # ATTACHING
    # ------------------------------------------------------------------

    def action_attach_evidence(self):
        """A small form: a new file, or evidence that is there already."""
        self.ensure_one()
        return self._zi_attach_action({"default_item_id": self.id})

    @api.model
    def _zi_attach_action(self, context):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Attach evidence"),
            "res_model": "zi.evidence.attach",
            "view_mode": "form",
            "target": "new",
            "context": context,
        }

    def action_open_evidence(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "zi.evidence",
            "view_mode": "kanban,list,form",
            "views": [(False, "kanban"), (False, "list"), (False, "form")],
            "domain": [("item_ids", "in", self.ids)],
            "context": {"default_item_ids": [(6, 0, self.ids)]},
        }

    # ------------------------------------------------------------------
    # PROOF
    # ------------------------------------------------------------------

    def _zi_refresh_proof(self):
        """Bring the colours of these items and their tasks up to date.

        The number of queries that read does not grow with items or tasks.
        """
        items = self.sudo().exists()
        if not items:
            return
        tasks = items.task_ids.filtered(lambda task: task.stage != "dropped")
        board = _Board(items)
        found = {task: board.look(task.item_id, *_span(task)) for task in tasks}
        _store(found)
        by_item = tasks.grouped("item_id")
        _store({item: board.item(item, by_item.get(item, ()), found) for item in items})

    @api.model
    def _cron_refresh_proof(self):
        """Nightly: windows begin and evidence ends without anybody writing."""
        self.env["zi.unit.job"]._zi_each("item_proof", self._zi_refresh_units)

    @api.model
    def _zi_refresh_units(self, units):
        today = fields.Date.today()
        self.sudo().search(
            [
                ("company_id", "in", units.ids),
                ("year", "in", [today.year - 1, today.year, today.year + 1]),
                "|",
                ("rule_id", "!=", False),
                ("evidence_ids", "!=", False),
            ]
        )._zi_refresh_proof()


def _span(task):
    return task.date_from, task.date_to


def _store(found):
    """Write colours that changed, grouped by value."""
    groups = defaultdict(list)
    for record, (state, text) in found.items():
        if record.proof_state != state or (record.missing_text or False) != text:
            groups[state, text].append(record)
    for (state, text), records in groups.items():
        records[0].union(*records)._zi_gate_write(
            {"proof_state": state, "missing_text": text}
        )


_Result = namedtuple("_Result", "date_from date_to state missing part count minimum")


class _Board:
    """Evidence and rule results of many items, read at once."""

    def __init__(self, items):
        self.env = items.env
        self.today = {unit.id: unit._zi_today() for unit in items.company_id}
        self.langs = {
            unit.id: unit.partner_id.lang or self.env.lang for unit in items.company_id
        }
        self.evidence = defaultdict(list)
        rows = self.env["zi.evidence"].search_fetch(
            [("item_ids", "in", items.ids), ("state", "!=", "replaced")],
            ["date", "state", "expiry_date", "refusal_reason", "item_ids"],
        )
        for row in rows:
            for item in row.item_ids:
                self.evidence[item.id].append(row)
        self.results = defaultdict(list)
        rules = items.rule_id
        self.replaced = rules._zi_replacements(items.company_id)
        rules = rules.union(*self.replaced.values())
        for result in self.env["zi.evidence.rule.result"].search_fetch(
            [
                ("rule_id", "in", rules.ids),
                ("company_id", "in", items.company_id.ids),
            ],
            ["rule_id", "company_id", *_Result._fields],
            order="date_from, date_to desc",
        ):
            # Plain values: every window of every item looks at all of them.
            self.results[result.rule_id.id, result.company_id.id].append(
                _Result(*(result[name] for name in _Result._fields))
            )

    def look(self, item, first, last):
        """Colour and missing text of an item in one window."""
        env = self.env(context={**self.env.context, "lang": self._lang(item)})
        counts, reasons = self._files(item, first, last)
        rule, missing = self._rule(env, item, first, last)
        proof = tool.Proof(**counts, rule=rule)
        state = tool.proof_state(proof)
        words = []
        if state != tool.PROVEN:
            words += missing
            if counts["waiting"]:
                words.append(
                    env._(
                        "%(count)s file(s) wait to be verified", count=counts["waiting"]
                    )
                )
            words += [env._("Refused: %(reason)s", reason=text) for text in reasons]
        chosen = self.rule_of(item)
        if chosen and not chosen.available and state != tool.PROVEN:
            words.append(
                env._(
                    "The rule “%(rule)s” comes with another addon; a verified file "
                    "proves it",
                    rule=chosen.name,
                )
            )
        return state, "\n".join(words) or False

    def item(self, item, tasks, found):
        """Colour of an item: of its windows that have begun, or of its own window
        when it has no tasks."""
        if not tasks:
            first = item.date_from or date(item.year, 1, 1)
            return self.look(item, first, item.date_to or date(item.year, 12, 31))
        begun = [
            task for task in tasks if task.date_from <= self.today[item.company_id.id]
        ]
        state = tool.item_state(found[task][0] for task in begun)
        words = [
            f"{task.with_context(lang=self._lang(item)).period_label}: {found[task][1]}"
            for task in begun
            if found[task][0] != tool.PROVEN and found[task][1]
        ]
        return state, "\n".join(words) or False

    def rule_of(self, item):
        """The item's rule, or what the unit has in its place."""
        key = item.rule_id.id, item.company_id.id
        return self.replaced.get(key, item.rule_id)

    def _lang(self, item):
        return self.langs[item.company_id.id]

    def _files(self, item, first, last):
        counts = {"verified": 0, "waiting": 0, "refused": 0}
        reasons = []
        end = min(last, self.today[item.company_id.id])
        for row in self.evidence[item.id]:
            if not first <= row.date <= last:
                continue
            if row.state == "refused":
                counts["refused"] += 1
                reasons.append(row.refusal_reason)
            elif row.state == "waiting" or item not in row.verified_item_ids:
                counts["waiting"] += 1
            elif not row.expiry_date or row.expiry_date >= end:
                counts["verified"] += 1
        return counts, reasons

    def _rule(self, env, item, first, last):
        """What the item's rule found in the window, and what it lacks."""
        rule = self.rule_of(item)
        if not rule or not rule.available:
            return None, []
        results = [
            result
            for result in self.results[rule.id, item.company_id.id]
            if tool.overlap(first, last, result.date_from, result.date_to)
        ]
        if rule.per == tool.ONCE:
            return self._once(env, rule, results)
        today = self.today[item.company_id.id]
        begun = [r for r in results if r.date_from <= today]
        states = {result.state for result in begun} or {"empty"}
        missing = [
            f"{env['zi.period']._zi_span_name(r.date_from, r.date_to)}: {r.missing}"
            for r in begun
            if r.missing
        ]
        if states == {"met"}:
            return "met", []
        return ("empty" if states == {"empty"} else "incomplete"), missing

    def _once(self, env, rule, results):
        """A rule that asks once counts the months that the window touches."""
        parts = [result for result in results if result.part]
        needed = max((result.minimum for result in parts), default=rule.minimum)
        counted = [result.count for result in parts] or [0]
        count = max(counted) if rule.count_by == "in_force" else sum(counted)
        unsettled = [r.missing for r in parts if r.count and r.state == "incomplete"]
        if count >= needed and not unsettled:
            return "met", []
        missing = unsettled or [
            env._(
                "%(rule)s: %(count)s of %(needed)s",
                rule=rule.with_env(env).name,
                count=count,
                needed=needed,
            )
        ]
        return ("incomplete" if count else "empty"), missing
