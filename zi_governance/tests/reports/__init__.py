from . import test_report
from . import test_report_paper
