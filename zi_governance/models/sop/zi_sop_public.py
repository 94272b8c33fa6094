from markupsafe import Markup

from odoo import api, models
from odoo.fields import Domain

from ...tools import flowchart

_SHOWN_ON_HOME = 12


class ZiSopRevision(models.Model):
    """What anybody may see of a revision: behind its QR code and on public pages."""

    _inherit = "zi.sop.revision"

    def _zi_kind_label(self):
        return self.env._("Standard operating procedure (SOP)")

    def _zi_statement_revision(self):
        return min(self.revision_no, 255)

    def _zi_public_statement(self):
        return {
            **super()._zi_public_statement(),
            **self._zi_approval_facts(),
            "number": self.number or "",
            "name": self.name,
            "date": self.effective_date,
            "revision": str(self.revision_no),
            "effective_from": self.effective_date,
            # One that was replaced or withdrawn on its first day never was in force.
            "effective_to": self.ended_on
            and self.ended_on >= self.effective_date
            and self.ended_on,
        }

    def _zi_public_rows(self):
        return [self]

    def _zi_public_current(self):
        """The revision in force of the same SOP."""
        return self.sop_id.with_context(active_test=False).current_id

    def _zi_public_body(self):
        """The steps in words, then the flowchart; only where it may be shown."""
        if not self.public or not self.step_ids:
            return Markup()
        labels = self._zi_public_labels()
        items = Markup("").join(
            Markup("<li value='{}'><strong>{}</strong><br/>{}</li>").format(
                number, heading, " ".join(sentences)
            )
            for number, heading, sentences in self._zi_step_words(labels)
        )
        return Markup(
            "<h2>{steps}</h2><ol>{items}</ol><h2>{title}</h2>"
            '<div class="wide" role="region" tabindex="0" aria-label="{title}">'
            "{drawing}</div>"
        ).format(
            steps=self.env._("Steps"),
            items=items,
            title=self.env._("Flowchart"),
            # Made by our own renderer, which escapes every text.
            drawing=Markup(
                flowchart.screen(
                    self._zi_executor_names(), self._zi_steps(), labels=labels
                )
            ),
        )

    def _zi_public_labels(self):
        """Words of the flowchart in the reader's language."""
        return {
            "number": self.env._("No."),
            "activity": self.env._("Activity"),
            "executors": self.env._("Executors"),
            "yes": self.env._("Yes"),
            "no": self.env._("No"),
            "by": self.env._("Executors"),
            "end": self.env._("End"),
            "needs": self.env._("Requirements"),
            "takes": self.env._("Time"),
            "gives": self.env._("Output"),
            "if_yes": self.env._("If yes, go on with step {number}."),
            "if_no": self.env._("If no, go on with step {number}."),
            "then": self.env._("Go on with step {number}."),
            "chart": self.env._("Flowchart: {count} steps, {executors} executors"),
        }

    @api.model
    def _zi_public_domain(self, company, day):
        """Revisions that the public list shows on a day.

        :param res.company company: the unit, or empty for all
        """
        domain = (
            self._zi_status_domain("current", day)
            & Domain("public", "=", True)
            & Domain("sop_id.active", "=", True)
        )
        return domain & Domain("company_id", "=", company.id) if company else domain


class ZiPublicPage(models.AbstractModel):
    _inherit = "zi.public.page"

    def _zi_showing_units(self):
        rows = (
            self.env["zi.sop.revision"]
            .sudo()
            ._read_group(
                [("approval_state", "=", "approved"), ("public", "=", True)],
                ["company_id"],
            )
        )
        return super()._zi_showing_units().union(*(company for (company,) in rows))

    @api.model
    def _zi_sections(self, company):
        """SOPs in force that may be shown."""
        sections = super()._zi_sections(company)
        revisions = self.env["zi.sop.revision"].sudo()
        domain = revisions._zi_public_domain(company, company._zi_today())
        count = revisions.search_count(domain)
        if not count:
            return sections
        newest = revisions.search(
            domain, order="effective_date desc, id desc", limit=_SHOWN_ON_HOME
        )
        rows = Markup("").join(
            Markup(
                '<li><a href="/zi/sop/{}">{}</a><div class="small">{}</div></li>'
            ).format(
                row.sop_id.id,
                row.name,
                self.env._(
                    "%(number)s, in force from %(day)s",
                    number=row.number,
                    day=self._zi_day(row.effective_date),
                ),
            )
            for row in newest
        )
        block = Markup(
            '<section class="card" aria-labelledby="sop"><h2 id="sop">{}</h2>'
            '<ul class="list">{}</ul><p><a href="/zi/sop">{}</a></p></section>'
        ).format(
            self.env._("SOPs in force"),
            rows,
            self.env._("All SOPs (%(count)s)", count=count),
        )
        return [*sections, (50, block)]
