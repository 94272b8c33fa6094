"""Ports: taken or free."""

import socket

from .say import ZiError


def is_taken(port, host="0.0.0.0"):
    """Tell whether a server could not listen on this port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # as Odoo does: a port in TIME_WAIT is free
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise ZiError(
                f"Port {port} needs administrator rights. Take one from 1024 on."
            ) from None
        except OSError:
            return True
    return False


def check_number(text):
    """Read a port number.

    :raises ZiError: when it is none
    """
    if not str(text).isdigit() or not 1 <= int(text) <= 65535:
        raise ZiError(f"PORT={text} is no port: give a number from 1024 to 65535.")
    return int(text)


def free_port():
    """A port that nobody listens on at this moment."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
