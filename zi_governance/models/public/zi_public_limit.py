import hmac
import os
from datetime import timedelta

from odoo import api, fields, models, tools
from odoo.http import request
from odoo.tools import SQL

# Where a server has no secret, its workers count apart.
_OWN_KEY = os.urandom(32)
_KEPT = timedelta(days=1)


class ZiPublicLimit(models.Model):
    """How often one address may do a thing on the public pages.

    Phones of one mobile network share an address, so the figures are generous. They
    are data: another addon adds its own, the administrator changes them.
    """

    _name = "zi.public.limit"
    _description = "Limit of a public page"
    _order = "code"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, size=32, readonly=True)
    attempts = fields.Integer(required=True, default=60)
    minutes = fields.Integer(required=True, default=10)

    _code_unique = models.Constraint("UNIQUE (code)", "There is already such a limit.")
    _sensible = models.Constraint(
        "CHECK (attempts > 0 AND minutes BETWEEN 1 AND 1440)",
        "Allow at least one attempt, within 1 to 1440 minutes.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    @tools.ormcache("code")
    def _zi_figures(self, code):
        row = self.sudo().search([("code", "=", code)], limit=1)
        return (row.attempts, row.minutes) if row else (60, 10)

    @api.model
    def _zi_count(self, code, who=None):
        """Count one attempt of the present request, in a transaction of its own.

        Insert-only rows: no hot row, and an error of the request loses no count. Over
        the limit nothing is added, so the table cannot be filled from one address.

        :param str code: which limit
        :param str who: what is limited; default the address of the request
        :return: None, or seconds to wait when the limit is reached
        """
        attempts, minutes = self._zi_figures(code)
        who = self._zi_who(request.httprequest.remote_addr if who is None else who)
        values = {"code": code, "who": who, "attempts": attempts, "minutes": minutes}
        with self.env.registry.cursor() as cr:
            cr.execute(
                SQL(
                    """
                    INSERT INTO zi_public_hit (code, who, hit_at)
                    SELECT %(code)s, %(who)s, now() AT TIME ZONE 'UTC'
                     WHERE (SELECT count(*) FROM zi_public_hit
                             WHERE code = %(code)s AND who = %(who)s
                               AND hit_at > now() AT TIME ZONE 'UTC'
                                            - make_interval(mins => %(minutes)s)
                           ) < %(attempts)s
                 RETURNING id
                    """,
                    **values,
                )
            )
            return None if cr.fetchone() else minutes * 60

    @api.model
    def _zi_who(self, address):
        """What is stored instead of an address: a hash with a key of the day.

        The key comes from the secret of the server, so the database alone does not
        tell who called.
        """
        day = fields.Date.today().isoformat()
        key = self.env["zi.signing.key"]._zi_derive("visit", day) or _OWN_KEY
        return hmac.digest(key, (address or "").encode(), "sha256")[:16].hex()


class ZiPublicHit(models.Model):
    """One counted attempt; gone after a day."""

    _name = "zi.public.hit"
    _description = "Attempt on a public page"
    _log_access = False
    _rec_name = "code"

    code = fields.Char(required=True, size=32, readonly=True)
    who = fields.Char(required=True, size=32, readonly=True)
    hit_at = fields.Datetime(required=True, readonly=True)

    _who_index = models.Index("(code, who, hit_at)")

    @api.autovacuum
    def _gc_hits(self):
        """Forget attempts that no limit looks at any more."""
        before = fields.Datetime.now() - _KEPT
        self.env.cr.execute(SQL("DELETE FROM zi_public_hit WHERE hit_at < %s", before))
