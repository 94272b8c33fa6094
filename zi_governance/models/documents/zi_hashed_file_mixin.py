import base64
import binascii

from odoo import api, models
from odoo.exceptions import ValidationError

from ...tools import canonical, mimetype

_MAX_MEGABYTES = 20
_ALLOWED = frozenset({"pdf", "jpeg", "png"})


class ZiHashedFileMixin(models.AbstractModel):
    """Scans and photos that are checked by content and kept with their SHA-256.

    A consumer names its files: ``_zi_hashed_files = {field: (name field, hash
    field)}``. The hash is the server's; what a client sends for it is dropped.
    """

    _name = "zi.hashed.file.mixin"
    _description = "Files with their hash"

    _zi_hashed_files: dict[str, tuple[str, str]] = {}

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._zi_with_hashes(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._zi_with_hashes(vals))

    @api.model
    def _zi_with_hashes(self, vals):
        vals = dict(vals)
        for name, (name_field, hash_field) in self._zi_hashed_files.items():
            vals.pop(hash_field, None)
            if name not in vals:
                continue
            vals[hash_field] = self._zi_checked_hash(vals[name], vals.get(name_field))
            if not vals[name]:
                vals[name_field] = False
        return vals

    @api.model
    def _zi_checked_hash(self, value, file_name):
        """SHA-256 of an uploaded file, after its kind and size were checked.

        :param value: base64 of the file, or nothing
        :param str file_name: its name; its ending has to fit the content
        :return: 64 hex digits, or ``False``
        :raises ValidationError: broken upload, too large, or of another kind
        """
        if not value:
            return False
        label = file_name or self.env._("The file")
        try:
            raw = base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError, TypeError) as error:
            raise ValidationError(
                self.env._("The file did not arrive whole. Upload it again.")
            ) from error
        if len(raw) > _MAX_MEGABYTES * 1024 * 1024:
            raise ValidationError(
                self.env._(
                    "“%(file)s” is larger than %(limit)s MB. Scan it in a lower "
                    "resolution.",
                    file=label,
                    limit=_MAX_MEGABYTES,
                )
            )
        try:
            detected = mimetype.detect(raw)
            if detected.kind not in _ALLOWED:
                raise mimetype.UploadError("type_not_allowed")
            if file_name:
                mimetype.check_upload(file_name, raw, _ALLOWED)
        except mimetype.UploadError as error:
            raise ValidationError(
                self.env._(
                    "“%(file)s” is refused: a scan or photo is a PDF, JPEG or PNG file "
                    "by its content, and its name ends accordingly.",
                    file=label,
                )
            ) from error
        return canonical.sha256_hex(raw)
