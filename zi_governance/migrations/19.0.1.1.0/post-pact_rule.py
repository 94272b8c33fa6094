"""The shipped rule about the integrity pact asks for all employees and witnesses."""

from odoo import SUPERUSER_ID, api

_OLD = {
    "model_name": "zi.integrity.pact",
    "domain": False,
    "count_by": "dated",
    "per": "year",
    "member_field": False,
    "all_employees": False,
}
_NEW = {
    "domain": "[('in_service', '=', True), ('witnessed', '=', True)]",
    "count_by": "in_force",
    "per": "once",
    "member_field": "employee_id",
    "all_employees": True,
}


def migrate(cr, version):
    """Renew the rule where nobody changed it."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    rule = env.ref(
        "zi_governance.evidence_rule_pakta_integritas", raise_if_not_found=False
    )
    if rule and all((rule[name] or False) == old for name, old in _OLD.items()):
        rule.write(_NEW)
