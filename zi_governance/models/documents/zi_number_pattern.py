from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools import numbering

_STANDARD = "{klasifikasi}/{unit}/{seq}/{tahun}"
_STANDARD_UNFILED = "{unit}/{seq}/{tahun}"


class ZiNumberPattern(models.Model):
    """How a unit numbers its documents, and which of them share one running number.

    The most specific pattern counts: of the kind, of the form, of the unit. Numbers
    begin again with every calendar year of the unit.
    """

    _name = "zi.number.pattern"
    _description = "Pattern of document numbers"
    _inherit = ["zi.unit.mixin", "mail.thread"]
    _order = "company_id, sequence, id"
    _rec_name = "pattern"

    sequence = fields.Integer(default=10)
    form = fields.Selection(
        lambda self: (
            self.env["zi.decree.kind"]._fields["form"]._description_selection(self.env)
        ),
        help="Empty: documents of every form.",
    )
    kind_id = fields.Many2one(
        "zi.decree.kind",
        ondelete="cascade",
        index="btree_not_null",
        check_company=True,
        help="Empty: every kind of this form.",
    )
    pattern = fields.Char(
        required=True,
        size=numbering.LONGEST_PATTERN,
        default=_STANDARD,
        tracking=True,
        help="{seq} running number ({seq:03d} with leading zeros), {klasifikasi} "
        "filing code of the kind, {kode} code of the form, {unit} code of the unit, "
        "{tanggal}, {bulan} and {bulan_romawi} day and month, {tahun} the year.",
    )
    counter = fields.Char(
        required=True,
        size=32,
        default="naskah",
        help="Patterns with the same counter share one running number.",
    )
    example = fields.Char(compute="_compute_example")
    active = fields.Boolean(default=True)

    _scope_unique = models.UniqueIndex(
        "(company_id, COALESCE(form, ''), COALESCE(kind_id, 0)) WHERE active",
        "There is already a pattern for these documents.",
    )

    @api.depends("pattern", "kind_id", "form", "company_id")
    def _compute_example(self):
        for item in self:
            company = item.company_id or self.env.company
            try:
                item.example = item._zi_render(
                    company, item.kind_id, company._zi_today(), 1
                )
            except UserError as error:
                item.example = str(error)

    @api.constrains("pattern")
    def _check_pattern(self):
        for item in self:
            try:
                numbering.validate_pattern(item.pattern)
            except numbering.NumberingError as error:
                raise ValidationError(self._zi_message(error, item.pattern)) from error

    def _zi_message(self, error, pattern):
        """Why a pattern gives no number, in words."""
        if error.code == "missing_value":
            return self.env._(
                "The number pattern “%(pattern)s” asks for {%(name)s}, which is not "
                "entered. Enter the code of the unit or the filing code of the kind, "
                "or change the pattern.",
                pattern=pattern,
                name=error.params["placeholder"],
            )
        return self.env._(
            "“%(pattern)s” is no number pattern. It needs {seq} and {tahun}, and may "
            "hold {klasifikasi}, {kode}, {unit}, {tanggal}, {bulan} and "
            "{bulan_romawi} beside them.",
            pattern=pattern,
        )

    def _zi_render(self, company, kind, day, number):
        """Write one number by the pattern.

        :param res.company company: the unit
        :param zi.decree.kind kind: kind of the document; empty for an example
        :param date day: date of the document
        :param int number: running number
        :raises UserError: the pattern asks for something that is not entered
        """
        self.ensure_one()
        form = kind.form or self.form or "sk"
        try:
            return numbering.format_number(
                self.pattern,
                seq=number,
                date=day,
                unit_code=company.sudo().zi_unit_code or "",
                kind_code=form.upper().replace("_", " "),
                classification=kind.filing_code or ("" if kind else "HK.02.03"),
            )
        except numbering.NumberingError as error:
            raise UserError(self._zi_message(error, self.pattern)) from error

    @api.model
    def _zi_for(self, company, kind):
        """The pattern that counts for a kind in a unit (sudo); a standard one is
        made when the unit has none."""
        patterns = self.sudo().search([("company_id", "=", company.id)])
        fitting = patterns.filtered(
            lambda item: (
                (not item.kind_id or item.kind_id.code == kind.code)
                and (not item.form or item.form == kind.form)
            )
        )
        if fitting:
            return fitting.sorted(
                lambda item: (not item.kind_id, not item.form, item.sequence, item.id)
            )[0]
        pattern = _STANDARD if kind.filing_code else _STANDARD_UNFILED
        return self.sudo().create([{"company_id": company.id, "pattern": pattern}])

    @api.model
    def _zi_check_for(self, company, kind):
        """Raise when a document of this kind could not be numbered."""
        self._zi_for(company, kind)._zi_render(company, kind, company._zi_today(), 1)

    @api.model
    def _zi_take(self, company, kind, day):
        """Take the next number of the year of ``day``.

        The counter's row stays locked until the transaction ends, so that no number
        is given twice.

        :param res.company company: the unit
        :param zi.decree.kind kind: kind of the document
        :param date day: date of the document
        :return: the number as text
        """
        pattern = self._zi_for(company, kind)
        [number] = (
            self.env["zi.counter"]
            .sudo()
            ._zi_next(company, f"decree/{pattern.counter}", day.year)
        )
        return pattern._zi_render(company, kind, day, number)
