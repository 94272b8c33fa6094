from lxml import etree

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .zi_export_list_column import KINDS

_MOST_COLUMNS = 12


class ZiExportList(models.Model):
    """Putting a list together: what can be chosen, what is proposed, how it looks."""

    _inherit = "zi.export.list"

    listable_ids = fields.Many2many(
        "ir.model", compute="_compute_listable_ids", export_string_translation=False
    )
    filter_id = fields.Many2one(
        "ir.filters",
        "Saved filter",
        store=False,
        compute="_compute_filter_id",
        readonly=False,
        domain="[('model_id', '=', model_name)]",
        help="Takes the conditions of a filter that you saved on the list itself.",
    )

    @api.depends_context("uid")
    def _compute_listable_ids(self):
        self.listable_ids = self._zi_listable()

    @api.depends("model_id")
    def _compute_filter_id(self):
        self.filter_id = False

    @api.model
    def _zi_listable(self):
        """Kinds of records that the person may read and a list may hold.

        :return: ``ir.model``
        """
        names = [
            name
            for name, model in self.env.items()
            if self._zi_is_listable(model) and model.has_access("read")
        ]
        # SUDO: a clerk may not read the table of models; only names are shown.
        found = self.env["ir.model"].sudo().search([("model", "in", names)])
        return found.sudo(False)

    @api.model
    def _zi_is_listable(self, model):
        """Whether records of a model may stand in a list: of a unit, not sealed."""
        return (
            model._name.startswith("zi.")
            and not model._abstract
            and not model._transient
            and model._auto
            and "company_id" in model._fields
            and not getattr(model, "_zi_confidential_record", False)
            and not getattr(model, "_zi_confidential", False)
        )

    @api.onchange("model_id")
    def _onchange_model_id(self):
        """Another kind of record: its usual columns, no filter, no date."""
        for row in self:
            row.domain = "[]"
            row.date_field_id = False
            row.column_ids = [(5,)] + [
                (0, 0, {"sequence": number, "field_id": field_id})
                for number, field_id in enumerate(row._zi_usual_columns(), 1)
            ]
            if row.model_id and not row.name:
                row.name = row.model_id.sudo().name[:64]

    @api.onchange("filter_id")
    def _onchange_filter_id(self):
        for row in self:
            if row.filter_id:
                row.domain = row.filter_id.domain or "[]"

    def _zi_usual_columns(self):
        """Ids of the fields that the list on screen shows at first."""
        self.ensure_one()
        name = self.sudo().model_name
        if not name:
            return []
        model = self.env[name]
        view = etree.fromstring(model.get_view(view_type="list")["arch"])
        wanted = dict.fromkeys(
            node.get("name")
            for node in view.iterchildren("field")
            if node.get("column_invisible") not in ("1", "True", "true")
            and node.get("optional") != "hide"
        )
        fields_of = self.env["ir.model.fields"].sudo()
        found = [
            fields_of._get(name, field)
            for field in wanted
            if model._fields[field].type in KINDS
        ]
        return [field.id for field in found if field][:_MOST_COLUMNS]

    def action_preview(self):
        """The records of the list as they are today, with the rights of who asks."""
        self.ensure_one()
        self.check_access("read")
        name = self.sudo().model_name
        if not self.env[name].has_access("read"):
            raise UserError(
                self.env._("You may not read “%(list)s” yourself.", list=self.name)
            )
        domain = Domain("company_id", "=", self.company_id.id) & self._zi_domain()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": name,
            "view_mode": "list",
            "views": [(False, "list")],
            "domain": list(domain),
            "context": {"create": False},
        }
