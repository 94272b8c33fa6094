from odoo import api, fields, models


class ZiApprovalAuthor(models.Model):
    """Who made or changed the content of a document: authors cannot approve it.

    One table for all kinds, so that a many2many per consumer is not needed and
    nobody can take himself off the list.
    """

    _name = "zi.approval.author"
    _description = "Author of a document"

    res_model = fields.Char(required=True, size=64)
    res_id = fields.Many2oneReference(model_field="res_model", required=True)
    user_id = fields.Many2one(
        "res.users", required=True, index=True, ondelete="cascade"
    )

    _author_unique = models.Constraint(
        "UNIQUE (res_model, res_id, user_id)", "The author is already known."
    )

    @api.model
    def _zi_note(self, records, user):
        """Remember that a user wrote these records."""
        known = set(
            self.search(
                [
                    ("res_model", "=", records._name),
                    ("res_id", "in", records.ids),
                    ("user_id", "=", user.id),
                ]
            ).mapped("res_id")
        )
        self.create(
            [
                {"res_model": records._name, "res_id": record_id, "user_id": user.id}
                for record_id in records.ids
                if record_id not in known
            ]
        )

    @api.model
    def _zi_authors(self, records):
        """Authors of many records.

        :return: ``{record id: res.users}``
        """
        rows = self.search(
            [("res_model", "=", records._name), ("res_id", "in", records.ids)]
        )
        return {
            record_id: group.user_id
            for record_id, group in rows.grouped("res_id").items()
        }
