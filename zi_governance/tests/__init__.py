# Odoo runs the modules that stand here by a name that starts with "test_".
from .team import test_team
from .time import test_period, test_legal_clock, test_holiday_load, test_follow_up
from .lke import test_assessment_process
from .evidence import (
    test_evidence,
    test_evidence_rule,
    test_evidence_upload,
    test_proof,
    test_proposal,
)
from .access import test_access_matrix
