"""The demo office's packages for the Inspectorate: a year of months.

The demo has no mail server and its addresses do not exist, so the packages were handed
over, as an office does whose mail is down; the last one waits for the head.
"""

from dateutil.relativedelta import relativedelta

from odoo.fields import Command

_MONTHS = 12


def tell(story):
    """Order the packages of the last twelve months, and hand over all but the last.

    :param zi_governance.demo.story.Story story: the office
    """
    secretary = story.as_user("sekretaris1")
    profile = _order(story, secretary)
    runs = story.env["zi.export.profile"]._zi_plan_due()
    runs = runs.filtered(lambda run: run.profile_id == profile).sorted("date_from")
    for run in runs:
        run._zi_fix()
        run._zi_build()
        run._zi_after_build()
        if run != runs[-1]:
            story.decide(run, "kepala")
            run.with_env(secretary).action_hand_over(
                "Diserahkan langsung kepada auditor, disertai tanda terima (contoh)"
            )


def _order(story, secretary):
    """The standing order, as the secretariat would enter it."""
    first = story.today.replace(day=1) - relativedelta(months=_MONTHS)
    return secretary["zi.export.profile"].create(
        {
            "name": "Paket bulanan untuk Itjen",
            "code": "itjen",
            "company_id": story.company.id,
            "since": first,
            "lang": "id_ID",
            "approval_needed": True,
            "service_user_id": secretary.uid,
            "line_ids": [
                Command.create({"sheet_id": sheet.id, "sequence": sheet.sequence})
                for sheet in secretary["zi.export.sheet"].search([], order="sequence")
            ],
            "recipient_ids": [
                Command.create(
                    {"name": "Auditor Itjen (contoh)", "email": "itjen@kemkes.example"}
                )
            ],
        }
    )
