from . import test_approval_flow
from . import test_approval_attacks
from . import test_approval_dates
from . import test_approval_http
from . import test_confidential
from . import test_access_alert
from . import test_leak
