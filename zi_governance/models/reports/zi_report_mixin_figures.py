from odoo import api, fields, models
from odoo.exceptions import UserError

# Codes of figures that are of the day, not of a period, begin with this.
_UNDATED = "now_"


class ZiReportMixin(models.AbstractModel):
    """Figures and follow-ups: taken from live records until the submission."""

    _inherit = "zi.report.mixin"

    @api.depends("approval_state", "figure_ids.value")
    @api.depends_context("lang")
    def _compute_register_warning(self):
        """What the register says otherwise today than the submitted report.

        Nothing is wrong with late entries as such; who reads the report learns that
        there are some, and that a corrected version may be due.
        """
        for report in self:
            report.register_warning = False
            if report.approval_state not in ("waiting", "approved"):
                continue
            live = report.kind_id._zi_figures(
                report.company_id, report.date_from, report.date_to
            )
            frozen = {
                line.code: line.value
                for line in report.sudo().figure_ids
                if not line.typed
            }
            # A figure of the moment has no period to be compared in.
            report.register_warning = "\n".join(
                self.env._(
                    "%(figure)s: %(reported)s reported, %(now)s in the register now",
                    figure=label,
                    reported=frozen.get(code, "-"),
                    now=value,
                )
                for code, label, value in live or ()
                if not code.startswith(_UNDATED) and frozen.get(code) != str(value)
            )

    def _zi_prepare(self):
        """Due date, figures and the last report's follow-ups of a fresh draft."""
        self.ensure_one()
        kind = self.kind_id
        self._zi_gate_write(
            {"due_date": kind._zi_due_date(self.company_id, self.date_to)}
        )
        self._zi_take_figures()
        self._zi_ask_follow_ups()
        self.env["zi.report.slot"]._zi_follow(self)

    def action_refresh_figures(self):
        """Take the figures and the state of follow-ups anew."""
        for report in self:
            report.check_access("write")
            report._zi_check_unlocked()
            report._zi_take_figures()
            report._zi_ask_follow_ups()
        return True

    def _zi_take_figures(self):
        """Replace the figures of the register by those of now."""
        self.ensure_one()
        rows = self.kind_id._zi_figures(self.company_id, self.date_from, self.date_to)
        if rows is None:
            return
        lines = self.sudo().figure_ids
        lines.filtered(lambda line: not line.typed).unlink()
        lines._zi_gate_create(
            [
                {
                    "report_id": self.id,
                    "sequence": number,
                    "code": code,
                    "label": label,
                    "value": str(value),
                    "typed": False,
                }
                for number, (code, label, value) in enumerate(rows, 1)
            ]
        )
        self._zi_gate_write({"figures_at": fields.Datetime.now()})

    def _zi_ask_follow_ups(self):
        """One line per follow-up of the last report, with its state of now."""
        self.ensure_one()
        previous = self._zi_previous_report()
        follow_ups = (
            self.env["zi.follow.up"]
            .sudo()
            .search(
                [("origin_model", "=", self._name), ("origin_id", "in", previous.ids)]
            )
        )
        lines = self.sudo().review_ids
        (lines.filtered(lambda line: line.follow_up_id not in follow_ups)).unlink()
        known = {line.follow_up_id: line for line in self.sudo().review_ids}
        for follow_up in follow_ups:
            if follow_up in known:
                known[follow_up]._zi_gate_write({"state": follow_up.state})
        lines._zi_gate_create(
            [
                {
                    "report_id": self.id,
                    "follow_up_id": follow_up.id,
                    "name": follow_up.name,
                    "state": follow_up.state,
                }
                for follow_up in follow_ups
                if follow_up not in known
            ]
        )

    def _zi_register_is_nil(self):
        """Whether every whole number of the register is zero; true without one."""
        self.ensure_one()
        frozen = self.sudo().figure_ids.filtered(lambda line: not line.typed)
        return not any(line.value.isdigit() and int(line.value) for line in frozen)

    def _zi_check_nil(self):
        if not self.nil_report:
            return
        if not self._zi_register_is_nil() or self.finding_ids:
            raise UserError(
                self.env._(
                    "This is no nil report: the register of the period is not empty, "
                    "or findings are entered."
                )
            )
