"""The settings for tests: the program's, with a data folder that vanishes and passwords that are quick to check."""

import atexit
import os
import shutil
import tempfile

# Before the settings are read: they lay the node's data where this says, and each test process has a node of its own.
os.environ["MEZHVED_DATA_DIR"] = tempfile.mkdtemp(prefix="mezhved-tests-")
atexit.register(shutil.rmtree, os.environ["MEZHVED_DATA_DIR"], ignore_errors=True)
# What the test processes of one run share; the first of them, which starts the others, makes and removes it.
if "MEZHVED_TEST_RUN" not in os.environ:
    os.environ["MEZHVED_TEST_RUN"] = tempfile.mkdtemp(prefix="mezhved-run-")
    atexit.register(shutil.rmtree, os.environ["MEZHVED_TEST_RUN"], ignore_errors=True)

from config.settings import *  # noqa: E402, F403  # the whole module: what is not named below is as in production

PASSWORD_HASHERS = ["tests.hashers.QuickArgon2"]
KEY_FILE_COST = 2  # key files that are quick to open
INSTALLED_APPS = [*INSTALLED_APPS, "tests.sample"]  # noqa: F405
