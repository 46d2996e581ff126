"""Prepare one node of the demo; what is there already stays."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from environs import Env

from demo import logins as demo_logins
from demo import node
from demo.population import populate
from demo.world import AGENCIES
from signing.signers import in_process
from workflows.services.timers import fire_due
from workflows.setting_up import load_reference_data


class Command(BaseCommand):
    """``manage.py prepare_node [--node a|b] [--without-cases]``"""

    help = "Set a demo node up: database, reference data, the agency with its people and keys, and its cases."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which of the two agencies, and whether it starts with an empty desk."""
        parser.add_argument("--node", choices=sorted(AGENCIES), default=Env(prefix="MEZHVED_").str("NODE", "a"))
        parser.add_argument("--without-cases", action="store_true", help="people, journals and keys only")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do every part that was not done yet."""
        spec = AGENCIES[options["node"]]
        call_command("migrate", interactive=False, verbosity=0)
        load_reference_data(node.LOADER)
        logins = demo_logins.load()
        for person in spec.people:
            if person.signs:
                logins.passphrase(person.login)
        logins.save()
        agency = node.prepare_agency(spec, logins)
        node.prepare_keys(agency, spec, logins)
        if not options["without_cases"]:
            with in_process():  # the signer process starts after the set-up
                populate(agency, spec, logins)
            fire_due()
        node.write_card(agency)
        self.stdout.write(f"{agency.short_name}: {settings.DATA_DIR}")
