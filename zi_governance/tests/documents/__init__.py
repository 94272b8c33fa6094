from . import test_decree
