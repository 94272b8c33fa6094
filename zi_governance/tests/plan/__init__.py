from . import test_plan_access
from . import test_plan_import
from . import test_plan_template
from . import test_plan_version
