import base64
from datetime import date, timedelta

from lxml import etree

from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..json2 import Json2Case
from . import matrix_tool
from .samples import make_sample


def screen_fields(model):
    """What the web client asks of a record to show its form and its list."""
    found = model.get_views([(False, "form"), (False, "list")])
    return {
        name: part
        for view in ("form", "list")
        for name, part in _fields_of(
            etree.fromstring(found["views"][view]["arch"]), model
        ).items()
    }


def _fields_of(node, model):
    found = {}
    for child in node.iterchildren("*"):
        if child.tag != "field":
            found.update(_fields_of(child, model))
            continue
        field = model._fields[child.get("name")]
        found[field.name] = {}
        if field.type == "many2one":
            found[field.name] = {"fields": {"display_name": {}}}
        elif field.type in ("one2many", "many2many"):
            lines = {}
            for view in child.iterchildren("list", "kanban", "form"):
                lines.update(_fields_of(view, model.env[field.comodel_name]))
            found[field.name] = {"fields": lines or {"display_name": {}}}
    return found


class OversightCase:
    """A unit looked at by an auditor and by a ministry's official, both from above."""

    def _make_overseers(self):
        self.matrix = matrix_tool.Matrix(self.env)
        self.ministry = self.matrix.users["overseer"]
        self.auditor = new_test_user(
            self.matrix.env,
            "oversight_auditor",
            groups="base.group_user,zi_governance.group_zi_inspector",
            company_id=self.matrix.above.id,
            company_ids=[(6, 0, self.matrix.above.ids)],
        )
        self.oversights = self.env["zi.oversight"].create(
            {"user_id": self.auditor.id, "root_id": self.matrix.own.id}
        ) | self.env["zi.oversight"].search([("user_id", "=", self.ministry.id)])

    def _governance_records(self):
        """One approved record of the unit per model that an auditor inside the unit
        reads."""
        below = matrix_tool._below_a_unit(self.env)
        for name, row in matrix_tool.expected("zi_governance").items():
            model = self.env[name]
            if model._transient or not ("company_id" in model._fields or name in below):
                continue
            record = make_sample(self.matrix.env, name, self.matrix.own)
            if self._is_read_inside(record):
                yield record
            elif "r" not in row["inspector"] and self._approve(record):
                if self._is_read_inside(record):
                    yield record

    def _is_read_inside(self, record):
        self.env.flush_all()
        inside = record.with_user(self.matrix.users["inspector"])
        return inside.has_access("read") and inside.search([("id", "=", record.id)])

    def _approve(self, record):
        parent = getattr(record, "_zi_approval_parent", None)
        document = record[parent] if parent else record
        if "approval_state" not in document._fields:
            return False
        return document._zi_gate_write({"approval_state": "approved"})

    def _as(self, user, record):
        return record.with_user(user).with_context(
            allowed_company_ids=user.company_id.ids
        )


@tagged("post_install", "-at_install")
class TestOversight(OversightCase, TransactionCase):
    def setUp(self):
        super().setUp()
        self._make_overseers()

    def test_overseers_read_the_governance_records_of_the_unit(self):
        """What an auditor reads inside a unit, an auditor and an official of the
        ministry read from above: the lists find it, the screens open."""
        seen = set()
        for record in self._governance_records():
            seen.add(record._name)
            for user in (self.auditor, self.ministry):
                with self.subTest(model=record._name, user=user.login):
                    mine = self._as(user, record)
                    self.assertTrue(mine.search([("id", "=", record.id)]))
                    self.assertTrue(mine.read(["display_name"]))
                    self.assertTrue(mine.web_read(screen_fields(mine)))
                    self.assertTrue(
                        mine.formatted_read_group(
                            [("id", "=", record.id)], ["company_id"], ["__count"]
                        )
                        if "company_id" in mine._fields
                        else True
                    )
        self.assertLessEqual(
            {
                "zi.assessment",
                "zi.assessment.answer",
                "zi.decree",
                "zi.decree.member",
                "zi.evidence",
                "zi.follow.up",
                "zi.monitoring",
                "zi.monitoring.finding",
                "zi.periodic.report",
                "zi.periodic.report.figure",
                "zi.publication",
                "zi.team.member",
                "zi.unit.setting",
                "zi.work.plan.item",
            },
            seen,
        )

    def test_overseers_change_nothing(self):
        """Reading from above is reading only."""
        for record in self._governance_records():
            for user in (self.auditor, self.ministry):
                mine = self._as(user, record)
                for operation in ("write", "create", "unlink"):
                    with self.subTest(model=record._name, operation=operation):
                        self.assertFalse(mine.has_access(operation))

    def test_an_ended_oversight_reads_nothing(self):
        """On the day after its last day nothing of the unit is left."""
        yesterday = date.today() - timedelta(days=1)
        self.oversights.write({"date_from": "2020-01-01", "date_to": yesterday})
        for record in self._governance_records():
            for user in (self.auditor, self.ministry):
                with self.subTest(model=record._name, user=user.login):
                    mine = self._as(user, record)
                    self.assertFalse(
                        mine.has_access("read")
                        and mine.search([("id", "=", record.id)])
                    )

    def test_no_oversight_reads_nothing_beside(self):
        """An overseer of one unit reads no other one, and no work of his own unit
        that a plain employee does not read there."""
        for unit in (self.matrix.other, self.matrix.above):
            for name in ("zi.evidence", "zi.follow.up"):
                record = make_sample(self.matrix.env, name, unit)
                with self.subTest(model=name, unit=unit.name):
                    mine = self._as(self.ministry, record)
                    self.assertFalse(mine.search([("id", "=", record.id)]))

    def test_restricted_documents_stay_closed(self):
        """A document for those concerned only is none of the overseers'."""
        decree = make_sample(self.matrix.env, "zi.decree", self.matrix.own)
        decree.kind_id.restricted = True
        decree._zi_gate_write({"approval_state": "approved"})
        self.env.flush_all()
        for user in (self.auditor, self.ministry):
            mine = self._as(user, decree)
            self.assertFalse(mine.search([("id", "=", decree.id)]))

    def test_menus_open_and_close_with_the_oversight(self):
        """The group of an overseer comes with the first day and goes with the last,
        also by the nightly job."""
        group = self.env.ref("zi_governance.group_zi_overseer")
        self.assertIn(group, self.ministry.group_ids)
        mine = self.oversights.filtered(lambda o: o.user_id == self.ministry)
        mine.write({"date_from": "2020-01-01", "date_to": "2020-12-31"})
        self.assertNotIn(group, self.ministry.group_ids)
        mine.write({"date_to": False})
        self.assertIn(group, self.ministry.group_ids)
        self.env.cr.execute(
            "UPDATE zi_oversight SET date_to = '2020-12-31' WHERE id = %s", [mine.id]
        )
        mine.invalidate_recordset()
        self.env["zi.role.assignment"]._cron_groups()
        self.assertNotIn(group, self.ministry.group_ids)
        mine.write({"date_to": False})
        mine.unlink()
        self.assertNotIn(group, self.ministry.group_ids)


@tagged("post_install", "-at_install")
class TestOversightHttp(OversightCase, Json2Case):
    @mute_logger("odoo.http")
    def test_files_over_the_wire(self):
        """The file of a piece of evidence is read by who oversees its unit."""
        self._make_overseers()
        evidence = self.env["zi.evidence"].create(
            {
                "company_id": self.matrix.own.id,
                "date": "2026-01-02",
                "upload": base64.b64encode(b"%PDF-1.4 notula"),
                "file_name": "notula.pdf",
            }
        )
        file = evidence.attachment_id
        self.oversights.filtered(lambda o: o.user_id == self.auditor).unlink()
        for user, status in ((self.ministry, 200), (self.auditor, 403)):
            response = self.call(
                user, "ir.attachment", "read", ids=file.ids, fields=["datas"]
            )
            self.assertEqual(response.status_code, status, response.text[:300])

    @mute_logger("odoo.http")
    def test_records_over_the_wire(self):
        """An overseer reads evidence and LKE over JSON-2 and changes neither."""
        self._make_overseers()
        for name, field in (
            ("zi.evidence", "note"),
            ("zi.assessment", "note"),
            ("zi.team.member", "date_to"),
        ):
            record = make_sample(self.matrix.env, name, self.matrix.own)
            for user in (self.auditor, self.ministry):
                with self.subTest(model=name, user=user.login):
                    response = self.call(
                        user, name, "read", ids=record.ids, fields=["display_name"]
                    )
                    self.assertEqual(response.status_code, 200, response.text[:300])
                    self.assert_refused(
                        user,
                        name,
                        "write",
                        status=403,
                        ids=record.ids,
                        vals={field: False},
                    )
