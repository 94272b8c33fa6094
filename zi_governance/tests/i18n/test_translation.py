import json
import re
from pathlib import Path

import polib

from odoo.modules import get_module_path
from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import TranslationModuleReader

# Texts that are the same in both languages; their `msgstr` stays empty by convention.
_SAME = set(
    json.loads(Path(__file__).with_name("same_in_indonesian.json").read_text("utf-8"))
)
_PLACEHOLDER = re.compile(r"%\(\w+\)s|%%")

# One word for one thing; the first are asked for by name.
_TERMS = {
    "WBS custodian": "Pengelola WBS",
    "Gate": "Nilai minimal (syarat)",
    "Evidence rule": "Syarat bukti",
    "Official document": "Naskah dinas",
    "Assessor (TPI)": "Penilai (TPI)",
    "National assessor (TPN)": "Penilai nasional (TPN)",
    "Inspectorate auditor": "Auditor Itjen",
    "Figure of a closed period": "Angka periode terkunci",
    "Shortest way to pass": "Jalan terpendek memenuhi syarat",
    "Follow-up": "Tindak lanjut",
    "Task": "Tugas",
    "Verify": "Verifikasi",
    "Approval": "Persetujuan",
    "Assessment": "Penilaian",
    "Evidence": "Bukti",
    "Evidence item": "Butir bukti",
    "Plan indicator": "Indikator rencana",
    "Area target": "Target area",
    "Priority target": "Target prioritas",
    "Work unit": "Unit kerja",
    "Working group": "Kelompok kerja",
    # The button, and what is not finished.
    "Open": "Buka",
    "Still open": "Terbuka",
    "To do": "Belum dikerjakan",
}
# Other words for the same things.
_OTHER_WORDS = ("bukti dukung", "satuan kerja", r"\bpokja\b(?! \()", "jendela waktu")


@tagged("post_install", "-at_install")
class TestTranslation(TransactionCase):
    def test_every_text_is_in_indonesian(self):
        """Each text that Odoo would export has its Indonesian in ``id.po``."""
        addons = self.env["ir.module.module"].search(
            [("state", "=", "installed"), ("name", "=like", "zi\\_%")]
        )
        for addon in addons.mapped("name"):
            path = f"{get_module_path(addon)}/i18n/id.po"
            known = {
                entry.msgid: entry.msgstr
                for entry in polib.pofile(path)
                if not entry.obsolete and "fuzzy" not in entry.flags
            }
            rows = TranslationModuleReader(self.env.cr, modules=[addon], lang=None)
            texts = {row[4] for row in rows}
            self.assertTrue(texts)
            missing = sorted(text for text in texts - _SAME if not known.get(text))
            self.assertFalse(
                missing,
                f"{addon}: {len(missing)} texts without Indonesian. Renew id.po with "
                "scripts/update_translations.py and translate them.",
            )

    def test_placeholders_survive_translation(self):
        """A translation asks for the same values as its source."""
        path = f"{get_module_path('zi_governance')}/i18n/id.po"
        for entry in polib.pofile(path):
            if entry.msgstr and "odoo-python" in entry.comment:
                self.assertEqual(
                    set(_PLACEHOLDER.findall(entry.msgid)),
                    set(_PLACEHOLDER.findall(entry.msgstr)),
                    entry.msgid,
                )

    def test_terms_are_those_of_the_office(self):
        """Each thing has one name on the screen, the one that the office uses."""
        path = f"{get_module_path('zi_governance')}/i18n/id.po"
        texts = {
            entry.msgid: entry.msgstr
            for entry in polib.pofile(path)
            if not entry.obsolete
        }
        for source, term in _TERMS.items():
            with self.subTest(source=source):
                self.assertEqual(texts.get(source), term)
        for source, text in texts.items():
            with self.subTest(source=source):
                # Never without their adjective.
                self.assertNotIn(text, ("Indikator", "Target"))
                self.assertNotRegex(text.lower(), "|".join(_OTHER_WORDS))
