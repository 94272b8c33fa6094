# Imported after the plan and the LKE, whose models these files extend.
from . import zi_evidence
from . import zi_work_plan_item
from . import zi_work_plan_task
from . import zi_follow_up
from . import zi_evidence_rule
from . import zi_instrument_question
from . import zi_work_plan
from . import zi_measure
from . import zi_assessment_answer
from . import zi_period_figures
