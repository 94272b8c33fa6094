from odoo import api, fields, models

_PENDING = "zi_evidence_dirty"


class ZiEvidenceDirty(models.Model):
    """Models whose records changed since their rules were evaluated, unit by unit.

    Insert-only, one row per transaction, model and unit: a flag on the rule would be
    one hot row that all writers of a source fight for.
    """

    _name = "zi.evidence.dirty"
    _description = "Changed source of evidence"
    _log_access = False

    model_name = fields.Char(required=True, size=64)
    company_id = fields.Many2one(
        "res.company",
        "Work unit",
        ondelete="cascade",
        help="Whose records changed. Empty: those of any unit.",
    )

    @api.model
    def _zi_mark(self, model_name, units=None):
        """Note a changed model; costs nothing until the transaction ends.

        :param str model_name: the source
        :param res.company units: whose records changed; default those of any unit
        """
        pending = self.env.cr.precommit.data.setdefault(_PENDING, set())
        if not pending:
            env = self.env(su=True, context={})
            env.cr.precommit.add(env[self._name]._zi_store)
        unit_ids = units.ids if units else [False]
        pending.update((model_name, unit_id) for unit_id in unit_ids)

    @api.model
    def _zi_store(self):
        pending = self.env.cr.precommit.data.pop(_PENDING, set())
        self.create(
            [
                {"model_name": name, "company_id": unit_id}
                for name, unit_id in sorted(pending)
            ]
        )

    def _zi_changed(self):
        """``{model name: units (sudo) whose records changed}``."""
        every = self.env["res.company"].sudo()
        changed = {}
        for row in self:
            units = row.company_id or every.search([])
            changed[row.model_name] = changed.get(row.model_name, every) | units
        return changed
