from . import zi_registered_method
from . import zi_export_sheet
from . import zi_dashboard_tile
from . import zi_verification_token
from . import zi_verifiable_mixin
