# One folder per capability; inside it one file per model. The mixins come first,
# because the later folders inherit them.
from . import foundation
from . import access
from . import confidential
from . import registry
from . import hooks
from . import approval
from . import team
from . import time
from . import evidence
from . import lke
from . import plan
from . import documents
from . import sop
from . import reports
from . import home
from . import public
from . import event
from . import export
from . import pact
from .evidence import links as evidence_links
