"""The office's measures in this process and on its database; prints them as one line of JSON."""

import json
import sys

import django


def main(arguments: list[str]) -> int:
    """Make a world, measure, print."""
    django.setup()
    from bench.desk_work import measures  # noqa: PLC0415  # rooms can be imported only when Django is set up
    from bench.world import made  # noqa: PLC0415

    found = [measure.written() for measure in measures(made(), is_quick="--quick" in arguments)]
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
