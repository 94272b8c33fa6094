# Odoo runs the modules that stand here by a name that starts with "test_".
from .team import test_team
