from . import test_access_matrix
from . import test_client_trust
from . import test_oversight
from . import test_shared_tables
from . import test_unit_rules
from . import test_wrong_values
