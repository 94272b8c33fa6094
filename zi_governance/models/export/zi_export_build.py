import base64
import hashlib
import json
import tempfile

from odoo import fields, models
from odoo.exceptions import UserError

from ...tools import zi_verify as check
from ...tools.errors import ToolError
from ...tools.export.book import (
    BookError,
    Cover,
    NamedSheet,
    Words,
    cell_value,
    sheet_name,
    write_package,
)
from ...tools.export.difference import difference
from ...tools.sheet import Column, Sheet, SheetError

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CHANGES = "changes"
_HEADING_ROWS = 4  # title, unit and period, an empty row, the column heads
_SPOOL = 32 * 1024 * 1024


class ZiExportRun(models.Model):
    """Making the workbook and its manifest."""

    _inherit = "zi.export.run"

    def _zi_build(self):
        """Make the file of a package, sign its manifest, and store both.

        :raises UserError: it does not add up, a sheet failed, or this server cannot
            sign
        """
        self.ensure_one()
        run = self.sudo().with_context(lang=self.profile_id.lang)
        key = self.env["zi.signing.key"]._zi_active()
        if not key:
            raise UserError(self.env._("There is no key to sign the manifest with."))
        sheets = run._zi_named_sheets()
        draft = run._zi_manifest_head(key, sheets)
        with tempfile.SpooledTemporaryFile(_SPOOL) as target:
            written = run._zi_write(target, sheets, draft)
            target.seek(0)
            data = target.read()
        draft["sheets"].insert(0, _described(written[0]))
        draft["workbook"] = {
            "name": run._zi_file_name() + ".xlsx",
            "size": len(data),
            "sha256": hashlib.sha256(data).hexdigest(),
        }
        draft["signature"] = base64.b64encode(
            key._zi_sign(check.signed_bytes(draft))
        ).decode()
        run._zi_keep(data, draft, written)

    # ------------------------------------------------------------------
    # SHEETS
    # ------------------------------------------------------------------

    def _zi_named_sheets(self):
        """The sheets of the profile, read and checked, as they will be written."""
        self.ensure_one()
        found = []
        for line in self.profile_id.line_ids:
            sheet = line._zi_sheet(self)
            if sheet is None:
                continue
            name = line.description
            self._zi_check_roll(line, name, sheet)
            found.append(NamedSheet(line._zi_code(), name, sheet))
        if not found:
            raise UserError(self.env._("The profile has no sheet."))
        total = sum(item.sheet.count for item in found)
        done = 0
        progress = self.env["zi.export.progress"]
        for item in found:
            item.sheet.rows = progress._zi_watched(self, item.sheet.rows, done, total)
            done += item.sheet.count
        if self.amends_id:
            found = self._zi_with_changes(found)
        return found

    def _zi_check_roll(self, line, name, sheet):
        """A register opens with what it closed with in the last package."""
        if not sheet.roll:
            return
        if not sheet.roll.adds_up:
            raise UserError(
                self.env._(
                    "“%(sheet)s” does not add up: %(opening)s + %(received)s - "
                    "%(finished)s is not %(closing)s. The package was not made.",
                    sheet=name,
                    opening=sheet.roll.opening,
                    received=sheet.roll.received,
                    finished=sheet.roll.finished,
                    closing=sheet.roll.closing,
                )
            )
        before = self._zi_last_of_period_before().sheet_ids.filtered(
            lambda row: row.code == line._zi_code() and row.has_roll
        )
        if before and before.closing != sheet.roll.opening:
            raise UserError(
                self.env._(
                    "“%(sheet)s” opens with %(opening)s, but the package of the "
                    "period before closed with %(closing)s. Amend that package first; "
                    "this one was not made.",
                    sheet=name,
                    opening=sheet.roll.opening,
                    closing=before.closing,
                )
            )

    def _zi_with_changes(self, sheets):
        """The sheets, and before them one that shows what the amendment changes."""
        old = self._zi_old_rows()
        words = self._zi_words()
        rows, kept = [], []
        for item in sheets:
            values = list(item.sheet.checked_rows())
            plain = [tuple(cell_value(v, words) for v in row) for row in values]
            columns = [column.code for column in item.sheet.columns]
            labels = {column.code: column.label for column in item.sheet.columns}
            width = len(columns)
            before = [
                tuple((row + [None] * width)[:width]) for row in old.get(item.code, [])
            ]
            for change in difference(
                columns, before, plain, item.sheet.key or columns[:1]
            ):
                rows.append(
                    (
                        item.name,
                        " / ".join(str(_shown(part)) for part in change.key),
                        self._zi_change_words(change.kind),
                        labels.get(change.column),
                        _shown(change.before),
                        _shown(change.after),
                    )
                )
            item.sheet.rows = iter(values)
            kept.append(item)
        columns = (
            Column("sheet", self.env._("Sheet"), "text", 26),
            Column("row", self.env._("Row"), "text", 26),
            Column("kind", self.env._("Change"), "text", 14),
            Column("column", self.env._("Column"), "text", 22),
            Column("before", self.env._("Before"), "text", 36),
            Column("after", self.env._("Now"), "text", 36),
        )
        changes = Sheet(
            columns=columns, rows=iter(rows), count=len(rows), note=self.reason or ""
        )
        return [NamedSheet(_CHANGES, self.env._("Changes"), changes), *kept]

    def _zi_change_words(self, kind):
        return {
            "added": self.env._("Row added"),
            "removed": self.env._("Row taken out"),
            "changed": self.env._("Changed"),
        }[kind]

    def _zi_old_rows(self):
        """Rows of the amended package by the code of their sheet, from its file."""
        manifest = json.loads(self.amends_id.manifest_id.raw)
        places = {
            part["name"]: sheet
            for sheet in manifest["sheets"]
            for part in sheet["parts"]
        }
        rows = {}
        with tempfile.SpooledTemporaryFile(_SPOOL) as file:
            file.write(self.amends_id.attachment_id.raw)
            file.seek(0)
            for name, lines in check.read_sheets(file):
                sheet = places.get(name)
                if sheet is None:
                    continue
                kept = rows.setdefault(sheet["code"], [])
                first = sheet.get("first_row", _HEADING_ROWS)
                for number, line in enumerate(lines):
                    if number >= first and len(kept) < sheet["rows"]:
                        kept.append(line)
        return rows

    # ------------------------------------------------------------------
    # WORKBOOK
    # ------------------------------------------------------------------

    def _zi_write(self, target, sheets, draft):
        def sign(written):
            draft["sheets"] = [_described(sheet) for sheet in written]
            draft["content"] = check.content_hash(draft)
            return draft["content"]

        try:
            return write_package(
                target,
                self._zi_cover(sheets),
                sheets,
                created=self.made_at,
                words=self._zi_words(),
                subtitle=self._zi_subtitle(),
                sign=sign,
            )
        except (BookError, SheetError) as error:
            raise UserError(self._zi_book_words(error)) from error

    def _zi_book_words(self, error):
        words = {
            "wrong_count": self.env._(
                "A sheet told %(told)s rows and gave %(read)s. Nothing was made.",
                told=error.params.get("told"),
                read=error.params.get("read"),
            ),
            "wrong_width": self.env._("A row does not fit its columns."),
        }
        return words.get(error.code, str(error))

    def _zi_subtitle(self):
        return f"{self._zi_unit_name()} · {self._zi_period_name()}"

    def _zi_unit_name(self):
        return self.env["zi.unit.setting"]._zi_of(self.company_id).name or (
            self.company_id.name
        )

    def _zi_file_name(self):
        """Name of the files: unit, profile, period, amendment."""
        unit = self.company_id.zi_unit_code or f"unit{self.company_id.id}"
        parts = [unit, self.profile_id.code, self.period_code]
        if self.amendment:
            parts.append(f"p{self.amendment}")
        if self.preview:
            parts.append("pratinjau")
        return sheet_name("-".join(parts)).replace(" ", "-")

    def _zi_cover(self, sheets):
        env = self.env
        lines = [
            (env._("Work unit"), self._zi_unit_name()),
            (env._("Period"), self._zi_period_name()),
            (
                env._("Package"),
                env._(
                    "No. %(number)s of profile %(profile)s",
                    number=self.number or "-",
                    profile=self.profile_id.name,
                ),
            ),
            (env._("Made at"), self._zi_day_text(self.made_at)),
            (env._("Version of the rules"), self.rules or ""),
            (
                env._("Decisions until now"),
                f"{self.chain_no} · {self.chain_hash}",
            ),
            (
                env._("Decisions in the last package"),
                f"{self.before_chain_no} · {self.before_chain_hash}",
            ),
            (env._("Content of the package before"), self.previous_hash),
        ]
        if self.amendment:
            lines.insert(
                3,
                (
                    env._("Amendment"),
                    env._(
                        "No. %(number)s: %(reason)s",
                        number=self.amendment,
                        reason=self.reason,
                    ),
                ),
            )
        if self.preview:
            lines.insert(
                0, (env._("Preview"), env._("Not sent, not part of the chain"))
            )
        return Cover(
            title=self.profile_id.name,
            lines=tuple(lines),
            statement=tuple(self._zi_not_held(sheets)),
            closed={
                row.code: row.closing
                for row in self._zi_last_of_period_before().sheet_ids
                if row.has_roll
            },
            qr=self._zi_cover_code,
            qr_label=env._(
                "The code points to the check of this package. It is no certified "
                "electronic signature."
            ),
        )

    def _zi_not_held(self, sheets):
        """The whole negative statement: of the package, and of each sheet in it.

        :param sheets: of ``NamedSheet``
        :return: list of sentences
        """
        self.ensure_one()
        return [
            *self._zi_negative_statement(),
            *[
                self.env._("%(sheet)s: %(reason)s", sheet=item.name, reason=reason)
                for item in sheets
                for reason in item.sheet.left_out
            ],
        ]

    def _zi_negative_statement(self):
        """What the package does not hold, and why; addons add theirs.

        :return: list of sentences
        """
        self.ensure_one()
        text = [
            self.env._(
                "Contents of complaints, whistleblowing reports, discipline, "
                "gratification and conflict declarations: confidential, never part of "
                "a package. Their registers give exact counts without names; no count "
                "is suppressed here, as it is on public pages."
            ),
            self.env._(
                "The files of the evidence: the register holds their hashes; the files "
                "themselves are drawn as a sample (“Auditor's sample”)."
            ),
        ]
        lines = self.profile_id.line_ids
        absent = self.env["zi.export.sheet"].search(
            [("id", "not in", lines.sheet_id.ids)]
        )
        text += [
            self.env._(
                "The sheet “%(sheet)s”: not ordered in this profile.", sheet=sheet.name
            )
            for sheet in absent
        ]
        gone = lines.sheet_id.filtered(lambda sheet: not sheet._zi_is_there())
        text += [
            self.env._(
                "The sheet “%(sheet)s”: its addon is no longer installed.",
                sheet=sheet.name,
            )
            for sheet in gone
        ]
        text += [
            self.env._(
                "The registers of “%(addon)s”: the addon is not installed here.",
                addon=name,
            )
            for name in self._zi_absent_addons()
        ]
        return text

    def _zi_absent_addons(self):
        """Names of the addons that belong to this one and are not installed."""
        modules = self.env["ir.module.module"].sudo()
        found = modules.search(
            [
                ("dependencies_id.name", "=", "zi_governance"),
                ("state", "in", ["uninstalled", "to install", "uninstallable"]),
            ],
            order="name",
        )
        return [module.shortdesc or module.name for module in found]

    def _zi_cover_code(self, content):
        """PNG of the code on the cover; None where the office has none yet.

        :param str content: SHA-256 of the canonical rows
        """
        return None

    def _zi_words(self):
        """Words of the workbook in the language of the profile."""
        env = self.env
        return Words(
            cover=env._("Cover"),
            sheet=env._("Sheet"),
            rows=env._("Rows"),
            opening=env._("Open at the start of the period"),
            received=env._("Received"),
            finished=env._("Finished"),
            closing=env._("Open at the end of the period"),
            roll=env._("How the register moved in this period"),
            last_closing=env._("Closing of the last package"),
            agrees=env._("Equals the opening"),
            content=env._("Content (SHA-256)"),
            not_held=env._("What it does not hold"),
            yes=env._("Yes"),
            no=env._("No"),
            page=env._("Page"),
            of=env._("of"),
            continued=env._("(continued on sheet %%(sheet)s, number %%(number)s)"),
            long_text=env._("Long texts"),
            number=env._("No."),
            place=env._("Sheet and row"),
            text=env._("Text"),
            empty=env._("There is nothing for this period."),
        )

    # ------------------------------------------------------------------
    # MANIFEST
    # ------------------------------------------------------------------

    def _zi_manifest_head(self, key, sheets):
        """What the manifest says before the rows are known.

        :param key: ``zi.signing.key`` that will sign
        :param sheets: of ``NamedSheet``
        """
        return {
            "format": check.FORMAT,
            "unit": {
                "code": self.company_id.zi_unit_code or str(self.company_id.id),
                "name": self._zi_unit_name(),
            },
            "profile": {"code": self.profile_id.code, "name": self.profile_id.name},
            "period": {
                "code": self.period_code,
                "from": self.date_from.isoformat(),
                "to": self.date_to.isoformat(),
            },
            "amendment": self.amendment,
            "reason": self.reason or "",
            "number": self.number,
            "previous": self.previous_hash,
            "made_at": self.made_at.isoformat() + "Z",
            "rules": self.rules or "",
            "decisions": {"number": self.chain_no, "hash": self.chain_hash},
            "decisions_before": {
                "number": self.before_chain_no,
                "hash": self.before_chain_hash,
            },
            "not_held": self._zi_not_held(sheets),
            "key": key.key_id,
        }

    def _zi_keep(self, data, manifest, written):
        """Store what was made and where it stands."""
        self.ensure_one()
        name = self._zi_file_name()
        attachments = self.env["ir.attachment"].sudo()
        book, paper = attachments.create(
            [
                {
                    "name": f"{name}.xlsx",
                    "raw": data,
                    "mimetype": _XLSX,
                    "res_model": self._name,
                    "res_id": self.id,
                    "company_id": self.company_id.id,
                },
                {
                    "name": f"{name}.manifest.json",
                    "raw": json.dumps(
                        manifest, ensure_ascii=False, indent=1, sort_keys=True
                    ).encode(),
                    "mimetype": "application/json",
                    "res_model": self._name,
                    "res_id": self.id,
                    "company_id": self.company_id.id,
                },
            ]
        )
        self.env["zi.export.run.sheet"].sudo()._zi_gate_create(
            [_row(self, number, sheet) for number, sheet in enumerate(written)]
        )
        self._zi_run_move(
            "built",
            attachment_id=book.id,
            manifest_id=paper.id,
            sha256=manifest["workbook"]["sha256"],
            content_hash=manifest["content"],
            row_count=sum(sheet.rows for sheet in written[1:]),
            built_at=fields.Datetime.now(),
            error=False,
        )


class ZiExportProfileLine(models.Model):
    """What a line of a profile gives for a package."""

    _inherit = "zi.export.profile.line"

    def _zi_code(self):
        """Stable name of the sheet in manifests."""
        self.ensure_one()
        return self.sheet_id.code or f"list-{self.list_id.id}"

    def _zi_sheet(self, run):
        """The sheet of this line; None when the addon of its register is gone.

        :param run: ``zi.export.run`` with the language of the profile
        :return: ``tools.sheet.Sheet``
        :raises UserError: what a register raises, with its name
        """
        self.ensure_one()
        line = self.with_context(lang=run.profile_id.lang)
        try:
            if line.list_id:
                return line.list_id._zi_sheet(
                    run.profile_id, run.date_from, run.date_to
                )
            return line.sheet_id._zi_sheet(run.company_id, run)
        except ToolError as error:
            raise UserError(
                self.env._(
                    "“%(sheet)s” could not be read: %(reason)s",
                    sheet=line.description,
                    reason=error,
                )
            ) from error


def _described(sheet):
    """A written sheet as the manifest has it."""
    roll = sheet.roll
    return {
        "code": sheet.code,
        "name": sheet.name,
        "rows": sheet.rows,
        "first_row": sheet.first_row,
        "columns": [
            {"code": column.code, "label": column.label, "kind": column.kind}
            for column in sheet.columns
        ],
        "heads": list(sheet.heads),
        "parts": [{"name": name, "digest": digest} for name, digest in sheet.parts],
        "sums": dict(sheet.sums),
        "roll": {
            "opening": roll.opening,
            "received": roll.received,
            "finished": roll.finished,
            "closing": roll.closing,
        }
        if roll
        else None,
    }


def _row(run, number, sheet):
    """A written sheet as the run keeps it."""
    roll = sheet.roll
    return {
        "run_id": run.id,
        "sequence": number,
        "code": sheet.code,
        "name": sheet.name[:128],
        "row_count": sheet.rows,
        "digest": sheet.parts[0][1],
        "has_roll": bool(roll),
        "opening": roll.opening if roll else 0,
        "received": roll.received if roll else 0,
        "finished": roll.finished if roll else 0,
        "closing": roll.closing if roll else 0,
        "has_evidence": bool(check.evidence_place(_described(sheet))),
    }


def _shown(value):
    """A cell value as text for the list of changes."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
