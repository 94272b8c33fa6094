from markupsafe import Markup

from odoo import api, fields, models


class ZiLink(models.Model):
    _inherit = "zi.link"

    @api.model
    def _zi_linkable(self):
        """Models whose records can be linked on screen with a record that has
        ``zi.linked.mixin``. An addon adds its own: standards, risks.

        :return: list of technical names, none of them confidential
        """
        return ["zi.decree"]

    @api.model
    def _zi_readable(self, records):
        """The other ends of links, as far as the reader may read them. Of the others
        nothing is said, not even how many there are.

        :param records: recordset of one model
        :return: ``{record id: [record, ...]}``
        """
        links = self._zi_links(records)
        wanted = {}
        for rows in links.values():
            for _kind, name, res_id in rows:
                if name in self.env:
                    wanted.setdefault(name, set()).add(res_id)
        readable = {
            name: set(self.env[name].browse(ids).exists()._filtered_access("read").ids)
            for name, ids in wanted.items()
        }
        return {
            record_id: [
                self.env[name].browse(res_id)
                for name, res_id in dict.fromkeys(row[1:] for row in rows)
                if res_id in readable.get(name, ())
            ]
            for record_id, rows in links.items()
        }


class ZiLinkedMixin(models.AbstractModel):
    """A record whose screen shows which other documents refer to it."""

    _name = "zi.linked.mixin"
    _description = "Linked record"

    link_list = fields.Html("Refers to it", compute="_compute_link_list")
    link_editable = fields.Boolean(compute="_compute_link_editable")

    @api.depends_context("uid", "lang")
    def _compute_link_list(self):
        found = self.env["zi.link"]._zi_readable(self._origin)
        kinds = self.env["ir.model"].sudo()
        for record in self:
            record.link_list = Markup("").join(
                Markup('<li>{}: <a href="/odoo/{}/{}">{}</a></li>').format(
                    kinds._get(other._name).name,
                    other._name,
                    other.id,
                    other.display_name,
                )
                for other in found.get(record._origin.id, ())
            )
            if record.link_list:
                record.link_list = Markup("<ul>%s</ul>") % record.link_list

    @api.depends_context("uid")
    def _compute_link_editable(self):
        for record in self:
            record.link_editable = bool(record._origin) and record._zi_may_link()

    def _zi_may_link(self):
        """Whether the person may say what refers to this record: who may write it."""
        self.ensure_one()
        return self._origin.has_access("write")

    def action_links(self):
        """Say which documents refer to this record."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What refers to it"),
            "res_model": "zi.link.edit",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_res_model": self._name, "default_res_id": self.id},
        }
