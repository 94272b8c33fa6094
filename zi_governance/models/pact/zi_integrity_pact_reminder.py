from odoo import api, models
from odoo.fields import Domain

_MONDAY = 0


class ZiIntegrityPact(models.Model):
    """Who has not signed, and whose witness is missing, is asked once a week."""

    _inherit = "zi.integrity.pact"

    @api.model
    def _cron_remind(self):
        # Every six hours: a unit that was done less than four hours ago can wait.
        self.env["zi.unit.job"]._zi_each("pact_remind", self._zi_remind, hours=20)

    @api.model
    def _zi_remind(self, units):
        """Mail to who has to sign or to witness; on the unit's Mondays.

        :param res.company units: units
        """
        for company in units:
            if company._zi_today().weekday() == _MONDAY:
                self._zi_remind_unit(company)

    def _zi_remind_unit(self, company):
        states = self.env["zi.integrity.pact.state"].sudo().with_company(company)
        rows = states.search(
            [
                ("company_id", "=", company.id),
                ("text_id", "!=", False),
                ("state", "in", ["1_missing", "2_witness"]),
            ]
        )
        missing = rows.filtered(lambda row: row.state == "1_missing")
        mails = self.env["zi.plain.mail"]
        link = mails._zi_link("zi_integrity_pact_action_mine")
        mails._zi_send(
            missing.user_id,
            lambda env: env._("The integrity pact waits for your signature"),
            lambda env: [
                env._("You have not signed the integrity pact that is in force."),
                env._("Read and sign it here: %(link)s", link=link),
            ],
        )
        link = mails._zi_link("zi_integrity_pact_action_witness")
        mails._zi_send(
            (rows - missing).superior_user_id,
            lambda env: env._("Integrity pacts wait for you as witness"),
            lambda env: [
                env._("People whose direct superior you are have signed their pact."),
                env._("Witness them here: %(link)s", link=link),
            ],
        )


class ZiHome(models.AbstractModel):
    """The pact on the first page, until it is signed and witnessed."""

    _inherit = "zi.home"

    def _zi_lists(self, company):
        return [
            self._zi_list_pact(company),
            *super()._zi_lists(company),
            self._zi_list_witness(company),
        ]

    @api.model
    def _zi_tile_pact_missing(self, units, period):
        """Employees of today who have not signed the text of today."""
        return self._zi_count_tile(
            "zi.integrity.pact.state",
            Domain("state", "=", "1_missing"),
            units,
            "zi_governance.zi_integrity_pact_state_action_missing",
        )

    def _zi_list_pact(self, company):
        # SUDO: only the reader's own row is asked for.
        row = (
            self.env["zi.integrity.pact.state"]
            .sudo()
            .with_company(company)
            .search(
                [
                    ("company_id", "=", company.id),
                    ("user_id", "=", self.env.uid),
                    ("state", "=", "1_missing"),
                    ("text_id", "!=", False),
                ],
                limit=1,
            )
        )
        if not row:
            return False
        action = self._zi_action("zi_governance.zi_integrity_pact_action_mine")
        return {
            "code": "pact",
            "first": True,
            "title": self.env._("Integrity pact"),
            "action": action,
            "rows": [
                {
                    "id": f"zi.integrity.pact.state,{row.id}",
                    "title": self.env._("Read and sign the integrity pact"),
                    "hint": row.text_id.name,
                    "late": False,
                    "action": action,
                }
            ],
        }

    def _zi_list_witness(self, company):
        pacts = self.env["zi.integrity.pact"].search(
            [("company_id", "=", company.id), ("can_witness", "=", True)], limit=6
        )
        return {
            "code": "witness",
            "first": True,
            "title": self.env._("Pacts that I witness"),
            "action": self._zi_action("zi_governance.zi_integrity_pact_action_witness"),
            "rows": [
                self._zi_row(pact, pact.employee_name, pact.number) for pact in pacts
            ],
        }
