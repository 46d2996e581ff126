"""What became of a letter by post: on its card, its timeline, and as work where it came back."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from documents import services
from documents.models import Delivery, PostalItem
from history import clock
from history import selectors as record
from tests.codes import codes
from tests.documents.post import handed_in, items, register
from tests.world import World
from workflows.models import WorkItem, WorkKind, WorkState

pytestmark = [pytest.mark.django_db, pytest.mark.feature("L06")]


def first(world: World) -> PostalItem:
    """A letter that was handed in today."""
    return items(handed_in(world))[0]


def noted(world: World, item: PostalItem, delivery: str, reason: str = "") -> PostalItem:
    """What the clerk notes today."""
    return services.note_delivery(
        actor=world.person("clerk"), item=item, delivery=delivery, on=clock.today(), reason=reason
    )


def test_a_letter_is_handed_in_with_its_register_and_delivered_later(world: World) -> None:
    """Each step stands on the timeline of the letter."""
    item = first(world)

    after = noted(world, item, Delivery.DELIVERED)

    assert (item.delivery, after.delivery, after.delivery_on) == ("handed_in", "delivered", clock.today())
    verbs = [one.verb for one in record.timeline(item.document)]
    assert [verb for verb in verbs if "post" in verb] == ["documents.posted", "documents.post_delivered"]


def test_a_returned_letter_is_work_on_the_desk_of_the_records_office(world: World) -> None:
    """With why it came back; noted in error, it is work no more."""
    item = first(world)

    returned = noted(world, item, Delivery.RETURNED, "Истёк срок хранения")
    work = WorkItem.objects.lying_with(world.person("clerk")).get(kind=WorkKind.DELIVERY_PROBLEM)
    undone = services.undo_delivery(actor=world.person("clerk"), item=returned)

    assert (work.document, work.number) == (item.document, item.document.number)
    assert "Истёк срок хранения" in work.note
    work.refresh_from_db()
    assert (undone.delivery, undone.delivery_on, work.state) == ("handed_in", clock.today(), WorkState.CANCELLED)


def test_what_is_noted_of_a_letter_must_be_possible(world: World) -> None:
    """A return has a reason, a day lies between handing in and today, and a letter is noted once."""
    clerk, item = world.person("clerk"), first(world)
    refusals = []
    for delivery, days, reason in (("returned", 0, " "), ("lost", 0, ""), ("delivered", 1, ""), ("delivered", -1, "")):
        with pytest.raises(ValidationError) as refused:
            services.note_delivery(
                actor=clerk, item=item, delivery=delivery, on=clock.today() + timedelta(days=days), reason=reason
            )
        refusals += codes(refused)
    noted(world, item, Delivery.DELIVERED)
    with pytest.raises(ValidationError) as twice:
        noted(world, item, Delivery.DELIVERED)

    assert refusals == ["reason-missing", "delivery-unknown", "day-in-future", "day-before-post"]
    assert codes(twice) == ["delivery-noted"]


def test_nothing_is_noted_of_a_letter_that_was_not_handed_in(world: World) -> None:
    """Its register is still being made up; and nothing noted is nothing to take back."""
    item = items(register(world))[0]

    with pytest.raises(ValidationError) as early:
        noted(world, item, Delivery.DELIVERED)
    with pytest.raises(ValidationError) as nothing:
        services.undo_delivery(actor=world.person("clerk"), item=item)

    assert (codes(early), codes(nothing)) == (["not-handed-in"], ["delivery-not-noted"])


def test_only_who_registers_notes_what_became_of_a_letter(world: World) -> None:
    """Neither its executor nor another agency."""
    item = first(world)

    for name in ("executor", "other.clerk"):
        with pytest.raises(PermissionDenied):
            services.note_delivery(actor=world.person(name), item=item, delivery=Delivery.DELIVERED, on=clock.today())
