from . import zi_role
from . import zi_role_assignment
from . import zi_oversight
from . import zi_access_alert
from . import hr_employee
from . import res_users
