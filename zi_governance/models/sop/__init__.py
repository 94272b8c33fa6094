from . import zi_business_process
from . import zi_sop
from . import zi_sop_executor
from . import zi_sop_step
from . import zi_sop_revision
from . import zi_sop_life
from . import zi_sop_withdrawal
from . import zi_sop_paper
