from odoo import api, models


class ZiEligibility(models.AbstractModel):
    """Whether people meet a criterion that another addon keeps the facts of.

    ``zi_governance`` asks, whoever knows inherits this model and answers for its
    own criteria; the rest goes to ``super()``.
    """

    _name = "zi.eligibility"
    _description = "Eligibility of employees"

    @api.model
    def _zi_check(self, employees, criterion, on_date):
        """Answer one criterion for many people.

        :param hr.employee employees: whom it is about
        :param str criterion: code of the criterion
        :param date on_date: local date of the unit
        :return: ``{employee id: True | False | None}``; ``None`` means that nobody
            keeps it here, and is shown as "not recorded", never as passed
        """
        return dict.fromkeys(employees.ids)
