from odoo import api, models
from odoo.fields import Domain


class ZiDocumentAccessMixin(models.AbstractModel):
    """Rows about a document are read by who reads the document.

    The consumer has ``res_model`` and ``res_id``. What a row says about a document
    (its name, why it was returned, its text) is never wider known than the document.
    """

    _name = "zi.document.access.mixin"
    _description = "Rows about a document"

    def _zi_document_models(self):
        """Names of the kinds of documents that rows are about."""
        return [
            name
            for name, model in self.env.registry.items()
            if not model._abstract and hasattr(model, "_zi_approval_steps")
        ]

    def _zi_own_rows_domain(self):
        """Rows that the user reads whether or not he reads the document."""
        return Domain.FALSE

    def _zi_readable_domain(self):
        """Own rows, and those of the documents that the user may read."""
        domain = self._zi_own_rows_domain()
        for name in self._zi_document_models():
            model = self.env[name].with_context(active_test=False)
            if model.has_access("read"):
                # The sub-query carries the record rules of the document's model.
                domain |= Domain("res_model", "=", name) & Domain(
                    "res_id", "in", model._search([])
                )
        return domain

    @api.model
    def _search(
        self,
        domain,
        offset=0,
        limit=None,
        order=None,
        *,
        active_test=True,
        bypass_access=False,
    ):
        if not (self.env.su or bypass_access):
            domain = Domain(domain) & self._zi_readable_domain()
        return super()._search(
            domain,
            offset,
            limit,
            order,
            active_test=active_test,
            bypass_access=bypass_access,
        )

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if result or self.env.su or operation != "read" or not any(self._ids):
            return result
        readable = self.with_context(active_test=False).search(
            [("id", "in", self.ids)], order="id"
        )
        forbidden = self - readable
        if not forbidden:
            return None
        rule = self.env["ir.rule"]
        return forbidden, lambda: rule._make_access_error(operation, forbidden)
