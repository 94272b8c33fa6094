from . import test_public_access
from . import test_public_address
from . import test_public_error
from . import test_public_form
from . import test_qr_paper
from . import test_signing_key
from . import test_transparency
from . import test_verification
