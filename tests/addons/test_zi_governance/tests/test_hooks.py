import base64

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestHooks(ApprovalCase):
    """Every question that this addon asks is answered by who knows, else neutrally."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.employee = cls.env["hr.employee"].create(
            {"name": "One", "company_id": cls.unit.id}
        )
        cls.second = cls.env["hr.employee"].create(
            {"name": "Two", "company_id": cls.unit.id}
        )
        cls.declaration = cls.env["test.zi.declaration"].create(
            {"user_id": cls.head.id, "employee_id": cls.employee.id}
        )

    def test_eligibility(self):
        """Yes, no, and "not recorded" for a criterion that nobody keeps."""
        both = self.employee | self.second
        ask = self.env["zi.eligibility"]._zi_check
        today = self.unit._zi_today()
        self.assertEqual(
            {self.employee.id: False, self.second.id: True},
            ask(both, "test_nothing_declared", today),
        )
        self.assertEqual(
            {self.employee.id: None, self.second.id: None},
            ask(both, "kept_by_nobody", today),
        )

    def test_conflict(self):
        """Only who declared, only in matters that concern the person declared."""
        mine = self.document(subject_id=self.employee.id)
        other = self.document(subject_id=self.second.id)
        blocked = self.env["zi.conflict"]._zi_blocked
        self.assertEqual({mine.id: "test_declared"}, blocked(self.head, mine | other))
        self.assertEqual({}, blocked(self.secretary, mine | other))

    def test_conflict_is_asked_before_evidence_is_verified(self):
        """Evidence says what it concerns, so that who answers for conflicts can stop
        its verification."""
        evidence = (
            self.env["zi.evidence"]
            .with_user(self.secretary)
            .create(
                {
                    "company_id": self.unit.id,
                    "upload": base64.b64encode(b"%PDF-1.7\n1\n%%EOF\n"),
                    "file_name": "a.pdf",
                    "area_ids": [(6, 0, self.env.ref("zi_governance.area_mp").ids)],
                }
            )
        )
        self.assertEqual(
            ("zi.evidence", evidence.id), evidence.sudo()._zi_matter()["ref"]
        )
        evidence.with_user(self.secretary2).action_verify()
        self.assertEqual("verified", evidence.state)

    def test_matter_excluded_and_next_authority(self):
        """A document says whom it concerns, whom it bars and who decides instead."""
        document = self.document(
            subject_id=self.employee.id, excluded_id=self.colleague.id
        )
        self.assertEqual(
            {
                "employees": self.employee.ids,
                "partners": [],
                "processes": [],
                "ref": ("test.zi.document", document.id),
            },
            document._zi_matter(),
        )
        self.assertEqual(self.colleague, document._zi_excluded_users())
        self.assertEqual("Direktur Jenderal", document._zi_next_authority())

    def test_measure(self):
        """Numerator and denominator per unit; unknown figures are missing."""
        self.approved()
        self.document()
        ask = self.env["zi.measure"]._zi_measure
        self.assertEqual(
            {self.unit.id: (1, 2, "test.zi.document")},
            ask("test_documents_approved", self.unit | self.other_unit, 2026),
        )
        self.assertEqual({}, ask("unknown", self.unit, 2026))

    def test_public_page(self):
        """Sections and links of an addon stand on the page, escaped."""
        self.approved(name="<script>x</script>")
        pages = self.env["zi.public.page"]
        [(sequence, block)] = [
            section
            for section in pages._zi_sections(self.unit)
            if "script" in section[1]
        ]
        self.assertEqual(50, sequence)
        self.assertIn("&lt;script&gt;", block)
        document = self.document()
        self.assertEqual(
            [("Laporkan masalah", f"/zi/pengaduan?sop={document.id}")],
            pages._zi_public_actions(document),
        )
        self.assertEqual([], pages._zi_public_actions(self.unit))

    def test_personnel_action(self):
        """One insert per employee, of every kind alike, read by nobody."""
        outbox = self.env["zi.personnel.action"]
        people = self.employee | self.second
        report = outbox.with_user(self.author)._zi_report
        report(people, "mutation", "2026-01-02", "test.zi.document", 5)
        rows = outbox.sudo().search([("employee_id", "in", people.ids)])
        self.assertEqual(people, rows.employee_id)
        self.assertEqual({"mutation"}, set(rows.mapped("kind")))

        def count(kind):
            self.env.flush_all()
            before = self.cr.sql_log_count
            report(self.employee, kind, "2026-01-02")
            self.env.flush_all()
            return self.cr.sql_log_count - before

        count("rating")
        self.assertEqual(count("rating"), count("discipline"))
        for user in (self.head, self.user("admin_a", groups="base.group_system")):
            with self.assertRaises(AccessError):
                outbox.with_user(user).search([])
        with self.assertRaises(AccessError):
            rows.write({"kind": "other"})

    def test_links(self):
        """Links are read in both directions, and an end that is gone is named."""
        first, second = self.document(), self.document()
        links = self.env["zi.link"].sudo()
        links.create(
            [
                {
                    "company_id": self.unit.id,
                    "source_model": first._name,
                    "source_id": first.id,
                    "target_model": second._name,
                    "target_id": second.id,
                    "kind": "caused",
                },
                {
                    "company_id": self.unit.id,
                    "source_model": "zi.gone",
                    "source_id": 7,
                    "target_model": first._name,
                    "target_id": first.id,
                },
            ]
        )
        self.assertEqual(
            {
                first.id: [
                    ("caused", second._name, second.id),
                    ("related", "zi.gone", 7),
                ],
                second.id: [("caused", first._name, first.id)],
            },
            self.env["zi.link"]._zi_links(first | second),
        )
        self.assertEqual(
            {first.id: [("caused", second._name, second.id)]},
            self.env["zi.link"]._zi_links(first, "caused"),
        )

    def test_link_with_a_confidential_record_is_refused(self):
        """It would tell in an open table that the record exists."""
        document = self.document()
        for source, target in (
            ("test.zi.case", document._name),
            (document._name, "test.zi.case"),
        ):
            with self.assertRaisesRegex(AccessError, "confidential"):
                self.env["zi.link"].sudo().create(
                    {
                        "company_id": self.unit.id,
                        "source_model": source,
                        "source_id": document.id,
                        "target_model": target,
                        "target_id": document.id,
                    }
                )
