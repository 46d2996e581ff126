"""Notices of МЭДО: what the other side decided, and what happens to a letter, both ways."""

import pytest
from django.core.exceptions import ValidationError

from exchange import folders, services
from exchange.containers.medo_notices import TOLD
from exchange.medo import messages
from exchange.medo.messages import MessageType, NoticeType
from exchange.models import OutboxMessage, OutboxState
from history import clock
from history.models import Act
from tests.codes import codes
from tests.exchange.medo.couriers import Courier, a_message, message_in, registered


@pytest.mark.feature("X11")
def test_a_refusal_names_its_reason_in_the_official_words(courier: Courier) -> None:
    """The reason and the comment reach the sender's card."""
    message = courier.sent()
    courier.round()

    services.refuse_package(
        actor=courier.peers.committee.clerk,
        message=courier.received,
        reason="attachment-missing",
        comment="нет листа 2",
    )
    services.deliver_due()
    notice = next(
        message_in(one)
        for one in (courier.committee_folder / folders.OUT).iterdir()
        if message_in(one).notification is not None
    )
    courier.carry()

    message.refresh_from_db()
    assert notice.notification is not None
    assert notice.notification.refused is not None
    assert notice.notification.refused.reason == "Приложение отсутствует"
    assert (message.decision, message.reason) == ("refused", "Приложение отсутствует: нет листа 2")


@pytest.mark.parametrize("kind", [NoticeType.EXECUTOR, NoticeType.PREPARED, NoticeType.COURSE, NoticeType.PUBLISHED])
def test_a_notice_of_progress_stands_on_the_card_of_the_letter(courier: Courier, kind: NoticeType) -> None:
    """Who executes it is told in words; the decision of the other side is not touched."""
    message = courier.sent()
    courier.round()
    courier.round()
    about, at = messages.Official(organization="Министерство"), clock.now().replace(microsecond=0)
    body = {
        NoticeType.EXECUTOR: {
            "executor": messages.ExecutorAssigned(
                time=at, foundation=about, executor=messages.Official(post="эксперт", person="Завьялов Р. И.")
            )
        },
        NoticeType.PREPARED: {"prepared": messages.Step(time=at, foundation=about)},
        NoticeType.COURSE: {"course": messages.Step(time=at, foundation=about)},
        NoticeType.PUBLISHED: {"published": messages.Published(time=at, foundation=about, point="Вестник")},
    }[kind]
    assert message.document is not None
    notice = messages.Notification(type=kind, uid=message.document.uuid, comment="по резолюции", **body)  # type: ignore[arg-type]  # fields by name
    a_message(courier, MessageType.NOTIFICATION, notification=notice)

    services.read_folders()

    message.refresh_from_db()
    receipt = message.receipts.get(kind="progress")
    assert (message.state, message.decision) == (OutboxState.ACCEPTED, "")
    assert "по резолюции" in receipt.text
    assert ("Завьялов" in receipt.text) == (kind is NoticeType.EXECUTOR)
    assert Act.objects.filter(verb="exchange.progress_noted", subject_key=message.pk).count() == 1


@pytest.mark.feature("X11")
@pytest.mark.parametrize("told", sorted(TOLD))
def test_the_sender_of_a_letter_that_came_by_folder_is_told_what_happens_to_it(courier: Courier, told: str) -> None:
    """A notice of МЭДО leaves, and stands on the card of the other side with the words of the office."""
    message = courier.sent()
    courier.round()
    registered(courier)
    while courier.round():
        pass

    services.tell_progress(actor=courier.peers.committee.clerk, message=courier.received, stage=told, note="до пятницы")
    while courier.round():
        pass

    receipt = message.receipts.get(kind="progress")
    assert (receipt.verdict, receipt.text) == (told, "до пятницы")
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {OutboxState.ACCEPTED}


def test_a_stage_that_the_format_has_no_notice_of_is_refused_at_once(courier: Courier) -> None:
    """It would lie in the outbox until it expired."""
    courier.sent()
    courier.round()
    registered(courier)

    with pytest.raises(ValidationError) as refused:
        services.tell_progress(actor=courier.peers.committee.clerk, message=courier.received, stage="recalled")

    assert codes(refused) == ["stage-not-told"]
    assert not OutboxMessage.objects.filter(kind="progress").exists()
