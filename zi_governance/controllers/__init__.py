from . import zi_evidence_upload
from . import zi_export_sample
from . import zi_lke_workbook
from . import zi_event_check_in
from . import public
from . import zi_integrity_pact
