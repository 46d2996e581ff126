"""Say who can sign in at a demo node, by role."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agencies.models import Employee
from demo import logins as demo_logins
from demo.world import AGENCIES


class Command(BaseCommand):
    """``manage.py demo_logins [--json]``"""

    help = "Print the logins of a demo node: role, person, login, password, and the key's passphrase of signers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """As lines for people or as JSON for programs."""
        parser.add_argument("--json", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print everybody who holds a post today."""
        rows = [row for spec in AGENCIES.values() for person in spec.people if (row := _row(person.login))]
        if not rows:
            raise CommandError("This node has no demo: run prepare_node first.")
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False))
            return
        for row in rows:
            line = f"  {row['login']:<15} {row['password']}  {row['person']}, {row['post']} ({row['role_title']})"
            self.stdout.write(line)
            if row["passphrase"]:
                self.stdout.write(f"  {'':<15} {row['passphrase']}  ← passphrase of the key")


def _row(login: str) -> dict[str, str | None] | None:
    employee = Employee.objects.filter(username=login).first()
    post = employee.main_post if employee else None
    if employee is None or post is None:
        return None
    logins = demo_logins.load()
    return {
        "agency": post.unit.agency.short_name,
        "role": post.role,
        "role_title": post.get_role_display(),
        "post": post.title,
        "person": employee.short_name,
        "login": login,
        "password": logins.password,
        "passphrase": logins.passphrases.get(login),
    }
