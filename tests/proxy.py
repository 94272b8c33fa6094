"""The production proxy's own configuration, made runnable on this machine."""

import subprocess
import time

from zi_tools import net, nginx
from zi_tools.shell import is_root

MAIN = """
worker_processes 1;
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log;
daemon off;
events {{ worker_connections 256; }}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/zi.conf;
}}
"""


def certificate(folder):
    """A self-signed certificate in the folder."""
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"),
            *(
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=DNS:localhost",
                "-keyout",
                folder / "privkey.pem",
            ),
            *("-out", folder / "fullchain.pem"),
        ],
        check=True,
        capture_output=True,
    )


def render(template, variables):
    """Fill in the variables as the official image's start script does."""
    for name, value in variables.items():
        template = template.replace("${" + name + "}", value)
    return template


def write(root, folder, upstream_port, http_port, https_port):
    """Write a configuration that differs from production in places only."""
    certificate(folder)
    text = render(
        (root / "docker/nginx/zi.conf.template").read_text(),
        {
            "SERVER_NAME": "localhost",
            "ODOO_HTTP": f"127.0.0.1:{upstream_port}",
            "ODOO_LIVE": f"127.0.0.1:{upstream_port}",
        },
    )
    text = text.replace("/etc/nginx/tls", str(folder))
    text = text.replace("listen 80;", f"listen 127.0.0.1:{http_port};")
    text = text.replace("listen 443 ssl;", f"listen 127.0.0.1:{https_port} ssl;")
    (folder / "zi.conf").write_text(text)
    (folder / "nginx.conf").write_text(
        MAIN.format(folder=folder, user="user root;" if is_root() else "")
    )


def check(folder):
    """Result of ``nginx -t``: (exit code, what it says)."""
    done = subprocess.run(
        [nginx.program(), "-t", "-c", folder / "nginx.conf"],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr


class Proxy:
    """nginx in front of a port, to be used in a ``with`` statement."""

    def __init__(self, root, folder, upstream_port):
        self.folder = folder
        self.http_port = net.free_port()
        self.https_port = net.free_port()
        write(root, folder, upstream_port, self.http_port, self.https_port)
        self.certificate = str(folder / "fullchain.pem")
        self.url = f"https://localhost:{self.https_port}"

    def __enter__(self):
        self._process = subprocess.Popen(
            [nginx.program(), "-c", self.folder / "nginx.conf"],
            stderr=subprocess.DEVNULL,
        )
        for _ in range(100):
            if net.is_taken(self.https_port, "127.0.0.1"):
                return self
            time.sleep(0.1)
        raise AssertionError((self.folder / "error.log").read_text())

    def __exit__(self, *exception):
        self._process.terminate()
        self._process.wait(10)

    def log(self):
        """All that nginx wrote about requests."""
        return "".join(
            (self.folder / name).read_text()
            for name in ("access.log", "error.log")
            if (self.folder / name).exists()
        )
