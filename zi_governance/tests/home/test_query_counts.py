from datetime import date

from lxml import etree

from odoo.tests import tagged

from ..evidence.common import EvidenceCase

FEW, MANY = 2, 20
HOME_QUERIES = 100
YEARS = range(2014, 2026)
# The page of the head with the whole set-up guide open, and that of a member.
HOME_PAGE = 100


@tagged("post_install", "-at_install")
class TestQueryCounts(EvidenceCase):
    """Lists ask as much for twenty rows as for two, with the fields of their views."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        items = cls.item | cls._item(cls.area, "Rekap bulanan", "monthly")
        cls.env["zi.work.plan.task"]._zi_generate(items)
        cls.instrument = cls.env.ref("zi_governance.lke_10_2019")
        cls._assessment(2026)

    @classmethod
    def _assessment(cls, year):
        return cls.env["zi.assessment"].create(
            {
                "company_id": cls.unit.id,
                "year": year,
                "instrument_id": cls.instrument.id,
            }
        )

    # -- what the web client asks for -------------------------------------

    def _list(self, action, user, view="list"):
        """Question of a menu: function of the number of rows."""
        env = self.env(user=user, context={"allowed_company_ids": self.unit.ids})
        values = env["ir.actions.actions"]._for_xml_id(f"zi_governance.{action}")
        model = env[values["res_model"]]
        found = model.get_views([(False, view)])
        arch = etree.fromstring(found["views"][view]["arch"])
        known = found["models"][model._name]["fields"]
        spec = {}
        for node in arch.iter("field"):
            field = known.get(node.get("name"))
            if field:
                related = field["type"] in ("many2one", "many2many", "one2many")
                names = {"fields": {"display_name": {}}} if related else {}
                spec[node.get("name")] = names
        domain = [("company_id", "=", self.unit.id)]
        return lambda rows: model.web_search_read(domain, spec, limit=rows)

    def _queries(self, ask, *arguments):
        """Queries with warm registry caches and a cold record cache."""
        for _warm in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            ask(*arguments)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        answer = ask(*arguments)
        return self.env.cr.sql_log_count - before, answer

    def _assert_same(self, action, user, few=FEW, many=MANY, view="list"):
        ask = self._list(action, user, view)
        one, answer = self._queries(ask, few)
        self.assertEqual(few, len(answer["records"]))
        more, answer = self._queries(ask, many)
        self.assertEqual(many, len(answer["records"]))
        # Counting beyond the page is the one query that a short list saves.
        self.assertLessEqual(more, one, f"{action}: {one} for {few}, {more} for {many}")

    # -- lists -------------------------------------------------------------

    def test_tasks(self):
        """Tasks as a list and as cards, of the plan and of one person."""
        for view in ("list", "kanban"):
            with self.subTest(view=view):
                self._assert_same("zi_work_plan_task_action", self.member, view=view)

    def test_questions(self):
        """The questions of an LKE, for who answers and for who only reads."""
        for user in (self.secretary, self.head):
            with self.subTest(user=user.login):
                self._assert_same("zi_assessment_answer_action", user)

    def test_assessments(self):
        """The LKEs of many years, with their scores and gates."""
        for year in YEARS:
            self._assessment(year)
        for view in ("list", "kanban"):
            with self.subTest(view=view):
                self._assert_same("zi_assessment_action", self.head, 1, 10, view)

    def test_evidence(self):
        """Evidence that serves items, of several people."""
        for number in range(MANY):
            self._for_item(
                date(2026, 1 + number % 6, 2 + number // 6),
                user=self.member if number % 2 else self.secretary,
                name=f"bukti {number}.pdf",
            )
        for view in ("list", "kanban"):
            with self.subTest(view=view):
                self._assert_same("zi_evidence_action", self.secretary, view=view)

    def test_inbox(self):
        """What waits for the head, of several kinds of documents."""
        self._submit(MANY)
        for view in ("list", "kanban"):
            with self.subTest(view=view):
                self._assert_same("zi_approval_request_action", self.head, view=view)

    def _submit(self, count):
        for number in range(count):
            decree = self._decree(subject=f"Pedoman {number}")
            decree.action_submit()
            decree.with_user(self.colleague).action_approve()

    # -- home page -----------------------------------------------------------

    def test_home_page(self):
        """The first page asks as much with twenty tasks, files and documents as with
        two."""
        self._submit(FEW)
        self._for_item(date(2026, 1, 2), name="satu.pdf")
        self._for_item(date(2026, 2, 2), name="dua.pdf")
        before = {user: self._home(user) for user in (self.head, self.member)}
        for user, count in before.items():
            self.assertLessEqual(count, HOME_PAGE, user.login)

        self._submit(MANY)
        for number in range(MANY):
            self._for_item(date(2026, 3, 1 + number), name=f"lain {number}.pdf")
        more = self._item(self.area, "Mingguan", "monthly")
        self.env["zi.work.plan.task"]._zi_generate(more)

        for user, count in before.items():
            with self.subTest(user=user.login):
                self.assertEqual(count, self._home(user))

    def test_home_page_asks_little(self):
        """The first page of the head, with the set-up guide, stays below its number.

        What stands on it is read once: the stored actions behind its figures are kept
        for all readers, the figures of the tiles are one query each.
        """
        self._submit(FEW)
        self.assertLessEqual(self._home(self.head), HOME_QUERIES)

    def test_changed_action_shows_at_once(self):
        """The kept actions are forgotten when one of them is changed."""
        action = self.env.ref("zi_governance.zi_home_late_task_action")
        home = self.env["zi.home"].with_user(self.head)
        self.assertNotEqual(home._zi_action(action.xml_id)["limit"], 7)
        action.limit = 7
        self.assertEqual(home._zi_action(action.xml_id)["limit"], 7)

    def _home(self, user):
        home = self.env["zi.home"].with_user(user).with_company(self.unit)
        return self._queries(home.get_home)[0]
