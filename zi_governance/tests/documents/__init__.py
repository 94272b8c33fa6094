from . import test_decree
from . import test_decree_paper
from . import test_decree_wire
from . import test_publication
