"""A drafted order on its way, for tests."""

from dataclasses import dataclass
from datetime import timedelta

from documents import selectors as documents
from documents.models import Document, DocumentKind
from documents.services import OrderDraft, PointDraft
from history import clock
from tests.exchange.peers import PASSPHRASE
from tests.world import World
from workflows.models import Visa, WorkKind
from workflows.services import approvals, letters, orders


@dataclass
class Ordering:
    """An order that its author still writes, and one that is with its approvers."""

    draft: Document
    submitted: Document


def ordering_of(world: World) -> Ordering:
    """Both of the executor."""
    return Ordering(drafted(world, subject="О дежурстве"), submitted(world))


def a_draft(world: World, **given: object) -> OrderDraft:
    """What the executor writes: one point for themselves, the head of the unit is to read it."""
    values: dict[str, object] = {
        "flow": "order",
        "kind": DocumentKind.objects.get(name="Приказ"),
        "subject": "О подготовке к зиме",
        "body": "В целях подготовки к зиме\nПРИКАЗЫВАЮ:",
        "approver": world.person("unit_head"),
        "signer": world.person("leader"),
        "points": [
            PointDraft(
                "Проверить крыши.",
                world.person("executor"),
                clock.today() + timedelta(days=20),
            )
        ],
        "readers": [world.person("unit_head")],
    }
    return OrderDraft(**(values | given))  # type: ignore[arg-type]


def drafted(world: World, **given: object) -> Document:
    """An order that the executor has drafted."""
    return orders.draft_order(actor=world.person("executor"), agency=world.office.agency, order=a_draft(world, **given))


def submitted(world: World, **given: object) -> Document:
    """An order that is with its approvers."""
    return orders.submit_order(actor=world.person("executor"), document=drafted(world, **given))


def spoken(world: World, document: Document, verdict: str = Visa.Verdict.AGREED, remark: str = "") -> None:
    """The head of the unit has given the visa."""
    approvals.give_visa(
        actor=world.person("unit_head"),
        item=world.item(WorkKind.APPROVE, document=document),
        verdict=verdict,
        remark=remark,
    )


def agreed(world: World, **given: object) -> Document:
    """An order that awaits the head's signature."""
    document = submitted(world, **given)
    spoken(world, document)
    return document


def signed(world: World, document: Document) -> Document:
    """Signed by the head of the agency."""
    shown = documents.shown_digests(document)
    return letters.sign(
        actor=world.person("leader"),
        item=world.item(WorkKind.SIGN, document=document),
        passphrase=PASSPHRASE,
        shown=shown,
        presented=world.presented("leader", shown),
    )


def registered(world: World, document: Document) -> Document:
    """With its number from the records office."""
    return orders.register_order(
        actor=world.person("clerk"), item=world.item(WorkKind.REGISTER_ORDER, document=document)
    )


def numbered(world: World, **given: object) -> Document:
    """An order that has come to be made known."""
    return registered(world, signed(world, agreed(world, **given)))


def in_effect(world: World, document: Document) -> Document:
    """Confirmed by the records office as it was drafted."""
    return orders.put_into_effect(
        actor=world.person("clerk"),
        item=world.item(WorkKind.MAKE_KNOWN, document=document),
        points=list(document.points.all()),
        readers=[one.person for one in document.intended_readers.all()],
        due_on=clock.today() + timedelta(days=7),
    )
