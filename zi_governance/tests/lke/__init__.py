from . import test_assessment_process
