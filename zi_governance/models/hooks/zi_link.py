from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class ZiLink(models.Model):
    """A dated link between two records of any models.

    Sibling addons hold no many2one to each other's models, so that each installs
    and goes alone; they link here. A link with a confidential record stands on that
    record's side only and never in this table.
    """

    _name = "zi.link"
    _description = "Link between records"
    _inherit = ["zi.unit.mixin"]
    _order = "id"

    source_model = fields.Char(required=True, size=64)
    source_id = fields.Many2oneReference(
        model_field="source_model", required=True, index=True
    )
    target_model = fields.Char("Kind of linked record", required=True, size=64)
    target_id = fields.Many2oneReference(
        "Linked record", model_field="target_model", required=True, index=True
    )
    kind = fields.Char(required=True, size=32, default="related")

    _link_unique = models.Constraint(
        "UNIQUE (source_model, source_id, target_model, target_id, kind)",
        "These two records are already linked in this way.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_not_confidential(
                vals.get("source_model"), vals.get("target_model")
            )
        return super().create(vals_list)

    def write(self, vals):
        self._check_not_confidential(vals.get("source_model"), vals.get("target_model"))
        return super().write(vals)

    def _check_not_confidential(self, *names):
        confidential = self.env["zi.confidential.mixin"]._zi_confidential_models()
        if set(names) & set(confidential):
            raise AccessError(
                self.env._(
                    "A link with a confidential record is kept with that record only."
                )
            )

    @api.model
    def _zi_links(self, records, kind=None):
        """Links of many records in one read, in both directions.

        :param records: recordset of one model
        :param str kind: only this kind
        :return: ``{record id: [(kind, model, id), ...]}``; ends whose model is gone
            are named all the same, the screen shows them as "from a removed addon"
        """
        found = {record_id: [] for record_id in records.ids}
        domain = Domain(
            [("source_model", "=", records._name), ("source_id", "in", records.ids)]
        ) | Domain(
            [("target_model", "=", records._name), ("target_id", "in", records.ids)]
        )
        if kind:
            domain &= Domain("kind", "=", kind)
        for link in self.sudo().search(domain):
            if link.source_model == records._name and link.source_id in found:
                found[link.source_id].append(
                    (link.kind, link.target_model, link.target_id)
                )
            if link.target_model == records._name and link.target_id in found:
                found[link.target_id].append(
                    (link.kind, link.source_model, link.source_id)
                )
        return found
