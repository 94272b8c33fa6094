"""Registers of this addon that give reports their figures.

A kind of report names its register in ``figure_model``; the register answers by
``_zi_figures_<code of the kind>``. Kinds whose register comes with another addon
(complaints, gratification, conflicts of interest, staffing, surveys and so on) name
none until that addon sets it: their figures are typed in and shown as such.
"""

from odoo import api, models
from odoo.fields import Domain


def between(field, date_from, date_to):
    """Domain of a date inside a period, both days inclusive."""
    return Domain(field, ">=", date_from) & Domain(field, "<=", date_to)


class ZiDecree(models.Model):
    """What the yearly review of documents counts."""

    _inherit = "zi.decree"

    @api.model
    def _zi_figures_kaji_ulang_dokumen(self, company, date_from, date_to):
        """Figures of the register of official documents at the end of a period.

        :return: list of ``(code, label, value)``
        """
        own = Domain("company_id", "=", company.id)
        in_force = own & self._zi_register_domain("in_force", date_to)
        stale = self.env["zi.regulation"]._zi_ended_domain(date_to)
        ended = own & between("ended_on", date_from, date_to)
        return [
            *self._zi_decree_figures(company, date_from, date_to),
            (
                "decree_replaced",
                self.env._("Documents replaced in the period"),
                self.search_count(ended & Domain("end_kind", "=", "replaced")),
            ),
            (
                "decree_withdrawn",
                self.env._("Documents withdrawn in the period"),
                self.search_count(ended & Domain("end_kind", "=", "withdrawn")),
            ),
            (
                "decree_expired",
                self.env._("Documents whose last day fell in the period"),
                self.search_count(
                    own
                    & Domain("approval_state", "=", "approved")
                    & between("valid_to", date_from, date_to)
                ),
            ),
            (
                "decree_stale",
                self.env._("In force and citing a rule no longer in force"),
                self.search_count(in_force & Domain("regulation_ids", "any", stale)),
            ),
        ]

    @api.model
    def _zi_decree_figures(self, company, date_from, date_to):
        """Documents in force at the end of a period, and those dated in it."""
        own = Domain("company_id", "=", company.id)
        decided = Domain(
            "approval_state", "in", ["approved", "superseded", "withdrawn"]
        )
        return [
            (
                "decree_in_force",
                self.env._("Official documents in force at the end of the period"),
                self.search_count(own & self._zi_register_domain("in_force", date_to)),
            ),
            (
                "decree_new",
                self.env._("Official documents of the period"),
                self.search_count(own & decided & between("date", date_from, date_to)),
            ),
        ]


class ZiPublication(models.Model):
    """What the report on public information counts."""

    _inherit = "zi.publication"

    @api.model
    def _zi_figures_monev_kip(self, company, date_from, date_to):
        """Publications begun, renewed, shown and ended in a period, per channel.

        :return: list of ``(code, label, value)``
        """
        own = Domain("company_id", "=", company.id)
        renewals = self.env["zi.publication.renewal"].search_count(
            Domain("publication_id.company_id", "=", company.id)
            & between("date", date_from, date_to)
        )
        rows = [
            *self._zi_publication_figures(company, date_from, date_to),
            ("publication_renewed", self.env._("Renewals of the period"), renewals),
            (
                "publication_ended",
                self.env._("Publications that ended in the period"),
                self.search_count(
                    own
                    & Domain("state", "=", "ended")
                    & between("date_to", date_from, date_to)
                ),
            ),
        ]
        channels = self._read_group(
            own
            & Domain("state", "!=", "draft")
            & between("date_from", date_from, date_to),
            ["media_id"],
            ["__count"],
        )
        rows += [
            (
                f"publication_{media.code}",
                self.env._("Begun on: %(channel)s", channel=media.name),
                count,
            )
            for media, count in channels
        ]
        return rows

    @api.model
    def _zi_publication_figures(self, company, date_from, date_to):
        """Publications that began in a period, and those shown at its end."""
        own = Domain("company_id", "=", company.id) & Domain("state", "!=", "draft")
        return [
            (
                "publication_new",
                self.env._("Publications begun in the period"),
                self.search_count(own & between("date_from", date_from, date_to)),
            ),
            (
                "publication_shown",
                self.env._("Shown at the end of the period"),
                self.search_count(
                    own
                    & Domain("date_from", "<=", date_to)
                    & (Domain("date_to", "=", False) | Domain("date_to", ">=", date_to))
                ),
            ),
        ]


class ZiSop(models.Model):
    """What the yearly review of SOPs counts."""

    _inherit = "zi.sop"

    @api.model
    def _zi_figures_kaji_ulang_sop(self, company, date_from, date_to):
        """SOPs in force at the end of a period, and what became of them in it.

        :return: list of ``(code, label, value)``
        """
        revisions = self.env["zi.sop.revision"]
        own = Domain("company_id", "=", company.id)
        current = own & revisions._zi_status_domain("current", date_to)
        ended = own & between("ended_on", date_from, date_to)
        return [
            (
                "sop_in_force",
                self.env._("SOPs in force at the end of the period"),
                revisions.search_count(current),
            ),
            (
                "sop_new",
                self.env._("Revisions that came into force in the period"),
                revisions.search_count(
                    own
                    & Domain("approval_state", "in", ["approved", "superseded"])
                    & between("effective_date", date_from, date_to)
                ),
            ),
            (
                "sop_withdrawn",
                self.env._("SOPs withdrawn in the period"),
                revisions.search_count(ended & Domain("end_kind", "=", "withdrawn")),
            ),
            (
                "sop_review_late",
                self.env._("In force with an overdue review"),
                revisions.search_count(current & Domain("review_due", "<", date_to)),
            ),
            *self.env["zi.sop.review"]._zi_review_figures(company, date_from, date_to),
        ]
