from datetime import date, timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PDF, TODAY, DocumentCase


@tagged("post_install", "-at_install")
class TestDecreeNumber(DocumentCase):
    def test_number_comes_with_the_approval(self):
        """A document has no number until the head approves, then the next one."""
        first, second = self._decree(), self._decree()
        self.assertFalse(first.number)
        self._approve(first)
        self._approve(second)
        self.assertEqual(first.number, "HK.02.04/BLU/1/2026")
        self.assertEqual(second.number, "HK.02.04/BLU/2/2026")
        self.assertEqual(first.date, TODAY)

    def test_number_is_covered_by_the_approval(self):
        """Number and date are part of what was approved."""
        decree = self._approve(self._decree())
        self.assertFalse(decree._zi_verify_coverage())
        self.env.cr.execute(
            "UPDATE zi_decree SET number = 'X' WHERE id = %s", [decree.id]
        )
        decree.invalidate_recordset()
        self.assertTrue(decree._zi_verify_coverage())

    def test_number_starts_again_each_year(self):
        """The running number belongs to the year of the document."""
        self._approve(self._decree())
        self._travel(date(2027, 1, 4))
        self.assertEqual(self._approve(self._decree()).number, "HK.02.04/BLU/1/2027")

    def test_most_specific_pattern_counts(self):
        """A pattern of the form goes before the unit's, one of the kind before both."""
        patterns = self.env["zi.number.pattern"].with_user(self.secretary)
        patterns.create({"company_id": self.unit.id, "pattern": "U-{seq}/{tahun}"})
        patterns.create(
            {
                "company_id": self.unit.id,
                "form": "pedoman",
                "pattern": "P-{seq:03d}/{bulan_romawi}/{tahun}",
                "counter": "pedoman",
            }
        )
        self.assertEqual(self._approve(self._decree()).number, "P-001/VI/2026")
        other = self._decree("sk_umum")
        self.assertEqual(self._approve(other).number, "U-1/2026")

    def test_pattern_without_number_or_year_is_refused(self):
        """A pattern that would give a number twice is refused with the reason."""
        for pattern in ("{unit}/{tahun}", "{seq}", "{seq}/{tahun}/{nama}"):
            with self.subTest(pattern=pattern), self.assertRaises(ValidationError):
                self.env["zi.number.pattern"].create(
                    {"company_id": self.unit.id, "pattern": pattern}
                )

    def test_submission_asks_for_the_unit_code(self):
        """What the number needs is asked for before the head has to decide."""
        self.unit.zi_unit_code = False
        with self.assertRaisesRegex(UserError, "unit"):
            self._decree().action_submit()

    def test_outside_document_keeps_its_number(self):
        """A document made outside is entered with number, date and scan."""
        decree = self._decree(outside=True, dictum=False)
        with self.assertRaises(UserError):
            decree.action_submit()
        decree.write(
            {
                "outside_number": "KP.01/M/7/2026",
                "date": date(2026, 5, 2),
                "file": PDF,
                "file_name": "sk.pdf",
            }
        )
        self._approve(decree)
        self.assertEqual(decree.number, "KP.01/M/7/2026")
        self.assertEqual(decree.valid_from, date(2026, 5, 2))
        self.assertEqual(len(decree.file_sha256), 64)

    def test_no_two_documents_share_a_number(self):
        """The database refuses a number that is given already."""
        decree = self._approve(self._decree())
        other = self._decree()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            other._zi_gate_write({"number": decree.number})
            other.flush_recordset()


@tagged("post_install", "-at_install")
class TestDecreeGate(DocumentCase):
    def test_nobody_types_number_or_state(self):
        """Number, state and end are the server's, also at creation and for the
        administrator."""
        decree = self._decree()
        for name, value in (
            ("number", "1"),
            ("approval_state", "approved"),
            ("ended_on", TODAY),
            ("end_kind", "replaced"),
            ("approved_on", TODAY),
        ):
            for user in (self.secretary, self.env.ref("base.user_admin")):
                with self.subTest(name=name, user=user.login):
                    with self.assertRaises(AccessError):
                        decree.with_user(user).write({name: value})
            with self.subTest(name=name), self.assertRaises(AccessError):
                self._decree(**{name: value})

    def test_context_gives_no_number(self):
        """Default values in a client's context do not pass the gate."""
        decree = self.env["zi.decree"].with_user(self.secretary)
        decree = decree.with_context(
            default_number="9", default_approval_state="approved", zi_gate=True
        ).create(
            {
                "kind_id": self._kind("pedoman").id,
                "company_id": self.unit.id,
                "subject": "x",
            }
        )
        self.assertFalse(decree.number)
        self.assertEqual(decree.approval_state, "draft")

    def test_approved_text_is_locked(self):
        """What was approved changes only by another document."""
        decree = self._approve(self._decree("sk_tim_zi", people=[(self.employee, {})]))
        with self.assertRaises(UserError):
            decree.subject = "Lain"
        with self.assertRaises(UserError):
            decree.member_ids.function = "Ketua"
        with self.assertRaises(UserError):
            decree.member_ids.unlink()

    def test_hash_of_a_scan_is_the_servers(self):
        """A client cannot choose the hash of a scan, nor send a page as one."""
        decree = self._decree(
            outside=True, file=PDF, file_name="a.pdf", file_sha256="0" * 64
        )
        self.assertNotEqual(decree.file_sha256, "0" * 64)
        with self.assertRaises(ValidationError):
            decree.file = "PGh0bWw+PHNjcmlwdD4="
        with self.assertRaises(ValidationError):
            decree.write({"file": PDF, "file_name": "a.exe"})

    def test_signed_copy_comes_after_the_approval_and_stays(self):
        """The signed scan is added to an approved document, once."""
        decree = self._decree()
        with self.assertRaises(UserError):
            decree.signed_file = PDF
        self._approve(decree)
        decree.write({"signed_file": PDF, "signed_file_name": "ttd.pdf"})
        self.assertTrue(decree.signed_file_sha256)
        with self.assertRaises(UserError):
            decree.signed_file = False
        self.assertFalse(decree._zi_verify_coverage())

    def test_working_group_drafts_in_its_own_area_only(self):
        """A working group prepares documents of its area; others' are closed."""
        area = self.env.ref("zi_governance.area_pgw")
        team = self.env["zi.team"].create(
            {
                "name": "Tim",
                "company_id": self.unit.id,
                "date_from": date(2026, 1, 1),
            }
        )
        line = self.env["zi.team.member"].create(
            {
                "team_id": team.id,
                "employee_id": self._employee(self.member).id,
                "role_id": self.env.ref("zi_governance.team_role_pokja_pgw").id,
            }
        )
        decree = self._decree(user=self.member, area_id=area.id)
        decree.subject = "Pedoman pengaduan"
        for area_id in (False, self.env.ref("zi_governance.area_tl").id):
            with self.subTest(area=area_id), self.assertRaises(AccessError):
                self._decree(user=self.member, area_id=area_id)
        with self.assertRaises(AccessError):
            decree.area_id = self.env.ref("zi_governance.area_tl")
        line.date_to = TODAY - timedelta(days=1)
        with self.assertRaises(AccessError):
            decree.subject = "Lain"
        with self.assertRaises(AccessError):
            decree.write({"member_ids": [(0, 0, {"employee_id": line.employee_id.id})]})

    def test_employees_read_what_is_in_force(self):
        """A draft is not read by every employee, an approved document is; one for
        those concerned by them only."""
        decree = self._decree()
        reader = decree.with_user(self.employee)
        self.assertFalse(reader.search([("id", "=", decree.id)]))
        self._approve(decree)
        self.assertTrue(reader.search([("id", "=", decree.id)]))
        note = self._decree("nota_dinas", people=[(self.employee, {})])
        self.assertFalse(reader.search([("id", "=", note.id)]))
        self._approve(note)
        self.assertTrue(reader.search([("id", "=", note.id)]))
        outsider = note.with_user(self.member)
        self.assertFalse(outsider.search([("id", "=", note.id)]))
        self.assertFalse(
            self.env["zi.decree.member"]
            .with_user(self.member)
            .search([("decree_id", "=", note.id)])
        )


@tagged("post_install", "-at_install")
class TestDecreeRegister(DocumentCase):
    def _found(self, decree, state):
        return decree.with_company(self.unit).search(
            [("register_state", "=", state), ("id", "=", decree.id)]
        )

    def test_one_draft_follows_a_document(self):
        """Whoever starts a new version twice gets the draft that is there; without the
        right to draft nobody starts one."""
        decree = self._approve(self._decree())
        first = decree.with_user(self.secretary).action_new_version()
        second = decree.with_user(self.secretary).action_new_version()
        self.assertEqual(first["res_id"], second["res_id"])
        with self.assertRaises(AccessError):
            decree.with_user(self.employee).action_new_version()

    def test_register_follows_the_dates(self):
        """Coming, in force and ended are told by the day, in list and record alike."""
        decree = self._decree(valid_from=date(2026, 7, 1), valid_to=date(2026, 12, 31))
        self.assertTrue(self._found(decree, "pending"))
        self._approve(decree)
        for day, state in (
            (date(2026, 6, 30), "coming"),
            (date(2026, 7, 1), "in_force"),
            (date(2026, 12, 31), "in_force"),
            (date(2027, 1, 1), "ended"),
        ):
            with self.subTest(day=day):
                self._travel(day)
                decree.invalidate_recordset(["register_state"])
                self.assertEqual(decree.register_state, state)
                self.assertTrue(self._found(decree, state))

    def test_validity_of_the_kind_is_filled_in(self):
        """A team decree without an end runs as long as its kind says."""
        decree = self._approve(self._decree("sk_tim_zi", people=[(self.employee, {})]))
        self.assertEqual(decree.valid_to, date(2027, 6, 14))

    def test_replaced_document_stays_until_its_successor_begins(self):
        """The old one is in force until the day before, then it is replaced."""
        old = self._approve(self._decree())
        self._travel(date(2026, 8, 3))
        new = self._decree(replaces_ids=[(6, 0, old.ids)], valid_from=date(2026, 9, 1))
        self._approve(new)
        self.assertEqual(old.register_state, "in_force")
        self._travel(date(2026, 9, 1))
        old.invalidate_recordset(["register_state"])
        self.assertEqual(old.register_state, "replaced")
        self.env["zi.decree"]._cron_daily()
        self.assertEqual(old.approval_state, "superseded")
        self.assertEqual(new.register_state, "in_force")

    def test_withdrawn_document_ends(self):
        """A withdrawal is a document of its own; from its day on the other is out."""
        old = self._approve(self._decree(valid_from=date(2026, 6, 1)))
        action = old.with_user(self.secretary).action_draft_withdrawal()
        draft = self.env["zi.decree"].with_user(self.secretary).browse(action["res_id"])
        self._approve(draft)
        self.assertEqual(old.approval_state, "withdrawn")
        self.assertEqual(old.register_state, "withdrawn")

    def test_only_what_is_in_force_can_be_replaced(self):
        """A document that is replaced already is not replaced again."""
        old = self._approve(self._decree())
        self._approve(self._decree(replaces_ids=[(6, 0, old.ids)]))
        third = self._decree(replaces_ids=[(6, 0, old.ids)])
        with self.assertRaises(UserError):
            third.action_submit()

    def test_reminder_before_the_end_comes_once(self):
        """The secretariat is reminded once, as many days before as the kind says."""
        decree = self._approve(self._decree(valid_to=date(2026, 9, 30)))
        self._travel(date(2026, 8, 30))
        self.env["zi.decree"]._cron_daily()
        self.assertFalse(decree.activity_ids)
        self._travel(date(2026, 8, 31))
        self.env["zi.decree"]._cron_daily()
        self.assertEqual(decree.activity_ids.user_id, self.secretary | self.colleague)
        self._travel(date(2026, 9, 1))
        self.env["zi.decree"]._cron_daily()
        self.assertEqual(len(decree.activity_ids), 2)

    def test_member_who_left_is_shown(self):
        """A document that names somebody who left says so, and is found by it."""
        decree = self._approve(self._decree("sk_tim_zi", people=[(self.employee, {})]))
        self.assertFalse(decree.left_warning)
        self._employee(self.employee).departure_date = TODAY
        self.env.invalidate_all()
        self.assertIn("Pegawai Uji", decree.left_warning)
        self.assertIn(
            decree,
            decree.with_company(self.unit).search([("has_left_members", "=", True)]),
        )
        self.env["zi.decree"]._cron_daily()
        self.assertTrue(decree.activity_ids)

    def test_who_left_is_not_appointed(self):
        """A document that appoints somebody who left is not submitted."""
        decree = self._decree("sk_tim_zi", people=[(self.employee, {})])
        self._employee(self.employee).action_archive()
        with self.assertRaises(UserError):
            decree.action_submit()

    def test_document_citing_an_ended_rule_says_so(self):
        """A rule that was replaced is named with its successor."""
        decree = self._decree(
            regulation_ids=[
                (4, self.env.ref("zi_governance.regulation_permenpanrb_37_2012").id)
            ]
        )
        self.assertIn("Permenpan-RB 17 Tahun 2024", decree.regulation_warning)
        self.assertIn(decree, decree.search([("cites_stale", "=", True)]))
        decree.regulation_ids = self.env.ref("zi_governance.regulation_pp_94_2021")
        self.assertFalse(decree.regulation_warning)
        self.assertNotIn(decree, decree.search([("cites_stale", "=", True)]))


@tagged("post_install", "-at_install")
class TestDecreeEffects(DocumentCase):
    def _team_decree(self, *people, **values):
        return self._decree(
            "sk_tim_zi",
            people=[
                (
                    person,
                    {
                        "team_role_id": self.env.ref(
                            "zi_governance.team_role_pokja_pgw"
                        ).id
                    },
                )
                for person in people
            ],
            **values,
        )

    def _areas(self, user):
        return self.env["zi.team.member"]._zi_areas(user, self.unit)

    def test_approved_decree_forms_its_team(self):
        """Team and membership begin with the approval, not before."""
        decree = self._team_decree(self.member)
        self.assertFalse(self._areas(self.member))
        self._approve(decree)
        team = decree.team_ids
        self.assertEqual(team.kind_id.code, "zi")
        self.assertEqual(
            (team.date_from, team.date_to), (decree.valid_from, decree.valid_to)
        )
        self.assertEqual(self._areas(self.member).code, "PGW")

    def test_replaced_decree_ends_its_team(self):
        """Whoever is not named again loses the membership with the old decree."""
        old = self._approve(self._team_decree(self.member))
        self._travel(date(2026, 7, 1))
        new = self._team_decree(self.employee, replaces_ids=[(6, 0, old.ids)])
        self._approve(new)
        self.assertEqual(old.team_ids.date_to, date(2026, 6, 30))
        self.assertFalse(self._areas(self.member))
        self.assertTrue(self._areas(self.employee))

    def test_renewed_team_keeps_who_stays(self):
        """A decree that renews a team keeps its lines, ends and adds others."""
        old = self._approve(self._team_decree(self.member, self.employee))
        team = old.team_ids
        kept = team.member_ids.filtered(lambda row: row.user_id == self.member)
        self._travel(date(2026, 7, 1))
        new = self._team_decree(
            self.member,
            self.deputy,
            replaces_ids=[(6, 0, old.ids)],
            team_id=team.id,
        )
        self._approve(new)
        self.assertEqual(new.team_ids, team)
        self.assertEqual(team.date_to, new.valid_to)
        self.assertFalse(kept.date_to)
        self.assertFalse(self._areas(self.employee))
        self.assertTrue(self._areas(self.deputy))
        self.assertTrue(self._areas(self.member))

    def test_officer_starts_and_ends_with_the_decree(self):
        """A role given by a decree runs between its dates and ends with it."""
        holders = self.env["zi.role.assignment"]._zi_holders
        decree = self._decree(
            "sk_upg", people=[(self.employee, {})], valid_from=date(2026, 7, 1)
        )
        self.assertEqual(decree.member_ids.role_id.code, "upg_officer")
        self._approve(decree)
        self.assertFalse(holders(self.unit, "upg_officer"))
        self._travel(date(2026, 7, 1))
        self.assertEqual(holders(self.unit, "upg_officer").user_id, self.employee)
        action = decree.with_user(self.secretary).action_draft_withdrawal()
        draft = self.env["zi.decree"].with_user(self.secretary).browse(action["res_id"])
        draft.valid_from = date(2026, 8, 1)
        self._approve(draft)
        self._travel(date(2026, 7, 31))
        self.assertTrue(holders(self.unit, "upg_officer"))
        self._travel(date(2026, 8, 1))
        self.assertFalse(holders(self.unit, "upg_officer"))

    def test_acting_head_decides_between_the_dates_only(self):
        """A Plh appointed by decree approves on its days, not before or after."""
        decree = self._decree(
            "sk_plt",
            people=[(self.deputy, {"capacity": "plh"})],
            valid_from=date(2026, 7, 6),
            valid_to=date(2026, 7, 10),
        )
        decree.action_submit()
        decree.with_user(self.head).action_approve()
        for day, allowed in (
            (date(2026, 7, 5), False),
            (date(2026, 7, 6), True),
            (date(2026, 7, 10), True),
            (date(2026, 7, 11), False),
        ):
            with self.subTest(day=day):
                self._travel(day)
                other = self._decree(valid_from=day)
                other.action_submit()
                other.with_user(self.colleague).action_approve()
                if allowed:
                    other.with_user(self.deputy).action_approve()
                    self.assertEqual(other.approval_state, "approved")
                    self.assertTrue(
                        other._zi_signature_block()["title"].startswith("Plh. Kepala")
                    )
                else:
                    with self.assertRaises(AccessError):
                        other.with_user(self.deputy).action_approve()

    def test_acting_head_does_not_decide_strategic_kinds(self):
        """Organisation, personnel status and budget wait for the definitive head."""
        self._assign(
            self.deputy, "role_head", capacity="plt", date_to=date(2026, 12, 31)
        )
        decree = self._decree("kebijakan_mutasi")
        decree.action_submit()
        decree.with_user(self.colleague).action_approve()
        with self.assertRaises(AccessError):
            decree.with_user(self.deputy).action_approve()
        decree.with_user(self.head).action_approve()

    def test_acting_appointment_needs_one_person_and_an_end(self):
        """Plt and Plh are one person, with a last day."""
        for people, values in (
            ([], {}),
            ([(self.deputy, {"capacity": "plh"})], {}),
            (
                [(self.deputy, {"capacity": "plh"}), (self.employee, {})],
                {"valid_to": date(2026, 7, 1)},
            ),
        ):
            with self.subTest(people=len(people)):
                decree = self._decree("sk_plt", people=people, **values)
                if len(people) == 2:
                    decree.member_ids.capacity = "plh"
                with self.assertRaises(UserError):
                    decree.action_submit()

    def test_nobody_decides_his_own_appointment(self):
        """The head does not approve the decree that gives him a role."""
        decree = self._decree("sk_upg", people=[(self.head, {})])
        decree.action_submit()
        decree.with_user(self.colleague).action_approve()
        with self.assertRaises(AccessError):
            decree.with_user(self.head).action_approve()

    def test_appointed_role_needs_a_user(self):
        """A person without a user cannot be given a role in the system."""
        person = self.env["hr.employee"].create(
            {"name": "Tanpa Akun", "company_id": self.unit.id}
        )
        decree = self._decree("sk_upg")
        decree.member_ids = [(0, 0, {"employee_id": person.id})]
        with self.assertRaisesRegex(UserError, "Tanpa Akun"):
            decree.action_submit()

    def test_nobody_claims_a_decree_for_a_team(self):
        """The link from team or role to its decree is the approval's to make."""
        decree = self._approve(self._decree())
        team = self.env["zi.team"].with_user(self.secretary)
        with self.assertRaises(AccessError):
            team.create(
                {
                    "name": "Tim",
                    "company_id": self.unit.id,
                    "decree_id": decree.id,
                }
            )
        assignment = self.env["zi.role.assignment"].search(
            [("user_id", "=", self.secretary.id)]
        )
        with self.assertRaises(AccessError):
            assignment.with_user(self.head).decree_id = decree

    def test_publication_ends_with_its_document(self):
        """What shows a replaced document ends with it."""
        old = self._approve(self._decree())
        publication = self.env["zi.publication"].create(
            {
                "name": "Pedoman",
                "company_id": self.unit.id,
                "res_model": "zi.decree",
                "res_id": old.id,
                "media_id": self.env.ref("zi_governance.publication_media_zi_page").id,
                "address": "/zi",
                "date_from": TODAY,
            }
        )
        publication.action_publish()
        self._travel(date(2026, 8, 3))
        self._approve(self._decree(replaces_ids=[(6, 0, old.ids)]))
        self.assertEqual(publication.state, "ended")
        self.assertEqual(publication.date_to, date(2026, 8, 2))
