import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, split_every

_logger = logging.getLogger(__name__)


class ZiUnitJob(models.Model):
    """When a scheduled job was last done for a unit.

    A nightly job over a thousand units takes longer than the server gives to one run.
    It goes unit by unit, commits on the way and goes on where it stopped; a unit whose
    data cannot be worked on does not keep the others waiting.
    """

    _name = "zi.unit.job"
    _description = "Unit done by a scheduled job"
    _log_access = False

    job = fields.Char(required=True, size=64)
    company_id = fields.Many2one(
        "res.company", "Work unit", required=True, index=True, ondelete="cascade"
    )
    done_at = fields.Datetime(required=True)

    _unit_unique = models.Constraint(
        "UNIQUE (job, company_id)", "The job of this unit is noted already."
    )

    @api.model
    def _zi_each(self, job, work, units=None, size=10, hours=12):
        """Do a job for all units, some at a time.

        Called by a scheduler each lot is committed, and a unit that was done in the
        last ``hours`` is left out. Called otherwise nothing is committed and no unit
        left out.

        :param str job: name of the job
        :param work: function of some units (``res.company``, sudo)
        :param res.company units: default all
        :param int size: units in a lot
        :param int hours: how long a unit counts as done; less than the interval
        """
        units = self.env["res.company"].sudo().search([]) if units is None else units
        if not self.env.context.get("ir_cron_progress_id"):
            for lot in split_every(size, units.ids, units.browse):
                work(lot)
            return
        cron = self.env["ir.cron"]
        units -= self._zi_done(job, hours)
        cron._commit_progress(remaining=len(units))
        for lot in split_every(size, units.ids, units.browse):
            self._zi_do(job, work, lot)
            if not cron._commit_progress(len(lot)):
                break

    @api.model
    def _zi_keep(self):
        """Keep what was done so far, when called by a scheduler."""
        if self.env.context.get("ir_cron_progress_id"):
            self.env["ir.cron"]._commit_progress(1)

    def _zi_do(self, job, work, lot):
        """One lot; what fails is undone, written to the log and tried the next time."""
        try:
            work(lot)
            self.env.flush_all()
        except Exception:
            self.env.cr.rollback()
            self.env.transaction.clear()
            _logger.exception("%s failed for the units %s", job, lot.ids)
        self._zi_note(job, lot)
        self.env.invalidate_all()

    @api.model
    def _zi_done(self, job, hours):
        """Units (sudo) that a job has done in the last hours."""
        since = fields.Datetime.now() - timedelta(hours=hours)
        rows = self.sudo().search([("job", "=", job), ("done_at", ">", since)])
        return rows.company_id

    @api.model
    def _zi_note(self, job, units):
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO zi_unit_job (job, company_id, done_at) VALUES %s
                ON CONFLICT (job, company_id) DO UPDATE SET done_at = EXCLUDED.done_at
                """,
                SQL(", ").join(
                    SQL("(%s, %s, %s)", job, unit_id, fields.Datetime.now())
                    for unit_id in units.ids
                ),
            )
        )
        self.invalidate_model()
