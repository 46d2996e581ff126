"""``python -m tests.upgrades.keep NAME``: keep a filled database of this release for the tests of all later ones."""

import os
import sys
import tempfile

import django
from django.core.management import call_command


def main(name: str) -> None:
    """Fill a database in a folder that vanishes, and write its rows beside the others."""
    for variable in [one for one in os.environ if one.startswith("MEZHVED_")]:
        del os.environ[variable]
    with tempfile.TemporaryDirectory(prefix="mezhved-keep-") as folder:
        os.environ |= {"MEZHVED_DATA_DIR": folder, "MEZHVED_LOG_LEVEL": "WARNING"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        django.setup()
        from tests.upgrades import frozen, office, rows

        call_command("migrate", verbosity=0)
        office.live()
        path = rows.keep(name)
        frozen.keep()
    sys.stdout.write(f"{path} ({path.stat().st_size} bytes)\n")


if __name__ == "__main__":
    main(sys.argv[1])
