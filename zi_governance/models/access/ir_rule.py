from odoo import api, models


class IrRule(models.Model):
    """Record rules know the units that a person oversees.

    ``zi_units`` in a rule's domain are the active companies and the units overseen
    today, ``zi_overseen`` the latter alone. Plain ids let PostgreSQL use the index on
    ``company_id``; asking for the oversight inside the domain makes every list read
    the rows of all units.
    """

    _inherit = "ir.rule"

    @api.model
    def _eval_context(self):
        context = super()._eval_context()
        context["zi_units"] = [*context["company_ids"], *self._zi_overseen()]
        context["zi_overseen"] = list(self._zi_overseen())
        return context

    def _compute_domain_context_values(self):
        yield from super()._compute_domain_context_values()
        # Domains are cached: those of yesterday's oversight must not be found.
        yield self._zi_overseen()

    @api.model
    def _zi_overseen(self):
        return self.env["zi.oversight"].sudo()._zi_units_of(self.env.user)
