"""Renew ``i18n/<addon>.pot`` and ``i18n/id.po`` from an installed database.

Runs inside Odoo's shell, so that the terms are those that Odoo itself exports::

    scripts/zi odoo DB --sub shell -- --no-http < scripts/update_translations.py

Translations that exist are kept by their source text; ``ZI_PO`` may name further
``.po`` files, parted by colons, whose translations are taken in. What is still
without a translation is printed at the end.
"""

import io
import os
from pathlib import Path

import polib

from odoo.modules import get_module_path
from odoo.tools.translate import TranslationFileWriter, TranslationModuleReader


def export(env, addon):
    """The addon's terms as a polib file without translations."""
    buffer = io.BytesIO()
    reader = TranslationModuleReader(env.cr, modules=[addon], lang=None)
    TranslationFileWriter(buffer, fileformat="po", lang=None).write_rows(reader)
    return polib.pofile(buffer.getvalue().decode())


def known_translations(folder):
    """``{msgid: msgstr}`` of what was translated before; later files win."""
    known = {}
    extra = [Path(p) for p in os.environ.get("ZI_PO", "").split(":") if p]
    for path in [*extra, folder / "id.po"]:
        if path.exists():
            for entry in polib.pofile(str(path)):
                if entry.msgstr and not entry.obsolete:
                    known.setdefault(entry.msgid, entry.msgstr)
    return known


def renew(env, addon):
    """Write both files of an addon.

    :return: source texts without a translation
    """
    folder = Path(get_module_path(addon)) / "i18n"
    folder.mkdir(exist_ok=True)
    terms = export(env, addon)
    terms.metadata = {
        "Project-Id-Version": "Odoo Server 19.0",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    terms.header = (
        "Translation of Odoo Server.\n"
        "This file contains the translation of the following modules:\n"
        f"\t* {addon}\n"
    )
    terms.save(str(folder / f"{addon}.pot"))
    known = known_translations(folder)
    missing = []
    for entry in terms:
        entry.msgstr = known.get(entry.msgid, "")
        if not entry.msgstr:
            missing.append(entry.msgid)
    terms.metadata["Language"] = "id"
    terms.save(str(folder / "id.po"))
    return missing


addons = env["ir.module.module"].search(  # noqa: F821 - odoo shell brings env
    [("name", "=like", "zi\\_%"), ("state", "=", "installed")]
)
for module in addons:
    left = renew(env, module.name)  # noqa: F821 - odoo shell brings env
    print(f"{module.name}: {len(left)} without translation")
    for text in left:
        print("   ", repr(text))
