"""``python -m tests.faults --minutes 30 [--seed N]``: proof under faults, and a report; ends with 1 where it fails."""

import argparse
import secrets
import sys
from collections.abc import Sequence

from tests.faults.run import run
from tests.faults.servers import Missing


def main(arguments: Sequence[str]) -> int:
    """Read the command line, run, and print the report."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description="Two nodes under faults and deaths.")
    parser.add_argument("--minutes", type=float, default=3.0, help="of faults; calm and checks come on top")
    parser.add_argument("--seed", type=int, default=None, help="of an earlier run, to play its chances again")
    given = parser.parse_args(arguments)
    seed = given.seed if given.seed is not None else secrets.randbelow(2**31)
    try:
        report = run(given.minutes * 60, seed, lambda text: print(text, flush=True))
    except Missing as missing:
        print(missing, file=sys.stderr)
        return 1
    print("\n".join(report.lines()))
    return 1 if report.problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
