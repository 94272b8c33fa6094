from datetime import date

from odoo.tests import new_test_user

from ..documents.common import DocumentCase


class LkeCase(DocumentCase):
    """The small office with its LKE of 2026, a working group, a TPI and a TPN."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ministry = cls.env["res.company"].create({"name": "Inspektorat Uji"})
        cls.tpi = cls._outsider("lke_tpi", "Penilai Uji", "assessor")
        cls.tpn = cls._outsider("lke_tpn", "Penilai Nasional Uji", "national_assessor")
        cls.team = cls.env["zi.team"].create(
            {
                "name": "Tim Kerja ZI",
                "company_id": cls.unit.id,
                "date_from": date(2026, 1, 1),
            }
        )
        cls.env["zi.team.member"].create(
            {
                "team_id": cls.team.id,
                "employee_id": cls._employee(cls.member).id,
                "role_id": cls.env.ref("zi_governance.team_role_pokja_pgw").id,
            }
        )
        cls.instrument = cls.env.ref("zi_governance.lke_90_2021")
        cls.assessment = cls._assessment(cls.instrument)

    @classmethod
    def _outsider(cls, login, name, role):
        """An assessor: user of another company who oversees the unit."""
        user = new_test_user(
            cls.env,
            login,
            groups=f"base.group_user,zi_governance.group_zi_{role}",
            name=name,
            email=f"{login}@example.com",
            company_id=cls.ministry.id,
            company_ids=[(6, 0, cls.ministry.ids)],
            lang="en_US",
        )
        cls.env["zi.role.assignment"].create(
            {
                "company_id": cls.unit.id,
                "user_id": user.id,
                "role_id": cls.env.ref(f"zi_governance.role_{role}").id,
                "date_from": date(2026, 1, 1),
            }
        )
        cls.env["zi.oversight"].create(
            {"user_id": user.id, "root_id": cls.unit.id, "date_from": date(2026, 1, 1)}
        )
        return user

    @classmethod
    def _assessment(cls, instrument, year=2026, unit=None, **values):
        return cls.env["zi.assessment"].create(
            {
                "company_id": (unit or cls.unit).id,
                "year": year,
                "instrument_id": instrument.id,
                **values,
            }
        )

    @classmethod
    def _answer(cls, code, user=None, assessment=None):
        answers = (assessment or cls.assessment).answer_ids
        answer = answers.filtered(lambda row: row.code == code)
        return answer.with_user(user) if user else answer

    @classmethod
    def _option(cls, answer, letter):
        return answer.question_id.option_ids.filtered(lambda o: o.letter == letter)

    def _choose(self, code, letter, user=None, column="self"):
        answer = self._answer(code, user or self.secretary)
        answer.write({f"{column}_option_id": self._option(answer, letter).id})
        return answer

    @classmethod
    def _best_entry(cls, answer, column):
        """What fills a column with the full value."""
        if answer.answer_type == "PCT":
            upper = "0" if answer.question_id.formula == "decrease" else "4"
            return {f"{column}_numerator": upper, f"{column}_denominator": "4"}
        if answer.answer_type == "IDX":
            return {f"{column}_index": "4"}
        return {f"{column}_option_id": cls._option(answer, "A").id}

    def _fill(self, column="self", user=None):
        for answer in self.assessment.answer_ids:
            answer.with_user(user or self.secretary).write(
                self._best_entry(answer, column)
            )

    def _approve(self):
        """Submit, review and approve; the secretary wrote, so a colleague reviews."""
        self.assessment.with_user(self.secretary).action_submit()
        self.assessment.with_user(self.colleague).action_approve()
        self.assessment.with_user(self.head).action_approve()

    def _reach(self, stage):
        """Walk a filled LKE to a step, by the buttons."""
        record = self.assessment
        self._fill()
        self._approve()
        if stage == "approved":
            return
        record.with_user(self.secretary).action_send_to_tpi()
        if stage == "tpi":
            return
        record.answer_ids.with_user(self.tpi).action_agree()
        self._judge()
        if stage == "judged":
            return
        self._meet_conditions()
        record.with_user(self.secretary).write(
            {"sptjm_number": "SPTJM-1", "sptjm_date": date(2026, 6, 1)}
        )
        record.with_user(self.secretary).action_propose()
        if stage == "proposed":
            return
        record.with_user(self.tpn).action_desk()
        if stage == "desk":
            return
        record.with_user(self.tpn).action_field()

    def _judge(self):
        self.assessment.with_user(self.tpi).write(
            {
                "lhe_number": "LHE-1",
                "lhe_date": date(2026, 6, 1),
                "tpi_recommendation": "propose",
            }
        )
        self.assessment.with_user(self.tpi).action_judge()

    def _meet_conditions(self):
        for check in self.assessment.check_ids:
            check.with_user(self.secretary).write({"answer": "yes", "proof": "Surat 1"})
