from zoneinfo import ZoneInfo

from odoo import fields, models
from odoo.tools import SQL

from ...tools import canonical, page_cache
from .zi_verification_report import FORM, NONCE


class ZiVerifiableMixin(models.AbstractModel):
    _inherit = "zi.verifiable.mixin"

    def _zi_public_rows(self):
        """The records whose own rows, with the date, decide what a scan shows.

        With them the page is made once and shown until one of these rows changes,
        in whatever way it is changed.

        :return: list of records, or None where the status rests on more than such
            rows: then the page is made at every scan
        """
        self.ensure_one()
        return None


class ZiVerificationToken(models.Model):
    """The page behind a code, made once for many scans."""

    _inherit = "zi.verification.token"

    def _zi_shown(self, token):
        """The page behind a code; the scan is counted.

        :param token: text from an address
        :return: ``page_cache.Page``, or None: unknown in public
        """
        cache = self._zi_page_cache()
        key = (
            canonical.sha256_hex(str(token).encode("utf-8", "replace")),
            self.env.context.get("lang"),
        )
        scans = self.env["zi.verification.scan"]
        page = cache.get(key)
        if page and self._zi_is_of_today(page) and scans._zi_insert(page.count):
            return page
        page, lasting = self._zi_make_page(token)
        if lasting:
            cache.put(key, page)
        if page:
            scans._zi_insert(scans._zi_count_query(page.token_id, page.status))
        return page

    def _zi_page_cache(self):
        """The pages of this worker; they go when the addons are loaded anew."""
        registry = self.env.registry
        if not hasattr(registry, "zi_page_cache"):
            registry.zi_page_cache = page_cache.PageCache()
        return registry.zi_page_cache

    def _zi_is_of_today(self, page):
        today = fields.Datetime.now().replace(tzinfo=ZoneInfo("UTC"))
        return today.astimezone(page.zone).date() == page.day

    def _zi_stamps(self, tables):
        """Versions of rows, as PostgreSQL itself counts them: no way of changing a row
        leaves its version as it was.

        :param tables: tuple of (table, id)
        :rtype: tuple
        """
        return tuple(sorted(self.env.execute_query(stamps_query(tables))))

    def _zi_make_page(self, token):
        """Make the page behind a code.

        :return: ``(page or None, whether it may be kept)``
        """
        row = self._zi_row(token)
        record = row._zi_record() if row else None
        values = record._zi_page() if record is not None else None
        if values is None or values["status"] == "not_found":
            return None, False
        company = record._zi_public_company()
        rows = record._zi_public_rows()
        watched = [*(rows or []), company]
        tables = tuple((item._table, item.id) for item in watched)
        html = self.env["zi.public.page"]._zi_html(
            "zi_governance.public_verification",
            {
                "page": values,
                "zi_unit": values["unit"],
                "zi_home": values["home"],
                "zi_path": f"/zi/v/{token}",
                "report_path": f"/zi/lapor-salinan/{token}",
                "nonce": NONCE,
            },
        )
        scans = self.env["zi.verification.scan"]
        page = page_cache.Page(
            html=html,
            status=values["status"],
            token_id=row.id,
            form=FORM if values["reportable"] else "",
            count=scans._zi_count_query(
                row.id, values["status"], tables, self._zi_stamps(tables)
            ),
            zone=company._zi_tz(),
            day=company._zi_today(),
            until=page_cache.end_of_life(),
        )
        return page, rows is not None


def stamps_query(tables):
    """Versions of rows as (place, xmin, ctid).

    :param tables: tuple of (table, id)
    :rtype: SQL
    """
    return SQL(" UNION ALL ").join(
        SQL(
            "SELECT %s, xmin::text, ctid::text FROM %s WHERE id = %s",
            place,
            SQL.identifier(table),
            row_id,
        )
        for place, (table, row_id) in enumerate(tables)
    )
