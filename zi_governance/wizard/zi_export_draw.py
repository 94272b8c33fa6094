from odoo import fields, models

from ..models.export.zi_export_sample import LONGEST_SEED


class ZiExportDraw(models.TransientModel):
    """Asks for the seed, the size and the sheet of a sample."""

    _name = "zi.export.draw"
    _description = "Draw a sample"

    run_id = fields.Many2one("zi.export.run", required=True, ondelete="cascade")
    sheet_id = fields.Many2one(
        "zi.export.run.sheet",
        required=True,
        ondelete="cascade",
        domain="[('run_id', '=', run_id), ('has_evidence', '=', True)]",
        default=lambda self: self._zi_default_sheet(),
    )
    seed = fields.Char(
        required=True,
        size=LONGEST_SEED,
        help="Any text that you choose yourself, such as the date and three dice. The "
        "same seed gives the same rows to everybody.",
    )
    size = fields.Integer(
        "Rows", required=True, default=25, help="All rows when there are fewer."
    )

    def _zi_default_sheet(self):
        return self.env["zi.export.run.sheet"].search(
            [
                ("run_id", "=", self.env.context.get("default_run_id")),
                ("has_evidence", "=", True),
                ("code", "=", "evidence"),
            ],
            limit=1,
        )

    def action_draw(self):
        """Draw it, and open the entry with its archive."""
        self.ensure_one()
        sample = self.env["zi.export.sample"]._zi_draw(
            self.run_id, self.sheet_id.code, self.seed, self.size
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": sample._name,
            "res_id": sample.id,
            "views": [(False, "form")],
        }
