from odoo import api, fields, models
from odoo.fields import Domain


class ZiDatedRuleMixin(models.AbstractModel):
    """A number of a rule that holds between two days, both inclusive.

    A past year keeps the rules of its year: a new value is a new row, and the old
    one is given its last day.
    """

    _name = "zi.dated.rule.mixin"
    _description = "Dated rule"
    _inherit = ["mail.thread"]

    code = fields.Char(required=True, size=64, index=True, tracking=True)
    rule = fields.Char(size=256, tracking=True)
    valid_from = fields.Date("In force from", tracking=True, help="Empty: always.")
    valid_to = fields.Date("In force until", tracking=True, help="Empty: still.")
    confidence = fields.Selection(
        [("high", "High"), ("medium", "Medium"), ("low", "Low")],
        default="medium",
        tracking=True,
        help="How sure the source is. Check medium and low ones against the rule.",
    )

    _dates_ordered = models.Constraint(
        "CHECK (valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from)",
        "The last day cannot lie before the first.",
    )

    @api.model
    def _zi_in_force(self, code, on_date):
        """The row of a code that holds on a day (sudo), or an empty one."""
        return self.sudo().search(
            Domain("code", "=", code)
            & (Domain("valid_from", "=", False) | Domain("valid_from", "<=", on_date))
            & (Domain("valid_to", "=", False) | Domain("valid_to", ">=", on_date)),
            limit=1,
        )

    @api.model
    def _zi_load_rows(self, prefix, rows):
        """Create shipped rows that have no XML id yet; users' changes stay.

        :param str prefix: begins the XML ids
        :param list rows: dicts of field values
        """
        seen = {}
        missing = []
        for row in rows:
            number = seen[row["code"]] = seen.get(row["code"], 0) + 1
            xml_id = f"zi_governance.{prefix}_{row['code']}"
            xml_id += f"_{number}" if number > 1 else ""
            if not self.env.ref(xml_id, raise_if_not_found=False):
                missing.append({"xml_id": xml_id, "values": row, "noupdate": True})
        self._load_records(missing)
