from . import zi_period
from . import zi_parameter
from . import zi_legal_clock
from . import zi_follow_up
from . import zi_follow_up_source
