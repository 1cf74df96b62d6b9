from hypothesis import settings

from tests.support import network

pytest_plugins = [
    "tests.support.databases",
    "tests.support.world",
    "tests.support.harbor",
    "tests.support.browser",
]

network.close()

# A deadline measures how busy the machine is, not whether the code is right.
settings.register_profile("throughline", deadline=None)
settings.load_profile("throughline")
