from . import zi_team_kind
from . import zi_team_role
from . import zi_team
from . import zi_team_member
from . import zi_area
