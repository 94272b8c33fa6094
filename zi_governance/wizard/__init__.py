from . import zi_approval_return
from . import zi_approval_external
