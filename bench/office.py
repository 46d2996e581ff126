"""The office's measures in this process and on its database; prints them as one line of JSON."""

import json
import sys

import django


def main(arguments: list[str]) -> int:
    """Make a world, measure, print."""
    django.setup()
    from bench import desk_work, history_cost, registration, uploads  # noqa: PLC0415  # rooms can be imported only when Django is set up
    from bench.world import made  # noqa: PLC0415

    world, is_quick = made(), "--quick" in arguments
    parts = (uploads, registration, desk_work, history_cost)
    found = [measure for part in parts for measure in part.measures(world, is_quick=is_quick)]
    print(json.dumps([measure.written() for measure in found]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
