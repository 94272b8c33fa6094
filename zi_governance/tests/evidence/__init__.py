from . import test_evidence
from . import test_evidence_rule
from . import test_evidence_upload
from . import test_proof
from . import test_proposal
