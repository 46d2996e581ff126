"""A sent letter on its timeline: number, date, channel, and what became of it, also where it came back by e-mail."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from citizens.models import Channel
from documents import services
from documents.models import Document, LetterTemplate, State
from history import clock
from history import selectors as record
from tests.codes import codes
from tests.documents.post import by_post, handed_in, items
from tests.world import World
from workflows.models import WorkItem, WorkKind, WorkState
from workflows.services import letters

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F12")]
BOUNCED = "Почтовый ящик не существует"


def sent_by(world: World, channel: str) -> Document:
    """An answer that was drafted, approved, signed, registered and dispatched by this way."""
    case = world.appeal()
    assert case.applicant is not None
    case.applicant.email = "frolova@example.org"
    case.applicant.save()
    world.resolved(case)
    letter = world.registered(world.signed(world.submitted(case, world.draft(LetterTemplate.Purpose.ANSWER))))
    work = world.item(WorkKind.DISPATCH, document=letter)
    letters.dispatch(actor=world.person("clerk"), item=work, channel=channel)
    letter.refresh_from_db()
    return letter


def clerks_browser(world: World, language: str = "ru") -> Client:
    """The clerk is signed in."""
    client = Client(headers={"accept-language": language})
    client.force_login(world.person("clerk"), backend="agencies.backends.EmployeeBackend")
    return client


@pytest.mark.parametrize(
    ("channel", "words"), [(Channel.EMAIL, "эл. почта"), (Channel.POST, "почта"), (Channel.IN_PERSON, "лично")]
)
def test_the_timeline_of_a_sent_letter_tells_number_date_and_channel(world: World, channel: str, words: str) -> None:
    """On the card of the letter, of its case and of the applicant."""
    letter = sent_by(world, channel)
    case = letter.case
    assert case is not None
    assert case.applicant_id is not None
    told = f"№ {letter.number} · {clock.today():%d.%m.%Y} · {words}"

    browser = clerks_browser(world)
    pages = [
        browser.get(address).content.decode()
        for address in (f"/documents/{letter.pk}/", f"/cases/{case.pk}/", f"/applicants/{case.applicant_id}/")
    ]

    assert [told in page for page in pages] == [True, True, True], told


def test_a_letter_that_came_back_by_email_is_work_of_the_records_office(world: World) -> None:
    """It stands on the card and the timeline with its reason; noted in error, it is work no more."""
    letter, browser = sent_by(world, Channel.EMAIL), clerks_browser(world)
    address = f"/documents/{letter.pk}/came-back/"

    browser.post(address, {"on": f"{clock.today():%d.%m.%Y}", "reason": BOUNCED})
    card = browser.get(f"/documents/{letter.pk}/").content.decode()
    work = WorkItem.objects.lying_with(world.person("clerk")).get(kind=WorkKind.DELIVERY_PROBLEM)
    browser.post(address, {"action": "undo"})

    work.refresh_from_db()
    letter.refresh_from_db()
    assert card.count(BOUNCED) >= 2
    assert BOUNCED in work.note
    assert (letter.came_back_on, work.state) == (None, WorkState.CANCELLED)
    verbs = [one.verb for one in record.timeline(letter)]
    assert {"documents.dispatched", "documents.came_back", "documents.return_undone"} <= set(verbs)


@pytest.mark.parametrize(("language", "words"), [("ru", "Укажите, почему"), ("en", "This field is required")])
def test_a_return_without_its_reason_is_refused_beside_the_field(world: World, language: str, words: str) -> None:
    """And what was typed stays."""
    letter = sent_by(world, Channel.EMAIL)

    answer = clerks_browser(world, language).post(
        f"/documents/{letter.pk}/came-back/", {"on": "01.01.2020", "reason": " "}
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "01.01.2020" in page
    assert re.search(words, page) or "Обязательное поле" in page
    letter.refresh_from_db()
    assert letter.came_back_on is None


def test_what_is_noted_of_a_return_must_be_possible(world: World) -> None:
    """It has a reason, a day between dispatch and today, and is noted once; others follow receipts and registers."""
    clerk, today = world.person("clerk"), clock.today()
    plain = by_post(world, "02-07/91", days_ago=2)
    listed = items(handed_in(world))[0].document
    draft, exchanged = by_post(world, "02-07/92"), by_post(world, "02-07/93")
    draft.state, exchanged.channel = State.REGISTERED, Channel.EXCHANGE
    draft.save()
    exchanged.save()

    refused = []
    for letter, on, reason in (
        (plain, today, " "),
        (plain, today + timedelta(days=1), BOUNCED),
        (plain, today - timedelta(days=3), BOUNCED),
        (draft, today, BOUNCED),
        (exchanged, today, BOUNCED),
        (listed, today, BOUNCED),
    ):
        with pytest.raises(ValidationError) as error:
            services.note_return(actor=clerk, document=letter, on=on, reason=reason)
        refused += codes(error)
    services.note_return(actor=clerk, document=plain, on=today, reason=BOUNCED)
    with pytest.raises(ValidationError) as twice:
        services.note_return(actor=clerk, document=plain, on=today, reason=BOUNCED)
    with pytest.raises(ValidationError) as nothing:
        services.undo_return(actor=clerk, document=listed)

    assert refused == [
        *("reason-missing", "day-in-future", "day-before-dispatch"),
        *("not-dispatched", "followed-by-receipts", "followed-in-register"),
    ]
    assert (codes(twice), codes(nothing)) == (["return-noted"], ["return-not-noted"])


@pytest.mark.parametrize("role", ["executor", "other.clerk"])
def test_only_who_registers_notes_a_return(world: World, role: str) -> None:
    """Neither the executor of the letter nor another agency."""
    letter = sent_by(world, Channel.EMAIL)

    with pytest.raises(PermissionDenied):
        services.note_return(actor=world.person(role), document=letter, on=clock.today(), reason=BOUNCED)
