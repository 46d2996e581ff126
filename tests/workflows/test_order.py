"""Registered orders: made known to people and whole units, their points executed as assignments, filed with orders."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from documents import plan_selectors
from documents import services as documents
from documents.models import Document, DocumentKind, FileIndex, RetentionKind
from documents.services import InternalCard
from history import clock
from tests.codes import codes
from tests.workflows.considering import a_file, a_point, executed
from tests.world import World
from workflows.acquainting import Acquaintance
from workflows.forgotten_selectors import forgotten
from workflows.invariant_selectors import broken
from workflows.models import WorkItem, WorkKind
from workflows.services import assignments, carrying

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F15"), pytest.mark.feature("F16")]


def an_order(world: World, flow: str = "order") -> Document:
    """An order of the head, registered by the clerk."""
    return documents.register_internal(
        actor=world.person("clerk"),
        agency=world.office.agency,
        paper=InternalCard(
            flow=flow,
            kind=DocumentKind.objects.get(name="Приказ"),
            subject="О подготовке к зиме",
            signer=world.person("leader"),
        ),
    )


def orders(world: World) -> FileIndex:
    """Where the ministry files its orders on main activity."""
    agency, year = world.office.agency, clock.today().year
    return FileIndex.objects.create(
        agency=agency,
        unit=world.office.units["02"],
        year=year,
        index="02-12",
        title="Приказы по основной деятельности",
        kind=RetentionKind.objects.get(agency=agency, code="orders-main"),
        retention="Постоянно",
    )


def lying(document: Document) -> list[str]:
    """What kinds of work lie on desks about a document."""
    return sorted(WorkItem.objects.filter(document=document, done_at__isnull=True).values_list("kind", flat=True))


def known(world: World, document: Document, *names: str) -> None:
    """Given by the clerk to these people to read, by tomorrow."""
    carrying.give_to_read(
        actor=world.person("clerk"),
        item=world.item(WorkKind.MAKE_KNOWN, document=document),
        readers=[world.person(name) for name in names],
        due_on=clock.today() + timedelta(days=1),
    )


def read(world: World, *names: str) -> None:
    """These people confirm."""
    for name in names:
        item = WorkItem.objects.lying_with(world.person(name)).get(kind=WorkKind.READ)
        carrying.confirm_read(actor=world.person(name), item=item)


def test_an_order_is_made_known_executed_and_filed_with_orders(world: World) -> None:
    """At each step something lies with somebody until a day; letters' files do not take it."""
    document, leader, clerk = an_order(world), world.person("leader"), world.person("clerk")
    seen = [lying(document)]
    assignments.issue(actor=leader, paper=document, points=[a_point(world.person("executor"), clause="п. 2")])
    known(world, document, "unit_head", "executor")
    seen.append(lying(document))
    assert list(forgotten(document.agency)) == []
    read(world, "unit_head", "executor")
    seen.append(lying(document))
    executed(world, document)
    seen.append(lying(document))
    filing = world.item(WorkKind.FILE_DOCUMENT, document=document)
    with pytest.raises(ValidationError) as refused:
        carrying.file(actor=clerk, item=filing, file_index=a_file(world))
    carrying.file(actor=clerk, item=filing, file_index=orders(world))

    assert seen == [["make_known"], ["accept", "read", "read"], ["accept"], ["file_document"]]
    assert codes(refused) == ["unlike-terms"]
    assert lying(document) == []
    assert plan_selectors.filing_of(document) is not None
    assert list(broken()) == []


def test_an_order_that_nobody_has_to_read_goes_on_to_its_file(world: World) -> None:
    """And is made known again, with a remark, if that was wrong."""
    document, clerk = an_order(world), world.person("clerk")

    carrying.send_to_file(actor=clerk, item=world.item(WorkKind.MAKE_KNOWN, document=document))
    assert lying(document) == ["file_document"]
    filing = world.item(WorkKind.FILE_DOCUMENT, document=document)
    carrying.return_to_head(actor=clerk, item=filing, remark="Касается отдела 05.")

    assert lying(document) == ["make_known"]
    assert list(forgotten(document.agency)) == []


def test_after_its_points_were_cancelled_an_order_is_filed_all_the_same(world: World) -> None:
    """It stands without them."""
    document, leader = an_order(world), world.person("leader")
    (point,) = assignments.issue(actor=leader, paper=document, points=[a_point(world.person("executor"))])
    known(world, document, "executor")
    read(world, "executor")

    assignments.cancel(actor=leader, assignment=point, reason="Сделано раньше.")

    assert lying(document) == ["file_document"]


def test_the_records_office_makes_an_order_known_anew_and_nobody_else(world: World) -> None:
    """With a reason: who has confirmed stays on the sheet."""
    document = an_order(world)
    known(world, document, "unit_head", "executor")
    read(world, "executor")

    with pytest.raises(PermissionDenied):
        carrying.consider_anew(actor=world.person("leader"), document=document, reason="Ещё отдел 08.")
    carrying.consider_anew(actor=world.person("clerk"), document=document, reason="Ещё отдел 08.")

    assert lying(document) == ["make_known"]
    kept = Acquaintance.objects.filter(document=document, withdrawn_at__isnull=True)
    assert [one.person for one in kept] == [world.person("executor")]


def test_a_memo_has_no_such_road(world: World) -> None:
    """It goes to its addressee as before."""
    memo = documents.register_internal(
        actor=world.person("clerk"),
        agency=world.office.agency,
        paper=InternalCard(
            flow="internal",
            kind=DocumentKind.objects.get(name="Письмо"),
            subject="О командировке",
            signer=world.person("executor"),
        ),
    )

    assert lying(memo) == []


def test_whole_units_are_asked_from_the_desk(world: World) -> None:
    """Each person once, whether named or of a unit; the card and the process tell how far it is."""
    document = an_order(world)
    client = Client()
    client.force_login(world.person("clerk"), backend="agencies.backends.EmployeeBackend")
    item = world.item(WorkKind.MAKE_KNOWN, document=document)
    unit = world.office.units["05"]
    filled = {"action": "read", "due_on": clock.today() + timedelta(days=2), "units": [unit.pk]}

    nobody = client.post(reverse("workflows:item", args=[item.pk]), filled | {"units": []})
    done = client.post(reverse("workflows:item", args=[item.pk]), filled | {"readers": [world.person("executor").pk]})
    card = client.get(reverse("workflows:document", args=[document.pk])).content.decode()
    process = client.get(reverse("workflows:document-process", args=[document.pk])).content.decode()

    assert (nobody.status_code, done.status_code) == (422, 302)
    asked = set(Acquaintance.objects.filter(document=document).values_list("person", flat=True))
    assert asked >= {world.person("executor").pk, world.person("unit_head").pk}
    assert WorkItem.objects.filter(document=document, kind=WorkKind.READ).count() == len(asked)
    assert "Довести заново" in card
    assert 'data-element="node_read" data-state="now"' in process
