"""Letters that left by post, and registers of them, as tests of the post need them."""

from datetime import timedelta

from agencies.rules import records_office
from citizens.models import Channel
from documents import services
from documents.models import Document, Flow, PostalItem, PostalRegister, State
from history import clock
from tests.world import World

# Right identifiers, inland and international.
INLAND = ("10100080000017", "10100080000024", "10100080000031")
ABROAD = "RB123456785RU"


def by_post(world: World, number: str, *, days_ago: int = 0, side: str = "", access: str = "") -> Document:
    """A letter that left by post, as its card is when the executor, the signer and the clerk are done."""
    clerk = world.person(f"{side}clerk")
    moment = clock.now() - timedelta(days=days_ago)
    return Document.objects.create(
        agency=clerk.agency,
        flow=Flow.OUTGOING,
        state=State.DISPATCHED,
        unit=records_office(clerk.agency),
        author=world.person(f"{side}executor"),
        subject="О ремонте крыши",
        number=number,
        registered_on=clock.today(),
        registrar=clerk,
        correspondent_name=f"ООО «Кровля {number}»",
        correspondent_address="680000, г. Верхнеозёрск, ул. Соборная, д. 1",
        channel=Channel.POST,
        dispatched_at=moment,
        access=access,
    )


def register(world: World, count: int = 2) -> PostalRegister:
    """An open register of today with so many letters."""
    clerk = world.person("clerk")
    for number in range(1, count + 1):
        by_post(world, f"02-07/{number}")
    return services.make_register(actor=clerk, agency=clerk.agency, on=clock.today())


def handed_in(world: World, count: int = 2) -> PostalRegister:
    """A register that was handed in today."""
    made = register(world, count)
    return services.send_register(actor=world.person("clerk"), register=made, on=clock.today())


def items(register: PostalRegister) -> list[PostalItem]:
    """Its items in their order."""
    return list(register.items.select_related("register", "document").order_by("ordinal"))
