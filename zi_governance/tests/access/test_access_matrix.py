from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from ..json2 import Json2Case
from . import matrix_tool
from .samples import make_sample


def zi_modules(env):
    """Installed addons of this family."""
    found = env["ir.module.module"].search(
        [("state", "=", "installed"), ("name", "=like", "zi\\_%")]
    )
    return found.mapped("name")


@tagged("post_install", "-at_install")
class TestAccessMatrix(TransactionCase):
    def test_matrix_is_what_the_server_grants(self):
        """Each model x role x operation, own and other unit, as the table says."""
        matrix = matrix_tool.Matrix(self.env)
        for module in zi_modules(self.env):
            expected = matrix_tool.expected(module)
            names = matrix.models(module)
            for name in names:
                with self.subTest(model=name):
                    row = matrix.row(name)
                    wanted = expected.get(name)
                    line = matrix_tool.text_of([row]).splitlines()[1]
                    self.assertTrue(
                        wanted,
                        f"{name} is not in {module}/{matrix_tool.FILE}. Review and add "
                        f"this line:\n{line}",
                    )
                    differences = {
                        role: f"{wanted[role]} in the table, {row[role]} on the server"
                        for role in matrix_tool.ROLES
                        if wanted[role] != row[role]
                    }
                    self.assertFalse(
                        differences, f"{name} differs; what stands now:\n{line}"
                    )
            self.assertFalse(
                set(expected) - set(names), f"{module}: models that are gone"
            )


@tagged("post_install", "-at_install")
class TestAccessMatrixHttp(Json2Case):
    @mute_logger("odoo.http")
    def test_wire_agrees_with_the_table(self):
        """Over JSON-2 a record is read by whom the table says, of both units."""
        matrix = matrix_tool.Matrix(self.env)
        for name, row in matrix_tool.expected("zi_governance").items():
            if self.env[name]._transient:
                continue
            record = make_sample(matrix.env, name, matrix.own)
            for role in ("employee", "inspector", "zi_admin", "overseer"):
                with self.subTest(model=name, role=role):
                    response = self.call(
                        matrix.users[role],
                        name,
                        "read",
                        ids=record.ids,
                        fields=["display_name"],
                    )
                    readable = "r" in row[role].split("/")[0]
                    self.assertEqual(
                        200 if readable else 403, response.status_code, response.text
                    )
