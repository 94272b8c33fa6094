# Odoo runs the modules that stand here by a name that starts with "test_": each
# folder brings its own.
from .access import *
from .documents import *
from .event import *
from .evidence import *
from .export import *
from .home import *
from .i18n import *
from .lke import *
from .plan import *
from .public import *
from .reports import *
from .sop import *
from .team import *
from .time import *
from .pact import *
