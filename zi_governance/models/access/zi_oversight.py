from odoo import api, fields, models, tools


class ZiOversight(models.Model):
    """Reads a unit and all units below it without being a member of any.

    The global company rule of every model asks for it (``zi_units``), so a Ministry's
    overseer needs no list of a thousand companies in his browser's cookie.
    """

    _name = "zi.oversight"
    _description = "Oversight of work units"
    _order = "date_from desc, id desc"

    user_id = fields.Many2one(
        "res.users", "Person", required=True, index=True, ondelete="cascade"
    )
    root_id = fields.Many2one(
        "res.company",
        "Unit and all below",
        required=True,
        index=True,
        ondelete="cascade",
    )
    date_from = fields.Date("From", required=True, default=fields.Date.today)
    date_to = fields.Date("Until")
    reference = fields.Char("Assignment letter", help="Number and date of the letter.")
    company_ids = fields.Many2many(
        "res.company",
        "zi_oversight_company_rel",
        "oversight_id",
        "company_id",
        string="Units",
        compute="_compute_company_ids",
        store=True,
    )

    _dates_ordered = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "The last day of an oversight cannot lie before its first day.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        items._zi_changed()
        items._zi_tell("+")
        items._zi_sync_group(items.user_id)
        return items

    def write(self, vals):
        users = self.user_id
        result = super().write(vals)
        self._zi_changed()
        self._zi_sync_group(users | self.user_id)
        if {"user_id", "root_id", "date_from", "date_to"} & set(vals):
            self._zi_tell("+")
        return result

    def unlink(self):
        self._zi_tell("-")
        users = self.user_id
        result = super().unlink()
        self._zi_changed()
        self._zi_sync_group(users)
        return result

    @api.model
    def _zi_sync_group(self, users=None):
        """Open the menus of overseers from the first day to the last; what they read
        there is asked of the dates each time.

        :param res.users users: whose; default everybody's
        """
        group = self.env.ref("zi_governance.group_zi_overseer").sudo()
        today = fields.Date.today()
        running = self.sudo().search(
            [
                # A day more on each side: no zone of the country is left out.
                ("date_from", "<=", fields.Date.add(today, days=1)),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", fields.Date.subtract(today, days=1)),
            ]
        )
        overseers = running.user_id
        if users is None:
            users = overseers | group.user_ids
        for user in users.sudo():
            if (user in overseers) != (group in user.group_ids):
                command = 4 if user in overseers else 3
                user.write({"group_ids": [(command, group.id)]})

    def _zi_tell(self, sign):
        """Reading from above is given by the administrator, so the head hears it."""
        watch = self.env["zi.access.watch"]
        if watch._zi_is_on():
            for item in self.sudo():
                watch._zi_tell(
                    "oversight",
                    f"{sign} {item.user_id.login}: {item.root_id.name}"
                    f" ({item.date_from} - {item.date_to or '…'})",
                    item.root_id,
                )

    @api.depends("root_id")
    def _compute_company_ids(self):
        for item in self:
            item.company_ids = self.env["res.company"].search(
                [("id", "child_of", item.root_id.ids)]
            )

    @api.depends("user_id", "root_id")
    def _compute_display_name(self):
        for item in self:
            item.display_name = f"{item.user_id.name or ''}: {item.root_id.name or ''}"

    @api.model
    def _zi_refresh(self, companies):
        """Put new or moved units under the oversight of their ancestors."""
        ancestors = self.env["res.company"]
        for company in companies:
            ancestors |= company.parent_ids
        rows = self.search([("root_id", "in", ancestors.ids)])
        stale = self.search([("company_ids", "in", companies.ids)])
        self.env.add_to_compute(self._fields["company_ids"], rows | stale)
        (rows | stale)._zi_changed()

    # ------------------------------------------------------------------
    # THE QUESTION THAT THE RECORD RULES ASK
    # ------------------------------------------------------------------

    def _zi_changed(self):
        """Store the units, and let the record rules ask anew."""
        self.flush_recordset()
        self.env.registry.clear_cache()

    @api.model
    def _zi_units_of(self, user):
        """Ids of the units that a person oversees today, in his own time zone.

        :param res.users user: the person; the context's time zone is the client's
        :return: frozenset, the same object as long as nothing changes: the rules are
            cached by it, and a set knows its hash where a tuple counts it anew
        """
        rows = self._zi_rows_of(user.id)
        if not rows:
            return frozenset()
        today = fields.Date.context_today(self.with_context(tz=user.tz))
        running = [
            units
            for date_from, date_to, units in rows
            if date_from <= today and (not date_to or date_to >= today)
        ]
        if len(running) == 1:
            return running[0]
        return frozenset().union(*running)

    @api.model
    @tools.ormcache("user_id")
    def _zi_rows_of(self, user_id):
        """``((first day, last day or False, set of unit ids), ...)`` of a person."""
        return tuple(
            (row.date_from, row.date_to, frozenset(row.company_ids.ids))
            for row in self.sudo().search_fetch(
                [("user_id", "=", user_id)], ["date_from", "date_to", "company_ids"]
            )
        )
