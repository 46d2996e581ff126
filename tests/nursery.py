"""Starts processes of a node in no time: the program is read in once, and each process is a copy of it.

A JSON line asks ``{"start": words, "out": path, "err": path}``, for what production would start as a list of words, and
is answered with the number of the process; ``{"ended": number}`` is answered with its exit status, or an empty line
while it runs. Gateways are not started here: Granian starts its own. `tests.copies` is the other end.
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
import config.urls  # noqa: E402  # read in for the copies
import signing.management.commands.run_signer  # noqa: E402, F401  # read in for the copies

ENDED: dict[int, int] = {}


def main() -> None:
    """Serve until the end of the input."""
    config.celery.app.loader.import_default_modules()
    signal.signal(signal.SIGCHLD, bury)
    for line in sys.stdin:
        asked = json.loads(line)
        if "ended" in asked:
            print(ENDED.get(asked["ended"], ""), flush=True)
            continue
        process = os.fork()
        if process == 0:
            _become(asked)
        print(process, flush=True)


def bury(*_signal: object) -> None:
    """Note how those ended that have ended."""
    while True:
        try:
            process, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not process:
            return
        ENDED[process] = os.waitstatus_to_exitcode(status)


def _become(asked: dict[str, Any]) -> NoReturn:
    """Be what production would have started."""
    status = 1
    try:
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        for name, place in (("out", 1), ("err", 2)):
            os.dup2(os.open(asked[name], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644), place)
        words = asked["start"]
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
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    main()
