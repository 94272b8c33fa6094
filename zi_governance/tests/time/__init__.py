from . import test_follow_up
from . import test_holiday_load
from . import test_legal_clock
from . import test_period
from . import test_unit_job
