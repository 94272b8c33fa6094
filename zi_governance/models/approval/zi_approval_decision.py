from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...tools import canonical
from ..access.zi_role_assignment import CAPACITY_PREFIX


class ZiApprovalDecision(models.Model):
    """One decision of one person: who, in which capacity, when, on which content.

    A legal act. It is appended through :meth:`_zi_append` and never changed or
    deleted, by anybody, in the ORM or in SQL. Each carries the hash of the one
    before it in its unit.
    """

    _name = "zi.approval.decision"
    _description = "Decision"
    _inherit = [
        "zi.append.only.mixin",
        "zi.gate.mixin",
        "zi.document.access.mixin",
    ]
    _order = "company_id, chain_no desc"
    _rec_name = "record_name"
    _rec_names_search = ["record_name", "decider_name"]

    _zi_sealed_columns = (
        "company_id",
        "chain_no",
        "prev_hash",
        "chain_hash",
        "res_model",
        "res_id",
        "record_name",
        "confidential",
        "step",
        "role_code",
        "outcome",
        "capacity",
        "assignment_id",
        "user_id",
        "decider_name",
        "decider_nip",
        "decider_title",
        "decider_unit",
        "decided_at",
        "reason",
        "scheme",
        "content",
        "content_hash",
        "letter_number",
        "letter_date",
        "letter_sha256",
    )
    # What goes into the chain's hash: everything sealed but the hashes themselves
    # and the long text, which its own hash stands for.
    _zi_hashed = tuple(
        name
        for name in _zi_sealed_columns
        if name not in ("chain_no", "prev_hash", "chain_hash", "content")
    )

    company_id = fields.Many2one(
        "res.company", "Work unit", required=True, index=True, ondelete="restrict"
    )
    chain_no = fields.Integer("No.", required=True)
    prev_hash = fields.Char("Hash before", size=64, required=True)
    chain_hash = fields.Char("Hash", size=64, required=True)

    res_model = fields.Char("Document kind", required=True, size=64)
    res_id = fields.Many2oneReference(model_field="res_model", required=True)
    record_name = fields.Char("Document", required=True, size=256)
    confidential = fields.Boolean()

    step = fields.Integer(required=True)
    role_code = fields.Char("Role", required=True, size=32)
    outcome = fields.Char(required=True, size=16)
    capacity = fields.Char(size=16)
    assignment_id = fields.Many2one("zi.role.assignment", ondelete="restrict")
    user_id = fields.Many2one(
        "res.users", "Entered by", required=True, ondelete="restrict"
    )
    decider_name = fields.Char("Decided by", required=True, size=256)
    decider_nip = fields.Char("NIP", size=18)
    decider_title = fields.Char("Post", size=256)
    decider_unit = fields.Char("Section", size=256)
    decided_at = fields.Datetime(required=True)
    reason = fields.Text()

    scheme = fields.Integer(required=True)
    content = fields.Text("Content decided on", required=True)
    content_hash = fields.Char("Hash of the content", size=64, required=True)

    letter_number = fields.Char(size=128)
    letter_date = fields.Date()
    letter_sha256 = fields.Char("Hash of the letter", size=64)

    outcome_label = fields.Char("Result", compute="_compute_labels")
    decider_label = fields.Char("Decider", compute="_compute_labels")

    _chain_unique = models.UniqueIndex(
        "(company_id, chain_no)", "Two decisions cannot hold the same place."
    )
    _outcome_known = models.Constraint(
        "CHECK (outcome IN ('approved', 'returned', 'external'))",
        "A decision approves, returns, or records one that was made outside.",
    )
    _return_has_reason = models.Constraint(
        "CHECK (outcome <> 'returned' OR COALESCE(trim(reason), '') <> '')",
        "Say why the document is returned: its author needs to know what to mend.",
    )
    _record_index = models.Index("(res_model, res_id)")

    @api.depends("outcome", "capacity", "decider_name", "decider_title")
    def _compute_labels(self):
        labels = {
            "approved": self.env._("Approved"),
            "returned": self.env._("Returned"),
            "external": self.env._("Decided outside"),
        }
        for row in self:
            row.outcome_label = labels.get(row.outcome, row.outcome)
            prefix = CAPACITY_PREFIX.get(row.capacity, "")
            title = f"{prefix}{row.decider_title or ''}".strip()
            row.decider_label = ", ".join(filter(None, [row.decider_name, title]))

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self._zi_gate_open():
            raise AccessError(
                self.env._(
                    "A decision is made with the buttons “Approve” or “Return” on the "
                    "document. It cannot be entered directly."
                )
            )
        return super().create(vals_list)

    @api.model
    def _zi_append(self, company, values):
        """Append one decision to a unit's chain.

        The last act of a decision, right before the transaction ends: the chain's
        head stays locked from here on.

        :param res.company company: unit of the matter
        :param dict values: the sealed fields without unit, place and hashes;
            ``content`` is the canonical text
        :return: the decision (sudo)
        """
        self = self.sudo()
        chain = self.env["zi.approval.chain"].sudo()
        unit_key, last_no, last_hash = chain._zi_lock(company)
        values = {
            **values,
            "company_id": company.id,
            "chain_no": last_no + 1,
            "prev_hash": last_hash,
            "content_hash": canonical.sha256_hex(values["content"]),
        }
        values["chain_hash"] = self._zi_hash(unit_key, values)
        decision = self._zi_gate_create([values])
        chain._zi_advance(company, values["chain_no"], values["chain_hash"])
        return decision

    @api.model
    def _zi_hash(self, unit_key, values):
        """Hash of one link, from plain values only.

        Empty values are left out, so that a field added later does not change the
        hash of the decisions before it.
        """
        return canonical.chain_hash(
            values["prev_hash"], unit_key, values["chain_no"], self._zi_payload(values)
        )

    def _zi_payload(self, values):
        return {name: values[name] for name in self._zi_hashed if values.get(name)}

    # ------------------------------------------------------------------
    # CHECK OF THE CHAIN
    # ------------------------------------------------------------------

    @api.model
    def _zi_verify_chain(self, company, expected_heads=()):
        """Recompute a unit's chain from its first link.

        :param res.company company: the unit
        :param expected_heads: ``canonical.ChainHead`` objects that exports carried
            out earlier; each must still be in the chain
        :return: list of ``canonical.ChainFault``, empty when the chain is whole.
            Beside the codes of ``canonical.verify_chain``: ``wrong_content`` (the
            text does not fit its hash), ``trigger_off`` and ``trigger_switched``
            (the database does not refuse changes, or did not for a while)
        """
        self = self.sudo()
        self.env.flush_all()
        head = self.env["zi.approval.chain"].sudo()._zi_head(company)
        faults = [
            canonical.ChainFault(0, code)
            for code in self.env["zi.append.only.seal"]._zi_faults(self._table)
        ]
        links = []
        for row in self._zi_chain_rows(company):
            if canonical.sha256_hex(row["content"]) != row["content_hash"]:
                faults.append(canonical.ChainFault(row["chain_no"], "wrong_content"))
            links.append(
                canonical.ChainRow(
                    row["chain_no"],
                    head.unit_key,
                    self._zi_payload(row),
                    row["prev_hash"],
                    row["chain_hash"],
                )
            )
        heads = [*expected_heads]
        if head.last_no:
            heads.append(canonical.ChainHead(head.last_no, head.last_hash))
        faults += canonical.verify_chain(
            links, unit_key=head.unit_key, expected_heads=heads
        )
        return faults

    @api.model
    def _zi_chain_head(self, company):
        """The head of a unit's chain as exports carry it out.

        :return: ``canonical.ChainHead``, or None while there is no decision
        """
        head = self.env["zi.approval.chain"].sudo()._zi_head(company)
        if not head.last_no:
            return None
        return canonical.ChainHead(head.last_no, head.last_hash)

    @api.model
    def _zi_fault_words(self, faults):
        """The faults of a chain in words, for the alert.

        :param faults: list of ``canonical.ChainFault``
        """
        words = {
            "gap": self.env._("a decision is missing"),
            "duplicate": self.env._("two decisions hold one place"),
            "wrong_hash": self.env._("the decision was changed"),
            "wrong_prev": self.env._("it does not follow the one before"),
            "wrong_unit": self.env._("it belongs to another unit"),
            "cut_tail": self.env._("the last decisions are missing"),
            "wrong_head": self.env._("the chain was made anew"),
            "wrong_content": self.env._("the text does not fit its hash"),
            "trigger_off": self.env._("the protection of the table is switched off"),
            "trigger_switched": self.env._(
                "the protection of the table was switched off for a while"
            ),
        }
        parts = [
            (f"{fault.chain_no}: " if fault.chain_no else "")
            + words.get(fault.code, fault.code)
            for fault in faults[:10]
        ]
        return "; ".join(parts)

    def _zi_chain_rows(self, company, batch=500):
        """Plain values of a unit's links in order, in constant memory."""
        number = 0
        while True:
            rows = self.search_read(
                [("company_id", "=", company.id), ("chain_no", ">", number)],
                list(self._zi_sealed_columns),
                order="chain_no",
                limit=batch,
                load=None,
            )
            if not rows:
                return
            yield from rows
            number = rows[-1]["chain_no"]
            self.invalidate_model()
