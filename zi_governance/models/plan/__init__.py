from . import zi_work_plan
from . import zi_work_plan_line
from . import zi_work_plan_item
from . import zi_work_plan_task
from . import zi_target
from . import zi_target_value
