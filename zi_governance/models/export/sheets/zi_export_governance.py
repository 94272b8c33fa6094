from datetime import datetime, time, timedelta

from odoo import api, models

_BATCH = 200


class ZiExportGovernance(models.AbstractModel):
    """The registers of this addon as sheets of a package.

    Every method is called as a technical user for one unit and a package, which tells
    the period; rows are read in batches, so that memory does not grow with them.
    """

    _name = "zi.export.governance"
    _description = "Registers for packages"

    @api.model
    def _zi_moments(self, company, run):
        """First and last moment of the period, naive UTC, for timestamps.

        :param res.company company: the unit
        :param run: package with ``date_from`` and ``date_to``
        :return: ``(start, end)``; ``end`` is no longer inside
        """
        start = datetime.combine(run.date_from, time())
        end = datetime.combine(run.date_to + timedelta(days=1), time())
        return company._zi_utc(start), company._zi_utc(end)

    @api.model
    def _zi_batches(self, model, domain, order, names):
        """Records in batches, fetched and let go again.

        :param str model: name of the model
        :param domain: what is wanted
        :param str order: total order of the rows
        :param names: fields that the rows need
        :return: ``(count, iterator of records)``
        """
        ids = self.env[model].search(domain, order=order).ids

        def rows():
            for start in range(0, len(ids), _BATCH):
                batch = self.env[model].browse(ids[start : start + _BATCH])
                batch.fetch(names)
                yield from batch
                batch.invalidate_recordset()

        return len(ids), rows()

    @api.model
    def _zi_local(self, company, moment):
        """A stored moment as the unit's clock shows it, for a cell."""
        return company._zi_local(moment).replace(tzinfo=None) if moment else None

    @api.model
    def _zi_label(self, record, name):
        """Words of a selection."""
        field = record._fields[name]
        return dict(field._description_selection(record.env)).get(record[name]) or ""
