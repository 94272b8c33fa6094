"""Runs inside `odoo shell`: a package with a long list and what it is measured by."""

import datetime
import resource
import tempfile
import time
from types import SimpleNamespace

import xlsxwriter

import odoo

from odoo.addons.web.controllers.export import ExportXlsxWriter

FIELDS = (
    "name",
    "description",
    "area_id",
    "owner_id",
    "due_date",
    "state",
    "result",
    "done_at",
    "settled_at",
)
EPOCH = datetime.datetime(1899, 12, 30)
FILL = """
    INSERT INTO zi_follow_up (company_id, name, description, area_id, owner_id,
        due_date, first_due_date, state, result, done_at, settled_at, origin_id,
        create_date, write_date, create_uid, write_uid)
    SELECT %(unit)s, 'Tindak lanjut nomor ' || n, 'Temuan monitoring: bukti kegiatan '
        || n || ' & notula rapat belum lengkap', %(area)s, %(owner)s,
        date '2026-01-01' + n %% 365, date '2026-01-01' + n %% 365,
        CASE WHEN n %% 3 = 0 THEN 'open' ELSE 'done' END,
        CASE WHEN n %% 3 > 0 THEN 'Sudah dikerjakan, berkas ' || n END,
        CASE WHEN n %% 3 > 0 THEN timestamp '2026-02-01' + n * interval '1 min' END,
        CASE WHEN n %% 3 > 0 THEN timestamp '2026-02-01' + n * interval '1 min' END,
        n, now(), now(), 1, 1
      FROM generate_series(1, %(rows)s) n
"""
FLOOR = """
    SELECT f.id, f.name, f.description, a.name, p.name, f.due_date, f.state,
           f.result, f.done_at AT TIME ZONE 'UTC' AT TIME ZONE 'Asia/Jakarta',
           f.settled_at AT TIME ZONE 'UTC' AT TIME ZONE 'Asia/Jakarta'
      FROM zi_follow_up f
      LEFT JOIN zi_area a ON a.id = f.area_id
      LEFT JOIN res_users u ON u.id = f.owner_id
      LEFT JOIN res_partner p ON p.id = u.partner_id
     WHERE f.company_id = %s AND f.origin_id <= %s ORDER BY f.id
"""


class Exports:
    """One unit with many follow-ups and a profile with one list of them."""

    def __init__(self, env, rows):
        self.env = env(context={**env.context, "lang": "id_ID"})
        self.unit = env.company
        self.unit.resource_calendar_id.tz = "Asia/Jakarta"
        self.reader = env.ref("base.user_admin")
        self.reader.group_ids += env.ref("zi_governance.group_zi_secretariat")
        env["zi.signing.key"].sudo()._zi_make()
        area = env["zi.area"].search([], limit=1)
        env.cr.execute(
            FILL,
            {
                "unit": self.unit.id,
                "area": area.id,
                "owner": self.reader.id,
                "rows": rows,
            },
        )
        env.cr.execute("ANALYZE zi_follow_up")
        self.profile = env["zi.export.profile"].create(
            {
                "name": "Daftar",
                "code": "daftar",
                "company_id": self.unit.id,
                "since": "2026-01-01",
                "lang": "id_ID",
                "service_user_id": self.reader.id,
            }
        )
        env.cr.commit()

    def ordered(self, rows):
        """A package with the first so many follow-ups."""
        model = self.env["ir.model"]._get("zi.follow.up")
        listed = self.env["zi.export.list"].create(
            {
                "name": f"Tindak lanjut {rows}",
                "company_id": self.unit.id,
                "model_id": model.id,
                "domain": f"[('origin_id', '<=', {rows})]",
                "column_ids": [
                    (
                        0,
                        0,
                        {
                            "field_id": self.env["ir.model.fields"]
                            ._get("zi.follow.up", name)
                            .id
                        },
                    )
                    for name in FIELDS
                ],
            }
        )
        self.profile.line_ids = [(5, 0, 0), (0, 0, {"list_id": listed.id})]
        first, last = datetime.date(2026, 1, 1), datetime.date(2026, 1, 31)
        run = self.env["zi.export.run"]._zi_plan(
            self.profile, first, last, datetime.datetime(2026, 2, 6), preview=True
        )
        run._zi_fix()
        self.env.cr.commit()
        self.env.invalidate_all()
        return run

    def ours(self, rows):
        """Seconds of the whole package: read, written, hashed, signed and stored."""
        run = self.ordered(rows)
        started = time.perf_counter()
        run._zi_build()
        seconds = time.perf_counter() - started
        assert run.sheet_ids.filtered(lambda s: s.code != "cover").row_count == rows
        self.env.cr.rollback()
        self.env.invalidate_all()
        return seconds

    def floor(self, rows):
        """Seconds of the same cells with one query and nothing around them."""
        started = time.perf_counter()
        with tempfile.TemporaryFile() as target:
            book = xlsxwriter.Workbook(
                target,
                {
                    "constant_memory": True,
                    "strings_to_formulas": False,
                    "strings_to_urls": False,
                    "strings_to_numbers": False,
                },
            )
            base = {"valign": "top", "border": 1, "border_color": "#BFBFBF"}
            text = book.add_format({**base, "text_wrap": True})
            whole = book.add_format({**base, "num_format": "#,##0", "align": "right"})
            day = book.add_format({**base, "num_format": "dd/mm/yyyy"})
            moment = book.add_format({**base, "num_format": "dd/mm/yyyy hh:mm"})
            page = book.add_worksheet("Daftar")
            labels = dict(
                self.env["zi.follow.up"]
                ._fields["state"]
                ._description_selection(self.env)
            )
            self.env.cr.execute(FLOOR, [self.unit.id, rows])
            for row, values in enumerate(self.env.cr.fetchall()):
                page.write_number(row, 0, values[0], whole)
                for column, value in enumerate(values[1:], start=1):
                    if value is None:
                        page.write_blank(row, column, None, text)
                    elif column == 6:
                        page.write_string(row, column, labels[value], text)
                    elif isinstance(value, str):
                        page.write_string(row, column, value, text)
                    elif isinstance(value, datetime.datetime):
                        page.write_datetime(row, column, value, moment)
                    else:
                        page.write_datetime(row, column, value, day)
            book.close()
        return time.perf_counter() - started

    def odoo(self, rows):
        """Seconds of the list export of the web client, without the web."""
        self.env.invalidate_all()
        env = self.env(user=self.reader, su=False)
        names = ("id", *FIELDS)
        model = env["zi.follow.up"].with_context(import_compat=False)
        started = time.perf_counter()
        odoo.http._request_stack.push(SimpleNamespace(env=env))
        try:
            records = model.search([("origin_id", "<=", rows)])
            data = records.export_data([".id", *FIELDS])["datas"]
            headers = [{"name": n, "type": model._fields[n].type} for n in names]
            with ExportXlsxWriter(headers, list(names), len(data)) as writer:
                for row, values in enumerate(data, start=1):
                    for column, value in enumerate(values):
                        writer.write_cell(row, column, value)
            assert len(data) == rows and len(writer.value) > rows
        finally:
            odoo.http._request_stack.pop()
        return time.perf_counter() - started

    def speed(self, rows, rounds=3):
        """Medians of seconds, each thing by turns with the others."""
        for way in (self.ours, self.floor, self.odoo):
            way(500)
        found = [
            (self.ours(rows), self.floor(rows), self.odoo(rows))
            for _round in range(rounds)
        ]
        return [sorted(seconds)[rounds // 2] for seconds in zip(*found, strict=True)]


def speed(env, rows):
    """Seconds of our package, of the floor, and of Odoo's own list export."""
    return Exports(env, rows).speed(rows)


def peak(env, rows):
    """Peak memory of this process after one package, in MB, and its seconds."""
    exports = Exports(env, rows)
    exports.ours(500)
    seconds = exports.ours(rows)
    return {
        "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "seconds": seconds,
    }
