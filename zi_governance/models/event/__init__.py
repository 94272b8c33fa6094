from . import zi_event_kind
from . import zi_event
from . import zi_event_life
from . import zi_event_attendance
from . import zi_event_invitation
from . import zi_event_check_in
from . import zi_home
