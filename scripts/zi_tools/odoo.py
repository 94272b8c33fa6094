"""Odoo's command line as this project calls it."""

import os
import subprocess
import tempfile

from . import odoo_source, postgres
from .paths import DATA, LOGS, ODOO_CONF, PYTHON, ROOT, TEST_ADDONS
from .stamps import write_atomic

CONF = """[options]
; made by scripts/zi: keeps a developer's own ~/.odoorc out
without_demo = True
"""
LANGUAGES = "id_ID,en_US"


def addons_path(core_only=False):
    """Odoo's own addons, then this repository's, then its test addons."""
    folders = list(odoo_source.core_addons())
    if not core_only:
        folders += [ROOT] if any(ROOT.glob("*/__manifest__.py")) else []
        folders += [TEST_ADDONS] if any(TEST_ADDONS.glob("*/__manifest__.py")) else []
    return ",".join(map(str, folders))


def data_dir(database):
    return DATA / database


def command(database, *arguments, core_only=False, sub="server", port=None, path=None):
    """The words that start Odoo on one database.

    :param path: another addons path than the usual one
    """
    if not ODOO_CONF.exists():
        write_atomic(ODOO_CONF, CONF)
    data_dir(database).mkdir(parents=True, exist_ok=True)
    words = [PYTHON, odoo_source.program(), sub, "-c", ODOO_CONF, "-d", database]
    words += ["--data-dir", data_dir(database)]
    words += ["--addons-path", path or addons_path(core_only)]
    if port:
        words += ["--http-port", port, "--http-interface", "127.0.0.1"]
        words += ["--gevent-port", int(port) + 1000]
    return [str(word) for word in [*words, *arguments]]


def environment(server=None):
    """Environment of every Odoo process: database, programs, UTC.

    :param server: another environment that leads to PostgreSQL than the usual one
    """
    env = dict(server or postgres.environment())
    env["PGPATH"] = os.path.dirname(postgres.program("pg_dump"))
    env["PATH"] = os.pathsep.join([str(PYTHON.parent), env.get("PATH", "")])
    env["TZ"] = "UTC"
    env["PYTHONUNBUFFERED"] = "1"
    return env


def run(words, log_name, env=None, show=False, input_text=None):
    """Run Odoo with its output in a log file; return (exit code, path of the log).

    :param show: pass the output through as it comes
    :param input_text: what the program reads from its standard input
    """
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{log_name}.log"
    with log.open("w") as output, _as_file(input_text) as source:
        process = subprocess.Popen(
            words,
            env=env or environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=source,
            text=True,
            errors="replace",
            cwd=ROOT,
        )
        try:
            for text in process.stdout:
                output.write(text)
                output.flush()
                if show:
                    print(text, end="", flush=True)
        except BaseException:
            process.terminate()
            raise
        finally:
            process.wait()
    return process.returncode, log


def _as_file(text):
    """A file to read from: a text of any length without a deadlock of pipes."""
    source = tempfile.TemporaryFile("w+")
    source.write(text or "")
    source.seek(0)
    return source
