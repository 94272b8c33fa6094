from . import test_home
from . import test_home_links
from . import test_menus
from . import test_query_counts
from . import test_reasons
from . import test_setup
from . import test_trend
from . import test_units
