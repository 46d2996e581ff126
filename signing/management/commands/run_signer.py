"""The signer process: keeps the keys of a node and signs for its other processes."""

import logging
import signal
import sys
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from signing.keeper import configured_keeper
from signing.signer_process import AlreadyRunning, SignerServer

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Serves signatures at ``settings.SIGNER_SOCKET`` until it is told to stop. Opens no database."""

    help = __doc__ or ""
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Another socket than the configured one."""
        parser.add_argument("--socket", default="", help=_("path of the socket"))

    def handle(self, *_args: Any, **options: Any) -> None:
        """Serve, finish what is under way, leave no socket behind."""
        path = options["socket"] or settings.SIGNER_SOCKET
        if not path:
            raise CommandError(_("Set MEZHVED_SIGNER_SOCKET to the path of the socket."))
        signal.signal(signal.SIGTERM, _stop)
        signal.signal(signal.SIGINT, _stop)
        try:
            server = SignerServer(path, configured_keeper(), settings.SIGNER_GROUP)
        except AlreadyRunning as error:
            raise CommandError(_("Another signer process answers at %(path)s.") % {"path": path}) from error
        except LookupError as error:
            raise CommandError(_("There is no group %(name)s.") % {"name": settings.SIGNER_GROUP}) from error
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror or error}") from error
        logger.info("signer ready")
        with server:
            server.serve_forever(poll_interval=0.2)


def _stop(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)
