"""The production set-up fits the addons and keeps its promises."""

import ast
import configparser
import fnmatch
import os
import re
import subprocess

import pytest
import yaml

from tests import proxy

# packages of Odoo 19's own requirements, which the official image brings
OF_THE_IMAGE = {
    "cryptography",
    "lxml",
    "openpyxl",
    "pillow",
    "pypdf",
    "python-dateutil",
    "pytz",
    "qrcode",
    "reportlab",
    "requests",
    "xlsxwriter",
}


@pytest.fixture(scope="module")
def compose(root):
    return yaml.safe_load((root / "docker/compose.yaml").read_text())


@pytest.fixture(scope="module")
def conf(root):
    parser = configparser.ConfigParser(inline_comment_prefixes=None, interpolation=None)
    parser.read(root / "docker/odoo/odoo.conf")
    return parser["options"]


def manifests(root):
    for path in sorted(root.glob("zi_*/__manifest__.py")):
        yield path.parent.name, ast.literal_eval(path.read_text())


def test_every_addon_gets_into_the_image_and_nothing_else(root):
    """Each zi_* folder passes the ignore file; sources, tests and secrets do not."""
    rules = (root / "docker/Dockerfile.dockerignore").read_text().splitlines()
    rules = [rule for rule in rules if rule and not rule.startswith("#")]

    def enters(name):
        inside = True
        for rule in rules:
            if fnmatch.fnmatch(name, rule.lstrip("!")):
                inside = rule.startswith("!")
        return inside

    addons = [name for name, _ in manifests(root)]
    assert addons
    assert all(enters(name) for name in addons)
    others = [path.name for path in root.iterdir() if path.name not in addons]
    assert not [name for name in others if name != "docker" and enters(name)]
    assert not enters("docker/.env")
    assert not enters("zi_governance/models/__pycache__")
    dockerfile = (root / "docker/Dockerfile").read_text()
    assert "FROM odoo:19\n" in dockerfile
    assert "COPY . /mnt/extra-addons/" in dockerfile


def test_image_has_the_python_packages_that_manifests_name(root):
    """Whatever a manifest needs is in the official image or installed on top."""
    lines = (root / "docker/requirements.txt").read_text().splitlines()
    added = dict(re.findall(r"^([\w-]+)==(\S+)$", "\n".join(lines), re.M))
    wanted = {
        package.lower()
        for _, manifest in manifests(root)
        for package in manifest.get("external_dependencies", {}).get("python", [])
    }
    assert wanted
    assert wanted <= OF_THE_IMAGE | set(added)
    pinned = (root / "requirements/odoo.txt").read_text().splitlines()
    for package, version in added.items():
        assert f"{package}=={version}" in pinned


def test_odoo_is_closed_and_knows_its_proxy(conf, compose, root):
    """Database list off, proxy headers trusted, worker processes, the image's paths."""
    assert conf["list_db"] == "False"
    assert conf["proxy_mode"] == "True"
    assert conf["without_demo"] == "True"
    assert int(conf["workers"]) >= 2
    assert conf["addons_path"] == "/mnt/extra-addons"
    assert "odoo.sql_db:CRITICAL" in conf["log_handler"]
    odoo = compose["services"]["odoo"]
    assert "ports" not in odoo
    assert f"odoo-data:{conf['data_dir']}" in odoo["volumes"]
    assert odoo["build"] == {"context": "..", "dockerfile": "docker/Dockerfile"}


def test_every_mounted_file_exists(compose, root):
    """No mount names a file that the repository does not have."""
    made_by_the_office = {"./tls", "./backup"}
    for service in compose["services"].values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith(".") and source not in made_by_the_office:
                assert (root / "docker" / source).exists(), source


def test_variables_are_in_the_example_and_hold_no_secret(compose, root):
    """All settings are listed, secrets are empty and must be filled in."""
    text = (root / "docker/compose.yaml").read_text()
    used = set(re.findall(r"\$\{(\w+)", text))
    example = dict(
        line.split("=", 1)
        for line in (root / "docker/.env.example").read_text().splitlines()
        if "=" in line and not line.startswith("#")
    )
    assert used == set(example)
    for name in used:
        if "PASSWORD" in name:
            assert example[name] == ""
            assert not re.search(r"\$\{" + name + r"(:-|\})", text), name
    assert "/docker/.env" in (root / ".gitignore").read_text().splitlines()


def test_database_role_of_odoo_is_plain_and_database_has_no_way_out(compose, root):
    """Odoo's role cannot switch triggers off and PostgreSQL is not on the net."""
    script = (root / "docker/postgres/10-odoo-role.sh").read_text()
    assert "CREATE ROLE odoo LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE" in script
    services = compose["services"]
    assert services["odoo"]["environment"]["USER"] == "odoo"
    assert services["db"]["networks"] == ["inside"]
    assert "ports" not in services["db"]
    assert compose["networks"]["inside"]["internal"] is True
    assert "log_min_error_statement=panic" in services["db"]["command"]


def test_only_the_proxy_is_published(compose):
    """The browser reaches Odoo through the proxy only."""
    published = {n for n, s in compose["services"].items() if s.get("ports")}
    assert published == {"proxy"}


@pytest.mark.parametrize(
    "script", ["scripts/backup.sh", "scripts/restore.sh", "postgres/10-odoo-role.sh"]
)
def test_scripts_are_valid_and_stop_at_errors(root, script):
    """bash reads each script; it is executable and ends at the first error."""
    path = root / "docker" / script
    assert not subprocess.run(["bash", "-n", path], check=False).returncode
    assert os.access(path, os.X_OK)
    assert "set -euo pipefail" in path.read_text()


def test_nginx_accepts_the_configuration(root, tmp_path):
    """nginx itself reads the proxy's configuration without a complaint."""
    proxy.write(root, tmp_path, 9, 18080, 18443)
    code, said = proxy.check(tmp_path)
    assert code == 0, said
    assert "warn" not in said


def test_all_variables_of_the_template_are_given(compose, root):
    """The proxy's container gets each variable that its template names."""
    text = (root / "docker/nginx/zi.conf.template").read_text()
    given = compose["services"]["proxy"]["environment"]
    assert set(re.findall(r"\$\{(\w+)\}", text)) == set(given)


def test_readme_names_the_commands_that_exist(compose, root):
    """Every service that the README runs is in the compose file."""
    text = (root / "docker/README.md").read_text()
    for service in re.findall(r"docker compose (?:run --rm|stop|start) (\w+)", text):
        assert service in compose["services"]
    assert {"backup", "restore"} <= set(compose["services"])
