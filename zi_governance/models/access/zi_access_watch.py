from odoo import api, models

from ...tools import code_watch


class ZiAccessWatch(models.AbstractModel):
    """What counts as taking access; asked by the hooks on Odoo's own models.

    Installing and updating addons loads rules and groups and is not told here: it
    needs the server itself, and the nightly comparison sees its memberships.
    """

    _name = "zi.access.watch"
    _description = "Watch over taken access"

    @api.model
    def _zi_is_on(self):
        return self.env.registry.ready

    @api.model
    def _zi_watched_models(self):
        """Names of the models whose access is watched."""
        return {
            name
            for name, model in self.env.registry.items()
            if not model._abstract and getattr(model, "_zi_watched", False)
        }

    @api.model
    def _zi_watched_words(self):
        """Names of the watched models and of their tables, as code would write
        them."""
        names = self._zi_watched_models()
        return names | {self.env[name]._table for name in names}

    @api.model
    def _zi_tell(self, kind, subject, company=None):
        self.env["zi.access.alert"]._zi_raise(
            company or self.env["res.company"], kind, subject
        )

    @api.model
    def _zi_tell_rights(self, records, what):
        """Rules and access rights of watched models that were made or changed."""
        watched = self._zi_watched_models()
        for record in records.sudo():
            if record.model_id.model in watched:
                self._zi_tell(
                    "rule", f"{what}: {record.name} ({record.model_id.model})"
                )

    @api.model
    def _zi_tell_code(self, record, code, *model_names):
        """Configured code that reaches a watched model; the same code once."""
        if not self._zi_is_on() or not self._zi_reaches(code, *model_names):
            return
        told = self.env.cr.precommit.data.setdefault("zi.access.watch", set())
        key = (record._name, record.id, code, model_names)
        if key not in told:
            told.add(key)
            self._zi_tell("code", record.display_name)

    @api.model
    def _zi_reaches(self, code, *model_names):
        """Whether configured code, or a model it is bound to, is watched."""
        words = self._zi_watched_words()
        return any(name in words for name in model_names if name) or (
            code_watch.reaches(code, words)
        )
