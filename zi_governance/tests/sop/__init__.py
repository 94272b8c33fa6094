from . import test_sop_import
from . import test_sop_paper
from . import test_sop_revision
from . import test_sop_wire
