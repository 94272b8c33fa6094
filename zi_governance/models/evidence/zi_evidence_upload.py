import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...tools import canonical, mimetype, picture
from ..time.confidential import is_confidential

_MAX_MB = 25  # unless the administrator sets another
_MAX_MB_PARAMETER = "zi_governance.evidence_max_mb"
_PICTURES = ("image/png", "image/jpeg", "image/webp")


class ZiEvidence(models.Model):
    """How files and live records become evidence."""

    _inherit = "zi.evidence"

    # ------------------------------------------------------------------
    # ONE FILE
    # ------------------------------------------------------------------

    @api.model
    def _zi_upload_values(self, vals):
        """Values of the file beside those that a client may give.

        :return: ``(values, content, detected type)``
        """
        # Also the name of the file is the server's to keep; a form sends it along.
        name = vals.pop("file_name", None) or ""
        data = vals.pop("upload", None)
        gated = self._zi_all_gated_fields()
        neutral = self._zi_gate_defaults(gated)
        self._zi_check_gated({key: vals[key] for key in gated & set(vals)}, neutral)
        if not data:
            raise UserError(self.env._("Choose a file: evidence without it is empty."))
        try:
            content = base64.b64decode(data, validate=True)
        except (binascii.Error, ValueError, TypeError) as error:
            raise UserError(
                self.env._("The file did not arrive whole. Upload it again.")
            ) from error
        return self._zi_file_values(name, content, {**vals, **neutral})

    @api.model
    def _zi_file_values(self, name, content, vals):
        self._zi_check_size(name, len(content))
        name = _clean_name(name)
        try:
            detected = mimetype.check_upload(name, content)
        except mimetype.UploadError as error:
            raise UserError(self._zi_upload_message(name, error)) from error
        is_picture = detected.mimetype in _PICTURES
        if is_picture and picture.is_too_large(content):
            raise UserError(
                self.env._(
                    "“%(file)s” has too many pixels. Save the picture in a lower "
                    "resolution.",
                    file=name,
                )
            )
        vals = {
            **vals,
            "name": (vals.get("name") or name.rpartition(".")[0] or name)[:256],
            "kind": "file",
            "file_name": name,
            "mimetype": detected.mimetype,
            "file_size": len(content),
            "sha256": canonical.sha256_hex(content),
            "image_hash": picture.picture_hash(content) if is_picture else False,
        }
        return vals, content, detected

    @api.model
    def _zi_create_uploads(self, uploads):
        """Create evidence of checked files; each file is bound to its row at once."""
        rows = self._zi_gate_create([vals for vals, _content, _type in uploads])
        attachments = self.env["ir.attachment"].sudo()
        for row, (_vals, content, detected) in zip(rows, uploads, strict=True):
            attachment = attachments.create(
                [
                    {
                        "name": row.file_name,
                        "raw": content,
                        "mimetype": detected.mimetype,
                        "res_model": self._name,
                        "res_id": row.id,
                    }
                ]
            )
            values = {"attachment_id": attachment.id}
            if detected.mimetype in _PICTURES:
                values["thumbnail"] = _thumbnail(content)
            row.sudo()._zi_gate_write(values)
        rows._zi_check_may_contribute()
        rows._zi_complete()
        return rows

    # ------------------------------------------------------------------
    # UPLOAD OF SEVERAL FILES
    # ------------------------------------------------------------------

    @api.model
    def action_upload(self, files, res_model=None, res_id=None, date=None):
        """Enter several files at once, each as evidence of its own.

        A file that is refused does not hold the others back; all or nothing holds
        for each file.

        :param list files: ``{"name": str, "data": base64 str}``
        :param str res_model: what they are for: a plan item or task, a follow-up, a
            piece of evidence that they replace, or nothing
        :param int res_id: its id
        :param date: day of the evidence, the unit's today if left out; a new version
            keeps the day of the one that it replaces
        :type date: date or ISO str
        :return: ``{"created": [id], "refused": [{"name": str, "message": str}]}``
        """
        decoded = []
        for item in files if isinstance(files, list) else []:
            if not isinstance(item, dict):
                raise UserError(
                    self.env._("The file did not arrive whole. Upload it again.")
                )
            try:
                content = base64.b64decode(item.get("data") or "", validate=True)
            except (binascii.Error, ValueError, TypeError):
                content = b""
            decoded.append((str(item.get("name") or ""), content))
        return self._zi_upload(decoded, res_model, res_id, date)

    @api.model
    def _zi_upload(self, files, res_model=None, res_id=None, date=None):
        """The same for the upload address.

        :param files: ``(name, bytes)``; instead of the bytes of a file that is too
            large its size will do
        """
        day = self._zi_read_day(date)
        target = self._zi_target(res_model, res_id)
        created, refused = self.browse(), []
        for name, content in files:
            try:
                if isinstance(content, int):
                    self._zi_check_size(name, content)
                with self.env.cr.savepoint():
                    created |= self._zi_enter_file(name, content, target, day)
            except (UserError, ValidationError) as error:
                refused.append({"name": name, "message": str(error)})
        return {"created": created.ids, "refused": refused}

    @api.model
    def _zi_read_day(self, value):
        """A day that a client sent, or False."""
        try:
            return fields.Date.to_date(value or None) or False
        except (ValueError, TypeError) as error:
            raise UserError(
                self.env._("“%(date)s” is no date.", date=str(value)[:32])
            ) from error

    @api.model
    def _zi_target(self, res_model, res_id):
        """What files are for, with the reader's rights, or None."""
        if not res_model:
            return None
        if res_model not in self._zi_targets():
            raise UserError(self.env._("Evidence cannot be attached to this."))
        try:
            target = self.env[res_model].browse(int(res_id or 0)).exists()
        except (TypeError, ValueError):
            target = self.env[res_model]
        target.check_access("read")
        if not target:
            raise UserError(self.env._("What you attach to is no longer there."))
        return target

    @api.model
    def _zi_targets(self):
        """Models that files can be dropped on."""
        return ["zi.evidence"]

    @api.model
    def _zi_enter_file(self, name, content, target=None, day=False):
        """Enter one checked file for a target."""
        if not content:
            raise UserError(self.env._("The file is empty, or did not arrive whole."))
        gated = self._zi_all_gated_fields()
        vals = {
            **self._zi_target_values(target, day),
            **self._zi_gate_defaults(gated),
        }
        if target is not None and target._name == self._name:
            return target._zi_new_version(name, content)
        return self._zi_create_uploads([self._zi_file_values(name, content, vals)])

    @api.model
    def _zi_target_values(self, target, day=False):
        """Values that follow from what a file was dropped on; links extend it."""
        company = target.company_id if target is not None else self.env.company
        values = {"company_id": company.id, "date": day or company._zi_today()}
        if target is None:
            # Who works in one area only need not say which.
            areas = self.env["zi.team.member"]._zi_areas(self.env.user, company)
            if len(areas) == 1:
                values["area_ids"] = [(6, 0, areas.ids)]
        return values

    def _zi_new_version(self, name, content):
        """A new file in the place of this one; the old one stays in force until the
        new one is verified, when it was verified itself."""
        self.ensure_one()
        if self.state == "replaced":
            raise UserError(self.env._("This version was replaced already."))
        if not self._zi_may_edit():
            raise AccessError(
                self.env._(
                    "Only who entered it, the working group of its area and the "
                    "secretariat change evidence."
                )
            )
        source = self.sudo()
        vals = {
            **self._zi_gate_defaults(self._zi_all_gated_fields()),
            "company_id": source.company_id.id,
            "name": source.name,
            "date": source.date,
            "note": source.note,
            "expiry_date": False,
            "previous_id": source.id,
            **{field: [(6, 0, source[field].ids)] for field in self._zi_link_fields()},
        }
        checked = self._zi_file_values(name, content, vals)
        # The links were checked when they were made; the right to edit is enough.
        new = self.sudo()._zi_create_uploads([checked]).sudo(self.env.su)
        if self.state in ("waiting", "refused"):
            source._zi_move("replaced", ended_at=fields.Datetime.now())
        return new

    @api.model
    def _zi_from_record(self, record, **values):
        """A live record as evidence.

        :param record: one record of a model with ``_zi_evidence``
        :param values: ``name``, ``date`` and links
        :return: the evidence
        :raises UserError: the record is confidential or of a model that offers none
        """
        record.ensure_one()
        record.check_access("read")
        if is_confidential(record) or not getattr(record, "_zi_evidence", None):
            raise UserError(self.env._("Records of this kind are no evidence."))
        unit = record[record._zi_evidence_unit]
        day = values.pop("date", None) or record[record._zi_evidence_date]
        rows = self._zi_gate_create(
            [
                {
                    **self._zi_gate_defaults(self._zi_all_gated_fields()),
                    "company_id": unit.id,
                    "name": (values.pop("name", None) or record.display_name)[:256],
                    "date": day or unit._zi_today(),
                    "kind": "record",
                    "res_model": record._name,
                    "res_id": record.id,
                    **values,
                }
            ]
        )
        rows._zi_check_may_contribute()
        rows._zi_complete()
        return rows

    @api.model
    def _zi_max_bytes(self):
        text = self.env["ir.config_parameter"].sudo().get_param(_MAX_MB_PARAMETER)
        try:
            megabytes = float(text or _MAX_MB)
        except ValueError:
            megabytes = _MAX_MB
        return int(megabytes * 1024 * 1024)

    @api.model
    def _zi_check_size(self, name, size):
        limit = self._zi_max_bytes()
        if size > limit:
            raise UserError(
                self.env._(
                    "“%(file)s” has %(size)s MB; %(limit)s MB is the most. Scan it in "
                    "a lower resolution or split it.",
                    file=name,
                    size=round(size / 1024 / 1024, 1),
                    limit=round(limit / 1024 / 1024),
                )
            )

    @api.model
    def _zi_upload_message(self, name, error):
        """Why a file is refused and how to mend it, in words."""
        messages = {
            "empty_file": self.env._("it is empty"),
            "active_content": self.env._(
                "it holds a web page, a drawing with scripts or a program, whatever "
                "its name says. Print it as PDF"
            ),
            "macros": self.env._("it holds macros. Save it without macros"),
            "encrypted_or_old_format": self.env._(
                "it is locked by a password or in an old Office format. Save it as "
                "PDF, DOCX or XLSX"
            ),
            "broken_file": self.env._("it is broken. Save it again"),
            "extension_mismatch": self.env._(
                "its content does not fit the ending of its name. Give it the right "
                "ending"
            ),
            "no_extension": self.env._("its name has no ending, such as .pdf"),
        }
        reason = messages.get(
            error.code,
            self.env._(
                "files of this kind are not accepted. Use PDF, a picture, an Office "
                "file, text or MP4"
            ),
        )
        return self.env._(
            "“%(file)s” is refused: %(reason)s.", file=name, reason=reason
        )


def _clean_name(name):
    """File name without path and control characters, of bounded length."""
    name = "".join(c for c in (name or "") if c.isprintable())
    name = name.replace("\\", "/").rpartition("/")[2].strip()
    stem, dot, ending = name.rpartition(".")
    return f"{stem[:200]}{dot}{ending[:20]}"


def _thumbnail(content):
    return base64.b64encode(content)
