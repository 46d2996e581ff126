"""Notices by mail: nothing that mail must not carry, at the reader's hours, tried again where it fails."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse

from documents import services as documents
from history import clock
from tests.codes import codes
from tests.workflows.noticing import browser, by_mail, case_of
from tests.workflows.running import at
from tests.world import World
from workflows.incidents import Incident
from workflows.mail_times import awake_at, mail_at
from workflows.noticing import Notice, NoticeKind, NoticeSettings
from workflows.services import notices, retrying
from workflows.services.notices import News, tell
from workflows.tasks import mail_notices

pytestmark = [pytest.mark.django_db]


def test_mail_says_what_happened_in_the_language_of_its_reader_and_nothing_of_the_applicant(world: World) -> None:
    """The number and the term; neither subject, nor names, nor address."""
    by_mail(world.person("executor"), language="en")
    by_mail(world.person("unit_head"), language="ru")
    case = case_of(world)
    world.submitted(case, world.draft("inquiry"))

    assert mail_notices() == 2

    by_person = {message.to[0]: message for message in mail.outbox}
    english, russian = by_person["executor@agency.example"], by_person["unit_head@agency.example"]
    assert english.subject == "Mezhved: 1 notice"
    assert f"Execute · {case.number} · by {case.due_on:%d.%m.%Y}" in english.body
    assert "Завизировать" in russian.body or "визу" in russian.body.lower()
    for message in mail.outbox:
        text = str(message.message().as_bytes()) + message.subject + message.body
        for word in ("Фролов", "Мария", "Соборн", "крыш"):
            assert word not in text
    assert mail_notices() == 0


def test_mail_of_a_restricted_paper_says_only_that_there_is_work(world: World) -> None:
    """Without number, subject, kind and term; marked after it was told, too."""
    person = by_mail(world.person("executor"), language="en")
    case = case_of(world)
    documents.mark_paper(actor=world.person("leader"), paper=case, reason="Служебное")

    assert mail_notices() == 1

    message = mail.outbox[0]
    assert "There is work on your desk." in message.body
    assert case.number not in message.body
    assert "Execute" not in message.body
    assert person.email in message.to


def test_who_lost_sight_gets_no_mail(world: World) -> None:
    """Nor who has read it already, nor whose account is closed."""
    stranger = by_mail(world.person("stranger"))
    case = case_of(world)
    tell([News(stranger.pk, NoticeKind.NEWS, "of:case", "term.near", case=case.pk)])
    executor = by_mail(world.person("executor"))
    tell([News(executor.pk, NoticeKind.NEWS, "of:case", "term.near", case=case.pk)])
    notices.read(actor=executor, notice=Notice.objects.get(person=executor, key="of:case"))

    assert mail_notices() == 0
    assert mail.outbox == []
    assert not Notice.objects.filter(mail_at__isnull=False).exists()


class Broken(EmailBackend):
    """A server of mail that is not there."""

    def send_messages(self, messages: Any) -> int:
        """Fail as a closed port does.

        Raises:
            ConnectionRefusedError: always.
        """
        raise ConnectionRefusedError(111, "Connection refused")


def test_mail_that_fails_is_an_incident_and_tried_again_with_longer_pauses(world: World, settings: Any) -> None:
    """The address stands nowhere in it; when the server is back, the incident closes."""
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "tests.workflows.test_mail_of_notices.Broken"
    person = by_mail(world.person("executor"))
    case_of(world)
    now = clock.now()
    for minutes in (0, 1, 2, 3, 4):
        with clock.at(now + timedelta(minutes=minutes)):
            mail_notices()

    found = Incident.objects.get()
    assert (found.kind, found.count) == ("mail", 3)  # after 0, 1 and 3 minutes
    assert found.fault.startswith("ConnectionRefusedError 111")
    assert person.email not in str(Incident.objects.values().get())
    settings.EMAIL_BACKEND = working
    retrying.retry(actor=world.person("administrator"), incident=found)
    assert mail_notices() == 1
    found.refresh_from_db()
    assert found.state == "settled"


def test_mail_that_a_clock_which_was_ahead_put_off_leaves_when_it_is_right(world: World, settings: Any) -> None:
    """What was tried or told a day ahead is not waited for; a digest, which may be due as far ahead, is."""
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "tests.workflows.test_mail_of_notices.Broken"
    names = ("executor", "clerk", "unit_head")
    tried, fresh, digested = people = [by_mail(world.person(name)) for name in names]
    news = {one.pk: News(one.pk, NoticeKind.NEWS, "of a clock", "term.near") for one in people}
    tell([news[tried.pk], news[digested.pk]])
    Notice.objects.filter(person=digested).update(mail_at=clock.now() + timedelta(days=5))
    with clock.at(clock.now() + timedelta(days=1)):
        mail_notices()
        tell([news[fresh.pk]])

    settings.EMAIL_BACKEND = working
    left = mail_notices()

    assert left == 2
    assert {message.to[0] for message in mail.outbox} == {tried.email, fresh.email}


def test_no_header_can_be_smuggled_in(world: World) -> None:
    """By a number of a paper, or by an address that was written past the form."""
    person = by_mail(world.person("executor"), language="en")
    case = case_of(world)
    case.number = "1\r\nBcc: all@agency.example"
    case.save()
    mail_notices()
    message = mail.outbox[0].message()
    assert message["Bcc"] is None
    assert "\n" not in message["Subject"]

    person.email = "a@agency.example\nBcc: all@agency.example"
    person.save()
    tell([News(person.pk, NoticeKind.NEWS, "one more", "term.near")])
    assert mail_notices() == 0
    assert len(mail.outbox) == 1
    assert Incident.objects.get().kind == "mail"


def test_a_message_that_is_sent_twice_bears_the_same_name(world: World) -> None:
    """A worker that dies between the server and the database sends again after its lease."""
    person = by_mail(world.person("executor"))
    case_of(world)
    mail_notices()
    Notice.objects.filter(person=person).update(mail_at=clock.now(), mailed_at=None)
    mail_notices()

    first, second = (message.message()["Message-ID"] for message in mail.outbox)
    assert first == second


def test_mail_needs_an_address(world: World) -> None:
    """The page says so, and keeps what was chosen."""
    person = world.person("executor")
    page = browser(person)
    chosen = {f"way_{kind}": "page" for kind in NoticeKind.values} | {"way_work": "mail"}
    form = chosen | {"rhythm": "daily", "hour": "8", "weekday": "0", "language": "en"}

    refused = page.post(reverse("workflows:notice-settings"), form)
    half = page.post(reverse("workflows:notice-settings"), form | {"way_work": "page", "quiet_from": "22"})
    page.post(reverse("workflows:notice-settings"), form | {"way_work": "none"})

    assert refused.status_code == half.status_code == 422
    assert "no e-mail address" in refused.content.decode()
    assert '<option value="mail" selected>' in refused.content.decode()
    assert "Name both hours" in half.content.decode()
    kept = NoticeSettings.objects.get(employee=person)
    assert (kept.ways["work"], kept.rhythm, kept.hour) == ("none", "daily", 8)
    with pytest.raises(ValidationError) as unknown:
        notices.set_notices(actor=person, chosen={"ways": {"work": "pigeon"}})
    assert codes(unknown) == ["way-unknown"]


@pytest.mark.parametrize(
    ("chosen", "told_at", "mailed_at"),
    [
        ({}, ("10.04", 14), ("10.04", 14)),
        ({"quiet_from": 20, "quiet_until": 8}, ("10.04", 21), ("11.04", 8)),
        ({"quiet_from": 20, "quiet_until": 8}, ("10.04", 7), ("10.04", 8)),
        ({"quiet_from": 12, "quiet_until": 14}, ("10.04", 13), ("10.04", 14)),
        ({"quiet_from": 20, "quiet_until": 8, "is_working_days_only": True}, ("10.04", 21), ("13.04", 8)),
        ({"rhythm": "daily", "hour": 9}, ("10.04", 8), ("10.04", 9)),
        ({"rhythm": "daily", "hour": 9}, ("10.04", 10), ("11.04", 9)),
        ({"rhythm": "daily", "hour": 9, "is_working_days_only": True}, ("10.04", 10), ("13.04", 9)),
        ({"rhythm": "daily", "hour": 9, "is_working_days_only": True}, ("30.04", 10), ("04.05", 9)),
        ({"rhythm": "weekly", "hour": 9, "weekday": 2}, ("10.04", 10), ("15.04", 9)),
        ({"rhythm": "weekly", "hour": 9, "weekday": 4}, ("10.04", 10), ("17.04", 9)),
        ({"rhythm": "daily", "hour": 3, "quiet_from": 20, "quiet_until": 8}, ("10.04", 10), ("11.04", 8)),
    ],
)
def test_mail_waits_for_its_hour_and_day(
    world: World, chosen: dict[str, Any], told_at: tuple[str, int], mailed_at: tuple[str, int]
) -> None:
    """10 April 2026 is a Friday; 1 May a day off, and Monday the 4th a working day."""
    person = by_mail(world.person("executor"), **chosen)
    kept = NoticeSettings.objects.get(employee=person)

    due = mail_at(kept, at(*told_at))

    assert due == at(*mailed_at)
    assert awake_at(kept, due) == due


def test_a_digest_is_one_message_of_the_day(world: World) -> None:
    """At its hour, and what comes later waits for the next one."""
    person = by_mail(world.person("executor"), rhythm="daily", hour=9, language="en")
    with clock.at(at("09.04", 15)):
        tell([News(person.pk, NoticeKind.NEWS, f"event:{number}", "term.near") for number in range(3)])
        assert mail_notices() == 0
    with clock.at(at("10.04", 9)):
        assert mail_notices() == 1
        tell([News(person.pk, NoticeKind.NEWS, "event:4", "term.near")])
    with clock.at(at("10.04", 15)):
        assert mail_notices() == 0
    assert mail.outbox[0].subject == "Mezhved: 3 notices"
