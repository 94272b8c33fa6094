from odoo import api, models


class ZiEvidenceSource(models.AbstractModel):
    """A model whose live records can prove an item.

    A consumer declares what evidence rules may ask about it::

        _zi_evidence = {"kind_id": "Kind", "approval_state": "Approval"}
        _zi_evidence_state = "approval_state"   # states that count
        _zi_evidence_date = "date"              # a Date: the unit's local day
        _zi_evidence_date_to = "valid_to"       # optional: runs until
        _zi_evidence_lasting = True             # or: runs from its date on
        _zi_evidence_unit = "company_id"

    Only the fields named here can stand in a rule's domain. A confidential model
    names none and offers prepared figures instead: ``_zi_evidence_figures``.
    """

    _name = "zi.evidence.source"
    _description = "Source of evidence"

    _zi_evidence: dict[str, str] = {}
    _zi_evidence_figures: dict[str, str] = {}
    _zi_evidence_state = ""
    _zi_evidence_date = ""
    _zi_evidence_date_to = ""
    _zi_evidence_lasting = False
    _zi_evidence_unit = "company_id"

    @api.model
    def _zi_evidence_figure(self, code, companies, date_from, date_to):
        """A prepared figure of a confidential model, counted by month.

        :param str code: one of ``_zi_evidence_figures``
        :param res.company companies: units
        :param date date_from: first day of the window
        :param date date_to: last day, inclusive
        :return: ``{(company id, first day of the month): count}``
        """
        return {}

    # ------------------------------------------------------------------
    # CHANGES: rules over this model are looked at again soon
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._zi_mark_changed(records._zi_evidence_units())
        return records

    def write(self, vals):
        result = super().write(vals)
        self._zi_mark_changed(self._zi_evidence_units())
        return result

    def unlink(self):
        units = self._zi_evidence_units()
        result = super().unlink()
        self._zi_mark_changed(units)
        return result

    def _zi_evidence_units(self):
        return self.sudo().mapped(self._zi_evidence_unit)

    @api.model
    def _zi_mark_changed(self, units):
        if units:
            self.env["zi.evidence.dirty"]._zi_mark(self._name, units)
