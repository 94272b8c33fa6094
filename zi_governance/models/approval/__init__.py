from . import zi_approval_author
from . import zi_approval_chain
from . import zi_approval_decision
from . import zi_approval_request
from . import zi_approval_mixin
from . import zi_approval_line_mixin
from . import zi_approval_external
