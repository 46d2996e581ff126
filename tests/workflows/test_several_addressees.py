"""A letter of ours to several addressees: one number, a package each, and what is awaited of each."""

from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils.translation import override

from agencies.models import TermKind
from citizens.models import Case, Channel, Stage
from documents import files
from documents import services as documents
from documents.models import Document, DocumentFile, DocumentKind, LetterAddressee, LetterTemplate, State
from documents.pdf.letter import draw
from documents.search import finding
from documents.search.finding import Wanted
from documents.services import CorrespondenceCard
from exchange import services as exchange
from exchange.models import Correspondent, InboxMessage, InboxState, OutboxMessage, OutboxState
from exchange.services.register import Entry
from history import clock
from history import selectors as record
from history.services.erasing import erase
from oversight.selectors.record import case_changes
from tests.codes import codes
from tests.exchange.peers import GATEWAY
from tests.rows import rewrite
from tests.world import World
from workflows import selectors
from workflows.forms.addressees import further_of
from workflows.models import Visa, WorkItem, WorkKind
from workflows.services import cases, letters
from workflows.services.approvals.shared import digest_of

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F12"), pytest.mark.feature("F16")]
Purpose = LetterTemplate.Purpose
BY_HAND = ("in_person", "нарочным")


def at(world: World, name: str) -> Client:
    """A person of the office at the page, in English."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(world.person(name), backend="agencies.backends.EmployeeBackend")
    return client


def body(world: World, code: str, name: str, **given: object) -> Correspondent:
    """Another entry of the ministry's register."""
    return Correspondent.objects.create(
        agency=world.office.agency, exchange_id=code, name=name, **({"endpoint": GATEWAY} | given)
    )


@pytest.fixture
def inspectorate(world: World) -> Correspondent:
    """It takes part in the exchange, and its gateway knows nothing of it."""
    return body(world, "inspectorate", "Жилищная инспекция")


@pytest.fixture
def archive(world: World) -> Correspondent:
    """It gets papers from hand to hand."""
    return body(world, "archive", "Областной архив", channel=Correspondent.Channel.PAPER, head="Директору архива")


@pytest.fixture
def case(world: World) -> Case:
    """An appeal in work."""
    found = world.appeal()
    world.resolved(found)
    return found


def inquiry(world: World, case: Case, *bodies: Correspondent) -> Document:
    """An inquiry to the committee and these, submitted."""
    return world.submitted(case, world.draft(Purpose.INQUIRY, further=further_of(bodies)))


def refused(world: World, case: Case, *further: LetterAddressee, purpose: str = Purpose.INQUIRY) -> list[str]:
    """With which codes a letter to these is refused."""
    with pytest.raises(ValidationError) as refusal:
        world.submitted(case, world.draft(purpose, further=further))
    return codes(refusal)


def names(count: int) -> list[LetterAddressee]:
    """So many bodies."""
    return [LetterAddressee(f"Администрация № {number}") for number in range(count)]


def test_a_letter_to_two_has_one_number_and_a_package_for_each_with_its_own_delivery(
    world: World, case: Case, inspectorate: Correspondent
) -> None:
    letter = world.registered(world.signed(inquiry(world, case, inspectorate)))
    world.deliver()

    sent = {one.correspondent.name: one for one in OutboxMessage.objects.filter(document=letter)}
    assert set(sent) == {world.committee.name, "Жилищная инспекция"}
    assert len({one.conversation_id for one in sent.values()}) == 2
    assert sent[world.committee.name].state == OutboxState.ACCEPTED
    assert sent["Жилищная инспекция"].state != OutboxState.ACCEPTED
    assert letter.state == State.DISPATCHED
    assert [one.channel for one in letter.addressees] == ["exchange", "exchange"]
    page = at(world, "clerk").get(f"/documents/{letter.pk}/").content.decode()
    assert f"<li>{world.committee.name}: delivered" in page
    assert "<li>Жилищная инспекция: waits to be sent" in page
    told = [
        act.data.get("whom") for act in record.timeline(letter) if act.verb in ("exchange.sent", "exchange.delivered")
    ]
    assert sorted(told) == sorted([world.committee.name, "Жилищная инспекция", world.committee.name])


def test_what_is_signed_names_all_addressees_and_the_receivers_card_shows_the_others(
    world: World, case: Case, inspectorate: Correspondent, archive: Correspondent
) -> None:
    letter = world.signed(inquiry(world, case, inspectorate, archive))
    container = letter.files.get(role=DocumentFile.FileRole.CONTAINER)
    with ZipFile(files.path_of(container.stored)) as signed:
        passport = signed.read("passport.xml").decode()
    world.registered(letter)
    world.deliver()
    received = InboxMessage.objects.get(state=InboxState.WAITING)
    world.register_at_committee(received)

    assert all(f'organisation="{one.name}"' in passport for one in letter.addressees)
    page = at(world, "other.clerk").get(f"/documents/{received.document_id}/").content.decode()
    assert "<li>Жилищная инспекция</li><li>Директору архива</li>" in page


def test_the_records_office_dispatches_to_those_alone_whom_the_exchange_does_not_reach(
    world: World, case: Case, archive: Correspondent
) -> None:
    letter = world.registered(world.signed(inquiry(world, case, archive)))
    assert letter.state == State.REGISTERED
    item = world.item(WorkKind.DISPATCH, document=letter)
    clerk = at(world, "clerk")
    page = clerk.get(f"/work/{item.pk}/").content.decode()

    assert 'name="channel_1"' in page
    assert 'name="channel"' not in page
    assert clerk.post(f"/work/{item.pk}/", {"action": "dispatch", "channel_1": "post"}).status_code == 422
    answer = clerk.post(f"/work/{item.pk}/", {"action": "dispatch", "channel_1": "in_person", "note_1": "нарочным"})

    assert answer.status_code == 302
    letter.refresh_from_db()
    assert letter.state == State.DISPATCHED
    assert [(one.channel, one.note) for one in letter.addressees] == [("exchange", ""), BY_HAND]
    assert OutboxMessage.objects.get(document=letter).correspondent == world.committee
    with override("en"):
        fields = [field for change in case_changes(case) for field in change.fields]
    told = [field.after for field in fields if field.field == "further addressees"]
    assert told == ["Директору архива", "Директору архива (in person нарочным)"]
    assert "Директору архива: in person нарочным" in clerk.get(f"/documents/{letter.pk}/").content.decode()


def test_whose_postal_address_is_in_the_register_is_written_to_by_post(
    world: World, case: Case, archive: Correspondent
) -> None:
    exchange.change_correspondent(
        actor=world.person("clerk"),
        correspondent=archive,
        entry=Entry("archive", archive.name, head=archive.head, address=" ул. Речная,\n 4 ", channel="paper"),
    )
    archive.refresh_from_db()
    letter = inquiry(world, case, archive)
    world.registered(world.signed(letter))

    letters.dispatch(
        actor=world.person("clerk"),
        item=world.item(WorkKind.DISPATCH, document=letter),
        channel="",
        others=[("post", "80081234567890")],
    )

    letter.refresh_from_db()
    (told,) = letter.addressees[1:]
    assert told == LetterAddressee("Директору архива", "", "ул. Речная, 4", "post", "80081234567890")


def test_the_wait_ends_when_each_of_them_has_answered(world: World, case: Case, archive: Correspondent) -> None:
    letter = world.registered(world.signed(inquiry(world, case, archive)))
    letters.dispatch(
        actor=world.person("clerk"), item=world.item(WorkKind.DISPATCH, document=letter), channel="", others=[BY_HAND]
    )
    executor = world.person("executor")
    cases.await_reply(actor=executor, item=world.item(WorkKind.EXECUTE, case))
    world.deliver()
    theirs = world.register_at_committee(InboxMessage.objects.get(agency=world.office.other.agency))  # type: ignore[union-attr]  # the other office is there
    world.resolved(theirs, "other.")
    asked = theirs.documents.get(flow="incoming")
    reply = world.draft(
        Purpose.REPLY,
        "other.",
        correspondent_id_code=asked.correspondent_id_code,
        correspondent_name=asked.correspondent_name,
        in_reply_to=asked,
    )
    world.registered(world.signed(world.submitted(theirs, reply, "other."), "other."), "other.")
    world.deliver()
    case.refresh_from_db()
    item = world.item(WorkKind.AWAIT_REPLY, case)
    assert case.stage == Stage.WAITING
    assert "no answer yet from: Директору архива" in at(world, "executor").get(f"/work/{item.pk}/").content.decode()

    documents.register_correspondence(
        actor=world.person("clerk"),
        agency=world.office.agency,
        letter=CorrespondenceCard(
            correspondent_name="Областной архив",
            their_number="12",
            their_date=clock.today(),
            summary="О доме",
            received_on=clock.today(),
            channel=Channel.POST,
            kind=DocumentKind.objects.get(name="Письмо"),
            term_kind=TermKind.objects.get(code="assignment-undated"),
            answers_number=letter.number,
        ),
    )

    case.refresh_from_db()
    assert case.stage == Stage.IN_WORK


@pytest.mark.parametrize(("others", "in_block", "listed"), [(3, True, 0), (4, False, 5), (49, False, 50)])
def test_up_to_four_stand_in_the_block_and_more_on_a_list_behind_the_letter(
    world: World, case: Case, others: int, in_block: bool, listed: int
) -> None:
    letter = inquiry(world, case)
    letter.further_addressees = [one.kept for one in names(others)]
    paper = draw(letter, None)
    paper.finished()

    assert sum(one.what == "listed" for one in paper.placed) == listed
    block = next(one for one in paper.placed if one.what == "addressee")
    assert (block.height > 30) is in_block
    assert not any(
        one.overlaps(other) for one in paper.placed for other in paper.placed if one is not other and other is not block
    )


def test_whom_a_letter_cannot_name(world: World, case: Case) -> None:
    committee = world.committee
    office = world.office.agency

    assert refused(world, case, LetterAddressee("Иначе названный", committee.exchange_id)) == ["addressee-twice"]
    assert refused(world, case, LetterAddressee(committee.name.upper())) == ["addressee-twice"]
    assert refused(world, case, *names(1), *names(1)) == ["addressee-twice"]
    assert refused(world, case, LetterAddressee(office.name)) == ["addressee-own"]
    assert refused(world, case, LetterAddressee("Себе", office.exchange_id)) == ["addressee-own"]
    assert refused(world, case, LetterAddressee("Главе", "one"), LetterAddressee("Главе")) == ["addressee-twice"]
    assert refused(world, case, LetterAddressee("  ")) == ["addressee-missing"]
    assert refused(world, case, *names(200)) == ["too-many-addressees"]
    assert refused(world, case, *names(1), purpose=Purpose.ANSWER) == ["several-not-allowed"]


def test_an_addressee_is_ticked_and_unticked_on_the_draft_and_the_history_names_them(
    world: World, case: Case, inspectorate: Correspondent, archive: Correspondent
) -> None:
    draft = world.draft(Purpose.INQUIRY, further=further_of([inspectorate]))
    executor = at(world, "executor")
    item = world.item(WorkKind.EXECUTE, case)
    letter = letters.draft_letter(actor=world.person("executor"), item=item, letter=draft)
    rewrite(Correspondent.objects.filter(pk=inspectorate.pk), is_closed=True)
    address = f"/drafts/{letter.pk}/"
    page = executor.get(address).content.decode()
    assert "No letters go any more to: Жилищная инспекция." in page
    sent = {
        "action": "save",
        "correspondent": world.committee.pk,
        "subject": "О доме",
        "body": "Сообщите.",
        "approver": world.person("unit_head").pk,
        "signer": world.person("leader").pk,
    }

    for unknown in (inspectorate.pk, Correspondent.objects.get(agency=world.office.other.agency).pk, "x", 10**30):  # type: ignore[union-attr]  # the other office is there
        assert executor.post(address, sent | {"further": [unknown]}).status_code == 422
    assert executor.post(address, sent | {"further": [world.committee.pk]}).status_code == 422
    assert executor.post(address, sent | {"further": [archive.pk]}).status_code == 302

    letter.refresh_from_db()
    assert [one.name for one in letter.addressees] == [world.committee.head, "Директору архива"]
    changed = record.timeline(letter).get(verb="documents.changed")
    assert changed.data["whom"] == f"{world.committee.head}; Директору архива"
    assert executor.post(address, sent).status_code == 302
    letter.refresh_from_db()
    assert letter.further_addressees == []


def test_another_addressee_is_another_text_to_whoever_gave_a_visa(
    world: World, case: Case, archive: Correspondent
) -> None:
    letter = inquiry(world, case)
    before = digest_of(letter)
    letters.give_visa(
        actor=world.person("unit_head"),
        item=world.item(WorkKind.APPROVE, document=letter),
        verdict=Visa.Verdict.AGREED,
    )
    letters.return_unsigned(
        actor=world.person("leader"), item=world.item(WorkKind.SIGN, document=letter), remark="И архиву."
    )

    letters.revise(
        actor=world.person("executor"),
        item=world.item(WorkKind.REVISE, document=letter),
        letter=world.draft(Purpose.INQUIRY, further=further_of([archive])),
    )

    assert digest_of(Document.objects.get(pk=letter.pk)) != before
    assert WorkItem.objects.filter(document=letter, kind=WorkKind.APPROVE, done_at__isnull=True).exists()


def test_a_letter_whose_personal_data_were_erased_names_nobody_and_counts_as_before(
    world: World, case: Case, archive: Correspondent
) -> None:
    letter = inquiry(world, case, archive)

    letter.refresh_from_db()
    erase(actor=world.person("clerk"), rows=[letter], reason="Акт № 1")

    letter.refresh_from_db()
    assert [one.name for one in letter.addressees] == [""]
    assert selectors.unanswered_inquiries(pk=letter.pk).exists()


def test_a_letter_is_found_by_any_of_its_addressees(world: World, case: Case, archive: Correspondent) -> None:
    letter = inquiry(world, case, archive)

    found = finding.documents(world.person("executor"), Wanted(text="директору архива"))

    assert list(found) == [letter]


def test_what_did_not_reach_one_of_them_is_told_by_its_name_and_sent_to_it_again(
    world: World, case: Case, inspectorate: Correspondent
) -> None:
    letter = world.registered(world.signed(inquiry(world, case, inspectorate)))
    world.deliver()
    lost = OutboxMessage.objects.get(document=letter, correspondent=inspectorate)
    rewrite(OutboxMessage.objects.filter(pk=lost.pk), expires_at=clock.now() - timedelta(minutes=1))
    world.deliver()

    problem = world.item(WorkKind.DELIVERY_PROBLEM, document=letter)
    assert problem.note.startswith("Жилищная инспекция: ")
    lost.refresh_from_db()
    again = exchange.send_again(actor=world.person("clerk"), message=lost, reason="Не дошло.")

    assert again.correspondent == inspectorate
    with pytest.raises(ValidationError) as refusal:
        exchange.send_document(actor=world.person("clerk"), document=letter, to="archive")
    assert codes(refusal) == ["no-correspondent"]
