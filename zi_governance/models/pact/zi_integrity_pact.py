from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import canonical

METHODS = [
    ("password", "Own account and password"),
    ("pin", "Own account and PIN"),
    ("code", "Officer's device and one-time code"),
]


class ZiIntegrityPact(models.Model):
    """An employee has signed the integrity pact: by himself, for good.

    Name, post and unit are those of the day. The hash covers the text and all that
    was signed with it, so that a change of the stored row shows.
    """

    _name = "zi.integrity.pact"
    _description = "Integrity pact"
    _inherit = [
        "zi.append.only.mixin",
        "zi.evidence.source",
        "zi.verifiable.mixin",
        "zi.paper.mixin",
    ]
    _order = "signed_at desc, id desc"
    _rec_name = "number"
    _rec_names_search = ["number", "employee_name"]

    _zi_kind = "pact"
    _zi_paper_report = "zi_governance.report_integrity_pact"
    _zi_sealed_columns = (
        "company_id",
        "number",
        "employee_id",
        "employee_name",
        "employee_nip",
        "employee_title",
        "employee_section",
        "user_id",
        "text_id",
        "text_hash",
        "content_hash",
        "method",
        "device_user_id",
        "round_id",
        "signed_at",
        "date",
    )
    _zi_evidence = {
        "employee_id": "Employee",
        "text_id": "Version of the text",
        "witnessed": "Witnessed",
        "in_service": "Text and unit of today",
    }
    _zi_evidence_date = "date"
    _zi_evidence_lasting = True

    company_id = fields.Many2one(
        "res.company", "Work unit", required=True, index=True, ondelete="restrict"
    )
    number = fields.Char(required=True, size=64)
    employee_id = fields.Many2one(
        "hr.employee", required=True, index=True, ondelete="restrict"
    )
    employee_name = fields.Char("Signed by", required=True)
    employee_nip = fields.Char("NIP", groups="hr.group_hr_user")
    employee_title = fields.Char("Post")
    employee_section = fields.Char("Section")
    user_id = fields.Many2one(
        "res.users",
        "Account",
        index=True,
        ondelete="restrict",
        help="Of the signer. Empty: he has none, and signed by a one-time code.",
    )
    text_id = fields.Many2one(
        "zi.integrity.pact.text", required=True, index=True, ondelete="restrict"
    )
    text_hash = fields.Char("SHA-256 of the text", required=True, size=64)
    content_hash = fields.Char("SHA-256 of what was signed", required=True, size=64)
    # A plain text: choices can be extended, and a seal must not depend on them.
    method = fields.Char("How it was confirmed", required=True, size=16)
    method_label = fields.Selection(
        METHODS, "Signed with", compute="_compute_method_label"
    )
    device_user_id = fields.Many2one(
        "res.users", "On the device of", ondelete="restrict"
    )
    round_id = fields.Many2one(
        "zi.integrity.pact.round", "Signing together", index=True, ondelete="restrict"
    )
    signed_at = fields.Datetime("Signed on", required=True)
    date = fields.Date("Day", required=True, help="The day in the unit's time zone.")
    witness_ids = fields.One2many("zi.integrity.pact.witness", "pact_id")
    witness_name = fields.Char(compute="_compute_witness", string="Witnessed by")
    witnessed = fields.Boolean(compute="_compute_witness", search="_search_witnessed")
    can_witness = fields.Boolean(
        "Waits for me as witness",
        compute="_compute_can_witness",
        search="_search_can_witness",
    )
    in_service = fields.Boolean(
        "Holds today", compute="_compute_in_service", search="_search_in_service"
    )

    _once = models.UniqueIndex(
        "(employee_id, text_id, company_id)", "This version was signed already."
    )
    _method_known = models.Constraint(
        "CHECK (method IN ('password', 'pin', 'code'))",
        "A pact is signed with a password, a PIN or a one-time code.",
    )
    _number_unique = models.UniqueIndex("(company_id, number)", "This number is taken.")

    # ------------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------------

    @api.depends("method")
    def _compute_method_label(self):
        for pact in self:
            pact.method_label = pact.method

    @api.depends("witness_ids")
    def _compute_witness(self):
        for pact in self:
            row = pact.sudo().witness_ids[:1]
            pact.witness_name = row.witness_label or False
            pact.witnessed = bool(row)

    def _search_witnessed(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = fields.Domain("witness_ids", "!=", False)
        return domain if True in value else ~domain

    @api.depends("witness_ids")
    @api.depends_context("uid")
    def _compute_can_witness(self):
        for pact in self:
            pact.can_witness = not pact.witnessed and self.env.user in (
                pact._zi_witness_user()
            )

    def _search_can_witness(self, operator, value):
        if operator != "in":
            return NotImplemented
        # SUDO: of the files only that the reader is the superior is asked.
        rows = (
            self.env["zi.integrity.pact.state"]
            .sudo()
            .search(
                [("superior_user_id", "=", self.env.uid), ("state", "=", "2_witness")]
            )
        )
        domain = fields.Domain("id", "in", rows.pact_id.ids)
        return domain if True in value else ~domain

    @api.depends("employee_id", "text_id")
    def _compute_in_service(self):
        """It is of the text of today, and its signer works in the unit."""
        texts = {
            unit: self.env["zi.integrity.pact.text"]._zi_current(unit)
            for unit in self.sudo().company_id
        }
        for pact in self.sudo():
            person = pact.employee_id
            pact.in_service = (
                pact.text_id == texts.get(pact.company_id)
                and person.active
                and person.company_id == pact.company_id
            )

    def _search_in_service(self, operator, value):
        if operator != "in":
            return NotImplemented
        # SUDO: texts and people are asked for whether they are there only.
        rows = self.sudo().search([("employee_id.active", "=", True)])
        domain = fields.Domain("id", "in", rows.filtered("in_service").ids)
        return domain if True in value else ~domain

    # ------------------------------------------------------------------
    # SIGNING
    # ------------------------------------------------------------------

    @api.model
    def _zi_sign(self, employee, text, method, device_user=None, signing_round=None):
        """Enter the signature of an employee; the caller made sure that it is he.

        :param hr.employee employee: signer (any rights)
        :param zi.integrity.pact.text text: version that he saw
        :param str method: how he proved that it is he
        :param res.users device_user: officer on whose device it was done
        :param signing_round: ``zi.integrity.pact.round`` in which it was done
        :return: the pact (sudo); the one that is there, when he signed before
        :raises UserError: the text is not the one in force
        """
        person = employee.sudo()
        company = person.company_id
        if text != self.env["zi.integrity.pact.text"]._zi_current(company):
            raise UserError(
                self.env._(
                    "The text has been replaced in the meantime. Open the pact again "
                    "and read the new version."
                )
            )
        rows = self.sudo()
        # Two clicks at once: the second waits here and finds the first.
        person.lock_for_update()
        known = rows.search(
            [
                ("employee_id", "=", person.id),
                ("text_id", "=", text.id),
                ("company_id", "=", company.id),
            ]
        )
        if known:
            return known
        now = fields.Datetime.now()
        day = company._zi_local(now).date()
        [number] = self.env["zi.counter"]._zi_next(company, "pact", day.year)
        signer = person._zi_signature(day)
        vals = {
            "company_id": company.id,
            "number": f"PI/{number:04d}/{day.year}",
            "employee_id": person.id,
            "employee_name": signer["name"],
            "employee_nip": signer["nip"] or False,
            "employee_title": signer["title"] or False,
            "employee_section": signer["unit"] or False,
            "user_id": person.user_id.id,
            "text_id": text.id,
            "text_hash": text.text_hash,
            "method": method,
            "device_user_id": device_user.id if device_user else False,
            "round_id": signing_round.id if signing_round else False,
            "signed_at": now,
            "date": day,
        }
        vals["content_hash"] = self._zi_content_hash(vals)
        return rows.create([vals])

    @api.model
    def _zi_content_hash(self, vals):
        """SHA-256 over what a pact says; the words of the text by their hash."""
        signed = (
            "company_id",
            "number",
            "employee_id",
            "employee_name",
            "employee_nip",
            "employee_title",
            "employee_section",
            "text_hash",
            "method",
        )
        lines = [f"{name}={vals[name] or ''}" for name in signed]
        lines.append(f"signed_at={fields.Datetime.to_string(vals['signed_at'])}")
        return canonical.sha256_hex("\n".join(lines))

    def _zi_is_intact(self):
        """Whether what is stored is what was signed, its text included."""
        self.ensure_one()
        row = self.sudo()
        vals = {
            name: row[name].id if name.endswith("_id") else row[name]
            for name in self._zi_sealed_columns
        }
        words = canonical.sha256_hex("\n".join(row.text_id._zi_lines()))
        return row.content_hash == self._zi_content_hash(vals) and (
            row.text_hash == words
        )

    # ------------------------------------------------------------------
    # WITNESS
    # ------------------------------------------------------------------

    def _zi_witness_user(self):
        """The direct superior of today (sudo), who is asked to witness."""
        self.ensure_one()
        return self.sudo().employee_id.parent_id.user_id

    def action_witness(self):
        """The direct superior confirms that the signer signed by himself.

        :raises AccessError: somebody else than the superior
        """
        for pact in self:
            pact.check_access("read")
            self.env["zi.integrity.pact.witness"]._zi_witness(pact)
        return True
