"""Notices: one an event and person, in the program and by mail, with nothing in mail that mail must not carry."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies import services as agencies
from agencies.models import Employee, Work
from citizens.models import Case
from documents import services as documents
from history import clock
from history.actors import acting
from tests.codes import codes
from tests.people import LOADER
from tests.workflows.running import assigned, at
from tests.world import World
from workflows import notice_selectors, selectors
from workflows.forgotten_selectors import Trouble, forgotten
from workflows.incidents import Incident
from workflows.mail_times import awake_at, mail_at
from workflows.models import WorkItem, WorkKind
from workflows.noticing import Notice, NoticeKind, NoticeSettings, NoticeWay
from workflows.services import cases, notices, retrying, timers
from workflows.services.handing import hand_over
from workflows.services.notices import News, tell
from workflows.tasks import clear_notices, mail_notices, remind_of_terms

pytestmark = [pytest.mark.django_db]


def told(person: Employee) -> list[tuple[str, str]]:
    """Kinds and verbs of what a person was told, the earliest first."""
    return list(Notice.objects.filter(person=person).order_by("pk").values_list("kind", "verb"))


def by_mail(person: Employee, **chosen: Any) -> Employee:
    """The person wants every kind by mail, at any hour and day."""
    person.email = f"{person.username}@agency.example"
    person.save()
    usual = {"ways": dict.fromkeys(NoticeKind.values, NoticeWay.MAIL.value), "is_working_days_only": False}
    notices.set_notices(actor=person, chosen=usual | chosen)
    return person


def browser(employee: Employee) -> Client:
    """Somebody at their pages, in English."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(employee, backend="agencies.backends.EmployeeBackend")
    return client


def test_the_road_of_a_letter_tells_each_person_once(world: World) -> None:
    """New work, the visa, the return, the signature, the number; nobody hears of what they do themselves."""
    case = world.appeal()
    world.resolved(case)
    document = world.submitted(case, world.draft("inquiry"))
    world.registered(world.signed(document))

    assert told(world.person("executor")) == [
        ("work", "work.execute"),
        ("letter", "documents.signed"),
        ("letter", "documents.letter_registered"),
    ]
    assert told(world.person("unit_head")) == [("work", "work.approve")]
    assert told(world.person("leader")) == [("work", "work.sign")]
    assert told(world.person("clerk")) == []


def test_work_handed_to_another_is_told_to_them(world: World) -> None:
    """To each whose work it becomes, and to the same person once."""
    item = world.resolved(world.appeal())
    hand_over(actor=world.person("leader"), item=item, to=world.person("stranger"), reason="Нагрузка")

    item = WorkItem.objects.get(pk=item.pk)
    item.save()

    assert told(world.person("stranger")) == [("work", "work.execute")]
    assert Notice.objects.filter(person=world.person("executor"), kind="work").count() == 1


def test_an_event_told_again_tells_nothing(world: World) -> None:
    """A retry of the worker finds its key."""
    person = world.person("executor")

    for _time in range(3):
        tell([News(person.pk, NoticeKind.NEWS, "event:1", "term.near")])
    with acting(person):
        tell([News(person.pk, NoticeKind.NEWS, "event:2", "term.near")])

    assert Notice.objects.filter(person=person).count() == 1


def test_a_reminder_of_a_term_is_a_notice_once(world: World) -> None:
    """However often the worker looks."""
    with clock.at(at("01.04")):
        assigned(world.office)
    with clock.at(at("29.04")):
        remind_of_terms()
        remind_of_terms()

    assert told(world.person("executor")) == [("due", "term.near")]


def test_who_stands_in_is_told(world: World) -> None:
    """For whom; named again for the same work they hear nothing new."""
    executor, stranger = world.person("executor"), world.person("stranger")
    absence = away(world, stranger)
    agencies.name_substitutes(
        actor=world.person("administrator"), absence=absence, substitutes={Work.EXECUTION: stranger}
    )

    found = Notice.objects.get(person=stranger)
    assert (found.kind, found.colleague) == ("substitution", executor)


def test_new_work_of_the_absent_is_told_to_who_stands_in(world: World) -> None:
    """In work of this kind; what needs a power that nobody stands in for is theirs alone."""
    stranger = world.person("stranger")
    away(world, stranger)
    case = world.appeal()
    cases.issue_resolution(
        actor=world.person("leader"),
        item=world.item(WorkKind.RESOLVE, case),
        executor=world.person("executor"),
        text="Рассмотреть.",
        due_on=case.due_on,
        is_absence_known=True,
    )

    assert told(stranger) == [("substitution", "substitution"), ("work", "work.execute")]
    assert notice_selectors.unread_count(world.person("stranger")) == 2


def test_the_counter_equals_the_list_and_follows_what_is_seen(world: World) -> None:
    """A case that is marked goes out of sight of who does not need to know it, and so does what was told of it."""
    for _number in range(3):
        world.resolved(world.appeal())
    person = world.person("executor")
    page = browser(person)

    listed = page.get(reverse("workflows:notices")).content.decode()
    assert listed.count("Mark as read:") == notice_selectors.unread_count(person) == 3
    stranger = world.person("stranger")
    case = Case.objects.latest("pk")
    tell([News(stranger.pk, NoticeKind.NEWS, "of:case", "term.near", case=case.pk)])
    assert notice_selectors.unread_count(stranger) == 0
    assert page.post(reverse("workflows:notice-mark", args=[Notice.objects.get(person=stranger).pk])).status_code == 404
    with pytest.raises(PermissionDenied):
        notices.read(actor=person, notice=Notice.objects.get(person=stranger))


def test_notices_are_marked_as_read_one_by_one_and_all_and_it_is_undone(world: World) -> None:
    """What was read before stays read."""
    for _number in range(3):
        world.resolved(world.appeal())
    person = world.person("executor")
    page, first = browser(person), Notice.objects.filter(person=person).earliest("pk")

    page.post(reverse("workflows:notice-mark", args=[first.pk]), {"action": "read"})
    answer = page.post(reverse("workflows:notices-read"), follow=True)
    after_all = notice_selectors.unread_count(person)
    moment = answer.context["marked"].isoformat()
    page.post(reverse("workflows:notices-read"), {"moment": moment})

    assert after_all == 0
    assert notice_selectors.unread_count(person) == 2
    assert "read" in page.get(reverse("workflows:notices") + "?view=read").content.decode()
    page.post(reverse("workflows:notice-mark", args=[first.pk]), {"action": "unread"})
    assert notice_selectors.unread_count(person) == 3


@pytest.mark.parametrize("moment", ["", "yesterday", "2026-13-45T99:99", "2026-01-01T00:00:00"])
def test_a_forged_moment_is_no_error(world: World, moment: str) -> None:
    """It marks nothing unread."""
    page = browser(world.person("executor"))

    assert page.post(reverse("workflows:notices-read"), {"moment": moment}).status_code == 302
    assert page.get(reverse("workflows:notices"), {"marked": moment, "before": "٣"}).status_code == 200


def test_a_kind_that_is_not_wanted_is_not_told(world: World) -> None:
    """Of the others the person hears."""
    person = world.person("executor")
    notices.set_notices(actor=person, chosen={"ways": {"work": "none"}})

    document = world.submitted(case_of(world), world.draft("inquiry"))
    world.signed(document)

    assert told(person) == [("letter", "documents.signed")]


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
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "tests.workflows.test_notices.Broken"
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
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "tests.workflows.test_notices.Broken"
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


def test_an_overdue_visa_comes_up_to_the_head_of_the_approver_once(world: World) -> None:
    """And no more, until another term of it passes."""
    document = world.submitted(case_of(world), world.draft("inquiry"))
    visa = world.item(WorkKind.APPROVE, document=document)
    visa.due_on = clock.today() - timedelta(days=1)
    visa.save()

    remind_of_terms()
    remind_of_terms()

    found = Notice.objects.get(kind="escalation")
    assert told(world.person("unit_head"))[-1] == ("due", "term.passed")
    assert (found.person, found.item, found.colleague) == (world.person("leader"), visa, world.person("unit_head"))
    visa.due_on = clock.today() - timedelta(days=2)
    visa.save()
    assert timers.fire_due() == 1
    assert timers.fire_due() == 0


def test_work_of_the_absent_is_seen_at_once_when_who_stands_in_leaves(world: World) -> None:
    """By the head of the absent, without waiting for the nightly look."""
    world.resolved(world.appeal())
    stranger, head = world.person("stranger"), world.person("unit_head")
    away(world, stranger)
    before = selectors.desk(head, "").count()

    agencies.dismiss(actor=LOADER, employee=stranger, ends_on=clock.today() - timedelta(days=1))

    item = WorkItem.objects.get(kind=WorkKind.EXECUTOR_AWAY, assignee=head)
    assert stranger.short_name in item.note
    assert selectors.desk(world.person("unit_head"), "").count() == before + 1
    assert ("news", "work.executor_away") in told(head)
    assert Trouble.UNSEEN_BY_STAND_IN in [one.trouble for one in forgotten(world.office.agency)]


def test_old_notices_are_forgotten(world: World) -> None:
    """Read ones after half a year; unread ones stay for two."""
    for _number in range(2):
        case_of(world)
    person = world.person("executor")
    notices.read(actor=person, notice=Notice.objects.filter(person=person).earliest("pk"))

    with clock.at(clock.now() + timedelta(days=200)):
        assert clear_notices() == 1
    with clock.at(clock.now() + timedelta(days=800)):
        clear_notices()

    assert not Notice.objects.exists()


def test_the_page_costs_the_same_for_two_notices_and_for_forty(world: World) -> None:
    """No query a row."""
    person, case = world.person("executor"), case_of(world)
    page = browser(person)

    def cost(count: int) -> int:
        tell([News(person.pk, NoticeKind.NEWS, f"event:{one}", "term.near", case=case.pk) for one in range(count)])
        page.get(reverse("workflows:notices"))
        with CaptureQueriesContext(connection) as asked:
            page.get(reverse("workflows:notices"))
        return len(asked)

    assert cost(2) == cost(40)


def case_of(world: World) -> Case:
    """A case that the executor has taken into work."""
    case = world.appeal()
    world.resolved(case)
    return case


def away(world: World, substitute: Employee) -> Any:
    """The executor is away from today, and this person stands in."""
    return agencies.enter_absence(
        actor=world.person("administrator"),
        employee=world.person("executor"),
        kind="leave",
        starts_on=clock.today(),
        ends_on=clock.today() + timedelta(days=5),
        substitutes={Work.EXECUTION: substitute},
    )
