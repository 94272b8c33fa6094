"""PostgreSQL: the server named by ``PG*``, else a private cluster on a unix socket."""

import hashlib
import os
import pwd
import secrets
import shutil
import subprocess
import time
from pathlib import Path

from .paths import LOGS, PG, ROOT
from .say import ZiError, line
from .shell import capture, is_root, tail, which
from .stamps import write_atomic
from .system_packages import pg_folders

PORT = "5432"
SERVER_USER = "postgres"
BOOTSTRAP = "zi_root"
ROLE = "zi"
OWNER_ROLE = "zi_owner"
NAMING = ("PGHOST", "PGPORT", "PGSERVICE", "PGHOSTADDR")
# fast before safe: made again at any time. An office with real data turns fsync on.
SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{socket}'
unix_socket_permissions = 0777
port = 5432
max_connections = 250
shared_buffers = 512MB
work_mem = 16MB
maintenance_work_mem = 128MB
synchronous_commit = off
fsync = off
max_wal_size = 2GB
timezone = 'UTC'
log_timezone = 'UTC'
"""
_checked = {}


def program(name):
    """Full path of a PostgreSQL program."""
    found = which(name, *pg_folders())
    if not found:
        raise ZiError(f"PostgreSQL's program {name} was not found.")
    return found


def _answers(env):
    result = subprocess.run(
        [
            program("psql"),
            "-XAtqc",
            "SELECT rolcreatedb OR rolsuper, rolname "
            "FROM pg_roles WHERE rolname = current_user",
            "postgres",
        ],
        env=dict(env, PGCONNECT_TIMEOUT="5"),
        capture_output=True,
        text=True,
        check=False,
    )
    return result.stdout.strip().split("|") if not result.returncode else None


def _named_server():
    """Environment of the server named by ``PG*`` variables, or None."""
    if not any(os.environ.get(name) for name in NAMING):
        return None
    env = dict(os.environ)
    env.pop("PGDATABASE", None)
    answer = _answers(env)
    if not answer:
        line("   the server named by PG* does not answer: using a private one")
        return None
    may_create, role = answer
    if role == "postgres" or may_create != "t":
        line(
            f"   role {role} of the server named by PG* cannot be used (Odoo refuses"
            " postgres, and it must may create databases): using a private one"
        )
        return None
    env["PGUSER"] = role
    return env


class Cluster:
    """The private cluster: its folders depend on who may reach the work folder."""

    def __init__(self, home=None):
        """
        :param home: folder of another cluster than the usual one, e.g. for a test that
            kills it
        """
        self.home = home or self._home()
        self.data = self.home / "data"
        self.socket = self.home / "run"
        self.log = self.home / "server.log"
        if len(str(self.socket)) > 90:
            # a unix socket's address holds 107 bytes
            digest = hashlib.sha256(str(self.home).encode()).hexdigest()[:12]
            self.socket = Path(f"/tmp/zi-pg-{digest}")

    @staticmethod
    def _home():
        if not is_root() or _may_enter(PG.parent):
            return PG
        digest = hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]
        return Path(f"/var/lib/postgresql/zi-{digest}")

    def env(self, role=ROLE):
        env = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
        return dict(env, PGHOST=str(self.socket), PGPORT=PORT, PGUSER=role)

    def run(self, *command, check=True):
        """Run a server program as the user who owns the cluster."""
        words = [program(command[0]), *map(str, command[1:])]
        if is_root():
            words = ["runuser", "-u", SERVER_USER, "--", *words]
        result = subprocess.run(
            words,
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        if check and result.returncode:
            raise ZiError(
                f"{command[0]} failed: {result.stdout}{result.stderr}\n{tail(self.log)}"
            )
        return result

    def is_running(self):
        # pg_ctl tells by the pid file alone; the question is whether it answers
        return bool(self.data.exists() and _answers(self.env()))

    def start(self):
        if not self.is_running():
            self._create()
            self._start_server()
        self._ensure_roles()

    def _own(self, folder, mode):
        folder.mkdir(parents=True, exist_ok=True)
        if is_root():
            user = pwd.getpwnam(SERVER_USER)
            os.chown(folder, user.pw_uid, user.pw_gid)
        folder.chmod(mode)

    def _create(self):
        self._own(self.home, 0o755)
        # other local users must not reach the socket: it trusts who connects
        self._own(self.socket, 0o700)
        if (self.data / "PG_VERSION").exists() and (self.home / "ready").exists():
            return
        line("   creating a private PostgreSQL cluster")
        shutil.rmtree(self.data, ignore_errors=True)
        self.run(
            "initdb",
            "-D",
            self.data,
            "-U",
            BOOTSTRAP,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        )
        with (self.data / "postgresql.conf").open("a") as conf:
            conf.write(SETTINGS.format(socket=self.socket))
        write_atomic(self.home / "ready", "")

    def _start_server(self):
        line("   starting the private PostgreSQL server")
        self.run(
            "pg_ctl",
            "-D",
            self.data,
            "-l",
            self.log,
            "-w",
            "-t",
            "60",
            "-o",
            f"-k {self.socket}",
            "start",
            check=False,
        )
        for _ in range(100):
            if _answers(self.env(BOOTSTRAP)):
                return
            time.sleep(0.2)
        raise ZiError(f"PostgreSQL does not start; its log ends:\n{tail(self.log)}")

    def _ensure_roles(self):
        env = self.env(BOOTSTRAP)
        for role, rights in ((ROLE, "SUPERUSER"), (OWNER_ROLE, "NOSUPERUSER")):
            sql(
                f"""
                DO $$ BEGIN
                    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{role}')
                    THEN CREATE ROLE {role} LOGIN CREATEDB {rights}; END IF;
                EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$
            """,
                env=env,
            )

    def connections(self):
        """Number of clients but for this one."""
        return int(
            sql(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()",
                env=self.env(),
            )
        )

    def make_durable(self):
        """From now on survive a power cut: somebody keeps real data here."""
        env = self.env(BOOTSTRAP)
        if sql("SHOW fsync", env=env) == "on":
            return
        for statement in (
            "ALTER SYSTEM SET fsync = on",
            "ALTER SYSTEM SET synchronous_commit = on",
            "SELECT pg_reload_conf()",
            "CHECKPOINT",
        ):
            sql(statement, env=env)
        os.sync()

    def stop(self, mode="fast"):
        """
        :param mode: ``immediate`` ends it as a power cut would
        """
        if self.data.exists():
            self.run("pg_ctl", "-D", self.data, "-m", mode, "-w", "stop", check=False)


def _may_enter(folder):
    folder.mkdir(parents=True, exist_ok=True)
    return not subprocess.run(
        ["runuser", "-u", SERVER_USER, "--", "test", "-x", str(folder)],
        cwd="/",
        capture_output=True,
        check=False,
    ).returncode


def environment(role=None):
    """Environment variables that lead libpq and Odoo to the server, started if needed.

    :param role: another role of the private cluster than the usual one
    """
    if "env" not in _checked:
        LOGS.mkdir(parents=True, exist_ok=True)
        named = _named_server()
        _checked["private"] = None
        if not named:
            _checked["private"] = Cluster()
            _checked["private"].start()
            named = _checked["private"].env()
        _checked["env"] = named
    env = dict(_checked["env"])
    if role:
        env["PGUSER"] = role
    return env


def private_cluster():
    """The private cluster, or None when a named server is used."""
    environment()
    return _checked["private"]


def plain_owner_environment():
    """Environment of a role that is no superuser, made where it is missing."""
    if private_cluster():
        return environment(OWNER_ROLE)
    if sql("SELECT rolsuper FROM pg_roles WHERE rolname = current_user") != "t":
        return environment()
    password = secrets.token_hex(16)
    sql(
        f"""
        DO $$ BEGIN
            IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{OWNER_ROLE}')
            THEN CREATE ROLE {OWNER_ROLE} LOGIN CREATEDB NOSUPERUSER; END IF;
        END $$;
        ALTER ROLE {OWNER_ROLE} PASSWORD '{password}';
        """
    )
    return dict(environment(OWNER_ROLE), PGPASSWORD=password)


def sql(query, database="postgres", env=None):
    """Run SQL with psql and return its rows as text, columns parted by ``|``."""
    return capture(
        [program("psql"), "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", database, "-f", "-"],
        env=env or environment(),
        input_text=query,
    ).strip()
