from . import zi_unit_mixin
from . import zi_gate_mixin
from . import zi_append_only_seal
from . import zi_append_only_mixin
from . import zi_plain_mail
from . import res_company
from . import zi_area
from . import zi_counter
