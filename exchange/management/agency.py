"""Which agency of the installation a command is about."""

from argparse import ArgumentParser

from django.core.management.base import CommandError

from agencies.models import Agency


def with_agency(parser: ArgumentParser) -> None:
    """Let a command name its agency by exchange code."""
    parser.add_argument("--agency", default="", help="exchange code of the agency, where the node has several")


def agency_named(code: str) -> Agency:
    """The agency with this exchange code, or the only one of the node.

    Raises:
        CommandError: there is no such agency, or several and none was named.
    """
    found = list(Agency.objects.filter(exchange_id=code) if code else Agency.objects.order_by("id")[:2])
    if len(found) != 1:
        raise CommandError(
            "no such agency" if code or not found else "this node has several agencies: name one with --agency"
        )
    return found[0]
