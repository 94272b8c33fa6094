from datetime import date

from odoo.tests import tagged

from ...models.public.zi_work_plan_paper import _pages
from .test_transparency import TransparencyCase


@tagged("post_install", "-at_install")
class TestPlanPaper(TransparencyCase):
    """The work plan on paper and on the public page, with its approver."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        area = cls.env.ref("zi_governance.area_mp")
        cls.plan = (
            cls.env["zi.work.plan"]
            .with_user(cls.secretary)
            .create(
                {
                    "name": "Rencana kerja uji",
                    "year": 2026,
                    "company_id": cls.unit.id,
                    "line_ids": [
                        (
                            0,
                            0,
                            {
                                "sequence": 1,
                                "area_id": area.id,
                                "indicator": "Tim kerja dibentuk",
                                "action_steps": "Rapat\nSK tim",
                                "target_text": "Juni 2026",
                                "item_ids": [
                                    (
                                        0,
                                        0,
                                        {
                                            "name": "SK tim kerja",
                                            "date_from": date(2026, 6, 1),
                                            "date_to": date(2026, 6, 30),
                                        },
                                    )
                                ],
                            },
                        )
                    ],
                }
            )
        )

    def test_paper_shows_lines_and_approver(self):
        """Draft without code; approved with the approver's name and a code."""
        self.assertIsNone(self.plan._zi_paper()["qr"])
        self._approve(self.plan)
        paper = self.plan._zi_paper()
        [[(area, [row])]] = paper["pages"]
        self.assertEqual(self.env.ref("zi_governance.area_mp").name, area)
        self.assertEqual("Tim kerja dibentuk", row["indicator"])
        self.assertEqual(["Rapat", "SK tim"], row["steps"])
        self.assertEqual(["SK tim kerja"], row["proofs"])
        self.assertEqual("Kepala Uji", paper["signature"]["name"])
        self.assertIn("/zi/v/", paper["qr"]["address"])

    def test_code_of_a_replaced_plan_leads_to_the_next(self):
        """BERLAKU; after the next version is approved DIGANTI, with a link to it."""
        self._approve(self.plan)
        path = self.token_path(self.plan)
        self.assertIn("<h1>BERLAKU</h1>", self.visit(path).text)
        self._travel(date(2026, 6, 16))
        action = self.plan.action_new_version()
        new = self.env["zi.work.plan"].browse(action["res_id"])
        self._approve(new.with_user(self.secretary))
        text = self.visit(path).text
        self.assertIn("<h1>DIGANTI</h1>", text)
        self.assertIn(f'href="{self.token_path(new)}"', text)

    def test_only_the_published_plan_is_downloaded(self):
        """Approved alone shows nothing; published, the PDF is made and served with
        its approver beside it; no longer once the plan is replaced."""
        self._approve(self.plan)
        self.allow_pdf_render()
        row = self.publication(self.plan, name="Rencana kerja uji")
        self.assertNotIn("Rencana kerja uji", self.visit("/zi/u/BLU").text)
        self.assertEqual(404, self.visit(f"/zi/dok/{row.id}").status_code)
        row.with_context(force_report_rendering=True).action_publish()
        text = self.visit("/zi/u/BLU").text
        for words in ("Rencana kerja uji", "Kepala Uji", "15 Juni 2026"):
            self.assertIn(words, text)
        answer = self.visit(f"/zi/dok/{row.id}")
        self.assertEqual(b"%PDF-", answer.content[:5])
        self._travel(date(2026, 6, 16))
        new = self.env["zi.work.plan"].browse(self.plan.action_new_version()["res_id"])
        self._approve(new.with_user(self.secretary))
        self.assertNotIn("Rencana kerja uji", self.visit("/zi/u/BLU").text)
        self.assertEqual(404, self.visit(f"/zi/dok/{row.id}").status_code)

    def test_every_row_is_on_one_page(self):
        """Long plans are cut between rows, each area named anew on each page, and no
        page holds more than it has room for."""
        rows = [
            {
                "area": f"Area {number // 12}",
                "no": number,
                "sub": "Sub komponen",
                "indicator": "Indikator yang panjang " * (1 + number % 4),
                "steps": ["Langkah"] * (1 + number % 9),
                "proofs": ["Bukti"] * (1 + number % 5),
                "target": "Juni 2026",
            }
            for number in range(67)
        ]
        pages = _pages(rows)
        self.assertGreater(len(pages), 4)
        self.assertEqual(
            rows, [row for page in pages for _area, part in page for row in part]
        )
        for page in pages:
            for area, part in page:
                self.assertEqual({area}, {row["area"] for row in part})
