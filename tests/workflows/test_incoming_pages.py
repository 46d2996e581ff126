"""Pages of an incoming document without a case: the desk's forms, the card, the process, the sheet of readers."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from history import clock
from tests.workflows.considering import a_file, a_paper, executed, given_to_read, resolved
from tests.world import World
from workflows.acquainting import Acquaintance
from workflows.assigned import Assignment
from workflows.models import WorkItem, WorkKind

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F16")]


def of(world: World, role: str, language: str = "ru") -> Client:
    """A browser in which this person is signed in."""
    client = Client(headers={"accept-language": language})
    client.force_login(world.person(role), backend="agencies.backends.EmployeeBackend")
    return client


def text(answer: object) -> str:
    """What the page says."""
    assert isinstance(answer, HttpResponse)
    return answer.content.decode()


@pytest.mark.parametrize(
    ("language", "offered"),
    [
        ("ru", ["Вынести резолюцию", "Направить на ознакомление", "В дело", "Подготовить ответ"]),
        ("en", ["Issue the resolution", "Give for information", "To the file", "Have it answered"]),
    ],
)
def test_the_head_finds_one_primary_decision_and_the_others(world: World, language: str, offered: list[str]) -> None:
    """The resolution first, with its rule."""
    item = world.item(WorkKind.CONSIDER, document=a_paper(world))

    page = text(of(world, "leader", language).get(reverse("workflows:item", args=[item.pk])))

    assert [words for words in offered if words not in page] == []
    assert page.index(offered[0]) < page.index(f"<summary>{offered[1]}")
    assert page.count('class="next-step"') == 1


def test_a_resolution_is_issued_from_the_desk(world: World) -> None:
    """What was typed stays when something is missing."""
    document, client = a_paper(world), of(world, "leader")
    address = reverse("workflows:item", args=[world.item(WorkKind.CONSIDER, document=document).pk])
    filled = {"action": "assign", "executor": world.person("executor").pk, "text": "Прошу подготовить справку."}

    refused = client.post(address, filled)
    issued = client.post(address, filled | {"due_on": clock.today() + timedelta(days=10)})

    assert (refused.status_code, issued.status_code) == (422, 302)
    assert "Прошу подготовить справку." in text(refused)
    assert "Назовите срок" in text(refused)
    assert Assignment.objects.get(document=document).executor == world.person("executor")


def test_a_paper_is_given_for_information_and_confirmed_on_the_desk(world: World) -> None:
    """The card tells who has read it and who has not; the sheet prints."""
    document, head = a_paper(world), of(world, "leader")
    address = reverse("workflows:item", args=[world.item(WorkKind.CONSIDER, document=document).pk])
    readers = [world.person(name).pk for name in ("executor", "unit_head")]

    nobody = head.post(address, {"action": "read", "due_on": clock.today(), "text": "Важно"})
    given = head.post(address, {"action": "read", "readers": readers, "due_on": clock.today()})
    mine = WorkItem.objects.lying_with(world.person("executor")).get(kind=WorkKind.READ)
    done = of(world, "executor").post(reverse("workflows:item", args=[mine.pk]), {"action": "confirm"})
    card = text(head.get(reverse("workflows:document", args=[document.pk])))
    sheet = head.get(reverse("workflows:acquaintance-sheet", args=[document.pk]))

    assert (nobody.status_code, given.status_code, done.status_code) == (422, 302, 302)
    assert "Важно" in text(nobody)
    assert Acquaintance.objects.filter(document=document, read_at__isnull=False).count() == 1
    assert "Лист ознакомления" in card
    assert "ещё нет" in card
    assert sheet.getvalue().startswith(b"%PDF")


def test_a_person_without_the_right_opens_none_of_it(world: World) -> None:
    """To others the paper does not exist; who has read it decides nothing."""
    document = given_to_read(world)
    own = a_paper(world)
    item = world.item(WorkKind.CONSIDER, document=own)
    addresses = [
        reverse("workflows:item", args=[item.pk]),
        reverse("workflows:document-process", args=[own.pk]),
        reverse("workflows:consider-anew", args=[document.pk]),
        reverse("workflows:acquaintance-sheet", args=[own.pk]),
    ]

    assert [of(world, "executor").get(one).status_code for one in addresses] == [404] * 4
    stranger = of(world, "stranger").get(reverse("workflows:acquaintance-sheet", args=[document.pk]))
    assert stranger.status_code == 404


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_process_of_a_paper_shows_where_it_stands_and_what_each_step_took(world: World, language: str) -> None:
    """In execution now; considered before, which took its time."""
    document = a_paper(world)
    resolved(world, document)
    client = of(world, "leader", language)

    page = text(client.get(reverse("workflows:document-process", args=[document.pk])))

    assert page.count('data-state="now"') == 1
    assert 'data-element="node_execution" data-state="now"' in page
    assert 'data-element="node_consider" data-state="passed"' in page


def test_a_decision_is_taken_back_on_its_page(world: World) -> None:
    """Without a reason it is not."""
    document, client = given_to_read(world), of(world, "leader")
    address = reverse("workflows:consider-anew", args=[document.pk])

    silent = client.post(address, {"reason": ""})
    done = client.post(address, {"reason": "Нужна справка."})

    assert (silent.status_code, done.status_code) == (422, 302)
    assert "Укажите причину" in text(silent)
    assert world.item(WorkKind.CONSIDER, document=document).assignee is None


def test_the_clerk_files_from_the_desk(world: World) -> None:
    """The card then says in which file it lies, and offers nothing more."""
    document, clerk = a_paper(world), of(world, "clerk")
    resolved(world, document)
    executed(world, document)
    item = world.item(WorkKind.FILE_DOCUMENT, document=document)
    address = reverse("workflows:item", args=[item.pk])
    index = a_file(world)

    missing = clerk.post(address, {"action": "file", "sheets": 3})
    done = clerk.post(address, {"action": "file", "file_index": index.pk, "sheets": 3})
    card = text(clerk.get(reverse("workflows:document", args=[document.pk])))

    assert (missing.status_code, done.status_code) == (422, 302)
    assert index.index in card
    assert not WorkItem.objects.filter(document=document, done_at__isnull=True).exists()
