"""Notices in the program: one an event and person, who stands in, what is seen, what comes up to heads."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies import services as agencies
from agencies.models import Work
from citizens.models import Case
from history import clock
from history.actors import acting
from tests.people import LOADER
from tests.workflows.noticing import away, browser, case_of, told
from tests.workflows.running import assigned, at
from tests.world import World
from workflows import notice_selectors, selectors
from workflows.forgotten_selectors import Trouble, forgotten
from workflows.models import WorkItem, WorkKind
from workflows.noticing import Notice, NoticeKind
from workflows.services import cases, notices, timers
from workflows.services.handing import hand_over
from workflows.services.notices import News, tell
from workflows.tasks import clear_notices, remind_of_terms

pytestmark = [pytest.mark.django_db]


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
