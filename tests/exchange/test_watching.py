"""Certificates that come near their end, told once each; what a case's process tells the sender of its package."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from documents.models import LetterTemplate
from exchange import services
from exchange.models import CertificateWarning, InboxMessage
from exchange.services import watching
from history import clock
from signing.models import Certificate
from tests.exchange.peers import Peers
from tests.world import World
from workflows.models import WorkItem, WorkKind

pytestmark = pytest.mark.feature("X04")


def test_operators_are_told_of_an_ending_certificate_sixty_thirty_and_seven_days_before(peers: Peers) -> None:
    """Once for each stretch, on the desk of the records office; of one that was missed, the last alone."""
    seal = Certificate.objects.get(agency=peers.ministry.agency, kind=Certificate.Kind.SEAL)
    told = []
    for days in (61, 59, 58, 29, 6, 5, -1):
        with clock.at(seal.valid_to - timedelta(days=days)):
            watching.warn_of_certificates()
        told.append(CertificateWarning.objects.filter(correspondent=peers.ministry_known).count())

    assert told == [0, 1, 1, 2, 3, 3, 3]
    desk = WorkItem.objects.filter(agency=peers.committee.agency, kind=WorkKind.DELIVERY_PROBLEM)
    assert desk.count() == 3
    assert all(f"{seal.valid_to:%d.%m.%Y}" in one.note for one in desk)


def test_a_closed_correspondent_warns_of_nothing(peers: Peers) -> None:
    """Nobody needs its next certificate."""
    services.close_correspondent(actor=peers.committee.clerk, correspondent=peers.ministry_known, reason="прекращено")
    seal = Certificate.objects.get(agency=peers.ministry.agency, kind=Certificate.Kind.SEAL)

    with clock.at(seal.valid_to - timedelta(days=5)):
        watching.warn_of_certificates()

    assert not CertificateWarning.objects.filter(correspondent=peers.ministry_known).exists()


@pytest.mark.feature("F02")
def test_the_author_and_the_records_office_are_told_of_a_failed_delivery(world: World) -> None:
    """At 72 hours; the author notes it, and it is off the desk."""
    case = world.appeal()
    world.resolved(case)
    world.wire.is_cut = True
    inquiry = world.inquired(case)

    with clock.at(clock.now() + timedelta(hours=73)):
        world.deliver()

    author = world.person("executor")
    notice = WorkItem.objects.lying_with(author).get(kind=WorkKind.UNDELIVERED)
    assert notice.document == inquiry
    assert "cut" in notice.note
    assert world.item(WorkKind.DELIVERY_PROBLEM, document=inquiry).assignee is None
    client = Client()
    client.force_login(author, backend="agencies.backends.EmployeeBackend")
    client.post(reverse("workflows:item", args=[notice.pk]), {"action": "note"})
    assert not WorkItem.objects.lying_with(author).filter(kind=WorkKind.UNDELIVERED).exists()


@pytest.mark.feature("F01")
@pytest.mark.feature("X05")
def test_the_process_there_tells_the_sender_here(world: World) -> None:
    """Executor assigned, report sent: stages on the letter's card, with no act of a clerk."""
    case = world.appeal()
    world.resolved(case)
    inquiry = world.inquired(case)
    there = world.register_at_committee(InboxMessage.objects.get(document__their_number=inquiry.number))
    world.resolved(there, "other.")
    asked = there.documents.get(flow="incoming")
    draft = world.draft(
        LetterTemplate.Purpose.REPLY,
        "other.",
        correspondent_id_code=asked.correspondent_id_code,
        correspondent_name=asked.correspondent_name,
        in_reply_to=asked,
    )
    world.registered(world.signed(world.submitted(there, draft, "other."), "other."), "other.")

    world.deliver()

    receipts = inquiry.outbox.get().receipts.filter(kind="progress").order_by("at", "id")
    assert [one.verdict for one in receipts] == ["executor_assigned", "report_sent"]
