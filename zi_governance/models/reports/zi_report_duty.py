from datetime import date

from odoo import api, fields, models
from odoo.exceptions import AccessError


class ZiReportDuty(models.Model):
    """A report that a unit makes, from when on, and who prepares it."""

    _name = "zi.report.duty"
    _description = "Report that the unit makes"
    _inherit = ["zi.unit.mixin"]
    _order = "kind_id, id"
    _rec_name = "kind_id"

    kind_id = fields.Many2one(
        "zi.periodic.report.kind",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('in_use', '=', True)]",
    )
    area_id = fields.Many2one(related="kind_id.area_id", store=True)
    cadence = fields.Selection(related="kind_id.cadence")
    date_from = fields.Date(
        "From", required=True, help="The first period reported on holds this day."
    )
    date_to = fields.Date("Until", help="The last period reported on holds this day.")
    owner_id = fields.Many2one(
        "res.users",
        "Prepared by",
        ondelete="set null",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Is reminded. Empty: the holders of the office.",
    )
    slot_ids = fields.One2many("zi.report.slot", "duty_id", "Periods")

    _kind_unique = models.Constraint(
        "UNIQUE (company_id, kind_id)", "The unit makes this report already."
    )
    _dates_ordered = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "The last day cannot lie before the first day.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        duties = super().create(vals_list)
        duties._zi_make_slots()
        return duties

    def write(self, vals):
        result = super().write(vals)
        if "kind_id" in vals:
            # Periods not reported yet follow the new kind.
            self.sudo().slot_ids.filtered(
                lambda slot: not slot.res_id and slot.kind_id != slot.duty_id.kind_id
            ).unlink()
        if {"date_from", "date_to", "kind_id"} & set(vals):
            self._zi_make_slots()
        return result

    @api.model
    def _zi_take_up(self, company, kinds):
        """A unit begins to make reports of these kinds, with the present year.

        :param res.company company: the unit
        :param zi.periodic.report.kind kinds: kinds; those it makes already are left,
            and its own version of one takes the shared one's place
        :raises AccessError: the user does not keep the list of the unit
        """
        if not self.has_access("create"):
            raise AccessError(
                self.env._("Only the secretariat decides which reports are made.")
            )
        kinds = kinds.filtered("in_use")
        duties = self.search([("company_id", "=", company.id)])
        for kind in kinds - duties.kind_id:
            same = duties.filtered(
                lambda duty, kind=kind: duty.kind_id.code == kind.code
            )
            if same:
                same[0].kind_id = kind
        known = duties.kind_id
        return self.create(
            [
                {
                    "company_id": company.id,
                    "kind_id": kind.id,
                    "date_from": date(company._zi_today().year, 1, 1),
                }
                for kind in kinds - known
            ]
        )

    def _zi_make_slots(self):
        """List the periods of the present year that lack; those outside the duty's
        dates go away while nothing was reported."""
        slots = self.env["zi.report.slot"].sudo()
        for duty in self.sudo():
            today = duty.company_id._zi_today()
            last = min(duty.date_to or date.max, date(today.year, 12, 31))
            spans = duty.kind_id._zi_spans(duty.date_from, last)
            known = {slot.date_from: slot for slot in duty.slot_ids}
            slots._zi_gate_create(
                [
                    {
                        "company_id": duty.company_id.id,
                        "duty_id": duty.id,
                        "kind_id": duty.kind_id.id,
                        "date_from": first,
                        "date_to": end,
                        "due_date": duty.kind_id._zi_due_date(duty.company_id, end),
                    }
                    for first, end in spans
                    if first not in known
                ]
            )
            wanted = {first for first, _end in spans}
            stale = duty.slot_ids.filtered(
                lambda slot, wanted=wanted, duty=duty: (
                    slot.date_from not in wanted
                    and not slot.res_id
                    and slot.date_from >= duty.date_from.replace(month=1, day=1)
                )
            )
            stale.unlink()

    @api.model
    def _cron_slots(self):
        """Daily: list the periods of a new year."""
        self.env["zi.unit.job"]._zi_each(
            "report_slots", self._zi_make_slots_of, size=50
        )

    @api.model
    def _zi_make_slots_of(self, units):
        self.sudo().search([("company_id", "in", units.ids)])._zi_make_slots()
