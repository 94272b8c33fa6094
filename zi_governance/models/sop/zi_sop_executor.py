from odoo import api, fields, models
from odoo.exceptions import ValidationError

LETTERS = "ABCDEFGHIJKL"


class ZiSopExecutor(models.Model):
    """Who carries steps out: a column of the step table. A post, never a person.

    Steps name it by its letter, which it keeps when columns are moved.
    """

    _name = "zi.sop.executor"
    _description = "Executor of an SOP"
    _inherit = ["zi.work.line.mixin"]
    _order = "revision_id, sequence, id"
    _check_company_auto = True

    _zi_approval_parent = "revision_id"
    _zi_sealed_fields = ("sequence", "code", "name", "job_ids", "department_id")

    revision_id = fields.Many2one(
        "zi.sop.revision", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="revision_id.company_id", store=True, precompute=True, index=True
    )
    sequence = fields.Integer(default=100)
    code = fields.Char("Column", size=1)
    name = fields.Char(
        "Executor", required=True, size=64, help="A post or function, never a person."
    )
    job_ids = fields.Many2many(
        "hr.job",
        "zi_sop_executor_job_rel",
        "executor_id",
        "job_id",
        string="Posts",
        help="Whoever holds one of them reads and acknowledges the SOP.",
    )
    department_id = fields.Many2one(
        "hr.department",
        "Section",
        ondelete="restrict",
        help="Its people read and acknowledge the SOP. With posts: the holders of "
        "these posts in this section.",
    )

    _code_unique = models.UniqueIndex(
        "(revision_id, code)", "Two executors have the same letter."
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Give every new column a letter that its revision does not use yet."""
        used = {}
        for vals in vals_list:
            revision_id = vals.get("revision_id")
            if revision_id not in used:
                rows = self.sudo().search([("revision_id", "=", revision_id)])
                used[revision_id] = set(rows.mapped("code")) | {
                    other.get("code")
                    for other in vals_list
                    if other.get("revision_id") == revision_id
                }
            if not vals.get("code"):
                vals["code"] = self._zi_free_letter(used[revision_id])
                used[revision_id].add(vals["code"])
        return super().create(vals_list)

    def unlink(self):
        """A column that goes leaves no trace in the steps."""
        gone = {}
        for executor in self:
            gone.setdefault(executor.revision_id, set()).add(executor.code)
        result = super().unlink()
        for revision, letters in gone.items():
            for step in revision.exists().step_ids:
                kept = [
                    code
                    for code in (step.executor_codes or "").split()
                    if code not in letters
                ]
                if " ".join(kept) != (step.executor_codes or ""):
                    step.executor_codes = " ".join(kept) or False
        return result

    @api.model
    def _zi_free_letter(self, used):
        """The first letter that is not taken.

        :raises ValidationError: all letters are taken
        """
        for letter in LETTERS:
            if letter not in used:
                return letter
        raise ValidationError(
            self.env._(
                "An SOP has at most %(count)s executors. Split it where the work "
                "passes to others.",
                count=len(LETTERS),
            )
        )

    @api.constrains("code")
    def _check_code(self):
        for executor in self:
            if not executor.code or executor.code not in LETTERS:
                raise ValidationError(
                    self.env._("The letter of an executor is one of A to L.")
                )

    def _zi_employees(self):
        """Who carries out these columns today.

        :return: ``hr.employee`` (sudo): holders of the posts named, people of the
            section named, else the people of the section that owns the SOP
        """
        employees = self.env["hr.employee"].sudo()
        found = employees.browse()
        for executor in self.sudo():
            department = executor.department_id
            if not department and not executor.job_ids:
                department = executor.revision_id.sop_id.department_id
            domain = [("company_id", "=", executor.company_id.id)]
            if department:
                domain.append(("department_id", "child_of", department.id))
            if executor.job_ids:
                domain.append(("job_id", "in", executor.job_ids.ids))
            if department or executor.job_ids:
                found |= employees.search(domain)
        return found
