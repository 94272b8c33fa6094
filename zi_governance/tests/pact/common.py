from ..documents.common import DocumentCase


class PactCase(DocumentCase):
    """The small office; the secretary is the superior of the employee."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.file = cls._employee(cls.employee)
        cls.file.parent_id = cls._employee(cls.secretary)
        cls.text = cls.env["zi.integrity.pact.text"]._zi_current(cls.unit)

    def setUp(self):
        super().setUp()
        # Attempts are counted in a transaction of their own.
        self.addCleanup(self._forget_attempts)

    def _forget_attempts(self):
        with self.env.registry.cursor() as cr:
            cr.execute("DELETE FROM zi_public_hit WHERE code LIKE 'pact_%'")

    def _sheet(self, user=None):
        return self.env["zi.integrity.pact.sign"].with_user(user or self.employee)

    def _password(self, user):
        return user.login + "x" * (8 - len(user.login))

    def _sign(self, user=None):
        user = user or self.employee
        sheet = self._sheet(user).with_company(self.unit).create({})
        action = sheet.action_sign(self._password(user))
        return self.env["zi.integrity.pact"].browse(action["res_id"])
