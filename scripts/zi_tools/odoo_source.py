"""Odoo 19 from Debian's unstable suite, unpacked into the work folder.

Who has an Odoo 19 source tree names it in ``ODOO_SOURCE`` (the folder that holds
``odoo-bin`` and ``addons``); nothing is fetched then.
"""

import concurrent.futures
import os
import shutil
import subprocess
from pathlib import Path

from . import stamps
from .paths import APT, DEB_PACKAGES, DOWNLOADS, ODOO_ROOT, WORK
from .say import ZiError, line
from .shell import capture, is_root, logged

SID = (
    "odoo-19",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-inconsolata",
    "fonts-ocr-b",
)
# version 7 (sid) renamed the files that Odoo links to; the stable suite has 4.7
STABLE = ("fonts-font-awesome",)
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
# Debian left this library of video calls out; its absence is an error in the browser's
# console, on which every tour fails
ABSENT = "addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"
VERSION_FILE = ODOO_ROOT / "VERSION"


def source_tree():
    """The tree named by ``ODOO_SOURCE``, or None.

    :raises ZiError: when it is no Odoo 19 tree
    """
    named = os.environ.get("ODOO_SOURCE")
    if not named:
        return None
    tree = Path(named).resolve()
    release = tree / "odoo" / "release.py"
    if not release.exists() or "(19, 0" not in release.read_text():
        raise ZiError(f"ODOO_SOURCE={named} is not an Odoo 19.0 source tree.")
    return tree


def python_path():
    """The folder that has to be on ``sys.path`` for ``import odoo``."""
    return source_tree() or ODOO_ROOT / DEB_PACKAGES


def program():
    """Odoo's start script: its workers start themselves again by its path."""
    tree = source_tree()
    return tree / "odoo-bin" if tree else ODOO_ROOT / "usr" / "bin" / "odoo"


def core_addons():
    """Folders with Odoo's own addons."""
    tree = source_tree()
    if tree:
        return [tree / "addons", tree / "odoo" / "addons"]
    return [python_path() / "odoo" / "addons"]


def version():
    """The version in use, as recorded when it was unpacked."""
    if source_tree():
        return f"source tree {source_tree()}"
    return VERSION_FILE.read_text().strip() if VERSION_FILE.exists() else "none"


def ensure():
    """Have Odoo unpacked; what was downloaded once is used again."""
    if source_tree() or VERSION_FILE.exists():
        line(f"   Odoo: {version()}")
        return
    debs = _downloaded()
    if debs is None:
        _download()
        debs = _downloaded()
    if debs is None:
        raise ZiError(f"apt-get download left no complete set in {DOWNLOADS}")
    _unpack(debs)
    line(f"   Odoo: {version()}")


def _downloaded():
    """One file per wanted package, or None if one is missing."""
    found = []
    for package in SID + STABLE:
        files = sorted(DOWNLOADS.glob(f"{package}_*.deb"))
        if not files:
            return None
        found.append(files[-1])
    return found


def _mirror():
    """Address of the Debian mirror that this machine's apt already uses."""
    named = os.environ.get("ZI_DEBIAN_MIRROR")
    if named:
        return named
    targets = capture(
        ["apt-get", "indextargets", "--format", "$(SITE)|$(ORIGIN)|$(RELEASE)"]
    )
    for target in targets.splitlines():
        site, origin, release = target.split("|")
        if origin == "Debian" and "security" not in site + release:
            return site
    raise ZiError(
        "apt knows no Debian mirror here (or its lists are empty: run apt-get update)."
        "\nName one in ZI_DEBIAN_MIRROR, or an Odoo 19 source tree in ODOO_SOURCE."
    )


def _apt_options():
    return [
        f"-oDir::Etc::SourceList={APT / 'sources.list'}",
        "-oDir::Etc::SourceParts=/dev/null",
        f"-oDir::State::Lists={APT / 'lists'}",
        f"-oDir::Cache={APT / 'cache'}",
        "-oAPT::Sandbox::User=" + ("root" if is_root() else ""),
        "-oDebug::NoLocking=1",
        "-oAcquire::Languages=none",
        "-oAcquire::Retries=3",
    ]


def _download():
    if not KEYRING.exists():
        raise ZiError(
            f"{KEYRING} is missing. Run this line, then try again:\n"
            "  sudo apt-get install -y debian-archive-keyring"
        )
    partial = DOWNLOADS / "partial"
    shutil.rmtree(partial, ignore_errors=True)
    for folder in (partial, APT / "lists" / "partial", APT / "cache/archives/partial"):
        folder.mkdir(parents=True, exist_ok=True)
    if is_root() and not capture(["apt-cache", "policy", STABLE[0]]).count("Candidate"):
        logged("apt-update", ["apt-get", "update"])
    stamps.write_atomic(
        APT / "sources.list", f"deb [signed-by={KEYRING}] {_mirror()} sid main\n"
    )
    line("   downloading Odoo 19 from the Debian mirror (132 MB, kept between runs)")
    options = _apt_options()
    logged("apt-sid-update", ["apt-get", *options, "update"])
    logged("apt-sid", ["apt-get", *options, "download", *SID], cwd=partial)
    logged("apt-stable", ["apt-get", "download", *STABLE], cwd=partial)
    # one rename per file: what is in DOWNLOADS itself is complete
    for deb in partial.glob("*.deb"):
        deb.replace(DOWNLOADS / deb.name)
    partial.rmdir()


def _unpack(debs):
    line("   unpacking Odoo (1.3 GB)")
    fresh = WORK / "odoo.unpacking"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda deb: _extract(deb, fresh), debs))
    odoo_deb = next(deb for deb in debs if deb.name.startswith("odoo-19_"))
    absent = fresh / DEB_PACKAGES / "odoo" / ABSENT
    absent.parent.mkdir(parents=True, exist_ok=True)
    if not absent.exists():
        absent.write_text("/* left out of Debian's package */\n")
    (fresh / "VERSION").write_text(f"Odoo {odoo_deb.name.split('_')[1]} (Debian)\n")
    shutil.rmtree(ODOO_ROOT, ignore_errors=True)
    fresh.rename(ODOO_ROOT)


def _extract(deb, folder):
    result = subprocess.run(
        ["dpkg", "-x", str(deb), str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode and not _is_readable(deb):
        # a broken download would fail for ever: fetch it anew the next time
        deb.unlink(missing_ok=True)
        raise ZiError(f"{deb.name} was damaged and is removed. Try again.")
    if result.returncode:
        raise ZiError(f"{deb.name} could not be unpacked: {result.stderr}")


def _is_readable(deb):
    """Tell a damaged file from an unpacking that was interrupted."""
    return not subprocess.run(
        ["dpkg-deb", "--contents", str(deb)], capture_output=True, check=False
    ).returncode
