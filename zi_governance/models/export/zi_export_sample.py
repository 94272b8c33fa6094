import base64
import hashlib
import io
import json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools import zi_verify as check
from ...tools.export.book import Cover, NamedSheet, write_package
from ...tools.export.sample import Member, blocks_of, hash_of, member_name, stream
from ...tools.sheet import Column, Sheet

_GROUPS = (
    "zi_governance.group_zi_secretariat",
    "zi_governance.group_zi_head",
    "zi_governance.group_zi_inspector",
)
_LIST = "daftar.xlsx"
MOST_ROWS = 1_000
LONGEST_SEED = 64


class ZiExportSample(models.Model):
    """Who drew which sample from a package that was sent.

    Append-only. What was drawn follows from the package, the sheet, the seed and the
    size, so that anybody draws it again; the archive with the files of the evidence is
    packed when it is downloaded.
    """

    _name = "zi.export.sample"
    _description = "Auditor's sample"
    _inherit = ["zi.append.only.mixin"]
    _order = "id desc"
    _rec_name = "seed"

    _zi_sealed_columns = (
        "company_id",
        "run_id",
        "sheet_code",
        "sheet_name",
        "seed",
        "size",
        "content_hash",
        "numbers",
        "file_count",
        "findings",
        "user_id",
        "user_name",
        "drawn_at",
    )

    company_id = fields.Many2one(
        "res.company", "Work unit", required=True, index=True, ondelete="restrict"
    )
    run_id = fields.Many2one(
        "zi.export.run", "Package", required=True, index=True, ondelete="restrict"
    )
    sheet_code = fields.Char(required=True, size=64)
    sheet_name = fields.Char("Sheet", required=True, size=128)
    seed = fields.Char(required=True, size=LONGEST_SEED)
    size = fields.Integer("Rows", required=True, aggregator=None)
    content_hash = fields.Char("Content of the package", size=64, required=True)
    numbers = fields.Char("Rows drawn", required=True)
    file_count = fields.Integer("Files", aggregator=None)
    findings = fields.Text(help="Files that are missing or differ from the register.")
    user_id = fields.Many2one(
        "res.users", "Drawn by", required=True, ondelete="restrict"
    )
    user_name = fields.Char("Name", required=True, size=256)
    drawn_at = fields.Datetime("Drawn on", required=True)
    is_mine = fields.Boolean(compute="_compute_is_mine")

    @api.depends("run_id", "seed")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for sample in self:
            sample.display_name = self.env._(
                "Sample “%(seed)s” of %(package)s",
                seed=sample.seed,
                package=sample.run_id.display_name,
            )

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for sample in self:
            sample.is_mine = sample.user_id == self.env.user

    # ------------------------------------------------------------------
    # THE DRAW
    # ------------------------------------------------------------------

    @api.model
    def _zi_draw(self, run, code, seed, size):
        """Draw a sample and note who did.

        :param run: ``zi.export.run`` of the reader
        :param str code: of a sheet whose rows name evidence
        :param str seed: any text of the auditor
        :param int size: rows wanted
        :return: the entry
        :raises AccessError: another than the secretariat, the head or an inspector
        :raises UserError: not sent, no such sheet, or an impossible seed or size
        """
        run.ensure_one()
        if not any(map(self.env.user.has_group, _GROUPS)):
            raise AccessError(
                self.env._(
                    "A sample is drawn by an inspector, the secretariat or the head."
                )
            )
        run.check_access("read")
        seed = " ".join((seed or "").split())
        manifest, sheet = self._zi_check_draw(run, code, seed, size)
        numbers = check.draw(seed, manifest["content"], sheet, size)
        rows = self._zi_rows(run.sudo(), sheet, numbers)
        items = [item for row in rows for item in row["evidence"]]
        return (
            self.sudo()
            .create(
                [
                    {
                        "company_id": run.company_id.id,
                        "run_id": run.id,
                        "sheet_code": code,
                        "sheet_name": sheet["name"],
                        "seed": seed,
                        "size": size,
                        "content_hash": manifest["content"],
                        "numbers": ", ".join(map(str, numbers)),
                        "file_count": sum(bool(item["file"]) for item in items),
                        "findings": "\n".join(
                            dict.fromkeys(
                                f"{item['number']}: {item['reason']}"
                                for item in items
                                if item["state"] in ("missing", "differs")
                            )
                        ),
                        "user_id": self.env.uid,
                        "user_name": self.env.user.name,
                        "drawn_at": fields.Datetime.now(),
                    }
                ]
            )
            .with_env(self.env)
        )

    def _zi_check_draw(self, run, code, seed, size):
        """The manifest and the sheet of a draw that is possible."""
        if run.state != "sent":
            raise UserError(
                self.env._("A sample is drawn from a package that was sent.")
            )
        if not seed or len(seed) > LONGEST_SEED:
            raise UserError(
                self.env._(
                    "Give a seed of 1 to %(most)s characters: any text that you choose "
                    "yourself, so that nobody could know the rows before.",
                    most=LONGEST_SEED,
                )
            )
        if not 1 <= size <= MOST_ROWS:
            raise UserError(
                self.env._("A sample has 1 to %(most)s rows.", most=MOST_ROWS)
            )
        manifest = json.loads(run.sudo().manifest_id.raw)
        sheets = {sheet["code"]: sheet for sheet in manifest["sheets"]}
        sheet = sheets.get(code)
        if not sheet or not check.evidence_place(sheet):
            raise UserError(
                self.env._(
                    "No sample can be drawn from this sheet: its rows name no evidence."
                )
            )
        return manifest, sheet

    def _zi_rows(self, run, sheet, numbers):
        """The rows drawn, as the workbook has them, with their evidence.

        :param run: ``zi.export.run`` (sudo)
        :return: list of dicts as ``sampel.json`` has them, with ``path`` or ``data``
            of files beside
        """
        wanted = set(numbers)
        place = check.evidence_place(sheet) - 1
        book = io.BytesIO(run.attachment_id.raw)
        rows = []
        for number, values in enumerate(check.rows_of(book, sheet), 1):
            if number in wanted:
                cell = values[place] if place < len(values) else None
                rows.append(
                    {
                        "number": number,
                        "values": values,
                        "evidence": check.evidence_numbers(cell),
                    }
                )
        known = self._zi_evidence_of(
            run.company_id, {one for row in rows for one in row["evidence"]}
        )
        for row in rows:
            row["evidence"] = [known[number] for number in row["evidence"]]
        return rows

    def _zi_evidence_of(self, company, numbers):
        """What stands behind numbers of the register of evidence; one query.

        :return: ``{number: dict}``
        """
        found = {
            row.id: row
            for row in self.env["zi.evidence"]
            .sudo()
            .with_context(active_test=False)
            .search([("id", "in", list(numbers)), ("company_id", "=", company.id)])
        }
        return {number: self._zi_item(number, found.get(number)) for number in numbers}

    def _zi_item(self, number, evidence):
        """One piece of evidence: its file and hash, or why there is none."""
        item = {
            "number": number,
            "name": evidence.name if evidence else "",
            "file": "",
            "sha256": evidence.sha256 or "" if evidence else "",
            "found": "",
            "state": "ok",
            "reason": "",
        }
        if not evidence:
            return {
                **item,
                "state": "missing",
                "reason": self.env._("not in the register of the unit any more"),
            }
        attachment = evidence.attachment_id
        if not attachment:
            return {
                **item,
                "state": "record",
                "reason": self.env._(
                    "a record in the system, shown there; it has no file"
                ),
            }
        try:
            item["found"] = hash_of(self._zi_blocks(attachment))
        except OSError:
            return {
                **item,
                "state": "missing",
                "reason": self.env._(
                    "the file is not in the store of this server; restore it from the "
                    "backup"
                ),
            }
        item["file"] = member_name(number, evidence.file_name)
        if item["found"] != item["sha256"]:
            item["state"] = "differs"
            item["reason"] = self.env._(
                "the file has another hash than the register: %(hash)s",
                hash=item["found"],
            )
        return item

    def _zi_blocks(self, attachment):
        """The bytes of an attachment without holding them all.

        :raises OSError: its file is gone
        """
        if attachment.store_fname:
            return blocks_of(attachment._full_path(attachment.store_fname))
        return iter([attachment.raw or b""])

    # ------------------------------------------------------------------
    # THE ARCHIVE
    # ------------------------------------------------------------------

    def action_download(self):
        """The archive; only for who drew it, others draw for themselves."""
        self.ensure_one()
        self._zi_check_mine()
        return {
            "type": "ir.actions.act_url",
            "url": f"/zi_governance/sample/{self.id}",
            "target": "download",
        }

    def _zi_check_mine(self):
        self.ensure_one()
        self.check_access("read")
        self.run_id.check_access("read")
        if self.user_id != self.env.user:
            raise AccessError(
                self.env._(
                    "%(person)s drew this sample. Draw one of your own: the same seed "
                    "gives the same rows, and the register shows who took the files.",
                    person=self.user_name,
                )
            )

    def _zi_archive(self):
        """Name and bytes of the archive. All that needs the database is read at once;
        the files are read while they are sent.

        :return: ``(name, iterator of bytes)``
        """
        self.ensure_one()
        self._zi_check_mine()
        run = self.sudo().run_id
        sample = self.sudo().with_context(lang=run.profile_id.lang)
        manifest, sheet = sample._zi_check_draw(
            run, self.sheet_code, self.seed, self.size
        )
        numbers = check.draw(self.seed, manifest["content"], sheet, self.size)
        rows = sample._zi_rows(run, sheet, numbers)
        members = [
            Member(check.SAMPLE_LIST, [sample._zi_list(manifest, sheet, rows)]),
            Member(_LIST, [sample._zi_list_book(sheet, rows)]),
            *sample._zi_members(rows),
        ]
        local = run.company_id._zi_local(self.drawn_at)
        slug = hashlib.sha256(self.seed.encode()).hexdigest()[:8]
        name = f"{run._zi_file_name()}-sampel-{self.sheet_code}-{slug}.zip"
        return name, stream(members, local.timetuple()[:6])

    def _zi_members(self, rows):
        """Each file once, however many rows name it."""
        items = {item["number"]: item for row in rows for item in row["evidence"]}
        files = {number: item for number, item in items.items() if item["file"]}
        records = self.env["zi.evidence"].sudo().browse(files)
        return [
            Member(files[row.id]["file"], self._zi_blocks(row.attachment_id))
            for row in records
        ]

    def _zi_list(self, manifest, sheet, rows):
        """``sampel.json``: what was drawn and how, signed."""
        key = self.env["zi.signing.key"]._zi_active()
        if not key:
            raise UserError(self.env._("There is no key to sign the list with."))
        sample = {
            "format": check.SAMPLE_FORMAT,
            "unit": manifest["unit"],
            "profile": manifest["profile"],
            "period": manifest["period"],
            "amendment": manifest["amendment"],
            "package": manifest["number"],
            "content": manifest["content"],
            "workbook": manifest["workbook"],
            "sheet": self.sheet_code,
            "sheet_name": sheet["name"],
            "columns": sheet["columns"],
            "seed": self.seed,
            "size": self.size,
            "drawn_at": self.drawn_at.isoformat() + "Z",
            "drawn_by": self.user_name,
            "lists": [_LIST],
            "rows": rows,
            "key": key.key_id,
        }
        sample["signature"] = base64.b64encode(
            key._zi_sign(check.sample_bytes(sample))
        ).decode()
        return json.dumps(sample, ensure_ascii=False, indent=1, sort_keys=True).encode()

    def _zi_list_book(self, sheet, rows):
        """The list for people: the rows as in the package, and their files."""
        columns = (
            Column("row", self.env._("Row of the sheet"), "integer", 9),
            *[
                Column(f"c_{item['code']}", item["label"], item["kind"], _width(item))
                for item in sheet["columns"]
            ],
        )
        width = len(columns) - 1
        drawn = [
            (row["number"], *(row["values"] + [None] * width)[:width]) for row in rows
        ]
        files = [
            (
                row["number"],
                item["number"],
                item["name"],
                item["file"] or None,
                self._zi_state_words(item),
                item["sha256"] or None,
                item["found"] or None,
            )
            for row in rows
            for item in row["evidence"]
        ]
        target = io.BytesIO()
        write_package(
            target,
            Cover(self.display_name, self._zi_cover_lines(), self._zi_how()),
            [
                NamedSheet(
                    "files",
                    self.env._("Evidence"),
                    Sheet(self._zi_file_columns(), iter(files), len(files)),
                ),
                NamedSheet(
                    "rows", sheet["name"], Sheet(columns, iter(drawn), len(drawn))
                ),
            ],
            created=self.drawn_at,
            words=self.run_id._zi_words(),
            sign=lambda _written: self.content_hash,
        )
        return target.getvalue()

    def _zi_file_columns(self):
        env = self.env
        return (
            Column("row", env._("Row of the sheet"), "integer", 9),
            Column("number", env._("Evidence (No.)"), "integer", 9),
            Column("name", env._("What it shows"), "text", 40),
            Column("file", env._("File in the archive"), "text", 36),
            Column("state", env._("What was found"), "text", 36),
            Column("sha256", env._("SHA-256 in the register"), "text", 22),
            Column("found", env._("SHA-256 of the file"), "text", 22),
        )

    def _zi_state_words(self, item):
        return item["reason"] or self.env._("Equals the register")

    def _zi_cover_lines(self):
        env = self.env
        return (
            (env._("Package"), self.run_id.display_name),
            (env._("Sheet"), self.sheet_name),
            (env._("Seed"), self.seed),
            (env._("Rows wanted"), str(self.size)),
            (env._("Rows drawn"), self.numbers),
            (env._("Drawn on"), self.run_id._zi_day_text(self.drawn_at)),
            (env._("Drawn by"), self.user_name),
        )

    def _zi_how(self):
        return (
            self.env._(
                "How the rows were drawn: each row that is no heading got a lot, the "
                "SHA-256 of seed, package, sheet and row number; the smallest lots "
                "were taken. Whoever has the package and the seed draws the same rows "
                "with zi_verify.py."
            ),
        )


def _width(column):
    return {"text": 26, "moment": 16, "date": 11}.get(column["kind"], 10)
