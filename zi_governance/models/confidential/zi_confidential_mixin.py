from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

# Each of these shows subjects, names or record ids to every employee.
_CHATTER_FIELDS = ("message_ids", "message_follower_ids", "activity_ids")
# Everybody holds these; none may open a confidential model.
_OPEN_GROUPS = (
    "base.group_user",
    "base.group_portal",
    "base.group_public",
    "base.group_system",
    "base.group_erp_manager",
    "zi_governance.group_zi_user",
    "zi_governance.group_zi_admin",
)


class ZiConfidentialMixin(models.AbstractModel):
    """A record whose existence concerns few: WBS, discipline, gifts, interests.

    It has no chatter, followers or activities, because those are read by every
    employee. Its name is its register number and nothing else. What is done to it
    stands in ``zi.confidential.log``. Reminders go out in constant words. People
    without access (the person examined, a superior, a witness) reach their own file
    through :meth:`zi_my_files`, never through an access right::

        class ZiDisciplineCase(models.Model):
            _name = "zi.discipline.case"
            _inherit = ["zi.confidential.mixin", "zi.approval.mixin"]
            _zi_register_kind = "discipline"

            def _zi_own_domain(self, user): ...
            def _zi_own_values(self): ...

    No other model holds a many2one to it or copies its title.
    """

    _name = "zi.confidential.mixin"
    _description = "Confidential record"
    _inherit = ["zi.unit.mixin"]
    _rec_name = "register_number"
    _rec_names_search = ["register_number"]

    _zi_confidential = True
    _zi_confidential_record = True
    # Access taken to this model raises an alert.
    _zi_watched = True
    _zi_register_kind = ""

    register_number = fields.Char(
        "Register number", required=True, readonly=True, copy=False, size=64, index=True
    )
    zi_log_ids = fields.Many2many(
        "zi.confidential.log", string="Log", compute="_compute_zi_log_ids"
    )

    _register_number_unique = models.Constraint(
        "UNIQUE (company_id, register_number)", "This register number is taken."
    )

    # ------------------------------------------------------------------
    # HOOKS FOR CONSUMERS
    # ------------------------------------------------------------------

    @api.model
    def _zi_own_domain(self, user):
        """Which records are a person's own file.

        :param res.users user: who asks
        :return: domain; nobody has one unless the consumer says so
        """
        return Domain.FALSE

    def _zi_own_values(self):
        """What the person concerned may see of this record.

        :return: dict of plain values
        """
        self.ensure_one()
        return {"register_number": self.register_number}

    def _zi_register_text(self, number, year):
        """How a register number is written."""
        kind = self._zi_register_kind or self._name
        return f"{kind.upper()}/{number:04d}/{year}"

    # ------------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------------

    @api.depends("register_number")
    def _compute_display_name(self):
        for record in self:
            record.display_name = record.register_number or ""

    def _compute_zi_log_ids(self):
        rows = self.env["zi.confidential.log"].search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        )
        by_record = rows.grouped("res_id")
        for record in self:
            record.zi_log_ids = by_record.get(record.id, rows.browse())

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    def init(self):
        super().init()
        if not self._abstract:
            faults = self._zi_chatter_faults()
            if faults:
                raise TypeError("; ".join(faults))

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._zi_numbered(vals) for vals in vals_list]
        records = super().create(vals_list)
        records._zi_log("created")
        return records

    def _zi_numbered(self, vals):
        """Values with the next number of the unit's register, whatever was sent."""
        company = self.env["res.company"].browse(
            vals.get("company_id") or self.default_get(["company_id"])["company_id"]
        )
        year = company._zi_today().year
        kind = f"register/{self._zi_register_kind or self._name}"
        [number] = self.env["zi.counter"].sudo()._zi_next(company, kind, year)
        return {**vals, "register_number": self._zi_register_text(number, year)}

    def write(self, vals):
        if "register_number" in vals and any(
            record.register_number != vals["register_number"] for record in self
        ):
            raise AccessError(
                self.env._("A register number is given once and stays as it is.")
            )
        result = super().write(vals)
        self._zi_log("changed", ", ".join(sorted(vals)))
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_and_log(self):
        self._zi_log("deleted")

    # ------------------------------------------------------------------
    # LOG, REMINDERS, OWN FILE
    # ------------------------------------------------------------------

    def _zi_log(self, action, detail=""):
        """Append what was done to these records.

        :param str action: one of ``zi.confidential.log._zi_actions``
        :param str detail: names of fields or steps; never contents
        """
        user = self.env.user
        self.env["zi.confidential.log"].sudo().create(
            [
                {
                    "company_id": record.company_id.id,
                    "res_model": record._name,
                    "res_id": record.id,
                    "register_number": record.register_number,
                    "action": action,
                    "detail": (detail or "")[:512] or False,
                    "user_id": user.id,
                    "user_name": user.name,
                }
                for record in self.sudo()
            ]
        )

    def _zi_remind(self, users):
        """Tell people that something new waits, in words that say nothing else."""
        link = f"{self.get_base_url()}/odoo"
        self.env["zi.plain.mail"]._zi_send(
            users,
            lambda env: env._("You have a new item in Zona Integritas"),
            lambda env: [env._("Open the office system: %(link)s", link=link)],
        )

    @api.model
    def zi_my_files(self):
        """The own file of whoever asks, prepared; for people without access.

        Opening it is logged. Whom it is about is looked up from the session and
        from nothing that the client sends.

        :return: list of dicts of :meth:`_zi_own_values`
        """
        records_sudo = self.sudo().search(self._zi_own_domain(self.env.user))
        records_sudo._zi_log("opened_by_subject")
        return [record._zi_own_values() for record in records_sudo]

    # ------------------------------------------------------------------
    # WHAT A CONFIDENTIAL MODEL MUST NOT HAVE
    # ------------------------------------------------------------------

    @api.model
    def _zi_confidential_models(self):
        """Names of the confidential models of this database."""
        return [
            name
            for name, model in self.env.registry.items()
            if not model._abstract and getattr(model, "_zi_confidential_record", False)
        ]

    @api.model
    def _zi_chatter_faults(self):
        """Chatter on this model; a model that has any cannot be installed."""
        return [
            f"{self._name} is confidential and must not have {name}: every employee "
            "reads subjects and names through mail.notification and mail.followers"
            for name in _CHATTER_FIELDS
            if name in self._fields
        ]

    @api.model
    def _zi_confidential_faults(self):
        """Everything by which confidential models of this database could leak.

        :return: list of sentences, empty when sound; asked by a test of each addon
        """
        names = set(self._zi_confidential_models())
        faults = []
        for name in sorted(names):
            model = self.env[name]
            faults += model._zi_chatter_faults()
            faults += model._zi_name_faults()
            faults += model._zi_acl_faults()
        for model in self.env.values():
            if model._abstract or model._name in names:
                continue
            faults += [
                f"{model._name}.{field.name} points to the confidential "
                f"{field.comodel_name}"
                for field in model._fields.values()
                if field.relational and field.comodel_name in names
            ]
        return faults

    def _zi_name_faults(self):
        """``display_name`` is the register number: asked with a record in memory."""
        record = self.new({"register_number": "REG/1"})
        for name, field in self._fields.items():
            if field.type in ("char", "text") and field.store and not field.compute:
                if name != "register_number":
                    record[name] = "MARKNAME"
        if record.display_name != "REG/1":
            return [f"{self._name}: the display name is not the register number"]
        return []

    def _zi_acl_faults(self):
        """Access rights for groups that everybody or an administrator holds."""
        open_ids = {
            group.id
            for xml_id in _OPEN_GROUPS
            if (group := self.env.ref(xml_id, raise_if_not_found=False))
        }
        rights = (
            self.env["ir.model.access"]
            .sudo()
            .search([("model_id.model", "=", self._name)])
        )
        return [
            f"{self._name}: “{right.name}” opens it to "
            f"{right.group_id.full_name or 'everybody'}"
            for right in rights
            if (not right.group_id or right.group_id.id in open_ids)
            and (
                right.perm_read
                or right.perm_write
                or right.perm_create
                or right.perm_unlink
            )
        ]
