"""The demo office's story: what its people did this year.

Everything is done as the person who would do it, through the methods that the
buttons call, so that decisions, chain and logs are real.
"""

from odoo.fields import Date


def tell(env):
    """Let the people of the demo office act; runs once, right after its data.

    :param odoo.api.Environment env: the super-user's, of an ``odoo shell``
    """
    story = Story(env)
    story.set_up_unit()
    story.give_roles()


class Story:
    """The acts, in the order in which the office would do them."""

    def __init__(self, env):
        self.env = env(context={**env.context, "lang": "id_ID", "tz": "Asia/Jakarta"})
        self.company = env.ref("base.main_company")
        self.today = self.company._zi_today()
        self.year = self.today.year

    def as_user(self, key):
        """Environment of a demo person, with his rights."""
        user = self.user(key)
        return self.env(
            user=user,
            context={**self.env.context, "allowed_company_ids": user.company_ids.ids},
        )

    def user(self, key):
        return self.env.ref(f"zi_governance.demo_user_{key}")

    def employee(self, key):
        return self.env.ref(f"zi_governance.demo_employee_{key}")

    # ------------------------------------------------------------------

    def set_up_unit(self):
        self.env["zi.unit.setting"]._zi_of(self.company).write(
            {
                "name": "Balai Teknik Kesehatan Lingkungan dan Pengendalian Penyakit "
                "Kelas I Batam",
                "parent_office": "Kementerian Kesehatan Republik Indonesia",
                "city": "Batam",
                "superior_name": "Zainal Tamsil",
                "superior_office": "Direktur Jenderal (contoh)",
                "values_name": "ARIF",
                "values_text": "Amanah, Responsif, Inovatif, Fokus",
                "inspectorate_emails": "itjen@kemkes.example",
            }
        )
        self.env["ir.config_parameter"].sudo().set_param(
            "zi.public_base_url", "http://localhost:8069"
        )
        self.env["res.config.settings"]._zi_set_calls_outside(False)

    def give_roles(self):
        """The decree of the start: who holds which role since the first of January."""
        roles = [
            ("head", "kepala"),
            ("chair", "kasubbag"),
            ("secretariat", "sekretaris1"),
            ("secretariat", "sekretaris2"),
            ("personnel_officer", "kepegawaian"),
            ("ppid_officer", "ppid"),
            ("upg_officer", "upg"),
            ("wbs_custodian", "wbs"),
            ("complaint_officer", "pengaduan"),
            ("risk_officer", "risiko"),
            ("assessor", "tpi"),
            ("national_assessor", "tpn"),
            ("inspector", "itjen"),
        ]
        self.env["zi.role.assignment"].create(
            [
                {
                    "company_id": self.company.id,
                    "user_id": self.user(key).id,
                    "role_id": self.env.ref(f"zi_governance.role_{role}").id,
                    "date_from": Date.to_date(f"{self.year}-01-01"),
                    "decree_reference": "SK awal (contoh)",
                }
                for role, key in roles
            ]
        )
