from odoo import api, fields, models

_STEP = 2_000  # rows between two notes


class ZiExportStopped(Exception):
    """Somebody cancelled the package while it was being made."""


class ZiExportProgress(models.Model):
    """How far a package is, written beside the long transaction that makes it.

    Rows are added only, in short transactions of their own: a changed row would
    collide with the long one.
    """

    _name = "zi.export.progress"
    _description = "Progress of a package"
    _order = "id desc"

    run_id = fields.Many2one(
        "zi.export.run", required=True, index=True, ondelete="cascade"
    )
    share = fields.Integer()
    cancelled = fields.Boolean()

    @api.model
    def _zi_shares(self, runs):
        """Latest share in percent by run id; one query for all."""
        return {
            run.id: share
            for run, share in self.sudo()._read_group(
                [("run_id", "in", runs.ids)], ["run_id"], ["share:max"]
            )
        }

    @api.model
    def _zi_ask_cancel(self, run):
        """Tell the job that makes the package to stop."""
        self.sudo().create([{"run_id": run.id, "cancelled": True}])

    @api.model
    def _zi_watched(self, run, rows, done, total):
        """The rows, with a note every some thousand of them.

        :param run: the package
        :param rows: iterable of rows
        :param int done: rows of the sheets before
        :param int total: rows of all sheets, 0 when there is none
        :raises ZiExportStopped: the package was cancelled meanwhile
        """
        for number, row in enumerate(rows, start=1):
            if number % _STEP == 0:
                self._zi_note(run.id, min(99, (done + number) * 100 // max(total, 1)))
            yield row

    def _zi_note(self, run_id, share):
        with self.env.registry.cursor() as cr:
            env = api.Environment(cr, self.env.uid, {})
            notes = env["zi.export.progress"].sudo()
            if notes.search_count(
                [("run_id", "=", run_id), ("cancelled", "=", True)], limit=1
            ):
                raise ZiExportStopped
            notes.create([{"run_id": run_id, "share": share}])

    @api.autovacuum
    def _gc_progress(self):
        """Notes of packages that are ready are of no use."""
        old = self.sudo().search([("run_id.state", "!=", "planned")], limit=10_000)
        old.unlink()
        return len(old), 0
