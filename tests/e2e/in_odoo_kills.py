"""Runs inside `odoo shell`: packages are made and sent by processes that are killed.

The registry is loaded once; every attempt is a child process of its own, as the
server's workers are, which runs the job as the scheduler does. Random moments come
from a seed.
"""

import os
import random
import signal
import subprocess
import time

import odoo

SECRETARY = "uji.sekre1"
_LONGEST = 1.2  # seconds until a moment comes


class Driver:
    """Starts the job, breaks something at a random moment, and looks what is left.

    :param str database: name of the database
    :param list crash: words that end PostgreSQL as a power cut would, and start it
    :param int profile: id of the profile
    """

    def __init__(self, database, crash, profile):
        self.registry = odoo.orm.registry.Registry(database)
        self.crash = crash
        self.profile = profile
        self.struck = {"process": 0, "connection": 0, "postgresql": 0}
        self.faults = []

    def env(self, cr):
        return odoo.api.Environment(cr, odoo.SUPERUSER_ID, {})

    def start(self):
        """Run the job once in a child process; its id."""
        # A child must not talk on a connection of its parent.
        odoo.sql_db.close_all()
        pid = os.fork()
        if pid:
            return pid
        status = 1
        try:
            with self.registry.cursor() as cr:
                env = self.env(cr)
                cron = env["ir.cron"]
                job_id = env.ref("zi_governance.zi_export_cron").id
                job = cron._acquire_one_job(cr, job_id, include_not_ready=True)
                if job:  # else that of a dead process is not let go yet
                    cron._process_job(cr, job)
            status = 0
        except BaseException:  # whatever it was, the next attempt goes on
            status = 1
        finally:
            os._exit(status)

    def whole(self):
        """Run the job undisturbed."""
        os.waitpid(self.start(), 0)

    def strike(self, kind, delay):
        """Run the job and break something after a while."""
        pid = self.start()
        ended = self._ends_within(pid, delay)
        if not ended:
            if kind == "process":
                os.kill(pid, signal.SIGKILL)
            elif kind == "connection":
                self._end_connections()
            else:
                subprocess.run(self.crash, check=True, capture_output=True)
            os.waitpid(pid, 0)
            self.struck[kind] += 1
        return not ended

    def _ends_within(self, pid, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found, _status = os.waitpid(pid, os.WNOHANG)
            if found:
                return True
            time.sleep(0.002)
        return False

    def _end_connections(self):
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    def let_time_pass(self):
        """What waits is due; what may have arrived twice a person orders again."""
        with self.registry.cursor() as cr:
            env = self.env(cr)
            cr.execute("UPDATE zi_export_delivery SET next_try_at = NULL")
            cr.execute("UPDATE zi_export_run SET next_try_at = NULL")
            user = env["res.users"].search([("login", "=", SECRETARY)])
            runs = env["zi.export.run"].search(
                [
                    ("profile_id", "=", self.profile),
                    ("state", "in", ["sending", "failed"]),
                ]
            )
            for run in runs:
                states = set(run.delivery_ids.mapped("state"))
                if run.state == "failed" or "unsure" in states:
                    run.with_user(user).action_retry()

    def look(self):
        """Whether what is stored makes sense at this moment."""
        with self.registry.cursor() as cr:
            env = self.env(cr)
            runs = env["zi.export.run"].search([("profile_id", "=", self.profile)])
            numbers = sorted(number for number in runs.mapped("number") if number)
            if numbers != list(range(1, len(numbers) + 1)):
                self.faults.append(f"numbers {numbers}")
            for run in runs:
                states = set(run.delivery_ids.mapped("state"))
                if run.state == "sent" and states != {"sent"}:
                    self.faults.append(f"sent with {states}")
                if run.state in ("built", "sending", "sent") and not run.sha256:
                    self.faults.append(f"{run.state} without a file")
                if run.state not in ("planned", "failed") and not states:
                    self.faults.append("a package without a delivery")
            return {
                "runs": len(runs),
                "sent": len(runs.filtered(lambda run: run.state == "sent")),
            }

    def order_more(self):
        """When all are sent, the secretariat amends the last one."""
        with self.registry.cursor() as cr:
            env = self.env(cr)
            user = env["res.users"].search([("login", "=", SECRETARY)])
            last = env["zi.export.run"].search(
                [("profile_id", "=", self.profile)], order="number desc", limit=1
            )
            last.with_user(user).action_amend(f"Perubahan {last.number}.")

    def run(self, moments, seed):
        """Break something at so many moments, and then let it end in peace."""
        chance = random.Random(seed)
        hits = rounds = idle = 0
        longest, sent = _LONGEST, 0
        while hits < moments and rounds < moments * 10:
            rounds += 1
            kind = chance.choices(("process", "connection", "postgresql"), (7, 3, 1))
            struck = self.strike(kind[0], chance.uniform(0.02, longest))
            hits += struck
            # A quick machine is done before the blow: strike sooner.
            longest = longest if struck else max(longest * 0.8, 0.05)
            self.let_time_pass()
            done = self.look()
            # A slow machine gets more time, so that there is something to break.
            idle = 0 if done["sent"] > sent else idle + 1
            longest *= 1.5 if idle and idle % 4 == 0 else 1
            sent = done["sent"]
            if sent == done["runs"] > 0:
                self.order_more()
        for _round in range(60):
            self.whole()
            self.let_time_pass()
            done = self.look()
            if done["sent"] == done["runs"]:
                break
        return {
            **done,
            "hits": hits,
            "struck": self.struck,
            "faults": self.faults,
            "rounds": rounds,
            "longest": longest,
        }

    def packages(self):
        """What the register says of the packages, and the keys of the office."""
        with self.registry.cursor() as cr:
            env = self.env(cr)
            rows = []
            for run in env["zi.export.run"].search(
                [("profile_id", "=", self.profile)], order="number"
            ):
                rows.append(
                    {
                        "number": run.number,
                        "sha256": run.sha256,
                        "message_id": run.delivery_ids.message_id,
                        "period": run.period_code,
                    }
                )
            return rows, env["zi.signing.key"]._zi_public_keys()
