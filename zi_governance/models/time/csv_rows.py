import csv

from odoo.tools import file_open


def read_rows(path):
    """Rows of a shipped CSV file as dicts; empty cells are ``False``.

    :param str path: below the addon, e.g. ``data/time/parameters.csv``
    """
    with file_open(f"zi_governance/{path}", "r") as handle:
        return [
            {name: value or False for name, value in row.items()}
            for row in csv.DictReader(handle)
        ]
