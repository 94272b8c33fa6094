from . import test_export_list
from . import test_export_profile
from . import test_export_receipt
from . import test_export_run
from . import test_export_send
from . import test_export_sheets
from . import test_export_wire
