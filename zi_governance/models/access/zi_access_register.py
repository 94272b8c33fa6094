from odoo import api, fields, models
from odoo.tools import SQL


class ZiAccessRegister(models.Model):
    """Who is known to hold a confidential group.

    Each change through the system is compared with it and told at once; a nightly
    comparison finds what was changed past the system.
    """

    _name = "zi.access.register"
    _description = "Register of confidential memberships"

    _zi_watched = True

    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")
    group_id = fields.Many2one(
        "res.groups", required=True, index=True, ondelete="cascade"
    )

    _member_unique = models.Constraint(
        "UNIQUE (user_id, group_id)", "This membership is already known."
    )

    @api.model
    def _zi_real_members(self):
        """``{(user id, group id)}`` of the confidential groups, implied ones
        included, as the database has them."""
        rows = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE giving (gid, confidential) AS (
                    SELECT id, id FROM res_groups WHERE zi_confidential
                    UNION
                    SELECT rel.gid, giving.confidential
                      FROM res_groups_implied_rel rel
                      JOIN giving ON rel.hid = giving.gid
                )
                SELECT DISTINCT member.uid, giving.confidential
                  FROM res_groups_users_rel member
                  JOIN giving ON giving.gid = member.gid
                """
            )
        )
        return set(rows)

    @api.model
    def _zi_sync(self, kind="group", quiet=False):
        """Tell every difference between the register and the memberships.

        :param str kind: kind of alert; ``membership`` for the nightly check
        :param bool quiet: only fill the register, at the installation
        """
        register = self.sudo()
        # Flushing may write groups (mail does) and so ask here again: first of all.
        self.env.flush_all()
        real = self._zi_real_members()
        known = {(row.user_id.id, row.group_id.id): row for row in register.search([])}
        given = real - set(known)
        taken = set(known) - real
        # Noted before it is told: telling writes, and writing asks here again.
        register.create([{"user_id": u, "group_id": g} for u, g in sorted(given)])
        register.browse([known[key].id for key in taken]).unlink()
        if not quiet:
            self._zi_tell(kind, given, taken)

    def _zi_tell(self, kind, given, taken):
        alerts = self.env["zi.access.alert"]
        users = self.env["res.users"].sudo()
        # Kept as it is written: in the language of who acts, also at night.
        lang = self.env.lang or self.env.user.lang
        groups = self.env["res.groups"].sudo().with_context(lang=lang)
        for pairs, words in (
            (given, lambda env, **names: env._("%(user)s: %(group)s given", **names)),
            (
                taken,
                lambda env, **names: env._("%(user)s: %(group)s taken away", **names),
            ),
        ):
            for user_id, group_id in sorted(pairs):
                user = users.browse(user_id).exists()
                group = groups.browse(group_id)
                alerts._zi_raise(
                    user.company_id,
                    kind,
                    words(group.env, user=user.login or user_id, group=group.name),
                )

    @api.model
    def _cron_compare(self):
        """Nightly: what was changed in the database itself."""
        self._zi_sync(kind="membership")
