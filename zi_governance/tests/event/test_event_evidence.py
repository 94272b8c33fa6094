from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from odoo.modules import get_module_path
from odoo.tests import tagged

from .common import EventCase


@tagged("post_install", "-at_install")
class TestEventEvidence(EventCase):
    """Closed events turn the shipped rules green, by the facts they ask for."""

    def _result(self, code, month=6):
        rule = self.env.ref(f"zi_governance.evidence_rule_{code}")
        rule.sudo()._zi_evaluate(self.unit, [2026])
        results = (
            self.env["zi.evidence.rule.result"]
            .sudo()
            .search(
                [
                    ("rule_id", "=", rule.id),
                    ("company_id", "=", self.unit.id),
                    ("part", "=", False),
                ]
            )
        )
        return results.filtered(
            lambda r: r.date_from.month <= month <= r.date_to.month
        ).state

    def _held(self, kind, own=(), ticked=(), **values):
        event = self._event(kind, people=(*own, *ticked), **values)
        self._at(-120)
        event.action_invite()
        self._at(5)
        event.action_hold()
        for user in own:
            self._check_in(event, user)
        for user in ticked:
            self._row(event, user).with_user(self.secretary).action_present()
        return event

    def test_team_meets_with_more_than_half(self):
        """One of two members is not enough; an invited meeting with both is."""
        team = self.env["zi.team"].create(
            {"name": "Tim", "company_id": self.unit.id, "date_from": "2026-01-01"}
        )
        role = self.env["zi.team.role"].search([], limit=1)
        for user in (self.head, self.employee):
            self.env["zi.team.member"].create(
                {
                    "team_id": team.id,
                    "employee_id": self._employee(user).id,
                    "role_id": role.id,
                }
            )
        self._held("olahraga", own=(self.head,), team_id=team.id).action_close()
        self.assertEqual("empty", self._result("tim_bertemu"))
        self._held(
            "olahraga", own=(self.head, self.employee), team_id=team.id
        ).action_close()
        self.assertEqual("met", self._result("tim_bertemu"))

    def test_upgrade_renews_the_shipped_rules(self):
        """An unchanged rule of the version before counts closed events only."""
        rules = [
            self.env.ref(f"zi_governance.evidence_rule_{code}")
            for code in ("tim_bertemu", "rapat_pengendalian", "sosialisasi_spi")
        ]
        for rule in rules:
            rule.write({"domain": False, "states": False})
        rules[-1].minimum = 4
        path = Path(get_module_path("zi_governance"))
        spec = spec_from_file_location(
            "event_rules", path / "migrations/19.0.1.1.0/post-event_rules.py"
        )
        script = module_from_spec(spec)
        spec.loader.exec_module(script)
        script.migrate(self.env.cr, "19.0.1.0.0")
        self.assertEqual(["closed", "closed", False], [rule.states for rule in rules])
