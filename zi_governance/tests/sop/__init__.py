from . import test_sop_import
from . import test_sop_life
from . import test_sop_link
from . import test_sop_paper
from . import test_sop_public
from . import test_sop_report
from . import test_sop_revision
from . import test_sop_wire
