from ast import literal_eval
from datetime import UTC

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ...tools.sheet import Column, Sheet

_BATCH = 500


class ZiExportList(models.Model):
    """Any list of the office as a sheet of a package, put together by a clerk.

    It is read as the person named in the profile, so that it holds what he may read
    and no more; records with sealed or confidential content cannot be chosen.
    """

    _name = "zi.export.list"
    _description = "List for packages"
    _inherit = ["zi.unit.mixin"]
    _order = "name, id"

    name = fields.Char(required=True, size=64)
    model_id = fields.Many2one(
        "ir.model",
        "Kind of record",
        required=True,
        ondelete="cascade",
        domain="[('id', 'in', listable_ids)]",
    )
    model_name = fields.Char(related="model_id.model")
    domain = fields.Char("Filter", default="[]", required=True)
    date_field_id = fields.Many2one(
        "ir.model.fields",
        "Date that lies in the period",
        ondelete="cascade",
        domain="[('model_id', '=', model_id), ('ttype', 'in', ['date', 'datetime']),"
        " ('store', '=', True)]",
        help="Empty: all records, whatever the period.",
    )
    column_ids = fields.One2many("zi.export.list.column", "list_id", "Columns")
    active = fields.Boolean(default=True)

    # ------------------------------------------------------------------
    # CHECKS
    # ------------------------------------------------------------------

    @api.constrains("model_id")
    def _check_model(self):
        for row in self:
            model = self.env.get(row.sudo().model_name)
            if (
                model is None
                or model._abstract
                or model._transient
                or not model._auto
                or not model._name.startswith("zi.")
            ):
                raise ValidationError(self.env._("These records cannot be listed."))
            if getattr(model, "_zi_confidential_record", False) or getattr(
                model, "_zi_confidential", False
            ):
                raise ValidationError(
                    self.env._(
                        "Confidential records have a register of their own, which "
                        "gives counts without names."
                    )
                )
            if "company_id" not in model._fields:
                raise ValidationError(
                    self.env._("Only records that belong to a unit can be listed.")
                )

    @api.constrains("domain", "model_id")
    def _check_domain(self):
        for row in self:
            try:
                row._zi_domain().validate(self.env[row.sudo().model_name])
            except (ValueError, SyntaxError, TypeError, KeyError) as error:
                raise ValidationError(
                    self.env._("The filter is not right: %(reason)s", reason=error)
                ) from error

    @api.constrains("date_field_id", "model_id")
    def _check_date_field(self):
        for row in self.sudo():
            if row.date_field_id and row.date_field_id.model_id != row.model_id:
                raise ValidationError(
                    self.env._("The date belongs to other records than the list.")
                )

    def _zi_domain(self):
        self.ensure_one()
        return Domain(literal_eval(self.domain or "[]"))

    # ------------------------------------------------------------------
    # THE SHEET
    # ------------------------------------------------------------------

    def _zi_sheet(self, profile, first, last):
        """The list as a sheet, read with the rights of the profile's person.

        :param profile: ``zi.export.profile``
        :param date first: first day of the period
        :param date last: last day
        :return: ``tools.sheet.Sheet``
        :raises UserError: nobody is named, or he may not read it
        """
        self.ensure_one()
        reader = profile.sudo().service_user_id
        if not reader or not reader.active:
            raise UserError(
                self.env._(
                    "Name in the profile with whose rights “%(list)s” is read.",
                    list=self.name,
                )
            )
        records = (
            self.env[self.sudo().model_name]
            .with_user(reader)
            .with_context(allowed_company_ids=profile.company_id.ids, lang=profile.lang)
        )
        try:
            ids = records.search(self._zi_rows_domain(profile, first, last)).ids
        except AccessError as error:
            raise UserError(
                self.env._(
                    "%(person)s may not read “%(list)s”.",
                    person=reader.name,
                    list=self.name,
                )
            ) from error
        columns = self.column_ids
        return Sheet(
            columns=(
                Column("record", self.env._("Record"), "integer", 9),
                *(column._zi_column() for column in columns),
            ),
            rows=self._zi_rows(records, ids, columns.sudo().mapped("field_name")),
            count=len(ids),
            key=("record",),
        )

    def _zi_rows_domain(self, profile, first, last):
        domain = Domain("company_id", "=", profile.company_id.id) & self._zi_domain()
        field = self.sudo().date_field_id
        if not field:
            return domain
        if field.ttype == "date":
            return (
                domain
                & Domain(field.name, ">=", first)
                & Domain(field.name, "<=", last)
            )
        start = fields.Datetime.to_datetime(first)
        end = fields.Datetime.to_datetime(fields.Date.add(last, days=1))
        company = profile.company_id
        return (
            domain
            & Domain(field.name, ">=", company._zi_utc(start))
            & Domain(field.name, "<", company._zi_utc(end))
        )

    def _zi_rows(self, records, ids, names):
        """Rows in the order of the ids, read in batches."""
        company = self.company_id
        readers = [_reader(records, name, company) for name in names]
        for start in range(0, len(ids), _BATCH):
            batch = records.browse(ids[start : start + _BATCH])
            # Rights on records and fields are asked here, once for the batch.
            batch.fetch(names)
            columns = [reader(batch) for reader in readers]
            yield from zip(batch.ids, *columns, strict=True)
            batch.invalidate_recordset()


def _reader(records, name, company):
    """A function that gives the values of a field as cells hold them.

    :param records: the model, as the person who reads
    :param str name: name of the field
    :param res.company company: whose clock is shown
    :return: ``f(batch) -> list``
    """
    field = records._fields[name]

    def plain(batch):
        # What is stored was fetched with the person's rights; what is computed is
        # computed with them.
        batch = batch.sudo() if field.store and field.column_type else batch
        return [record[name] for record in batch]

    if field.type in ("many2one", "many2many"):
        return _names(name)
    if field.type == "selection":
        labels = dict(field._description_selection(records.env))
        return lambda batch: [labels.get(value) for value in plain(batch)]
    if field.type == "datetime":
        zone = company._zi_tz()
        return lambda batch: [
            value
            and value.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
            or None
            for value in plain(batch)
        ]
    if field.type in ("boolean", "integer", "float", "monetary"):
        return plain
    return lambda batch: [value or None for value in plain(batch)]


def _names(name):
    """A reader of references; each name is asked once."""
    known = {}

    def read(batch):
        values = [record[name] for record in batch]
        for value in values:
            if value not in known:
                known[value] = ", ".join(value.mapped("display_name")) or None
        return [known[value] for value in values]

    return read
