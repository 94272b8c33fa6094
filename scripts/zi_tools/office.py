"""`make run`: the demo office, or an empty one, made once and then served."""

import json
import os
import secrets
import signal
import time
from pathlib import Path

from . import addons, databases, log_scan, net, odoo, postgres, setup, stamps
from .paths import RUN, WORK
from .say import ZiError, line, step

SCRIPTS = Path(__file__).resolve().parent / "in_odoo"
DEMO = "zi_demo"
EMPTY = "zi_office"
TEMPLATE = "zi_tpl_all"
ADDON_TEMPLATE = "zi_tpl_of_"
PID_FILE = RUN / "office.pid"
PASSWORD_FILE = WORK / "office-password"


def run(port="8069", demo="1", interface="127.0.0.1"):
    """Make what is missing and serve the office; returns only with an error.

    :param demo: "1" for the demo office, "0" for an empty one
    """
    port = net.check_number(port)
    if demo not in ("0", "1"):
        raise ZiError(f"DEMO={demo} is unknown: DEMO=1 (default) or DEMO=0.")
    refuse_taken_port(port)
    setup.ensure(test=False)
    name = DEMO if demo == "1" else EMPTY
    ensure(name, demo == "1")
    cluster = postgres.private_cluster()
    if cluster and demo == "0":
        cluster.make_durable()
    show_accounts(name, port, interface)
    serve(name, port, interface)


def refuse_taken_port(port):
    """:raises ZiError: before anything is done, if somebody listens on the port"""
    if not net.is_taken(port):
        return
    pid = running_pid()
    ours = f" by this office (process {pid}; `make stop` ends it)" if pid else ""
    raise ZiError(
        f"Port {port} is taken{ours}. Nothing was done.\n"
        f"Stop what uses it, or choose another: make run PORT={port + 1}"
    )


def ensure(name, demo):
    """Have the office's database: made once, updated when the addons changed."""
    folders = addons.product()
    if not folders:
        raise ZiError("There is no addon here yet (zi_*/__manifest__.py).")
    value = stamps.fingerprint(*addons.sources(*folders.values()))
    stamp = f"office-{name}"
    if databases.exists(name) and databases.is_whole(name):
        if not stamps.is_done(stamp, value):
            _update(name, folders)
            stamps.mark(stamp, value)
        return
    with step("demo office" if demo else "empty office"):
        build(name, demo)
    stamps.mark(stamp, value)


def build(name, demo, template=databases.TEMPLATE):
    """Make an office under a temporary name; it gets its own when it is whole.

    :param template: database to begin with; it may hold some of the addons
    """
    fresh = f"{name}_new"
    names = addons.in_order(addons.product())
    databases.copy(template, fresh, same_identity=template != databases.TEMPLATE)
    line(f"   installing {', '.join(names)}")
    install(fresh, names)
    password = secrets.token_urlsafe(9)
    line("   language, time zone, accounts")
    shell(fresh, "prepare_office", **({} if demo else {"ZI_ADMIN_PASSWORD": password}))
    if demo:
        line("   loading the demo office (about a minute)")
        shell(
            fresh,
            "load_demo",
            ZI_ADDONS=",".join(names),
            ZI_ACCOUNTS_FILE=str(_accounts_file(fresh)),
        )
    databases.build_assets(fresh)
    databases.drop(name)
    databases.rename(fresh, name)
    if not demo:
        stamps.write_atomic(PASSWORD_FILE, password)
        PASSWORD_FILE.chmod(0o600)


def install(database, names, mode="-i", port=None):
    """Install or update addons; any complaint in the log is an error.

    :raises ZiError: with the lines of the log
    """
    words = odoo.command(
        database,
        *(mode, ",".join(names)),
        *("--stop-after-init", "--no-http", "--max-cron-threads=0"),
    )
    code, log = odoo.run(words, f"install-{database}")
    found = log_scan.complaints(log.read_text(errors="replace"))
    if code or found:
        raise ZiError(
            f"Odoo could not install {', '.join(names)} (code {code}), log {log}:\n"
            + "\n".join(found[-20:])
        )


def shell(database, script, **variables):
    """Run one of our scripts inside `odoo shell`.

    :raises ZiError: when it fails or logs a warning, with the lines that say so
    """
    words = odoo.command(database, "--no-http", sub="shell")
    env = dict(odoo.environment(), **variables)
    source = (SCRIPTS / f"{script}.py").read_text()
    code, log = odoo.run(words, f"{script}-{database}", env=env, input_text=source)
    text = log.read_text(errors="replace")
    found = log_scan.complaints(text)
    if code or found:
        end = "\n".join(found[-20:] if found else text.splitlines()[-40:])
        raise ZiError(f"{script} failed (code {code}), log {log}:\n{end}")


def ensure_template(name=TEMPLATE):
    """A template with all addons and the demo office, made anew when they changed.

    :return: its name, for ``databases.copy``
    """
    with databases.lock(f"template-{name}"):
        value = stamps.fingerprint(*addons.sources(*addons.product().values()))
        stamp = f"office-{name}"
        if not (databases.exists(name) and stamps.is_done(stamp, value)):
            stamps.clear(stamp)
            first = addons.in_order(addons.product())[0]
            build(name, demo=True, template=addon_template(first))
            stamps.mark(stamp, value)
    return name


def addon_template(addon):
    """A template with one addon and what it needs, made anew when our code changed.

    Its installation shows no warning; tests that run after it need no other one.

    :return: its name, for ``databases.copy``
    """
    name = f"{ADDON_TEMPLATE}{addon}"
    with databases.lock(f"template-{name}"):
        value = stamps.fingerprint(*addons.sources(*addons.product().values()))
        stamp = f"office-{name}"
        if not (databases.exists(name) and stamps.is_done(stamp, value)):
            stamps.clear(stamp)
            fresh = f"{name}_new"
            databases.copy(databases.TEMPLATE, fresh)
            install(fresh, [addon])
            databases.build_assets(fresh)
            databases.drop(name)
            databases.rename(fresh, name)
            stamps.mark(stamp, value)
    return name


def _update(name, folders):
    with step("the addons changed: updating the office, its data stay"):
        install(name, addons.in_order(folders), mode="-u")


def _accounts_file(name):
    return odoo.data_dir(name) / "accounts.json"


def accounts(name):
    """Rows (login, password, role) of an office."""
    path = _accounts_file(name)
    listed = json.loads(path.read_text()) if path.exists() else []
    if listed:
        return listed
    if name == EMPTY and PASSWORD_FILE.exists():
        return [["admin", PASSWORD_FILE.read_text(), "Administrator"]]
    return [["admin", "admin", "Administrator"]]


def show_accounts(name, port, interface):
    rows = [("login", "password", "role"), *map(tuple, accounts(name))]
    widths = [max(len(str(row[column])) for row in rows) for column in range(2)]
    line()
    for login, password, role in rows:
        line(f"  {login:<{widths[0]}}  {password:<{widths[1]}}  {role}")
    if name == DEMO:
        line("\n  These accounts are for the demo only: everybody knows them.")
    host = "localhost" if interface == "127.0.0.1" else interface
    line(f"\n  Open http://{host}:{port}   (Ctrl-C ends the server)\n")


def serve(name, port, interface):
    """Become the Odoo server."""
    words = odoo.command(
        name,
        *("--no-database-list", "--db-filter", f"^{name}$"),
        *("--http-interface", interface, "--http-port", port),
        *("--log-level", "warn", "--limit-time-real", "600"),
    )
    env = odoo.environment()
    stamps.write_atomic(PID_FILE, str(os.getpid()))
    os.execvpe(words[0], words, env)


def running_pid():
    """Process id of the office that `make run` serves now, or None."""
    if not PID_FILE.exists():
        return None
    pid = PID_FILE.read_text().strip()
    command = Path("/proc") / pid / "cmdline"
    # a number may have gone to another program since
    if not command.exists() or str(WORK).encode() not in command.read_bytes():
        return None
    return int(pid)


def stop():
    """End the server of `make run`, if it runs."""
    pid = running_pid()
    if not pid:
        line("The office is not running.")
        return
    os.kill(pid, signal.SIGTERM)
    for _ in range(100):
        if not running_pid():
            PID_FILE.unlink(missing_ok=True)
            line("The office is stopped.")
            return
        time.sleep(0.1)
    raise ZiError(f"Process {pid} does not end.")
