from . import zi_export_governance
from . import plan_sheet
from . import lke_sheet
from . import evidence_sheet
from . import decision_sheet
from . import exception_sheet
from . import exceptions_governance
from . import exceptions_gaps
