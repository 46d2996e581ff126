"""``python -m bench.search [--documents 100000]``: pages of search and of lists over a large office, in this database.

A command of its own, since the office takes minutes to fill.
"""

import argparse
import json
import sys

import django

QUICK, WHOLE = 300, 100_000


def main(arguments: list[str]) -> int:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.search", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small office: for tests")
    parser.add_argument("--documents", type=int, help="how many documents")
    given = parser.parse_args(arguments)
    django.setup()
    from bench.search_pages import measures  # noqa: PLC0415  # rooms can be imported only when Django is set up
    from bench.world import made  # noqa: PLC0415

    count = given.documents or (QUICK if given.quick else WHOLE)
    repetitions = 5 if given.quick else 40
    print(json.dumps([one.written() for one in measures(made(), count, repetitions=repetitions)]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
