"""What cards, lists and notes say of each addressee of a letter to several."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from pypdf import PdfReader

from agencies.models import TermKind
from citizens.models import Case, Channel
from documents import services as documents
from documents.models import Document, DocumentKind, State
from documents.pdf.cards import card_pdf
from documents.search import finding
from documents.search.finding import Wanted
from documents.services import CorrespondenceCard
from exchange.models import Correspondent, InboxMessage, InboxState, OutboxMessage
from history import clock
from history import selectors as record
from tests.codes import codes
from tests.rows import rewrite
from tests.workflows.test_several_addressees import archive, at, body, case, inquiry
from tests.world import World
from workflows import selectors
from workflows.forms.letters import ReplyForm
from workflows.models import WorkKind
from workflows.services import laying, letters

__all__ = ["archive", "case"]
pytestmark = [pytest.mark.django_db, pytest.mark.feature("F12")]


def dispatched(world: World, case: Case, *bodies: Correspondent) -> Document:
    """An inquiry to the committee, by exchange, and to these, from hand to hand."""
    letter = world.registered(world.signed(inquiry(world, case, *bodies)))
    letters.dispatch(
        actor=world.person("clerk"),
        item=world.item(WorkKind.DISPATCH, document=letter),
        channel="",
        others=[("in_person", "нарочным")] * len(bodies),
    )
    letter.refresh_from_db()
    return letter


def answered_on_paper(world: World, letter: Document, name: str, number: str = "12") -> Document:
    """The reply of a body, registered from paper."""
    documents.register_correspondence(
        actor=world.person("clerk"),
        agency=world.office.agency,
        letter=CorrespondenceCard(
            correspondent_name=name,
            their_number=number,
            their_date=clock.today(),
            summary="О доме",
            received_on=clock.today(),
            channel=Channel.POST,
            kind=DocumentKind.objects.get(name="Письмо"),
            term_kind=TermKind.objects.get(code="assignment-undated"),
            answers_number=letter.number,
        ),
    )
    return Document.objects.get(their_number=number)


def test_the_printed_card_tells_of_each_addressee_how_the_letter_left(
    world: World,
    case: Case,
    archive: Correspondent,
) -> None:
    letter = dispatched(world, case, archive)

    pages = PdfReader(BytesIO(card_pdf(letter).getvalue())).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())

    assert f"{world.committee.name} – межведомственный обмен" in text
    assert "Директору архива – лично нарочным" in text
    assert case.applicant is not None
    assert case.applicant.address not in text


def test_a_return_is_noted_of_those_alone_whom_no_receipts_follow(
    world: World,
    case: Case,
    archive: Correspondent,
) -> None:
    letter = dispatched(world, case, archive)
    clerk = at(world, "clerk")
    address = f"/documents/{letter.pk}/came-back/"
    page = clerk.get(address).content.decode()

    answer = clerk.post(address, {"on": f"{clock.today():%d.%m.%Y}", "reason": "Архив переехал."})

    assert "Директору архива, in person" in page
    assert world.committee.name not in page
    assert answer.status_code == 302
    assert "channel" not in record.timeline(letter).get(verb="documents.came_back").data


def test_a_problem_of_delivery_shows_the_package_to_the_addressee_whom_it_names(
    world: World,
    case: Case,
) -> None:
    first = body(world, "first", "Администрация района № 1")
    eleventh = body(world, "eleventh", "Администрация района № 12")
    letter = world.registered(world.signed(inquiry(world, case, eleventh, first)))
    sent = {one.correspondent_id: one.pk for one in OutboxMessage.objects.filter(document=letter)}
    assert sent[first.pk] > sent[eleventh.pk]
    rewrite(OutboxMessage.objects.filter(pk=sent[first.pk]), state="expired")
    laying.lay_delivery_problem(letter, "Администрация района № 12: адресат отказал")

    item = world.item(WorkKind.DELIVERY_PROBLEM, document=letter)
    page = at(world, "clerk").get(f"/work/{item.pk}/").context

    assert page["delivery"].correspondent == eleventh


def test_who_answered_in_the_name_of_the_body_is_silent_no_more(
    world: World,
    case: Case,
    archive: Correspondent,
) -> None:
    museum = body(world, "museum", "Музей", channel=Correspondent.Channel.PAPER, head="Директору музея")
    letter = dispatched(world, case, archive, museum)

    answered_on_paper(world, letter, "областной  архив")

    assert selectors.silent_addressees(letter) == [world.committee.name, "Директору музея"]


@pytest.mark.parametrize("state", [State.REFUSED, State.CANCELLED])
def test_a_reply_whose_registration_was_refused_or_cancelled_is_still_awaited(
    world: World,
    case: Case,
    archive: Correspondent,
    state: str,
) -> None:
    letter = dispatched(world, case, archive)
    for number, name in (("12", "Областной архив"), ("13", world.committee.name)):
        reply = answered_on_paper(world, letter, name, number)
    assert not selectors.unanswered_inquiries(pk=letter.pk).exists()

    rewrite(Document.objects.filter(pk=reply.pk), state=state)

    assert selectors.unanswered_inquiries(pk=letter.pk).exists()
    assert selectors.silent_addressees(letter) == [world.committee.name]


def test_the_channel_of_each_addressee_is_chosen_and_an_email_has_its_address_in_the_note(
    world: World, case: Case, archive: Correspondent
) -> None:
    letter = world.registered(world.signed(inquiry(world, case, archive)))
    address = f"/work/{world.item(WorkKind.DISPATCH, document=letter).pk}/"
    clerk = at(world, "clerk")
    page = clerk.get(address).content.decode()
    refused = clerk.post(address, {"action": "dispatch", "channel_1": "email", "note_1": "в архив"})

    answer = clerk.post(address, {"action": "dispatch", "channel_1": "email", "note_1": "archive@example.org"})

    assert '<option value="" selected>—</option>' in page
    assert refused.status_code == 422
    assert "Write the e-mail address into the note." in refused.content.decode()
    assert answer.status_code == 302


def test_a_letter_to_a_body_leaves_by_email_without_the_address_of_an_applicant(world: World, case: Case) -> None:
    draft = world.draft("inquiry", correspondent_id_code="", correspondent_name="Музей")
    letter = world.registered(world.signed(world.submitted(case, draft)))
    item = world.item(WorkKind.DISPATCH, document=letter)
    with pytest.raises(ValidationError) as refusal:
        letters.dispatch(actor=world.person("clerk"), item=item, channel="email")

    letters.dispatch(actor=world.person("clerk"), item=item, channel="email", note="museum@example.org")

    assert codes(refusal) == ["address-missing"]


def test_a_letter_is_found_by_the_identifier_of_any_of_its_addressees(
    world: World, case: Case, archive: Correspondent
) -> None:
    letter = dispatched(world, case, archive)
    letter.further_addressees = [one | {"note": "80081234567890"} for one in letter.further_addressees]
    letter.save()

    assert list(finding.documents(world.person("executor"), Wanted(text="80081234567890"))) == [letter]


def test_a_reply_is_not_offered_to_go_also_to_whom_it_answers(world: World, case: Case, archive: Correspondent) -> None:
    dispatched(world, case, archive)
    world.deliver()
    theirs = world.register_at_committee(InboxMessage.objects.get(state=InboxState.WAITING))
    world.resolved(theirs, "other.")
    agency = world.office.other.agency  # type: ignore[union-attr]  # the other office is there
    Correspondent.objects.create(agency=agency, exchange_id="museum", name="Музей", channel="paper")
    item = world.item(WorkKind.EXECUTE, theirs)

    form = ReplyForm(employee=world.person("other.executor"), item=item)

    assert [name for _key, name in form.fields["further"].choices] == ["Музей"]  # type: ignore[attr-defined]  # a field of choices


@pytest.mark.parametrize("is_first", [False, True])
def test_with_whom_the_exchange_has_ended_holds_up_no_letter_to_others(
    world: World, case: Case, is_first: bool
) -> None:
    inspectorate = body(world, "inspectorate", "Жилищная инспекция")
    letter = world.signed(inquiry(world, case, inspectorate))
    left, stays = (world.committee, inspectorate) if is_first else (inspectorate, world.committee)
    rewrite(Correspondent.objects.filter(pk=left.pk), is_closed=True)

    letter = world.registered(letter)
    letters.dispatch(
        actor=world.person("clerk"),
        item=world.item(WorkKind.DISPATCH, document=letter),
        channel="in_person",
        others=[("in_person", "")],
    )

    letter.refresh_from_db()
    assert OutboxMessage.objects.get(document=letter).correspondent == stays
    ways = {one.name: one.channel for one in letter.addressees}
    assert ways == {left.name: "in_person", stays.name: "exchange"}
