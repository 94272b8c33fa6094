"""Run other programs: quietly with a log, or passing their output through."""

import os
import shutil
import subprocess

from .paths import LOGS
from .say import ZiError


def tail(path, lines=30):
    """Return the last lines of a text file, or an empty text."""
    if not path.exists():
        return ""
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])


def capture(command, env=None, check=True, input_text=None):
    """Run a command and return its standard output.

    :raises ZiError: when it ends with another code than 0 and ``check`` is set
    """
    result = subprocess.run(
        [str(part) for part in command],
        env=env,
        input=input_text,
        capture_output=True,
        text=True,
        check=False,
    )
    if check and result.returncode:
        raise ZiError(
            f"{command[0]} ended with code {result.returncode}:\n"
            f"{result.stderr.strip() or result.stdout.strip()}"
        )
    return result.stdout


def logged(name, command, env=None, cwd=None):
    """Run a command with its output in a log file; show the end if it fails.

    :param name: name of the log below the work folder
    :raises ZiError: with the last lines of the log
    """
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{name}.log"
    with log.open("w") as output:
        code = subprocess.run(
            [str(part) for part in command],
            env=env,
            cwd=cwd,
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            check=False,
        ).returncode
    if code:
        raise ZiError(
            f"{command[0]} ended with code {code}; the end of {log}:\n{tail(log)}"
        )
    return log


def is_root():
    return os.geteuid() == 0


def which(name, *folders):
    """Find a program on PATH or in further folders; None if it is absent."""
    path = os.pathsep.join([os.environ.get("PATH", ""), *map(str, folders)])
    return shutil.which(name, path=path)
