"""The measures of processes and of the desk over many tasks, on this process's database; one line of JSON."""

import argparse
import json
import sys

import django

QUICK, WHOLE = (200, 2_000), (1_000, 100_000, 1_000_000)


def main(arguments: list[str]) -> int:
    """Make a world, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.processes", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few repetitions and tasks: for tests")
    given = parser.parse_args(arguments)
    django.setup()
    from bench import completions, many_tasks  # noqa: PLC0415  # rooms can be imported only when Django is set up
    from bench.world import made  # noqa: PLC0415

    world = made()
    found = [
        *completions.measures(world, is_quick=given.quick),
        *many_tasks.measures(world, QUICK if given.quick else WHOLE, repetitions=3 if given.quick else 30),
    ]
    print(json.dumps([measure.written() for measure in found]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
