import base64
import json
import os
import tempfile
from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.modules.migration import load_script
from odoo.modules.module import get_module_path
from odoo.tests import new_test_user, tagged
from odoo.tools import config

from ...tools import zi_verify
from ...tools.server_secret import FILE_NAME
from ..documents.common import ADDRESS
from .common import PublicCase


@tagged("post_install", "-at_install")
class TestSigningKey(PublicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keys = cls.env["zi.signing.key"]
        cls.keys._zi_ensure()
        cls.admin = new_test_user(
            cls.env,
            "key_admin",
            groups="base.group_user,base.group_allow_export,"
            "zi_governance.group_zi_admin",
            company_id=cls.unit.id,
            company_ids=[(6, 0, cls.unit.ids)],
            lang="en_US",
        )

    def _published(self):
        answer = self.visit("/zi/keys.json")
        self.assertEqual(200, answer.status_code)
        return answer.json()

    def test_first_key_is_made_at_installation(self):
        """An installed addon has exactly one key that signs, and it works here."""
        active = self.keys._zi_active()
        self.assertEqual(1, len(active))
        self.assertTrue(active.works, active.why_not)

    def test_paper_is_verified_with_the_published_keys(self):
        """What a QR code holds is genuine by the keys that the public gets, and a
        changed character is refused."""
        paper = self.paper()
        text = paper._zi_qr()["text"]
        fields = zi_verify.check(text, self._published())
        self.assertEqual(f"{ADDRESS}{self.token_path(paper)}", fields["address"])
        self.assertEqual(
            (paper.number, "BLU", "decree", date(2026, 6, 15)),
            (fields["number"], fields["unit"], fields["kind"], fields["date"]),
        )
        self.assertTrue(
            paper._zi_last_decision().content_hash.startswith(fields["hash"])
        )
        changed = text[:-2] + ("A" if text[-2] != "A" else "B") + text[-1]
        with self.assertRaises(zi_verify.StatementError):
            zi_verify.check(changed, self._published())

    def test_verifier_is_served(self):
        """The program that visitors get is the one that is tested."""
        answer = self.visit("/zi/zi_verify.py")
        with open(zi_verify.__file__, "rb") as file:
            self.assertEqual(file.read(), answer.content)
        self.assertIn("attachment", answer.headers["Content-Disposition"])

    def test_rotation_keeps_old_papers_valid(self):
        """After a new key old papers verify, new ones carry the new key, and the old
        private key is gone."""
        old_text = self.paper()._zi_qr()["text"]
        old = self.keys._zi_active()
        self.keys.with_user(self.admin).action_renew()
        new = self.keys._zi_active()
        self.assertNotEqual(old, new)
        self.assertFalse(old.sealed_private)
        published = self._published()
        self.assertEqual(old.key_id, zi_verify.check(old_text, published)["key_id"])
        new_text = self.paper()._zi_qr()["text"]
        self.assertEqual(new.key_id, zi_verify.check(new_text, published)["key_id"])
        with self.assertRaises(UserError):
            old._zi_sign(b"x")

    def test_withdrawn_key_is_refused_from_its_day_on(self):
        """Papers signed before the day hold, later ones do not; a new key signs."""
        early = self.paper()._zi_qr()["text"]
        self._travel(date(2026, 6, 20))
        late = self.paper()._zi_qr()["text"]
        wizard = (
            self.env["zi.signing.key.revoke"]
            .with_user(self.admin)
            .create(
                {
                    "key_id": self.keys._zi_active().id,
                    "day": date(2026, 6, 18),
                    "reason": "Cadangan hilang",
                }
            )
        )
        wizard.action_revoke()
        published = self._published()
        self.assertTrue(zi_verify.check(early, published))
        with self.assertRaises(zi_verify.StatementError) as caught:
            zi_verify.check(late, published)
        self.assertEqual("revoked", caught.exception.code)
        self.assertTrue(zi_verify.check(self.paper()._zi_qr()["text"], published))

    def test_withdrawal_has_a_reason_and_no_later_day(self):
        """Without a reason, or from a day to come, no key is withdrawn."""
        key = self.keys._zi_active().with_user(self.admin)
        with self.assertRaises(UserError):
            key.action_revoke("  ")
        with self.assertRaises(UserError):
            key.action_revoke("Hilang", date(2026, 6, 16))
        self.assertEqual("active", key.state)

    def test_only_the_administrator_handles_keys(self):
        """Head, secretary and employee neither make, read nor withdraw a key."""
        key = self.keys._zi_active()
        for user in (self.head, self.secretary, self.employee):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self.keys.with_user(user).action_renew()
                with self.assertRaises(AccessError):
                    key.with_user(user).action_revoke("x")
                with self.assertRaises(AccessError):
                    key.with_user(user).read(["key_id"])

    def test_private_key_is_read_by_nobody(self):
        """The administrator reads, exports, groups and searches it in no way, and what
        is stored is not the key."""
        key = self.keys._zi_active().with_user(self.admin)
        self.assertNotIn("sealed_private", key.fields_get())
        self.assertNotIn("sealed_private", key.read()[0])
        for attempt in (
            lambda: key.read(["sealed_private"]),
            lambda: key.export_data(["sealed_private"]),
            lambda: key.search([("sealed_private", "like", "A")]),
            lambda: key.formatted_read_group([], ["sealed_private"]),
            lambda: key.write({"sealed_private": "x"}),
            lambda: key.create({"key_id": "x"}),
            lambda: key.unlink(),
        ):
            with self.assertRaises(AccessError):
                attempt()
        raw, reason = key._zi_open()
        self.assertFalse(reason)
        stored = key.sudo().sealed_private
        self.assertNotIn(raw.hex(), stored)
        self.assertGreater(len(stored), 60)

    def test_handling_raises_an_alert(self):
        """A new key is told to the head."""
        self.keys.with_user(self.admin).action_renew()
        alert = self.env["zi.access.alert"].search([], limit=1)
        self.assertEqual("signing_key", alert.kind)
        self.assertIn(self.keys._zi_active().key_id, alert.subject)

    def _assert_cannot_sign(self, words):
        paper = self.paper_done
        key = self.keys._zi_active()
        key.invalidate_recordset()
        self.assertFalse(key.works)
        self.assertIn(words, key.with_context(lang="en_US").why_not)
        with self.assertRaises(UserError):
            key._zi_sign(b"x")
        with self.assertRaises(UserError):
            paper._zi_qr()

    def test_copy_on_another_server_cannot_sign(self):
        """Without the secret of the server the database signs nothing, its pages come
        all the same, and a new key helps."""
        self.paper_done = self.paper()
        path = self.token_path(self.paper_done)
        with (
            tempfile.TemporaryDirectory() as folder,
            patch.dict(config.options, {"data_dir": folder}),
        ):
            self._assert_cannot_sign("copy")
            self.assertEqual(200, self.visit(path).status_code)
            self.assertNotIn(FILE_NAME, os.listdir(folder))
            self.keys.with_user(self.admin).action_renew()
            self.assertTrue(self.paper_done._zi_qr()["text"])
            published = json.dumps(self._published())
        self.assertIn(self.keys._zi_active().key_id, published)

    def test_duplicate_on_the_same_server_cannot_sign(self):
        """A duplicated database has another identity: the key does not open."""
        self.paper_done = self.paper()
        self.paper_done._zi_token()
        self.env["ir.config_parameter"].set_param("database.uuid", "another")
        self._assert_cannot_sign("copy")

    def test_neutralized_copy_cannot_sign(self):
        """Neutralizing takes key and address away, and the reason is told."""
        self.paper_done = self.paper()
        with open(
            os.path.join(os.path.dirname(__file__), "../../data/neutralize.sql"),
            encoding="utf-8",
        ) as file:
            self.env.cr.execute(file.read())
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        self.assertFalse(self.keys._zi_active().sealed_private)
        self.assertFalse(self.env["zi.public.page"]._zi_base_url())
        self._assert_cannot_sign("copy")
        self.env["ir.config_parameter"].set_param("zi.public_base_url", ADDRESS)
        self.env["ir.config_parameter"].set_param("database.is_neutralized", "True")
        self._assert_cannot_sign("neutralized")

    def test_upgrade_makes_the_first_key(self):
        """An office that installed before there were keys gets one with the upgrade,
        and a second upgrade makes no further one."""
        self.env["zi.append.only.mixin"]._zi_drop_triggers(["zi.signing.key"])
        self.env.cr.execute("DELETE FROM zi_signing_key")
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        self.assertFalse(self.keys._zi_active())
        path = get_module_path("zi_governance")
        script = load_script(
            f"{path}/migrations/19.0.1.1.0/post-signing_key.py", "post_signing_key"
        )
        script.migrate(self.env.cr, None)
        self.assertFalse(self.keys._zi_active())
        for _time in range(2):
            script.migrate(self.env.cr, "19.0.1.0.0")
            self.env.invalidate_all()
            self.assertEqual(1, self.keys.search_count([]))
        self.assertTrue(self.keys._zi_active().works)

    def test_private_key_leaves_in_nothing_that_is_given_out(self):
        """Neither the published keys nor the letter hold the private key, sealed or
        not, and no sheet of a package is made of keys."""
        key = self.keys._zi_active()
        raw, _reason = key._zi_open()
        paper = self.env["ir.qweb"]._render(
            "zi_governance.signing_key_paper", {"docs": key}
        )
        given = json.dumps(self._published()) + str(paper)
        for secret in (
            key.sealed_private,
            raw.hex(),
            base64.b64encode(raw).decode(),
            base64.urlsafe_b64encode(raw).decode(),
        ):
            self.assertNotIn(secret.rstrip("="), given)
        sheets = self.env["zi.export.sheet"].search([])
        self.assertNotIn("zi.signing.key", sheets.mapped("model"))
