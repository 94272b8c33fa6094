"""Shipped parameters say in words what they set and in which unit."""

from odoo import SUPERUSER_ID, api

from odoo.addons.zi_governance.models.time.csv_rows import read_rows

_UNITS = {
    "hour_per_year",
    "minute_per_year",
    "hour_per_day",
    "jp_per_year",
    "year",
    "constant",
    "share",
    "share_per_element",
    "factor",
    "count",
    "percent",
    "date",
}


def migrate(cr, version):
    """Fill what is empty or a code of ours; what an office wrote stays."""
    env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
    for row in read_rows("data/time/parameters.csv"):
        for parameter in env["zi.parameter"].search([("code", "=", row["code"])]):
            if not parameter.name:
                parameter.name = row["name"]
            if parameter.unit in _UNITS:
                parameter.unit = row["unit"]
