"""Starts processes of a node in no time: the program is read in once, and each process is a copy of it.

It reads a JSON line for each: what production would start, as a list of words, and the log; it prints the process's
number. Gateways are not started here: Granian starts its own.
"""

import json
import os
import runpy
import signal
import sys
from typing import Any, NoReturn

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from celery.__main__ import main as celery  # noqa: E402  # the settings come first
from django.core.management import execute_from_command_line  # noqa: E402

import config.celery  # noqa: E402  # read in for the copies
import signing.management.commands.run_signer  # noqa: E402, F401  # read in for the copies


def main() -> None:
    """Serve until the end of the input; whoever ends is not waited for."""
    config.celery.app.loader.import_default_modules()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        asked = json.loads(line)
        process = os.fork()
        if process == 0:
            _become(asked)
        print(process, flush=True)


def _become(asked: dict[str, Any]) -> NoReturn:
    """Be what production would have started."""
    status = 1
    try:
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        nothing = os.open(os.devnull, os.O_RDONLY)
        log = os.open(asked["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        for descriptor, place in ((nothing, 0), (log, 1), (log, 2)):
            os.dup2(descriptor, place)
        words = asked["words"]
        if words[0] == "manage.py":
            execute_from_command_line(words)
        elif words[:2] == ["-m", "celery"]:
            sys.argv = words[1:]
            celery()
        else:
            sys.argv = words[1:]
            runpy.run_module(words[1], run_name="__main__")
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    finally:
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    main()
