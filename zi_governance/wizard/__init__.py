from . import zi_approval_return
from . import zi_approval_external
from . import zi_period_year
from . import zi_period_reopen
from . import zi_holiday_load
from . import zi_follow_up_act
from . import zi_evidence_refuse
from . import zi_evidence_attach
