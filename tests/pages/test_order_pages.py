"""The pages on which an order is drafted, followed and put into effect."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from documents.models import Document, State
from history import clock
from tests.workflows.ordering import agreed, drafted, numbered, submitted
from tests.world import World
from workflows.assigned import Assignment
from workflows.models import WorkKind

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F15"), pytest.mark.feature("F16")]


def at(world: World, name: str) -> Client:
    """A person of the office at the page."""
    client = Client()
    client.force_login(world.person(name), backend="agencies.backends.EmployeeBackend")
    return client


def written(world: World, **given: object) -> dict[str, object]:
    """What the form sends."""
    values: dict[str, object] = {
        "flow": "order",
        "kind": "Приказ",
        "subject": "О подготовке к зиме",
        "body": "В целях подготовки к зиме\nПРИКАЗЫВАЮ:",
        "approver": world.person("unit_head").pk,
        "signer": world.person("leader").pk,
        "point": "Проверить крыши",
        "executor": world.person("executor").pk,
        "due_on": clock.today() + timedelta(days=20),
        "readers": [world.person("unit_head").pk],
    }
    return values | given


def test_an_order_is_drafted_changed_and_submitted_by_its_author(world: World) -> None:
    """A second point is added on the page; the card tells the points, the list tells with whom the order lies."""
    author = at(world, "executor")
    made = author.post(reverse("workflows:order-new"), written(world))
    document = Document.objects.get(purpose="order")
    more = {
        "point_2": "Доложить",
        "executor_2": world.person("unit_head").pk,
        "due_on_2": clock.today() + timedelta(days=30),
    }
    saved = author.post(made["Location"], written(world, action="save", **more))
    shown = author.get(made["Location"]).content.decode()
    sent = author.post(made["Location"], written(world, action="submit", **more))
    card = author.get(sent["Location"]).content.decode()
    listed = author.get(reverse("workflows:orders")).content.decode()
    process = author.get(reverse("workflows:document-process", args=[document.pk])).content.decode()

    assert (made.status_code, saved.status_code, sent.status_code) == (302, 302, 302)
    assert "Доложить" in shown
    assert "point_3" in shown
    assert "Проверить крыши" in card
    assert world.person("unit_head").short_name in listed
    assert 'data-element="node_approval" data-state="now"' in process
    document.refresh_from_db()
    assert document.state == State.ON_APPROVAL


def test_what_is_missing_is_said_beside_its_field_and_what_was_typed_stays(world: World) -> None:
    """A point without executor and term, no text, an executor who is not offered."""
    author = at(world, "executor")
    answer = author.post(reverse("workflows:order-new"), written(world, body="", executor="", due_on=""))
    foreign = author.post(reverse("workflows:order-new"), written(world, executor=world.person("other.executor").pk))

    form = answer.context["form"]
    assert answer.status_code == foreign.status_code == 422
    assert set(form.errors) == {"body", "executor", "due_on"}
    assert "Проверить крыши" in answer.content.decode()
    assert "executor" in foreign.context["form"].errors
    assert not Document.objects.filter(purpose="order").exists()


def test_the_text_of_an_order_comes_from_a_file(world: World) -> None:
    """Of a text file; a file without text is refused beside its field."""
    author = at(world, "executor")
    text = SimpleUploadedFile("приказ.txt", "Во исполнение закона приказываю:".encode(), "text/plain")
    empty = SimpleUploadedFile("пусто.txt", b" \n", "text/plain")
    refused = author.post(reverse("workflows:order-new"), written(world, body="", source=empty))
    done = author.post(reverse("workflows:order-new"), written(world, body="", source=text))

    assert (refused.status_code, done.status_code) == (422, 302)
    assert "source" in refused.context["form"].errors
    assert Document.objects.get(purpose="order").body == "Во исполнение закона приказываю:"


def test_a_draft_is_discarded_with_a_reason_on_its_page(world: World) -> None:
    """Without one it stays; a discarded one opens for drafting no more."""
    document, author = drafted(world), at(world, "executor")
    address = reverse("workflows:order", args=[document.pk])
    refused = author.post(address, {"action": "discard", "reason": " "})
    done = author.post(address, {"action": "discard", "reason": "Не нужен."})

    assert (refused.status_code, done.status_code) == (422, 302)
    assert author.get(address).status_code == 404


def test_a_returned_order_is_revised_on_its_work_page(world: World) -> None:
    """Taken back by its author with a reason; the form holds the points, and the new version is on approval."""
    document, author = submitted(world), at(world, "executor")
    back = reverse("workflows:order-take-back", args=[document.pk])
    refused = author.post(back, {"reason": ""})
    taken = author.post(back, {"reason": "Уточняю."})
    item = world.item(WorkKind.REVISE_ORDER, document=document)
    address = reverse("workflows:item", args=[item.pk])
    page = author.get(address).content.decode()
    done = author.post(address, written(world, action="revise", subject="О зиме"))

    assert (refused.status_code, taken.status_code, done.status_code) == (422, 302, 302)
    assert "Проверить крыши" in page
    document.refresh_from_db()
    assert (document.state, document.subject) == (State.ON_APPROVAL, "О зиме")


def test_the_head_finds_the_order_in_the_signing_folder(world: World) -> None:
    """With the files that are signed; the work page offers the same."""
    document, head = agreed(world), at(world, "leader")
    folder = head.get(reverse("workflows:signing-folder")).content.decode()
    item = world.item(WorkKind.SIGN, document=document)
    page = head.get(reverse("workflows:item", args=[item.pk])).content.decode()

    assert "О подготовке к зиме" in folder
    assert "Приказ.pdf" in folder
    assert "Приказ.pdf" in page


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_records_office_confirms_what_the_order_says(world: World, language: str) -> None:
    """Points and readers are chosen already: one press puts the order into effect."""
    document, clerk = numbered(world), at(world, "clerk")
    clerk.cookies["django_language"] = language
    item = world.item(WorkKind.MAKE_KNOWN, document=document)
    address = reverse("workflows:item", args=[item.pk])
    form = clerk.get(address).context["primary"][1]
    sent = {"points": form["points"].value(), "readers": form["readers"].value(), "due_on": form["due_on"].value()}
    done = clerk.post(address, sent | {"action": "into_effect"})

    assert done.status_code == 302
    assert Assignment.objects.get(document=document).executor == world.person("executor")
    assert world.item(WorkKind.READ, document=document).assignee == world.person("unit_head")


def test_a_draft_has_no_pages_for_those_whom_it_does_not_concern(world: World) -> None:
    """Not offered to others: the card of a draft, its page, the list and the drafting itself."""
    document = drafted(world)

    assert at(world, "stranger").get(reverse("workflows:document", args=[document.pk])).status_code == 404
    assert at(world, "clerk").get(reverse("workflows:order", args=[document.pk])).status_code == 404
    assert at(world, "auditor").get(reverse("workflows:orders")).status_code == 404
    assert at(world, "leader").get(reverse("workflows:order-new")).status_code == 404
