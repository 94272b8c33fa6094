"""The repository as a whole: pins, secrets, names of places."""

import ast
import re
import subprocess

import pytest


@pytest.fixture(scope="module")
def tracked(root):
    """Text of every tracked file: path -> content."""
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True
    ).stdout.decode()
    texts = {}
    for name in filter(None, names.split("\0")):
        try:
            texts[name] = (root / name).read_text()
        except (UnicodeDecodeError, FileNotFoundError):
            continue
    return texts


def test_every_requirement_is_pinned(root):
    """Two machines install the same packages."""
    for name in ("odoo", "dev"):
        for row in (root / f"requirements/{name}.txt").read_text().splitlines():
            if row and not row.startswith(("#", "-c ")):
                assert re.fullmatch(r"[\w.-]+==[\w.]+", row), row


def test_manifests_need_only_packages_that_are_installed(root):
    """Each external package of a manifest is a pinned requirement."""
    pinned = re.findall(
        r"^([\w.-]+)==", (root / "requirements/odoo.txt").read_text(), re.M
    )
    pinned = {name.lower() for name in pinned}
    for path in root.glob("zi_*/__manifest__.py"):
        manifest = ast.literal_eval(path.read_text())
        needed = manifest.get("external_dependencies", {}).get("python", [])
        assert {name.lower() for name in needed} <= pinned, path


def test_barcode_packages_stay_on_the_versions_that_work(root):
    """reportlab 5 breaks Odoo's barcode route."""
    pins = (root / "requirements/odoo.txt").read_text().splitlines()
    assert {"reportlab==4.1.0", "rl-renderPM==4.0.3"} <= set(pins)


def test_no_package_mirror_is_named(tracked):
    """Where packages come from is the machine's own configuration."""
    hosts = re.compile(
        r"https?://[\w.-]*(debian\.org|pypi\.org|pythonhosted|npmjs|ubuntu\.com)"
    )
    named = [name for name, text in tracked.items() if hosts.search(text)]
    assert named == []


def test_no_key_and_no_dump_is_kept(tracked):
    """Nothing that looks like a secret or a database is in the repository."""
    secret = re.compile("-----BEGIN (RSA |EC |OPENSSH )?PRIVATE KEY" + "-----")
    assert not [name for name, text in tracked.items() if secret.search(text)]
    # Odoo runs data/neutralize.sql in a copy that is made for tests.
    kept = re.compile(
        r"(^|/)\.env$|(?<!/data/neutralize)\.sql$|\.(dump|sqlite|pem|key|p12)$"
    )
    assert not [name for name in tracked if kept.search(name)]


def test_continuous_integration_is_make_test(root):
    """`.ci/run` and `make test` cannot drift apart."""
    assert "exec make test" in (root / ".ci/run").read_text()
    assert (root / ".ci/run").stat().st_mode & 0o111
