from . import test_integrity_pact
from . import test_integrity_pact_code
from . import test_integrity_pact_round
