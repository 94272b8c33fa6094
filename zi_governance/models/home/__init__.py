from . import zi_unit_setting
from . import zi_setup_step
from . import zi_setup_skip
from . import zi_home
from . import zi_home_tile
from . import zi_home_lists
from . import zi_home_units
from . import res_config_settings
