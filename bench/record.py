"""``python -m bench.record [--acts 3000000]``: the auditor's pages over a large record, in this process's database.

A command of its own, since filling the record takes minutes; ``make bench`` runs it with a small one.
"""

import argparse
import json
import sys

import django

QUICK, WHOLE = 20_000, 3_000_000


def main(arguments: list[str]) -> int:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.record", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small record: for tests")
    parser.add_argument("--acts", type=int, help="how many acts; a third as many readings")
    given = parser.parse_args(arguments)
    django.setup()
    from bench.record_pages import measures  # noqa: PLC0415  # rooms can be imported only when Django is set up
    from bench.world import made  # noqa: PLC0415

    acts = given.acts or (QUICK if given.quick else WHOLE)
    print(json.dumps([one.written() for one in measures(made(), acts)]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
