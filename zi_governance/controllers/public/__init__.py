from . import base
from . import elsewhere
from . import verification
