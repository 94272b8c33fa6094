from odoo import fields, models
from odoo.fields import Domain

from ...tools import lke

_ROWS = 8
_STEPS = {"assessor": ("tpi",), "national_assessor": ("proposed", "desk", "field")}
_COLUMN = {"assessor": "tpi", "national_assessor": "tpn"}


class ZiHome(models.AbstractModel):
    """What an assessor judges and what an overseer reads: other people's units."""

    _inherit = "zi.home"

    def _zi_units(self):
        """Cards over other units, those that wait for the reader first.

        :return: list of dicts, empty for who belongs to his unit only
        """
        if not self.env["zi.unit.overview"].has_access("read"):
            return []
        cards = [
            self._zi_judged_units("assessor", self.env._("Units that I judge (TPI)")),
            self._zi_judged_units(
                "national_assessor", self.env._("Units that I judge (TPN)")
            ),
        ]
        cards = [card for card in cards if card]
        return cards or [card for card in [self._zi_overseen_units()] if card]

    def _zi_judged_units(self, role, title):
        """Units for which the reader holds an assessor's role today.

        :param str role: ``assessor`` or ``national_assessor``
        :return: dict, or False when he holds it nowhere
        """
        held = self.env["zi.role.assignment"]._zi_running_of(self.env.user)
        roots = held.filtered(lambda item: item.role_id.code == role).company_id
        if not roots:
            return False
        domain = Domain("company_id", "child_of", roots.ids)
        waiting = domain & Domain("stage", "in", _STEPS[role])
        overview = self.env["zi.unit.overview"]
        count = overview.search_count(waiting)
        rows = overview.search(waiting, limit=_ROWS)
        if len(rows) < _ROWS:
            rows |= overview.search(domain, limit=_ROWS)
        judged = self._zi_judged_counts(rows.assessment_id, _COLUMN[role])
        return {
            "code": role,
            "title": title,
            "text": self.env._("%(count)s wait for you.", count=count)
            if count
            else self.env._("None waits for you now."),
            "text_action": bool(count)
            and self._zi_action(
                "zi_governance.zi_unit_overview_action", list(waiting), {}
            ),
            "action": self._zi_action(
                "zi_governance.zi_unit_overview_action", list(domain), {}
            ),
            "rows": [
                self._zi_unit_row(row, self._zi_judge_hint(row, role, judged), role)
                for row in rows[:_ROWS]
            ],
            "empty": self.env._(
                "You may not read any of these units: ask the "
                "administrator to enter your oversight."
            ),
        }

    def _zi_judged_counts(self, assessments, column):
        """``{assessment id: answers judged in a column}`` from the stored totals."""
        rows = self.env["zi.assessment.score"].search(
            [
                ("assessment_id", "in", assessments.ids),
                ("column", "=", column),
                ("kind", "=", "total"),
            ]
        )
        return {row.assessment_id.id: row.answered for row in rows}

    def _zi_judge_hint(self, row, role, judged):
        """What waits for an assessor in a unit, in words."""
        if row.stage not in _STEPS[role]:
            return self.env._("does not wait for you")
        if row.stage == "proposed":
            return self.env._("waits for the desk evaluation")
        total = row.question_count
        return self.env._(
            "waits for you: %(missing)s of %(total)s not judged yet",
            missing=total - judged.get(row.assessment_id.id, 0),
            total=total,
        )

    def _zi_overseen_units(self):
        """Units that the reader sees from above, with their totals."""
        # Whose oversight it is, only the administrator reads; this is one's own.
        own_sudo = (
            self.env["zi.oversight"].sudo().search([("user_id", "=", self.env.uid)])
        )
        today = fields.Date.context_today(self)
        running = own_sudo.filtered(
            lambda item: item.date_from <= today <= (item.date_to or today)
        )
        units = running.company_ids
        if not units:
            return False
        overview = self.env["zi.unit.overview"]
        domain = Domain("company_id", "in", units.ids)
        groups = dict(overview._read_group(domain, ["standing"], ["__count"]))
        rows = overview.search(domain, limit=_ROWS, order="score desc, company_id")
        return {
            "code": "oversight",
            "title": self.env._("Units that I oversee"),
            "text": self.env._(
                "%(count)s units: %(met)s meet the gates of their aim, %(not_met)s do "
                "not yet, %(empty)s have not filled in, %(none)s have no LKE.",
                count=sum(groups.values()),
                met=groups.get("met", 0),
                not_met=groups.get("not_met", 0),
                empty=groups.get("empty", 0),
                none=groups.get("none", 0),
            ),
            "text_action": False,
            "action": self._zi_action(
                "zi_governance.zi_unit_overview_action", list(domain), {}
            ),
            "rows": [
                self._zi_unit_row(row, self._zi_overseen_hint(row)) for row in rows
            ],
            "empty": "",
        }

    def _zi_overseen_hint(self, row):
        if row.standing == "none":
            return self.env._("no LKE yet")
        if row.missing_count:
            return self.env._(
                "not filled in: %(missing)s of %(total)s",
                missing=row.missing_count,
                total=row.question_count,
            )
        return self.env._(
            "%(count)s gates of %(predicate)s not met",
            count=row.unmet_count,
            predicate=row.predicate,
        )

    def _zi_unit_row(self, row, hint, role=None):
        stage = self.env["zi.assessment"]._fields["stage"]
        stages = dict(stage._description_selection(self.env))
        empty = row.standing in ("none", "empty")
        return {
            "id": row.id,
            "title": row.display_name,
            "stage": f"{row.year}: {stages[row.stage]}" if row.stage else "",
            "score": "" if empty else lke.display(row.exact, decimal_comma=True),
            "hint": hint,
            "waits": bool(role) and row.stage in _STEPS[role],
            "action": self._zi_record_action(row.assessment_id)
            if row.assessment_id
            else False,
        }
