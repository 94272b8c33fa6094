from markupsafe import Markup

from odoo import api, models


class ZiPlainMail(models.AbstractModel):
    """Mail in constant words.

    It is bound to no record and names none, because whoever sees the mailbox, or
    the mail queue as administrator, can read it. What it is about stands behind its
    link, for those who may see it there.
    """

    _name = "zi.plain.mail"
    _description = "Mail in constant words"

    @api.model
    def _zi_link(self, action):
        """Address of one of this addon's menus in the office system.

        :param str action: XML id of a window action, without the addon's name
        """
        return f"{self.get_base_url()}/odoo/action-zi_governance.{action}"

    @api.model
    def _zi_send(self, users, subject, lines):
        """Queue one mail for each person who has an address, in his own language.

        :param res.users users: receivers
        :param subject: function from an environment to a constant text
        :param lines: function from an environment to a list of constant texts
        """
        values = []
        for user in users.sudo():
            if not user.email or not user.active:
                continue
            env = self.with_context(lang=user.lang or self.env.lang).env
            values.append(
                {
                    "subject": subject(env),
                    "body_html": Markup("").join(
                        Markup("<p>%s</p>") % line for line in lines(env)
                    ),
                    "email_to": user.email_formatted,
                    "auto_delete": True,
                }
            )
        # In the addon's name: the queue shows nobody as its author.
        self.env["mail.mail"].sudo().create(values)
