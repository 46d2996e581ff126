"""Letters to several in registers of the post: each addressee by post stands in one, the other ways of it in none."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from citizens.models import Channel
from documents import post_selectors, services
from documents.models import Delivery, Document, LetterAddressee, PostalRegister
from documents.post_selectors import objection_to_return
from history import clock
from tests.codes import codes
from tests.documents.post import by_post, items
from tests.world import World
from workflows.models import WorkItem, WorkKind

pytestmark = [pytest.mark.django_db, pytest.mark.feature("L06", "F12")]
ARCHIVE = LetterAddressee("Директору архива", "", "ул. Речная, 4", "post")
MUSEUM = LetterAddressee('Музей "channel": "post"', "", "", "in_person")


def to_several(world: World, channel: str, *further: LetterAddressee) -> Document:
    """A letter that left for its first addressee by this channel."""
    letter = by_post(world, "02-07/1")
    letter.channel, letter.further_addressees = channel, [one.kept for one in further]
    letter.save()
    return letter


def made_up(world: World) -> PostalRegister:
    """The register of today, handed in."""
    clerk = world.person("clerk")
    made = services.make_register(actor=clerk, agency=clerk.agency, on=clock.today())
    return services.send_register(actor=clerk, register=made, on=clock.today())


def test_an_addressee_by_post_stands_in_the_register_where_the_first_one_has_it_by_exchange(world: World) -> None:
    letter = to_several(world, Channel.EXCHANGE, MUSEUM, ARCHIVE)
    clerk = world.person("clerk")

    assert post_selectors.days_without_register(clerk.agency, clerk) == [(clock.today(), 1)]
    listed = [(one.document, one.addressee, one.address) for one in items(made_up(world))]

    assert listed == [(letter, "Директору архива", "ул. Речная, 4")]
    assert post_selectors.days_without_register(clerk.agency, clerk) == []


def test_each_addressee_by_post_stands_in_a_register_of_its_own(world: World) -> None:
    letter = to_several(world, Channel.POST, ARCHIVE, MUSEUM)
    clerk = world.person("clerk")
    first = services.make_register(actor=clerk, agency=clerk.agency, on=clock.today())
    with pytest.raises(ValidationError) as while_open:
        services.make_register(actor=clerk, agency=clerk.agency, on=clock.today())
    services.send_register(actor=clerk, register=first, on=clock.today())

    second = made_up(world)
    with pytest.raises(ValidationError) as all_listed:
        made_up(world)

    assert codes(while_open) == codes(all_listed) == ["no-letters"]
    assert [one.addressee for made in (first, second) for one in items(made)] == [
        letter.correspondent_name,
        "Директору архива",
    ]


def test_a_letter_by_no_post_at_all_stands_in_no_register(world: World) -> None:
    to_several(world, Channel.IN_PERSON, MUSEUM)
    clerk = world.person("clerk")

    assert post_selectors.days_without_register(clerk.agency, clerk) == []
    with pytest.raises(ValidationError) as nothing:
        services.make_register(actor=clerk, agency=clerk.agency, on=clock.today())
    assert codes(nothing) == ["no-letters"]


def test_what_came_back_by_post_names_the_addressee_on_the_card_and_as_work(world: World) -> None:
    letter = to_several(world, Channel.POST, ARCHIVE)
    assert objection_to_return(letter) == ""
    made_up(world)
    assert objection_to_return(letter) == ""
    item = items(made_up(world))[0]
    clerk = world.person("clerk")

    services.note_delivery(
        actor=clerk, item=item, delivery=Delivery.RETURNED, on=clock.today(), reason="Истёк срок хранения"
    )

    assert objection_to_return(letter) == "followed-in-register"
    work = WorkItem.objects.lying_with(clerk).get(kind=WorkKind.DELIVERY_PROBLEM)
    assert work.note.startswith("Директору архива: ")
    client = Client(headers={"accept-language": "en"})
    client.force_login(clerk, backend="agencies.backends.EmployeeBackend")
    page = client.get(f"/documents/{letter.pk}/").content.decode()
    assert f"<div>{letter.correspondent_name}: <a" in page
    assert "<div>Директору архива: <a" in page


def test_a_return_that_was_noted_in_error_leaves_the_trouble_with_other_addressees(world: World) -> None:
    letter = to_several(world, Channel.POST, ARCHIVE)
    clerk = world.person("clerk")
    for made in (made_up(world), made_up(world)):
        services.note_delivery(
            actor=clerk, item=items(made)[0], delivery=Delivery.RETURNED, on=clock.today(), reason="Нет адресата"
        )
    wrong = items(made)[0]

    services.undo_delivery(actor=clerk, item=wrong)

    left = WorkItem.objects.filter(kind=WorkKind.DELIVERY_PROBLEM, done_at__isnull=True)
    assert [one.note.split(":")[0] for one in left] == [letter.correspondent_name]
