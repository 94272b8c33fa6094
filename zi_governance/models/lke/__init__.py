from . import zi_instrument_part
from . import zi_instrument
from . import zi_instrument_section
from . import zi_instrument_question
from . import zi_instrument_option
from . import zi_instrument_gate
from . import zi_instrument_loader
