"""The small office whose database a release keeps: a few cases of the demo's invented people, nobody with a password.

It runs on the code of the release that keeps it: with the demo, and with builders of that release's tests.
"""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.calendars import calendar_for
from agencies.models import Employee, Post, Role
from citizens.models import Case, Channel
from demo import node
from demo.diary import Diary
from demo.logins import Logins
from demo.office import Office
from demo.people import MEN, WOMEN, Applicant, Home
from demo.roster import Road
from demo.stories import Story, plan, play
from demo.subjects import SUBJECTS, Inquiry
from demo.world import AGENCIES
from documents.services import LetterDraft
from exchange.models import Correspondent
from exchange.services.correspondents import CorrespondentCard, add_correspondent
from history import clock
from history.services.sequencing import Sequencer
from signing.signers import in_process
from tests.upgrades.furnishing import furnish
from workflows.models import WorkItem, WorkKind
from workflows.setting_up import load_reference_data

# A whole road with every turn; a letter that left as a package; work that is taken, and work that lies in a queue.
ROADS = (
    Road(40, asks_others=True, is_returned=True, is_report_returned=True),
    Road(20, stops="send-inquiry", asks_others=True),
    Road(6, stops="draft", is_begun=True),
    Road(1, stops="resolve"),
)
WRITES_TO_ANOTHER = 1
STREET = ("г. Верхнеозёрск", "ул. Соборная")


class Exchanging(Office):
    """The same office, where inquiries go to the correspondent of its register."""

    def inquiry(self, author: Employee, case: Case, inquiry: Inquiry, approver: str) -> LetterDraft:
        """The draft of the inquiry."""
        draft = super().inquiry(author, case, inquiry, approver)
        peer = Correspondent.objects.get(agency=self.agency)
        return replace(draft, correspondent_id_code=peer.exchange_id, correspondent_name=peer.name)


def live() -> None:
    """Fill the migrated database: reference data, an agency, cases, a package, a reading, numbered entries, heads."""
    spec = AGENCIES["a"]
    logins = Logins("")  # passphrases of keys are made by chance and written nowhere
    load_reference_data(node.LOADER)
    agency = node.prepare_agency(spec, logins)
    with in_process():
        node.prepare_keys(agency, spec, logins)
        card = CorrespondentCard.read(_card_of_another())
        add_correspondent(actor=node.LOADER, agency=agency, card=card, is_private_address=True)
        offices = [Office(agency, spec, logins), Exchanging(agency, spec, logins)]
        diary = Diary(calendar_for(agency))
        eve = diary.days_before(clock.today(), 1)
        stories = [
            (
                Story(
                    offices[number == WRITES_TO_ANOTHER],
                    [one for one in SUBJECTS if one.inquiry][number],
                    _applicant(number),
                    Home(*STREET, 10 + number, 7),
                    road,
                    Channel.POST if number % 2 else Channel.PORTAL,
                ),
                _at(diary, eve, road),
            )
            for number, road in enumerate(ROADS)
        ]
        play(plan(stories, diary, timezone.make_aware(datetime.combine(eve, time(17)))))
        furnish(agency, _roles(offices[0]))
        _read_a_card(offices[0].person(offices[0].controller))
        _number()


def _roles(office: Office) -> dict[str, str]:
    """Logins by the tests' names of roles; the executor is whoever has begun work."""
    begun = WorkItem.objects.filter(kind=WorkKind.EXECUTE, assignee__isnull=False, done_at__isnull=True).latest("id")
    assert begun.assignee is not None
    return {
        "clerk": office.clerk,
        "controller": office.controller,
        "administrator": Post.objects.current(clock.today()).filter(role=Role.ADMINISTRATOR)[0].employee.username,
        "leader": office.signer,
        "executor": begun.assignee.username,
    }


def _applicant(number: int) -> Applicant:
    return (WOMEN, MEN)[number % 2][number]


def _at(diary: Diary, eve: date, road: Road) -> datetime:
    return timezone.make_aware(datetime.combine(diary.days_before(eve, road.days - 1), time(9, 20)))


def _card_of_another() -> str:
    """The card of the other agency of the demo, from a node of its own."""
    folder = Path(settings.DATA_DIR) / "another"
    environment = os.environ | {"MEZHVED_DATA_DIR": str(folder), "MEZHVED_BASE_URL": "http://127.0.0.1:8102"}
    command = [sys.executable, "manage.py", "prepare_node", "--node", "b", "--without-cases"]
    subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=True, capture_output=True)
    return (folder / "public" / "card.json").read_text(encoding="utf-8")


def _read_a_card(reader: Employee) -> None:
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(reader, backend="agencies.backends.EmployeeBackend")
    answer = client.get(reverse("workflows:case", args=[Case.objects.order_by("id")[0].pk]))
    assert answer.status_code == 200, answer.status_code


def _number() -> None:
    """Number everything, keep a head, and number what tells of that."""
    sequencer = Sequencer()
    sequencer.step()
    sequencer.keep()
    sequencer.step()
