from odoo import api, fields, models


class ZiSetupStep(models.Model):
    """One question of the set-up guide: what, who can answer it, and what does not
    work until then.

    Steps are data. ``_zi_done_<code>(company)`` says whether a step is answered in a
    unit; another addon adds a record and a method.
    """

    _name = "zi.setup.step"
    _description = "Step of the set-up guide"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, size=32)
    sequence = fields.Integer(default=10)
    who = fields.Char("Who can answer", translate=True)
    until_then = fields.Char("Until then", translate=True)
    action_ref = fields.Char(help="XML id of the action that answers the step.")
    state = fields.Selection(
        [("open", "To be answered"), ("skipped", "Skipped"), ("done", "Done")],
        compute="_compute_state",
    )
    warning = fields.Char(compute="_compute_state")

    _code_unique = models.Constraint("UNIQUE (code)", "There is already such a step.")

    @api.depends_context("company", "uid")
    def _compute_state(self):
        company = self.env.company
        skipped = (
            self.env["zi.setup.skip"].search([("company_id", "=", company.id)]).step_id
        )
        for step in self:
            method = getattr(self, f"_zi_done_{step.code}", None)
            done, warning = method(company.sudo()) if method else (False, "")
            step.warning = warning
            if done:
                step.state = "done"
            else:
                step.state = "skipped" if step in skipped else "open"

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_open(self):
        """Go to where the step is answered."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(self.action_ref)
        if action["type"] == "ir.actions.server":
            return self.env["ir.actions.server"].browse(action["id"]).run()
        return action

    def action_skip(self):
        """Leave the step for later; the guide keeps it in sight."""
        self.env["zi.setup.skip"].create(
            [{"company_id": self.env.company.id, "step_id": step.id} for step in self]
        )

    def action_unskip(self):
        """Take the step up again."""
        self.env["zi.setup.skip"].search(
            [("company_id", "=", self.env.company.id), ("step_id", "in", self.ids)]
        ).unlink()

    # ------------------------------------------------------------------
    # WHETHER A STEP IS ANSWERED
    # ------------------------------------------------------------------

    def _zi_count(self, model, domain):
        records = self.env.get(model)
        return records is not None and bool(
            records.sudo().search_count(domain, limit=1)
        )

    def _zi_done_unit(self, company):
        setting = self.env["zi.unit.setting"]._zi_of(company)
        return bool(company.zi_unit_code and setting.city), ""

    def _zi_done_head(self, company):
        holders = self.env["zi.role.assignment"]._zi_holders(company, "head")
        superior = self.env["zi.unit.setting"]._zi_of(company).superior_office
        warning = (
            self.env._(
                "The superior of the head is not entered: the head's own matters wait."
            )
            if holders and not superior
            else ""
        )
        return bool(holders), warning

    def _zi_done_acting(self, company):
        return (
            self._zi_count(
                "zi.role.assignment",
                [("company_id", "=", company.id), ("capacity", "!=", "definitive")],
            ),
            "",
        )

    def _zi_done_secretariat(self, company):
        holders = self.env["zi.role.assignment"]._zi_holders(company, "secretariat")
        heads = self.env["zi.role.assignment"]._zi_holders(company, "head")
        warning = ""
        if len(holders.user_id) == 1:
            warning = self.env._(
                "Only one secretary: what he writes himself nobody can review."
            )
        elif holders.user_id & heads.user_id:
            warning = self.env._(
                "A secretary is also head: nobody may decide what he reviewed."
            )
        return bool(holders), warning

    def _zi_done_section(self, company):
        employees = self.env["hr.employee"].sudo()
        total = employees.search_count([("company_id", "=", company.id)])
        without = employees.search_count(
            [("company_id", "=", company.id), ("parent_id", "=", False)]
        )
        warning = (
            self.env._("%(count)s employees have no superior.", count=without)
            if without > 1
            else ""
        )
        return total > 1 and without < total, warning

    def _zi_done_calendar(self, company):
        year = company._zi_today().year
        return (
            self._zi_count(
                "resource.calendar.leaves",
                [
                    ("calendar_id", "=", company.resource_calendar_id.id),
                    ("resource_id", "=", False),
                    ("date_from", ">=", f"{year}-01-01"),
                    ("date_from", "<=", f"{year}-12-31"),
                ],
            ),
            "",
        )

    def _zi_done_instrument(self, company):
        return self._zi_count("zi.assessment", [("company_id", "=", company.id)]), ""

    def _zi_done_plan(self, company):
        return self._zi_count("zi.work.plan", [("company_id", "=", company.id)]), ""

    def _zi_done_team(self, company):
        return self._zi_count("zi.team.member", [("company_id", "=", company.id)]), ""

    def _zi_done_number(self, company):
        return (
            self._zi_count("zi.number.pattern", [("company_id", "=", company.id)]),
            "",
        )

    def _zi_done_values(self, company):
        return bool(self.env["zi.unit.setting"]._zi_of(company).values_name), ""

    def _zi_done_inspectorate(self, company):
        return bool(self.env["zi.unit.setting"]._zi_of(company).inspectorate_emails), ""

    def _zi_done_mail(self, company):
        return self._zi_count("ir.mail_server", []), ""

    def _zi_done_address(self, company):
        address = self.env["ir.config_parameter"].sudo().get_param("zi.public_base_url")
        return bool(address), ""

    def _zi_done_outside(self, company):
        """Core parts that call other people's servers are switched off."""
        cron = self.env.ref(
            "mail.ir_cron_module_update_notification", raise_if_not_found=False
        )
        return not (cron and cron.sudo().active), ""
