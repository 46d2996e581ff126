"""The settings for measures: the program's, with the flow of the bare engine that ours is measured beside."""

from config.settings import *  # noqa: F403  # the whole module: everything else is as in production

INSTALLED_APPS = [*INSTALLED_APPS, "bench"]  # noqa: F405
