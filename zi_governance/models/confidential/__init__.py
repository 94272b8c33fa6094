from . import zi_confidential_log
from . import zi_confidential_mixin
from . import zi_confidential_attachment
