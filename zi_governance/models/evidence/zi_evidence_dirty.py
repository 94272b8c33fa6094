from odoo import api, fields, models

_PENDING = "zi_evidence_dirty"


class ZiEvidenceDirty(models.Model):
    """Models whose records changed since their rules were evaluated.

    Insert-only, one row per transaction and model: a flag on the rule would be one
    hot row that all writers of a source fight for.
    """

    _name = "zi.evidence.dirty"
    _description = "Changed source of evidence"
    _log_access = False

    model_name = fields.Char(required=True, size=64)

    @api.model
    def _zi_mark(self, model_name):
        """Note a changed model; costs nothing until the transaction ends."""
        pending = self.env.cr.precommit.data.setdefault(_PENDING, set())
        if not pending:
            env = self.env(su=True, context={})
            env.cr.precommit.add(env[self._name]._zi_store)
        pending.add(model_name)

    @api.model
    def _zi_store(self):
        names = self.env.cr.precommit.data.pop(_PENDING, set())
        self.create([{"model_name": name} for name in sorted(names)])
