from markupsafe import Markup

from odoo import models
from odoo.exceptions import UserError

# Model of what is shown -> (place on the page, key of the heading).
_PLACES = {
    "zi.work.plan": (30, "plan"),
    "zi.monitoring": (50, "monitoring"),
    "zi.periodic.report": (55, "report"),
}
_OTHER = (80, "other")


class ZiPublicPage(models.AbstractModel):
    """The transparency page of a unit: what was approved and published, with dates."""

    _inherit = "zi.public.page"

    def _zi_may_show(self, record):
        """Whether a record may be shown to anybody today.

        :param record: record of any model
        :rtype: bool
        """
        record = record.sudo()
        if getattr(record, "_zi_confidential_record", False):
            return False
        if hasattr(record, "_zi_public_statement"):
            today = record._zi_public_company()._zi_today()
            return (
                record._zi_status(today) == "current"
                and not record._zi_is_public_confidential()
            )
        if "approval_state" in record._fields:
            return (
                record.approval_state == "approved"
                and record.approval_intact
                and not record._zi_is_confidential()
            )
        return True

    def _zi_sections(self, company):
        return [
            *super()._zi_sections(company),
            *self._zi_predicate_section(company),
            *self._zi_publication_sections(company),
        ]

    def _zi_predicate_section(self, company):
        """The predicate that the unit holds today."""
        predicates = self.env["zi.predicate"].sudo()
        held = predicates.search([("company_id", "=", company.id)], limit=20).filtered(
            lambda row: row.state == "running"
        )
        if not held:
            return []
        html = self.env["ir.qweb"]._render(
            "zi_governance.public_predicate", {"rows": held, "zi_day": self._zi_day}
        )
        return [(10, Markup(html))]

    def _zi_publication_sections(self, company):
        """What is published on the page, by kind of record."""
        groups = {}
        for item in self._zi_published_items(company):
            groups.setdefault(item["place"], []).append(item)
        headings = self._zi_headings()
        return [
            (
                sequence,
                Markup(
                    self.env["ir.qweb"]._render(
                        "zi_governance.public_published",
                        {
                            "heading": headings[key],
                            "anchor": key,
                            "items": items,
                            "zi_day": self._zi_day,
                        },
                    )
                ),
            )
            for (sequence, key), items in sorted(groups.items())
        ]

    def _zi_headings(self):
        return {
            "declaration": self.env._("Declaration of the integrity zone"),
            "plan": self.env._("Work plan"),
            "team": self.env._("Team and decrees"),
            "monitoring": self.env._("Monitoring and evaluation"),
            "report": self.env._("Reports"),
            "other": self.env._("Further publications"),
        }

    def _zi_published_items(self, company):
        """What the page lists, as plain values; the number of queries does not grow.

        :return: list of dict ``place``, ``name``, ``number``, ``day``, ``approver``,
            ``since``, ``check`` (address of the verification) and ``file``
        """
        publications = self.env["zi.publication"]._zi_on_page(company)
        records = self._zi_records_of(publications)
        approvals = self._zi_approvals_of(records)
        tokens = self._zi_tokens_of(records)
        items = []
        for row in publications:
            key = (row.res_model, row.res_id)
            record = records.get(key)
            if row.res_id and (record is None or not self._zi_may_show(record)):
                continue
            decision = approvals.get(key)
            items.append(
                {
                    "place": self._zi_place(row, record),
                    "name": row.name,
                    "number": (record and "number" in record._fields and record.number)
                    or "",
                    "day": decision
                    and company._zi_local(decision.decided_at).date()
                    or False,
                    "approver": decision.decider_label if decision else "",
                    "since": row.date_from,
                    "check": f"/zi/v/{tokens[key]}" if key in tokens else "",
                    "file": f"/zi/dok/{row.id}" if row.document_sha256 else "",
                }
            )
        return items

    def _zi_place(self, publication, record):
        if publication.res_model == "zi.decree" and record is not None:
            if record.form == "surat_pernyataan":
                return (20, "declaration")
            return (40, "team")
        return _PLACES.get(publication.res_model, _OTHER)

    def _zi_records_of(self, publications):
        """The published records (sudo) by model and id, read model by model."""
        found = {}
        for name, rows in publications.grouped("res_model").items():
            model = self.env.get(name) if name else None
            if model is None:
                continue
            for record in model.sudo().browse(rows.mapped("res_id")).exists():
                found[(name, record.id)] = record
        return found

    def _zi_approvals_of(self, records):
        """The last approval of each record, one query for all of a model."""
        found = {}
        decisions = self.env["zi.approval.decision"].sudo()
        for name in {model for model, _id in records}:
            ids = [res_id for model, res_id in records if model == name]
            rows = decisions.search(
                [
                    ("res_model", "=", name),
                    ("res_id", "in", ids),
                    ("outcome", "in", ["approved", "external"]),
                ],
                order="chain_no",
            )
            found.update({(name, row.res_id): row for row in rows})
        return found

    def _zi_tokens_of(self, records):
        """Codes of the records that can be verified.

        :return: dict by model and id; empty on a copy that cannot make codes
        """
        wanted = [
            record
            for record in records.values()
            if hasattr(record, "_zi_public_statement") and record._zi_has_qr()
        ]
        try:
            return self.env["zi.verification.token"]._zi_tokens_of(wanted)
        except UserError:
            return {}

    # ------------------------------------------------------------------
    # UNITS WITH A PAGE
    # ------------------------------------------------------------------

    def _zi_units(self):
        """Units that show something (sudo), in order of their name."""
        found = self._zi_showing_units()
        return found.filtered("zi_unit_code").sorted("name")

    def _zi_showing_units(self):
        """Units (sudo) that have something on their page. An addon adds those for
        which its sections are not empty.

        :rtype: res.company
        """
        companies = self.env["res.company"].sudo()
        published = (
            self.env["zi.publication"]
            .sudo()
            ._read_group(
                [("media_code", "=", "zi_page"), ("state", "=", "live")], ["company_id"]
            )
        )
        held = self.env["zi.predicate"].sudo()._read_group([], ["company_id"])
        return companies.union(*(company for (company,) in [*published, *held]))
