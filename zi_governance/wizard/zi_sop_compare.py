from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import sop_diff

_TEXTS = (
    "name",
    "legal_basis",
    "qualification",
    "related_text",
    "equipment",
    "warning",
    "records",
)


class ZiSopCompare(models.TransientModel):
    """Two revisions of an SOP beside each other."""

    _name = "zi.sop.compare"
    _description = "Compare two revisions"

    sop_id = fields.Many2one("zi.sop", "SOP", required=True, ondelete="cascade")
    old_id = fields.Many2one(
        "zi.sop.revision", "Earlier revision", required=True, ondelete="cascade"
    )
    new_id = fields.Many2one(
        "zi.sop.revision", "Later revision", required=True, ondelete="cascade"
    )
    table = fields.Html(compute="_compute_table", sanitize=False)

    @api.depends("sop_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = self.env._(
                "Compare revisions of %(sop)s", sop=wizard.sop_id.display_name or ""
            )

    @api.model
    def _zi_for(self, revision):
        """Open the comparison of a revision with the one before it."""
        others = revision.sop_id.revision_ids - revision
        earlier = others.filtered(lambda r: r.revision_no < revision.revision_no)
        other = (earlier or others).sorted("revision_no")[-1:]
        if not other:
            raise UserError(
                self.env._("This SOP has one revision only: nothing to compare.")
            )
        old, new = sorted((revision, other), key=lambda r: r.revision_no)
        wizard = self.create(
            {"sop_id": revision.sop_id.id, "old_id": old.id, "new_id": new.id}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Compare revisions"),
            "res_model": self._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "current",
        }

    @api.depends("old_id", "new_id")
    @api.depends_context("lang", "uid")
    def _compute_table(self):
        for wizard in self:
            old, new = wizard.old_id, wizard.new_id
            if not (old and new):
                wizard.table = False
                continue
            # Both are read with the rights of the reader.
            (old | new).check_access("read")
            wizard.table = wizard._zi_table(old, new)

    def _zi_table(self, old, new):
        rows = sop_diff.compare(
            old._zi_steps(),
            new._zi_steps(),
            old._zi_executor_names(),
            new._zi_executor_names(),
        )
        kinds = {
            "same": self.env._("Unchanged"),
            "changed": self.env._("Changed"),
            "added": self.env._("Added"),
            "removed": self.env._("Removed"),
        }
        head = Markup(
            "<thead><tr><th>{}</th><th>{}</th><th>{}</th></tr></thead>"
        ).format(
            "",
            self.env._("Revision %(number)s", number=old.revision_no),
            self.env._("Revision %(number)s", number=new.revision_no),
        )
        body = Markup("").join(
            [
                *self._zi_text_rows(old, new, kinds),
                *(self._zi_step_row(row, old, new, kinds) for row in rows),
            ]
        )
        return Markup(
            '<table class="table table-sm table-bordered">{}<tbody>{}</tbody></table>'
        ).format(head, body)

    def _zi_text_rows(self, old, new, kinds):
        for name in _TEXTS:
            before, after = old[name] or "", new[name] or ""
            if before == after:
                continue
            label = new._fields[name]._description_string(self.env)
            yield _row(
                "changed", f"{label}: {kinds['changed']}", *_marked(before, after)
            )

    def _zi_step_row(self, row, old, new, kinds):
        left = self._zi_step_text(row.old, old)
        right = self._zi_step_text(row.new, new)
        if row.kind == "changed":
            return _row(row.kind, kinds[row.kind], *_marked(left, right))
        return _row(row.kind, kinds[row.kind], left, right)

    def _zi_step_text(self, step, revision):
        """A step in one line."""
        if not step:
            return ""
        names = revision._zi_executor_names()
        by = ", ".join(names[c] for c in step.executors if c < len(names))
        parts = [f"{step.number}. {step.activity}", by, step.inputs, step.time_text]
        parts += [step.output, step.note]
        if step.symbol == "decision":
            parts.append(
                self.env._(
                    "yes to %(yes)s, no to %(no)s",
                    yes=step.yes_to or step.number + 1,
                    no=step.no_to or "-",
                )
            )
        return " | ".join(part for part in parts if part)


def _marked(before, after):
    """Both texts with what went struck out and what came underlined."""
    left, right = [], []
    for kind, text in sop_diff.words(before, after):
        if kind != "added":
            tag = Markup("<del>{}</del>") if kind == "removed" else Markup("{}")
            left.append(tag.format(text))
        if kind != "removed":
            tag = Markup("<ins>{}</ins>") if kind == "added" else Markup("{}")
            right.append(tag.format(text))
    return Markup(" ").join(left), Markup(" ").join(right)


def _row(kind, label, left, right):
    colour = {
        "added": "table-success",
        "removed": "table-danger",
        "changed": "table-warning",
    }.get(kind, "")
    return Markup(
        '<tr class="{}"><th class="text-nowrap">{}</th><td>{}</td><td>{}</td></tr>'
    ).format(colour, label, left, right)
