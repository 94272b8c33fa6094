from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools import canonical


class ZiIntegrityPactText(models.Model):
    """One version of what every employee signs.

    The statements of the rule are shared; a unit that adds its own words makes a
    version of its own. What was released stays as it is: a change is a new version,
    and everybody is asked to sign again.
    """

    _name = "zi.integrity.pact.text"
    _description = "Text of the integrity pact"
    _inherit = ["zi.shared.mixin", "zi.gate.mixin"]
    _order = "date_from desc, id desc"

    _zi_gated_fields = ("state", "text_hash")
    _zi_transitions = {"draft": {"released"}, "released": set()}

    name = fields.Char("Version", required=True, size=64)
    code = fields.Char(required=True, size=32, default="pact", readonly=True)
    date_from = fields.Date(
        "In force from",
        required=True,
        default=lambda self: self.env.company._zi_today(),
        help="From this day on employees are asked to sign this version.",
    )
    regulation_id = fields.Many2one("zi.regulation", "Rule", ondelete="restrict")
    opening = fields.Text(required=True)
    statement_ids = fields.One2many(
        "zi.integrity.pact.statement", "text_id", "Statements", copy=True
    )
    closing = fields.Text(
        help="What stands below the statements, such as the values of the office."
    )
    state = fields.Selection(
        [("draft", "Draft"), ("released", "Released")],
        required=True,
        default="draft",
        index=True,
        copy=False,
    )
    text_hash = fields.Char("SHA-256 of the text", size=64, copy=False)
    current = fields.Boolean("In force", compute="_compute_current")
    active = fields.Boolean(default=True)

    @api.depends("state", "date_from", "company_id")
    @api.depends_context("company")
    def _compute_current(self):
        current = self._zi_current(self.env.company)
        for text in self:
            text.current = text._origin == current

    @api.model
    def _zi_current(self, company, day=None):
        """The version that the employees of a unit sign on a day.

        :param res.company company: unit
        :param date day: default today in the unit's time zone
        :return: text (sudo), or an empty one
        """
        day = day or company._zi_today()
        released = Domain("state", "=", "released") & Domain("date_from", "<=", day)
        texts = self.sudo().with_context(active_test=True)
        for unit_id in (company.id, False):
            found = texts.search(
                released & Domain("company_id", "=", unit_id),
                order="date_from desc, id desc",
                limit=1,
            )
            if found:
                return found
        return texts.browse()

    def _zi_lines(self):
        """Everything that is signed, paragraph by paragraph.

        :return: list of texts
        """
        self.ensure_one()
        statements = self.statement_ids.sorted(lambda line: (line.sequence, line.id))
        return [
            self.opening or "",
            *(line.name for line in statements),
            *filter(None, [self.closing]),
        ]

    def _zi_html(self):
        """The text as it is shown on screen, statements numbered.

        :rtype: Markup
        """
        if not self:
            return Markup()
        lines = self._zi_lines()
        count = len(self.statement_ids)
        numbered = Markup("").join(
            Markup("<li>%s</li>") % line for line in lines[1 : count + 1]
        )
        rest = Markup("").join(
            Markup("<p>%s</p>") % line for line in lines[count + 1 :]
        )
        return Markup("<p>%s</p><ol>%s</ol>%s") % (lines[0], numbered, rest)

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    def write(self, vals):
        if set(vals) - {"active"} and not self._zi_gate_open():
            self._zi_check_draft()
        return super().write(vals)

    def copy_data(self, default=None):
        """A new version starts today, with the words of the unit's own settings."""
        setting = self.env["zi.unit.setting"]._zi_of(self.env.company)
        default = {"date_from": self.env.company._zi_today(), **(default or {})}
        return [
            {**vals, "closing": vals.get("closing") or setting.pact_text}
            for vals in super().copy_data(default)
        ]

    @api.ondelete(at_uninstall=False)
    def _unlink_except_released(self):
        self._zi_check_draft()

    def _zi_check_draft(self):
        if any(text.state != "draft" for text in self):
            raise UserError(
                self.env._(
                    "A released text stays as it was signed. Duplicate it and release "
                    "the new version."
                )
            )

    def _zi_check_open(self):
        """Statements are changed by who keeps the text, as long as it is a draft."""
        self._zi_check_draft()
        self._zi_check_keeper()

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    @api.model
    def _zi_release_shipped(self):
        """Release the text of the rule that comes with the addon."""
        text = self.env.ref(
            "zi_governance.integrity_pact_text_2011", raise_if_not_found=False
        )
        if text and text.state == "draft":
            text.action_release()

    def action_release(self):
        """From its day on, this version is signed.

        :raises UserError: no statement, or a day that has passed
        """
        for text in self:
            text.check_access("write")
            today = (text.company_id or self.env.company)._zi_today()
            if not text.statement_ids:
                raise UserError(self.env._("A pact needs at least one statement."))
            if text.date_from < today and not self.env.su:
                raise UserError(
                    self.env._(
                        "“In force from” has passed already. A text is signed from "
                        "today on at the earliest."
                    )
                )
            text._zi_move(
                "released", text_hash=canonical.sha256_hex("\n".join(text._zi_lines()))
            )
        return True


class ZiIntegrityPactStatement(models.Model):
    """One statement of the pact."""

    _name = "zi.integrity.pact.statement"
    _description = "Statement of the integrity pact"
    _order = "text_id, sequence, id"

    text_id = fields.Many2one(
        "zi.integrity.pact.text", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="text_id.company_id", store=True, precompute=True, index=True
    )
    sequence = fields.Integer(default=10)
    name = fields.Text("Statement", required=True)

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.text_id._zi_check_open()
        return lines

    def write(self, vals):
        self.text_id._zi_check_open()
        result = super().write(vals)
        self.text_id._zi_check_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_released(self):
        self.text_id._zi_check_open()
