from datetime import timedelta

from odoo.tests import TransactionCase, freeze_time, tagged


@tagged("post_install", "-at_install")
class TestPublicForm(TransactionCase):
    def setUp(self):
        super().setUp()
        self.forms = self.env["zi.public.form"].with_context(lang="en_US")

    def test_nonce_gives_one_key(self):
        """The same form sent twice has the same key; another showing has another."""
        nonce = self.forms._zi_form_nonce("pengaduan")
        key = self.forms._zi_form_key("pengaduan", nonce)
        self.assertRegex(key, r"^[0-9a-f]{64}$")
        self.assertEqual(key, self.forms._zi_form_key("pengaduan", nonce))
        other = self.forms._zi_form_nonce("pengaduan")
        self.assertNotEqual(key, self.forms._zi_form_key("pengaduan", other))

    def test_foreign_changed_and_old_nonces_are_refused(self):
        """Only what came from this form within eight hours counts."""
        nonce = self.forms._zi_form_nonce("pengaduan")
        changed = nonce[:-1] + ("A" if nonce[-1] != "A" else "B")
        for value in (None, "", "x", changed, "é" * 20, nonce * 20, "\x00", 5, b"x"):
            with self.subTest(value=value):
                self.assertIsNone(self.forms._zi_form_key("pengaduan", value))
        self.assertIsNone(self.forms._zi_form_key("wbs", nonce))
        self.assertTrue(self.forms._zi_form_key("pengaduan", nonce))
        later = self.env.cr.now() + timedelta(hours=9)
        with freeze_time(later):
            self.assertIsNone(self.forms._zi_form_key("pengaduan", nonce))

    def test_input_is_clean_or_refused_at_its_field(self):
        """Control characters go, and each fault stands at its own field."""
        spec = {
            "name": {"label": "Name", "max": 10, "required": True},
            "text": {"label": "Text", "max": 20, "multiline": True},
            "kind": {"label": "Kind", "max": 10, "choices": ("a", "b")},
        }
        values, errors = self.forms._zi_form_values(
            spec, {"name": " Ani\x00 \u202e", "text": "a\r\nb", "kind": "a"}
        )
        self.assertEqual({"name": "Ani", "text": "a\nb", "kind": "a"}, values)
        self.assertFalse(errors)
        values, errors = self.forms._zi_form_values(
            spec, {"name": "", "text": "x" * 21, "kind": "c"}
        )
        self.assertEqual({"name", "text", "kind"}, set(errors))
        self.assertIn("at most 20", errors["text"])
        self.assertIn("Name", errors["name"])
