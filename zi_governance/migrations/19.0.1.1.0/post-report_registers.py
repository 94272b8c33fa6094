"""Three kinds of reports that take their figures from a register now."""

from odoo import SUPERUSER_ID, api

_REGISTERS = {
    "kaji_ulang_dokumen": "zi.decree",
    "monev_kip": "zi.publication",
    "kaji_ulang_sop": "zi.sop",
}


def migrate(cr, version):
    """Name the registers on the shipped kinds; what an administrator set stays."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    for code, register in _REGISTERS.items():
        kind = env.ref(f"zi_governance.report_kind_{code}", raise_if_not_found=False)
        if kind and not kind.figure_model:
            kind.figure_model = register
