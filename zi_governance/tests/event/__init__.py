from . import test_event
from . import test_event_access
from . import test_event_check_in
from . import test_event_evidence
