from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

_KIND = "refers"


class ZiLinkEdit(models.TransientModel):
    """Says which documents refer to a record.

    What the person may not read is neither shown nor changed.
    """

    _name = "zi.link.edit"
    _description = "What refers to a record"

    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        model_field="res_model", required=True, readonly=True
    )
    line_ids = fields.One2many("zi.link.edit.line", "edit_id", "Documents")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if "line_ids" in fields and values.get("res_id"):
            record = self._zi_record(values["res_model"], values["res_id"])
            kinds = self.env["zi.link"]._zi_linkable()
            values["line_ids"] = [
                Command.create({"document": f"{other._name},{other.id}"})
                for other in self._zi_now(record)
                if other._name in kinds
            ]
        return values

    @api.model
    def _zi_record(self, name, res_id):
        """The record whose links are changed.

        :raises AccessError: the person may not write it
        """
        model = self.env.get(name) if isinstance(name, str) else None
        if model is None or not isinstance(model, self.env.registry["zi.linked.mixin"]):
            raise AccessError(self.env._("Nothing refers to records of this kind."))
        record = model.browse(res_id).exists()
        record.check_access("read")
        if not record or not record._zi_may_link():
            raise AccessError(
                self.env._("Only who may write this record says what refers to it.")
            )
        return record

    @api.model
    def _zi_now(self, record):
        return self.env["zi.link"]._zi_readable(record).get(record.id, [])

    def action_save(self):
        """Keep the lines as the record's links."""
        self.ensure_one()
        record = self._zi_record(self.res_model, self.res_id)
        wanted = self._zi_wanted(record)
        kinds = self.env["zi.link"]._zi_linkable()
        now = [other for other in self._zi_now(record) if other._name in kinds]
        links = self.env["zi.link"].sudo()
        for other in now:
            if other not in wanted:
                links.search(self._zi_between(record, other)).unlink()
        links.create(
            [
                {
                    "company_id": record.sudo().company_id.id,
                    "source_model": other._name,
                    "source_id": other.id,
                    "target_model": record._name,
                    "target_id": record.id,
                    "kind": _KIND,
                }
                for other in wanted
                if other not in now
            ]
        )
        return {"type": "ir.actions.act_window_close"}

    def _zi_wanted(self, record):
        """The records of the lines, each once, all of them the person's to read."""
        kinds = self.env["zi.link"]._zi_linkable()
        wanted = []
        for line in self.line_ids:
            other = line.document
            if not other or other in wanted:
                continue
            if other._name not in kinds or other == record:
                raise UserError(
                    self.env._(
                        "“%(document)s” cannot be linked here.",
                        document=other.sudo().display_name
                        if other.has_access("read")
                        else "",
                    )
                )
            other.check_access("read")
            wanted.append(other)
        return wanted

    def _zi_between(self, record, other):
        """Links between two records, in either direction."""

        def points(source, target):
            return Domain(
                [
                    ("source_model", "=", source._name),
                    ("source_id", "=", source.id),
                    ("target_model", "=", target._name),
                    ("target_id", "=", target.id),
                ]
            )

        return points(record, other) | points(other, record)


class ZiLinkEditLine(models.TransientModel):
    """One document that refers to the record."""

    _name = "zi.link.edit.line"
    _description = "Document that refers to a record"

    edit_id = fields.Many2one("zi.link.edit", required=True, ondelete="cascade")
    document = fields.Reference(selection="_selection_document")

    @api.model
    def _selection_document(self):
        kinds = self.env["ir.model"].sudo()
        return [
            (name, kinds._get(name).name)
            for name in self.env["zi.link"]._zi_linkable()
            if name in self.env
        ]
