"""The signing folder: letters beside what they answer, several signed with one entry of the passphrase."""

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from agencies import services as agencies
from agencies.models import Employee, Role
from agencies.services import NewPost
from documents import selectors as documents
from documents.models import Document, Signature, State
from history import selectors as record
from signing.models import KeyUse
from tests.exchange.peers import PASSPHRASE
from tests.people import LOADER, SINCE
from tests.world import World
from workflows import selectors
from workflows.forms.folder import mark_of
from workflows.models import Visa, WorkItem, WorkKind
from workflows.services import letters, signing_folder
from workflows.services.signing_folder import Chosen

pytestmark = [pytest.mark.django_db, pytest.mark.feature("L07")]

FOLDER = "workflows:signing-folder"


def awaiting(world: World, count: int, **letter: Any) -> list[Document]:
    """Answers to so many appeals that await the head's signature."""
    found = []
    for _number in range(count):
        case = world.appeal()
        world.resolved(case)
        answer = world.submitted(case, world.draft("answer", **letter))
        item = world.item(WorkKind.APPROVE, document=answer)
        letters.give_visa(actor=world.person("unit_head"), item=item, verdict=Visa.Verdict.AGREED)
        found.append(answer)
    return found


def to_sign(world: World, document: Document) -> WorkItem:
    """The work of signing it."""
    return world.item(WorkKind.SIGN, document=document)


def as_shown(world: World, found: list[Document]) -> list[Chosen]:
    """The letters, as a page shows them now."""
    return [Chosen(to_sign(world, one), tuple(documents.shown_digests(one))) for one in found]


def states(found: list[Document]) -> list[str]:
    """Where the letters stand."""
    return [Document.objects.get(pk=one.pk).state for one in found]


def a_head(world: World) -> Client:
    """The head at the page."""
    client = Client()
    client.force_login(world.person("leader"), backend="agencies.backends.EmployeeBackend")
    return client


def changed(world: World, document: Document) -> None:
    """The author sends another text after the page was opened: it is returned, written anew and agreed."""
    letters.return_unsigned(actor=world.person("leader"), item=to_sign(world, document), remark="Назовите срок.")
    item = world.item(WorkKind.REVISE, document=document)
    letters.revise(actor=world.person("executor"), item=item, letter=world.draft("answer", body="Срок – 2027 год."))
    item = world.item(WorkKind.APPROVE, document=document)
    letters.give_visa(actor=world.person("unit_head"), item=item, verdict=Visa.Verdict.AGREED)


def test_a_letter_comes_back_with_a_mark_in_its_text(world: World) -> None:
    """The signer marks words, the author sees them marked; words that are not there are refused beside their field."""
    answer = awaiting(world, 1, body="Ремонт начнётся\nв 2027 году. Это точно.")[0]
    address = f"{reverse(FOLDER)}?item={to_sign(world, answer).pk}"
    sent = {"action": "return", "item": to_sign(world, answer).pk, "remark": "Откуда год?"}

    refused = a_head(world).post(address, {**sent, "quote": "в 2030 году"})
    done = a_head(world).post(address, {**sent, "quote": "начнётся в 2027"})
    author = Client()
    author.force_login(world.person("executor"), backend="agencies.backends.EmployeeBackend")
    item = world.item(WorkKind.REVISE, document=answer)
    shown = author.get(reverse("workflows:item", args=[item.pk])).content.decode()

    assert (refused.status_code, list(refused.context["returning"].errors)) == (422, ["quote"])
    assert done.status_code == 302
    assert "<mark>начнётся\nв 2027</mark>" in shown
    assert "Откуда год?" in shown


def test_each_of_several_letters_is_signed_by_an_act_of_its_own(world: World) -> None:
    """One passphrase; a signature, a container, an act and a recorded use of the key for each."""
    found = awaiting(world, 3)

    done = signing_folder.sign_several(
        actor=world.person("leader"), chosen=as_shown(world, found), passphrase=PASSPHRASE
    )

    assert [one.refusal for one in done.results] == ["", "", ""]
    assert (done.stopped, states(found)) == (None, [State.SIGNED] * 3)
    assert [record.timeline(one).filter(verb="documents.signed").count() for one in found] == [1, 1, 1]
    assert KeyUse.objects.filter(purpose="document").count() == len(found)
    entries = {record.timeline(one).get(verb="documents.signed").entry_id for one in found}
    assert len(entries) == len(found)


def test_a_letter_that_changed_since_it_was_shown_stops_no_other(world: World) -> None:
    """It is refused and said; the others are signed."""
    found = awaiting(world, 3)
    chosen = as_shown(world, found)
    changed(world, found[1])
    chosen[1] = Chosen(to_sign(world, found[1]), chosen[1].shown)

    done = signing_folder.sign_several(actor=world.person("leader"), chosen=chosen, passphrase=PASSPHRASE)

    assert states(found) == [State.SIGNED, State.TO_SIGN, State.SIGNED]
    assert [bool(one.refusal) for one in done.results] == [False, True, False]


def test_a_second_submit_signs_nothing_twice(world: World) -> None:
    """A double click, or a page that is sent again after the link was lost."""
    found = awaiting(world, 2)
    chosen = as_shown(world, found)
    signing_folder.sign_several(actor=world.person("leader"), chosen=chosen, passphrase=PASSPHRASE)

    again = signing_folder.sign_several(actor=world.person("leader"), chosen=chosen, passphrase=PASSPHRASE)

    assert all(one.refusal for one in again.results)
    assert Signature.objects.count() == len(found)


def test_a_wrong_passphrase_is_tried_once_however_many_letters_are_ticked(world: World) -> None:
    """Nothing is signed, and the key does not rest because of one slip."""
    found = awaiting(world, 5)
    chosen = as_shown(world, found)

    done = signing_folder.sign_several(actor=world.person("leader"), chosen=chosen, passphrase=PASSPHRASE + "!")

    assert isinstance(done.stopped, ValidationError)
    assert (done.results, states(found)) == ([], [State.TO_SIGN] * 5)
    right = signing_folder.sign_several(actor=world.person("leader"), chosen=chosen, passphrase=PASSPHRASE)
    assert states(found) == [State.SIGNED] * 5, right


def test_a_letter_of_another_signer_is_refused_by_itself(world: World) -> None:
    """Nobody signs for another."""
    deputy = agencies.hire(
        actor=LOADER,
        employee=Employee(username="deputy", last_name="Второй", first_name="Пётр", sex="m"),
        password=None,
        post=NewPost(world.office.units["01"], "заместитель министра", Role.LEADER, SINCE),
    )
    [theirs], [own] = awaiting(world, 1, signer=deputy), awaiting(world, 1)

    done = signing_folder.sign_several(
        actor=world.person("leader"), chosen=as_shown(world, [theirs, own]), passphrase=PASSPHRASE
    )

    assert [bool(one.refusal) for one in done.results] == [True, False]
    assert states([theirs, own]) == [State.TO_SIGN, State.SIGNED]


def test_an_acting_head_signs_as_such(world: World) -> None:
    """The post above the name is the acting one."""
    found = awaiting(world, 1)

    signing_folder.sign_several(actor=world.person("leader"), chosen=as_shown(world, found), passphrase=PASSPHRASE)

    signature = Signature.objects.get(document=found[0])
    assert (signature.is_acting, signature.signer_post) == (True, "Исполняющий обязанности министра")


def test_only_the_open_letter_can_be_ticked_and_its_box_sends_what_is_shown(world: World) -> None:
    """The appeal stands beside the answer; a letter that was not opened cannot be signed unread."""
    first, second = awaiting(world, 2)

    page = a_head(world).get(reverse(FOLDER), {"item": to_sign(world, second).pk}).content.decode()

    assert f'value="{mark_of(to_sign(world, second))}"' in page
    assert mark_of(to_sign(world, first)) not in page
    assert "Говорят, что дом – памятник" in page
    main = second.files.get(role="main", is_current=True)
    assert f'src="{reverse("documents:file", args=[main.pk])}' in page
    assert len(re.findall("<iframe", page)) == len(("the appeal", "the answer"))


def test_the_page_signs_the_ticked_letters_and_says_what_became_of_each(world: World) -> None:
    """One of three had changed."""
    found = awaiting(world, 3)
    marks = [mark_of(to_sign(world, one)) for one in found]
    changed(world, found[2])
    marks[2] = f"{to_sign(world, found[2]).pk}:{marks[2].partition(':')[2]}"
    client = a_head(world)

    answer = client.post(
        reverse(FOLDER),
        {"action": "sign", "chosen": marks, "passphrase": PASSPHRASE},
        follow=True,
        HTTP_ACCEPT_LANGUAGE="en",
    )

    text = answer.content.decode()
    assert "Signed: 2" in text
    assert "The files changed since the page was opened" in text
    assert states(found) == [State.SIGNED, State.SIGNED, State.TO_SIGN]


def test_a_wrong_passphrase_keeps_the_ticks(world: World) -> None:
    """What was chosen stays chosen, as it was shown."""
    found = awaiting(world, 2)
    marks = [mark_of(to_sign(world, one)) for one in found]

    answer = a_head(world).post(reverse(FOLDER), {"action": "sign", "chosen": marks, "passphrase": PASSPHRASE + "!"})

    text = answer.content.decode()
    assert answer.status_code == 422
    assert text.count(" checked") == len(found)
    assert PASSPHRASE + "!" not in text


def test_a_letter_is_returned_from_the_folder(world: World) -> None:
    """With a remark, and the folder goes on with the next one."""
    first, second = awaiting(world, 2)
    client = a_head(world)

    client.post(reverse(FOLDER), {"action": "return", "item": to_sign(world, first).pk, "remark": "Назовите срок."})

    assert states([first, second]) == [State.RETURNED, State.TO_SIGN]
    assert world.item(WorkKind.REVISE, document=first).assignee == world.person("executor")


def test_the_page_asks_how_many_are_left(world: World) -> None:
    """Of those named, and of nobody else's."""
    found = awaiting(world, 2)
    items = [to_sign(world, one).pk for one in found]
    signing_folder.sign_several(actor=world.person("leader"), chosen=as_shown(world, found[:1]), passphrase=PASSPHRASE)

    answer = a_head(world).get(reverse("workflows:signing-left"), {"item": [*map(str, items), "x", "1000000000"]})

    assert answer.json() == {"left": 1}
    assert selectors.to_sign(world.person("leader")).count() == 1
