import time

from odoo.tests import TransactionCase, tagged

LOGGER = "odoo.addons.zi_governance.models.foundation.zi_unit_job"


@tagged("post_install", "-at_install")
class TestUnitJob(TransactionCase):
    """A job over many units commits on the way and goes on where it stopped."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.units = cls.env["res.company"].create(
            [{"name": f"Unit Uji {number}"} for number in range(3)]
        )
        cls.cron = cls.env.ref("zi_governance.ir_cron_evidence_proof")
        cls.progress = cls.env["ir.cron.progress"].create(
            {"cron_id": cls.cron.id, "remaining": 0, "done": 0}
        )

    def setUp(self):
        super().setUp()
        self.done = []

    def _work(self, units):
        units.env["zi.parameter"].search([], limit=1)
        self.done += units.mapped("name")

    def _run(self, work=None, seconds=60):
        """Run the job as the scheduler does, one unit at a time.

        :param seconds: time that the scheduler gives
        """
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            env = self.env(
                cr=cr,
                context={
                    "ir_cron_progress_id": self.progress.id,
                    "cron_id": self.cron.id,
                    "cron_end_time": time.monotonic() + seconds,
                },
            )
            units = env["res.company"].browse(self.units.ids)
            env["zi.unit.job"]._zi_each("test", work or self._work, units, size=1)
        self.env.invalidate_all()

    def test_called_directly_it_does_all_each_time(self):
        """Outside the scheduler nothing is noted, so that a button does the whole."""
        for _time in range(2):
            self.env["zi.unit.job"]._zi_each("test", self._work, self.units, size=2)
        self.assertEqual(self.units.mapped("name") * 2, self.done)
        self.assertFalse(self.env["zi.unit.job"].search([("job", "=", "test")]))

    def test_unit_is_done_once(self):
        """What was done stays done for some hours, then its turn comes again."""
        self._run()
        self._run()
        self.assertEqual(self.units.mapped("name"), self.done)
        self.assertEqual((3, 0), (self.progress.done, self.progress.remaining))

        rows = self.env["zi.unit.job"].search([("job", "=", "test")])
        rows[0].done_at = "2020-01-01 00:00:00"
        self._run()
        self.assertEqual(rows[0].company_id.name, self.done[-1])
        self.assertEqual(4, len(self.done))

    def test_job_goes_on_where_its_time_ended(self):
        """When the time is up the rest is left for the next run."""
        self._run(seconds=-1)
        self.assertEqual(self.units[:1].mapped("name"), self.done)
        self.assertEqual(2, self.progress.remaining)
        self._run()
        self.assertEqual(self.units.mapped("name"), self.done)

    def test_failing_unit_does_not_hold_up_the_others(self):
        """Its own work is undone and said in the log; the others are done."""

        def work(units):
            units.write({"zi_unit_code": "X"})
            units.flush_recordset()
            if units.name == "Unit Uji 1":
                raise ValueError("bad data")

        with self.assertLogs(LOGGER, "ERROR") as log:
            self._run(work)
        self.assertIn(str(self.units[1].id), log.output[0])
        self.assertEqual(["X", False, "X"], self.units.mapped("zi_unit_code"))

    def test_idle_units_are_asked_together(self):
        """The daily jobs of reminders take as many queries for twelve units without
        work as for two."""
        units = self.units | self.env["res.company"].create(
            [{"name": f"Unit Sepi {number}"} for number in range(9)]
        )

        def queries(work, some):
            for _warm in range(2):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                work(some)
            return self.env.cr.sql_log_count - before

        for model, method in (
            ("zi.decree", "_zi_do_daily"),
            ("zi.work.plan.task", "_zi_remind_units"),
            ("zi.clock.source", "_zi_remind_units"),
        ):
            with self.subTest(model=model):
                work = getattr(self.env[model], method)
                few = queries(work, units[:2])
                self.assertEqual(few, queries(work, units))
                self.assertGreater(few, 0)
