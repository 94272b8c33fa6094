from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """An office that runs already gets its first signing key."""
    if version:
        api.Environment(cr, SUPERUSER_ID, {})["zi.signing.key"]._zi_ensure()
