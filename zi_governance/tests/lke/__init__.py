from . import test_assessment_answer
from . import test_assessment_process
from . import test_assessment_score
from . import test_instrument
from . import test_assessment_workbook
from . import test_assessment_workbook_wire
from . import test_instrument_import
from . import test_predicate
