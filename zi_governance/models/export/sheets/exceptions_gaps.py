from datetime import date

from odoo import api, models

from ....tools.numbering import ranges, read_number


class ZiExportException(models.AbstractModel):
    """Running numbers that no record holds."""

    _inherit = "zi.export.exception"

    @api.model
    def _zi_numbered_registers(self):
        """Registers whose numbers come from the patterns of the unit; addons add
        theirs.

        :return: list of ``(model, field of the number, field of its date)``
        """
        return [
            ("zi.decree", "number", "date"),
            ("zi.sop", "number", "create_date"),
        ]

    def _zi_number_gaps(self, company, last):
        """Numbers given until the end of the period that nothing holds any more.

        :param res.company company: the unit
        :param date last: last day of the period
        """
        counters = self.env["zi.counter"].search(
            [("company_id", "=", company.id), ("year", "=", last.year)], order="kind"
        )
        for counter in counters:
            family, _slash, name = counter.kind.partition("/")
            if family == "decree":
                yield from self._zi_document_gaps(company, name, counter, last)
            elif family == "register":
                yield from self._zi_register_gaps(company, name, counter)

    def _zi_document_gaps(self, company, name, counter, last):
        patterns = (
            self.env["zi.number.pattern"]
            .with_context(active_test=False)
            .search([("company_id", "=", company.id), ("counter", "=", name)])
        )
        held = self._zi_numbers_held(company, patterns, counter.year)
        later = [number for number, day in held.items() if day > last]
        end = min(later) - 1 if later else counter.last
        missing = [number for number in range(1, end + 1) if number not in held]
        traces = self._zi_number_traces(company, patterns, counter.year, missing)
        for first, until in ranges(missing):
            known = [traces[n] for n in range(first, until + 1) if n in traces]
            yield (
                "number_gap",
                self._zi_gap_name(name, counter.year, first, until),
                None,
                "; ".join(known) or self.env._("No record holds it."),
                None,
            )

    def _zi_numbers_held(self, company, patterns, year):
        """Running numbers with the day of their record, archived ones among them."""
        held = {}
        for model, number, day in self._zi_numbered_registers():
            records = self.env[model].with_context(active_test=False)
            for row in records.search_read(
                [("company_id", "=", company.id), (number, "!=", False)], [number, day]
            ):
                for pattern in patterns:
                    found = read_number(pattern.pattern, row[number], year)
                    if found:
                        held[found] = _day(row[day])
        return held

    def _zi_number_traces(self, company, patterns, year, missing):
        """What the log of decisions still knows of missing numbers."""
        if not missing:
            return {}
        wanted, traces = set(missing), {}
        for row in self.env["zi.approval.decision"].search(
            [("company_id", "=", company.id)], order="chain_no"
        ):
            for pattern in patterns:
                number = read_number(pattern.pattern, row.record_name, year)
                if number in wanted:
                    traces[number] = self.env._(
                        "Decision no. %(number)s: %(document)s",
                        number=row.chain_no,
                        document=row.record_name,
                    )
        return traces

    def _zi_register_gaps(self, company, name, counter):
        """Register numbers are counted, and never more than that is told of them."""
        model = next(
            (
                self.env[found]
                for found, cls in sorted(self.env.registry.items())
                if getattr(cls, "_zi_confidential", False)
                and not cls._abstract
                and name == (cls._zi_register_kind or found)
            ),
            None,
        )
        if model is None:
            return
        held = set(
            model.with_context(active_test=False)
            .search([("company_id", "=", company.id)])
            .mapped("register_number")
        )
        missing = [
            number
            for number in range(1, counter.last + 1)
            if model._zi_register_text(number, counter.year) not in held
        ]
        for first, until in ranges(missing):
            yield (
                "number_gap",
                self._zi_gap_name(name, counter.year, first, until),
                None,
                self.env._("No record holds it."),
                None,
            )

    def _zi_gap_name(self, name, year, first, until):
        number = str(first) if first == until else f"{first}-{until}"
        return self.env._(
            "%(number)s of %(counter)s %(year)s",
            number=number,
            counter=name,
            year=year,
        )


def _day(value):
    """The day of a date or a moment; a record without one is of the distant past."""
    if not value:
        return date.min
    return value.date() if hasattr(value, "date") else value
