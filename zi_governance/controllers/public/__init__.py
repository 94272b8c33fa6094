from . import base
from . import elsewhere
from . import verification
from . import sop
