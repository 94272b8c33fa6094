from . import zi_evidence_upload
