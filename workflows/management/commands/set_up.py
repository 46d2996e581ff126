"""``manage.py set_up``: a new installation with its first agency, and the same again after every upgrade."""

import secrets
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from agencies.models import Agency, Employee, Sex
from signing import log_key
from workflows.setting_up import FirstAgency, load_reference_data, open_agency

LETTERS = 24  # of a password that is made here
NEEDED = ("name", "short_name", "exchange_id", "place", "login", "person", "sex")


class Command(BaseCommand):
    """Everything is done once: a second run changes nothing that is there."""

    help = "Bring the database up to date, and enter the first agency with its administrator."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What is needed for an agency; nothing for an upgrade."""
        parser.add_argument("--name", help="full name of the agency")
        parser.add_argument("--short-name", help="its short name")
        parser.add_argument("--exchange-id", help="its code in the exchange, for good: latin letters, digits, hyphens")
        parser.add_argument("--place", help="where its letters are written, as «г. Верхнеозёрск»")
        parser.add_argument("--unit", default="Аппарат", help="the administrator's unit")
        parser.add_argument("--login", help="the administrator's login")
        parser.add_argument("--person", help="the administrator: surname, first name, patronymic")
        parser.add_argument("--sex", choices=Sex.values, help="the administrator's, for letters")
        parser.add_argument("--post", default="администратор системы", help="the administrator's post")
        parser.add_argument("--password-file", type=Path, help="a file with the password; without it one is made")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do every part that was not done yet.

        Raises:
            CommandError: something of the agency was not told, before anything is done; or is refused.
        """
        given = [name for name in NEEDED if options[name]]
        lacking = [f"--{name.replace('_', '-')}" for name in NEEDED if not options[name]]
        if given and lacking:
            raise CommandError(f"an agency also needs {', '.join(lacking)}")
        told_password = self._told_password(options["password_file"])
        call_command("migrate", interactive=False, verbosity=0)
        load_reference_data()
        log_key.make_log_key()
        self.stdout.write("The database is up to date.")
        if not given:
            self._say_what_is_there()
            return
        if Agency.objects.filter(exchange_id=options["exchange_id"]).exists():
            self.stdout.write(f"The agency {options['exchange_id']} is there already: nothing was changed.")
            return
        self._open(options, told_password)

    def _told_password(self, path: Path | None) -> str | None:
        try:
            return None if path is None else path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"the password cannot be read: {error}") from error

    def _say_what_is_there(self) -> None:
        count = Agency.objects.count()
        self.stdout.write(
            f"Agencies: {count}." if count else "There is no agency yet: set_up --name … enters it (see --help)."
        )

    def _open(self, options: dict[str, Any], told_password: str | None) -> None:
        password = secrets.token_urlsafe(LETTERS) if told_password is None else told_password
        last_name, _gap, rest = options["person"].strip().partition(" ")
        first_name, _gap, patronymic = rest.strip().partition(" ")
        told = FirstAgency(
            agency=Agency(
                name=options["name"],
                short_name=options["short_name"],
                exchange_id=options["exchange_id"],
                place=options["place"],
            ),
            unit=options["unit"],
            post=options["post"],
            administrator=Employee(
                username=options["login"],
                last_name=last_name,
                first_name=first_name,
                patronymic=patronymic.strip(),
                sex=options["sex"],
            ),
            password=password,
        )
        try:
            agency = open_agency(told)
        except ValidationError as error:
            wrong = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
            lines = "\n".join(f"  {name}: {' '.join(said)}" for name, said in wrong.items())
            raise CommandError(f"refused:\n{lines}") from error
        self.stdout.write(f"Entered: {agency.name}")
        self.stdout.write(f"Administrator: {told.administrator.full_name}, login {told.administrator.username}")
        if told_password is None:
            self.stdout.write(f"Password, shown this once: {password}")
