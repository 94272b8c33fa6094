from . import zi_evidence_source
from . import zi_evidence
from . import zi_evidence_rule
from . import zi_evidence_rule_result
