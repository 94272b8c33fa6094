from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ZiBusinessProcess(models.Model):
    """A process of the office's business process map.

    The map says which work is the office's main work; every main process needs an
    SOP that is in force. Kept by the secretariat and the working group of its area.
    """

    _name = "zi.business.process"
    _description = "Business process"
    _inherit = ["zi.unit.mixin", "zi.area.work.mixin", "zi.evidence.source"]
    _order = "code, sequence, id"
    _parent_store = True
    _rec_names_search = ["code", "name"]

    _zi_evidence = {"kind": "Kind", "department_id": "Owner"}

    name = fields.Char(required=True, size=256)
    code = fields.Char(required=True, size=32)
    sequence = fields.Integer(default=10)
    parent_id = fields.Many2one(
        "zi.business.process",
        "Part of",
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("zi.business.process", "parent_id", "Parts")
    kind = fields.Selection(
        [("main", "Main work"), ("support", "Support"), ("management", "Management")],
        required=True,
        default="main",
        help="Every main process needs an SOP that is in force.",
    )
    area_id = fields.Many2one(
        default=lambda self: self.env.ref(
            "zi_governance.area_tl", raise_if_not_found=False
        ),
        help="Its working group may prepare the map and the SOPs.",
    )
    department_id = fields.Many2one(
        "hr.department",
        "Owner",
        index=True,
        ondelete="restrict",
        check_company=True,
        help="Section that answers for the process.",
    )
    purpose = fields.Text()
    active = fields.Boolean(default=True)
    sop_ids = fields.One2many("zi.sop", "process_id", "SOPs")
    sop_count = fields.Integer("SOPs in force", compute="_compute_sop_count")
    lacks_sop = fields.Boolean(
        "Lacks an SOP",
        compute="_compute_sop_count",
        search="_search_lacks_sop",
        help="Main work without an SOP in force, neither of its own nor of its parts.",
    )

    _code_unique = models.UniqueIndex(
        "(company_id, lower(code)) WHERE active",
        "There is already a process with this code.",
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for process in self:
            process.display_name = " ".join(filter(None, [process.code, process.name]))

    @api.depends("sop_ids", "kind")
    def _compute_sop_count(self):
        counts = self._zi_sop_counts()
        for process in self:
            process.sop_count = counts.get(process._origin.id, 0)
            process.lacks_sop = process.kind == "main" and not process.sop_count

    def _zi_sop_counts(self, day=None):
        """SOPs in force per process, those of its parts included.

        :param date day: local date; default today in the unit's time zone
        :return: ``{process id: count}``
        """
        counts = {}
        for company, processes in self.sudo().grouped("company_id").items():
            if not company:
                continue
            revisions = self.env["zi.sop.revision"].sudo()
            in_force = revisions._read_group(
                revisions._zi_status_domain("current", day or company._zi_today())
                & fields.Domain("sop_id.process_id", "child_of", processes.ids)
                & fields.Domain("sop_id.active", "=", True),
                ["sop_id"],
            )
            for [sop] in in_force:
                path = sop.process_id.parent_path or ""
                for part in path.split("/"):
                    if part:
                        counts[int(part)] = counts.get(int(part), 0) + 1
        return counts

    def _search_lacks_sop(self, operator, value):
        if operator != "in":
            return NotImplemented
        main = self.sudo().search([("kind", "=", "main")])
        counts = main._zi_sop_counts()
        lacking = main.filtered(lambda process: not counts.get(process.id))
        domain = fields.Domain("id", "in", lacking.ids)
        return domain if True in value else ~domain

    @api.constrains("parent_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A process cannot be part of itself."))

    def action_sops(self):
        """SOPs of this process and of its parts."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("SOPs"),
            "res_model": "zi.sop",
            "views": [(False, "list"), (False, "form")],
            "domain": [("process_id", "child_of", self.id)],
            "context": {"default_process_id": self.id},
        }
