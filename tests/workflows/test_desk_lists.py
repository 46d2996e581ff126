"""What a person waits for and what they follow: lists beside the desk, whose counters equal them."""

import pytest
from django.test import Client
from django.urls import reverse

from agencies.models import Employee
from documents.models import LetterTemplate
from tests.world import World
from workflows import list_selectors
from workflows.models import WorkItem, WorkKind
from workflows.services import following
from workflows.services.handing import hand_over

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F23")]


def kinds(name: str, person: Employee) -> list[str]:
    """The kinds of work in a list."""
    return [item.kind for item in list_selectors.LISTS[name](person)]


def signed_in(person: Employee) -> Client:
    """A browser of this person."""
    client = Client()
    client.force_login(person, backend="agencies.backends.EmployeeBackend")
    return client


def test_an_author_waits_for_what_others_do_on_their_letter(world: World) -> None:
    """First the visa, then the signature, then registration; what lies with the author needs them instead."""
    case = world.appeal()
    world.resolved(case)
    executor, seen = world.person("executor"), []
    seen.append(kinds("awaited", executor))
    letter = world.submitted(case, world.draft(LetterTemplate.Purpose.INQUIRY))
    seen.append(kinds("awaited", executor))
    world.signed(letter)
    seen.append(kinds("awaited", executor))

    assert seen == [[], [WorkKind.APPROVE], [WorkKind.REGISTER_LETTER]]
    assert kinds("awaited", world.person("stranger")) == []


def test_a_followed_case_shows_what_is_open_on_it_and_with_whom(world: World) -> None:
    """Until it is followed no more."""
    case = world.appeal()
    world.resolved(case)
    controller = world.person("controller")

    before = kinds("followed", controller)
    following.follow(actor=controller, case=case)
    following.follow(actor=controller, case=case)
    while_followed = kinds("followed", controller)
    following.unfollow(actor=controller, case=case)

    assert (before, while_followed, kinds("followed", controller)) == ([], [WorkKind.EXECUTE], [])


def test_who_sees_a_case_no_more_sees_nothing_of_it_in_the_list(world: World) -> None:
    """A case that moved to another executor is the first one's no more."""
    case = world.appeal()
    item = world.resolved(case)
    executor = world.person("executor")
    following.follow(actor=executor, case=case)

    hand_over(actor=world.person("leader"), item=item, to=world.person("stranger"), reason="Отпуск")

    assert kinds("followed", world.person("executor")) == []
    assert kinds("awaited", world.person("executor")) == []


def test_counters_of_the_lists_equal_them(world: World) -> None:
    """On the desk of everybody."""
    case = world.appeal()
    world.resolved(case)
    world.submitted(case, world.draft(LetterTemplate.Purpose.INQUIRY))
    following.follow(actor=world.person("leader"), case=case)

    for name in ("clerk", "leader", "executor", "unit_head", "controller", "stranger"):
        client = signed_in(world.person(name))
        counted = {one.kind: one.count for one in client.get("/").context["workplace"]["lists"]}
        listed = {asked: len(client.get("/", {"list": asked}).context["items"]) for asked in counted}
        assert counted == listed, name


def test_a_case_is_followed_from_its_card(world: World) -> None:
    """And no more, by the same button."""
    case = world.appeal()
    client = signed_in(world.person("leader"))
    address = reverse("workflows:follow", args=[case.pk])

    client.post(address, {"action": "follow"})
    followed = client.get(reverse("workflows:case", args=[case.pk])).context["is_followed"]
    client.post(address, {"action": "unfollow"})

    assert (followed, list_selectors.follows(world.person("leader"), case)) == (True, False)
    assert WorkItem.objects.filter(case=case).exists()
