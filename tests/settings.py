"""The settings for tests: the program's, with a data folder that vanishes, passwords that are quick to check, and
commits that do not wait for the disk.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# Files of tests need not outlive a power cut: they lie in memory where there is room for all of them.
IN_MEMORY, ROOM = Path("/dev/shm"), 6 * 2**30  # noqa: S108  # folders of random names are made there
if "TMPDIR" not in os.environ and IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free > ROOM:
    os.environ["TMPDIR"] = tempfile.tempdir = str(IN_MEMORY)

# Before the settings are read: they lay the node's data where this says, and each test process has a node of its own.
os.environ["MEZHVED_DATA_DIR"] = tempfile.mkdtemp(prefix="mezhved-tests-")
atexit.register(shutil.rmtree, os.environ["MEZHVED_DATA_DIR"], ignore_errors=True)

from config.settings import *  # noqa: E402, F403  # the whole module: what is not named below is as in production

PASSWORD_HASHERS = ["tests.hashers.QuickArgon2"]
KEY_FILE_COST = 2  # key files that are quick to open
WHITENOISE_AUTOREFRESH = True  # each client reads the middleware in: it need not look through all static files
INSTALLED_APPS = [*INSTALLED_APPS, "bench", "tests.sample"]  # noqa: F405

if DATABASES["default"]["ENGINE"].endswith("postgresql"):  # noqa: F405
    # What a test has committed need not outlive a power cut, and thousands of commits wait for the disk otherwise.
    DATABASES["default"]["OPTIONS"]["options"] += " -c synchronous_commit=off"  # noqa: F405
