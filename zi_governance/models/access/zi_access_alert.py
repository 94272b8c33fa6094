from odoo import api, fields, models


class ZiAccessAlert(models.Model):
    """What happened to the protection itself: access taken, a chain that is broken.

    Append-only; the head, the custodians and the secretariat read it. It is
    detection: who runs the server can still read what is not sealed.
    """

    _name = "zi.access.alert"
    _description = "Access alert"
    _inherit = ["zi.append.only.mixin"]
    _order = "id desc"
    _rec_name = "kind"

    _zi_watched = True

    _zi_sealed_columns = (
        "company_id",
        "kind",
        "actor_id",
        "actor_name",
        "subject",
        "happened_at",
    )

    company_id = fields.Many2one(
        "res.company", "Work unit", index=True, ondelete="restrict"
    )
    kind = fields.Char(required=True, size=32, index=True)
    kind_label = fields.Char("What happened", compute="_compute_kind_label")
    actor_id = fields.Many2one("res.users", "By", ondelete="restrict")
    actor_name = fields.Char(size=256)
    subject = fields.Char("Concerning", size=512)
    happened_at = fields.Datetime(required=True, default=fields.Datetime.now)

    @api.model
    def _zi_kinds(self):
        """Code and words of every kind of alert; other addons add theirs."""
        return {
            "group": self.env._("Access to a confidential group given or taken"),
            "rule": self.env._("Access rule of confidential records changed"),
            "code": self.env._("Server action or job that names confidential records"),
            "password": self.env._("Password of an official set by another person"),
            "membership": self.env._("Membership differs from the register"),
            "oversight": self.env._("Reading from above given or taken"),
            "role": self.env._("A head appointed by another than the head"),
            "chain_fault": self.env._("The chain of decisions is broken"),
            "signing_key": self.env._("A signing key was made or withdrawn"),
        }

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_kind_label(self):
        kinds = self._zi_kinds()
        for alert in self:
            alert.kind_label = kinds.get(alert.kind, alert.kind)

    @api.model
    def _zi_raise(self, company, kind, subject):
        """Append an alert and tell the head and the custodians by mail.

        :param res.company company: unit concerned, or an empty recordset
        :param str kind: one of :meth:`_zi_kinds`
        :param str subject: what was touched; no case content
        """
        user = self.env.user
        alert = self.sudo().create(
            [
                {
                    "company_id": company.id,
                    "kind": kind,
                    "actor_id": user.id,
                    "actor_name": user.name,
                    "subject": (subject or "")[:512],
                }
            ]
        )
        alert._zi_mail()
        return alert

    @api.model
    def _zi_raise_once(self, company, kind, subject):
        """Raise what a check finds each time it runs only when it is news."""
        last = self.sudo().search(
            [("company_id", "=", company.id), ("kind", "=", kind)], limit=1
        )
        if last.subject == (subject or "")[:512]:
            return last
        return self._zi_raise(company, kind, subject)

    def _zi_mail(self):
        """Constant words; what happened is read in the system."""
        assignments = self.env["zi.role.assignment"].sudo()
        link = self.env["zi.plain.mail"]._zi_link("zi_access_alert_action")
        for alert in self:
            domain = [("role_id.code", "in", ["head", "wbs_custodian"])]
            if alert.company_id:
                domain.append(("company_id", "=", alert.company_id.id))
            running = assignments.search(domain).filtered(
                lambda item: item._zi_position() == "running"
            )
            self.env["zi.plain.mail"]._zi_send(
                running.user_id,
                lambda env: env._("Access alert in Zona Integritas"),
                lambda env: [
                    env._("The protection of confidential records was touched."),
                    env._("Open the access alerts: %(link)s", link=link),
                ],
            )
