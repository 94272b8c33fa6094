from . import zi_eligibility
from . import zi_conflict
from . import zi_personnel_action
from . import zi_measure
from . import zi_public_page
from . import zi_link
from . import zi_linked_mixin
