from . import test_approval_flow
from . import test_approval_attacks
from . import test_approval_dates
