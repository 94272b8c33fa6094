from . import base
from . import elsewhere
from . import transparency
from . import verification
from . import sop
from . import receipt
from . import event
