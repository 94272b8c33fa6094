from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.zi_governance.tools.sheet import Chart, Column, Sheet, Tile


class TestZiDocument(models.Model):
    """A plain document with lines: the secretariat reviews, the head approves."""

    _name = "test.zi.document"
    _description = "Test document"
    _inherit = [
        "zi.approval.mixin",
        "zi.verifiable.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id"

    _zi_kind = "TEST"
    _zi_sealed_fields = (
        "name",
        "body",
        "amount",
        "subject_id",
        "tag_ids",
        "scan",
        "line_ids",
    )

    name = fields.Char(required=True)
    body = fields.Html()
    amount = fields.Float()
    remark = fields.Char(help="Not sealed: may change after the approval.")
    subject_id = fields.Many2one("hr.employee", "Employee concerned")
    tag_ids = fields.Many2many("zi.area", string="Areas")
    scan = fields.Binary()
    line_ids = fields.One2many("test.zi.document.line", "document_id", "Lines")
    excluded_id = fields.Many2one("res.users", "Person concerned")
    previous_id = fields.Many2one("test.zi.document", "Replaces", copy=False)
    approved_hook = fields.Integer("Times the hook ran", readonly=True, copy=False)

    def _zi_matter(self):
        matter = super()._zi_matter()
        matter["employees"] = self.subject_id.ids
        return matter

    def _zi_excluded_users(self):
        return super()._zi_excluded_users() | self.excluded_id

    def _zi_next_authority(self):
        return "Direktur Jenderal"

    def _zi_check_complete(self):
        for document in self:
            if not document.line_ids:
                raise UserError(self.env._("Add at least one line."))
        return super()._zi_check_complete()

    def _zi_previous_version(self):
        return self.previous_id

    def _zi_on_approved(self):
        for document in self:
            document.approved_hook += 1
        return super()._zi_on_approved()

    def _zi_public_statement(self):
        return {"number": self.name, "date": self.approved_on, "amount": self.amount}

    # ------------------------------------------------------------------
    # REGISTRIES
    # ------------------------------------------------------------------

    @api.model
    def _zi_sheet_test_documents(self, units, period):
        """Documents of the units, read in batches."""
        domain = [("company_id", "in", units.ids)]
        count = self.search_count(domain)

        def rows(batch=2):
            last = 0
            while True:
                found = self.search(
                    [*domain, ("id", ">", last)], order="id", limit=batch
                )
                if not found:
                    return
                for document in found:
                    yield document.id, document.name, document.approval_state
                last = found[-1].id
                self.env.invalidate_all()

        return Sheet(
            columns=(
                Column("id", "No.", "integer"),
                Column("name", "Nama"),
                Column("state", "Status"),
            ),
            rows=rows(),
            count=count,
            charts=(Chart("bar", "Dokumen", "name", ("id",)),),
        )

    @api.model
    def _zi_tile_test_documents(self, units, period):
        """Documents per unit, by one query."""
        counts = dict(
            self._read_group(
                [("company_id", "in", units.ids)], ["company_id"], ["__count"]
            )
        )
        return {
            unit.id: Tile(
                value=counts.get(unit, 0),
                action="test_zi_governance.test_zi_document_action",
            )
            for unit in units
        }


class TestZiDocumentLine(models.Model):
    _name = "test.zi.document.line"
    _description = "Line of a test document"
    _inherit = ["zi.approval.line.mixin"]
    _order = "sequence, id"

    _zi_approval_parent = "document_id"
    _zi_sealed_fields = ("sequence", "name", "quantity", "detail_ids")

    document_id = fields.Many2one(
        "test.zi.document", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)
    quantity = fields.Float()
    progress = fields.Integer(help="Not sealed: kept up to date after the approval.")
    detail_ids = fields.One2many("test.zi.document.detail", "line_id", "Details")


class TestZiDocumentDetail(models.Model):
    _name = "test.zi.document.detail"
    _description = "Detail of a line of a test document"
    _inherit = ["zi.approval.line.mixin"]

    _zi_approval_parent = "line_id"
    _zi_sealed_fields = ("name",)

    line_id = fields.Many2one(
        "test.zi.document.line", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(required=True)
