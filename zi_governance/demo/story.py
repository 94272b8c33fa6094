"""The demo office's story: what its people did this year.

Everything is done as the person who would do it, through the methods that the
buttons call, so that decisions, chain and logs are real.
"""

import base64
import io
import re
import textwrap

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas

from odoo.fields import Date

from . import packages, papers
from .pacts import tell_pacts
from .sops import tell_sops

_AREAS = ("mp", "tl", "sdm", "ak", "pgw", "yan")
# Letters that the office chose, by turns, for the questions that it has answered.
_LETTERS = "ABAACBAAB"


def tell(env):
    """Let the people of the demo office act; runs once, right after its data.

    :param odoo.api.Environment env: the super-user's, of an ``odoo shell``
    """
    story = Story(env)
    story.set_up_unit()
    story.give_roles()
    story.form_team()
    story.load_calendar()
    story.make_plan()
    story.deliver_evidence()
    story.answer_lke()
    papers.tell(story)
    story.close_january()
    story.propose_next_plan()
    tell_sops(story)
    tell_pacts(story)
    packages.tell(story)


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
        heads = (
            ("adum", "kasubbag"),
            ("se", "kasi_se"),
            ("adkl", "kasi_adkl"),
            ("lab", "kasi_lab"),
        )
        # The robot of the chat would cover the first page on a phone.
        self.env["res.users"].search([("share", "=", False)]).write(
            {"odoobot_state": "disabled"}
        )
        for section, key in heads:
            department = self.env.ref(f"zi_governance.demo_department_{section}")
            department.manager_id = self.employee(key)
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
                "pact_text": "Saya tidak akan melakukan korupsi, kolusi, dan "
                "nepotisme; tidak meminta atau menerima pemberian yang dilarang; "
                "bekerja jujur dan terbuka; dan melaporkan pelanggaran yang saya "
                "ketahui.",
                "unit_code": "BTKL-BTM",
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

    def form_team(self):
        """One member per working group; the rest of the team by office."""
        team = self.env["zi.team"].create(
            {
                "name": f"Tim Kerja Pembangunan ZI {self.year}",
                "company_id": self.company.id,
                "year": self.year,
                "date_from": Date.to_date(f"{self.year}-01-01"),
                "date_to": Date.to_date(f"{self.year}-12-31"),
                "decree_reference": "SK tim (contoh)",
            }
        )
        members = [
            ("pembina", "kepala"),
            ("ketua", "kasubbag"),
            ("sekretaris_1", "sekretaris1"),
            ("sekretaris_2", "sekretaris2"),
            *((f"pokja_{area}", f"pokja_{area}") for area in _AREAS),
        ]
        self.env["zi.team.member"].create(
            [
                {
                    "team_id": team.id,
                    "employee_id": self.employee(key).id,
                    "role_id": self.env.ref(f"zi_governance.team_role_{role}").id,
                }
                for role, key in members
            ]
        )

    def load_calendar(self):
        """Holidays and joint leave of the year, and its periods."""
        secretary = self.as_user("sekretaris1")
        form = secretary["zi.holiday.load"].create(
            {"year": self.year, "company_ids": [(6, 0, self.company.ids)]}
        )
        form.action_load()
        self.env["zi.period"]._zi_make_year(self.company, self.year)

    def make_plan(self):
        """The standard plan, its odd dates mended, reviewed and approved."""
        secretary = self.as_user("sekretaris1")
        self.plan = secretary["zi.work.plan"]._zi_load_template(self.company, self.year)
        self.plan.action_apply_repairs()
        self.plan.action_submit()
        self.decide(self.plan, "sekretaris2")
        self.decide(self.plan, "kepala")
        self.plan.action_make_tasks()

    def decide(self, record, key):
        """Approve a document as a demo person."""
        record.with_env(self.as_user(key)).action_approve()

    def deliver_evidence(self):
        """Each working group hands in files for its first tasks; most are checked."""
        for area in _AREAS:
            member = self.as_user(f"pokja_{area}")
            tasks = member["zi.work.plan.task"].search(
                [
                    ("plan_id", "=", self.plan.id),
                    ("area_id.code", "=", area.upper()),
                    ("date_due", "<=", self.today),
                ],
                limit=8,
            )
            for number, task in enumerate(tasks):
                evidence = self.hand_in(member, task)
                evidence = evidence.with_env(self.as_user("sekretaris2"))
                if number % 4 < 2:
                    evidence.action_verify()
                elif number % 4 == 2:
                    evidence.action_refuse("Tanggal pada dokumen tidak terbaca.")

    def hand_in(self, member, task):
        """A file of the last day of a task's window, by a member of its group."""
        title = re.sub(r"[^\w ]", "", task.name)
        title = textwrap.shorten(title, 48, placeholder="")
        name = f"{title} {task.period_label}.pdf"
        result = member["zi.evidence"].action_upload(
            [{"name": name, "data": self.pdf(task.display_name, name)}],
            "zi.work.plan.task",
            task.id,
            date=min(task.date_to, self.today),
        )
        return self.env["zi.evidence"].browse(result["created"])

    def pdf(self, title, name):
        """A one-page paper, as base64 text."""
        buffer = io.BytesIO()
        page = canvas.Canvas(buffer, pagesize=A4)
        page.drawString(72, 770, "BTKLPP Kelas I Batam - dokumen contoh")
        page.drawString(72, 745, name)
        page.drawString(72, 720, (title or "")[:80])
        page.save()
        return base64.b64encode(buffer.getvalue()).decode()

    def answer_lke(self):
        """Both instruments: this year's LKE is half answered, an old one as well."""
        secretary = self.as_user("sekretaris1")
        for xmlid, year in (("lke_10_2019", 2020), ("lke_90_2021", self.year)):
            assessment = secretary["zi.assessment"].create(
                {
                    "company_id": self.company.id,
                    "year": year,
                    "instrument_id": self.env.ref(f"zi_governance.{xmlid}").id,
                }
            )
            half = assessment.answer_ids[::2]
            for number, answer in enumerate(half):
                if year == self.year:
                    self.note_month(number, len(half))
                answer.write(self.answer_values(answer, number))

    def note_month(self, number, total):
        """The office answered over three months: each has its score at its end."""
        months_ago = {total // 4: 3, total // 2: 2, 3 * total // 4: 1}.get(number)
        day = months_ago and Date.subtract(self.today, months=months_ago)
        if day and day.year == self.year:
            self.env["zi.assessment.snapshot"].sudo()._zi_take(self.company, day)

    def answer_values(self, answer, number):
        if answer.answer_type == "PCT":
            return {"self_numerator": "8", "self_denominator": "10"}
        if answer.answer_type == "IDX":
            return {"self_index": "3.62"}
        options = answer.question_id.option_ids
        letter = _LETTERS[number % len(_LETTERS)]
        chosen = options.filtered(lambda option: option.letter == letter)
        return {"self_option_id": (chosen or options[0]).id}

    def close_january(self):
        """The first month of the year is closed by the secretariat."""
        period = self.env["zi.period"]._zi_find(
            self.company, Date.to_date(f"{self.year}-01-15")
        )
        if period.date_to < self.today:
            period.with_env(self.as_user("sekretaris1")).action_close()

    def propose_next_plan(self):
        """Next year's plan waits in the inbox of the head."""
        secretary = self.as_user("sekretaris1")
        self.plan.with_env(secretary).action_copy_next_year()
        plan = secretary["zi.work.plan"].search(
            [("company_id", "=", self.company.id), ("year", "=", self.year + 1)]
        )
        plan.action_apply_repairs()
        plan.action_submit()
        self.decide(plan, "sekretaris2")
