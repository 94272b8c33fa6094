from . import test_zi_document
from . import test_zi_strategic
from . import test_zi_case
from . import test_zi_declaration
from . import hooks
