"""The shipped rules about events ask for facts, now that there are events."""

from odoo import SUPERUSER_ID, api

# What a rule asked while nothing was behind it; who changed it keeps his.
_OLD = {"model_name": "zi.event", "domain": False, "states": False, "minimum": 1}
_NEW = {
    "tim_bertemu": "[('team_id', '!=', False), ('team_majority', '=', True)]",
    "rapat_pengendalian": "[('kind_code', 'in', ['rapat', 'monev', 'kum'])]",
    "sosialisasi_spi": "[('kind_code', '=', 'sosialisasi')]",
}


def migrate(cr, version):
    """Renew the rules where nobody changed them."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    for code, domain in _NEW.items():
        rule = env.ref(f"zi_governance.evidence_rule_{code}", raise_if_not_found=False)
        if rule and all((rule[name] or False) == old for name, old in _OLD.items()):
            rule.write({"domain": domain, "states": "closed"})
